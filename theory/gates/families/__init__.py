"""What gates may be: exclusive, any table, half-spaces, shifts of base gates; how each counts, lists and assigns them."""
