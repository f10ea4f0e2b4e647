"""What zero loss means: solution sets, the printed weights, identifiability."""
