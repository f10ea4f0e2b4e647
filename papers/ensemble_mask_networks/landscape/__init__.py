"""Critical points of the risk, escape from saddles, sharpness."""
