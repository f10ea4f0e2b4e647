"""Section 1: networks of ReLU, erf and sigmoid units, the laws of their inputs, and what their fields look like."""
