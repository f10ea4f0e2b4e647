"""Training masks: sums, order, density, design."""
