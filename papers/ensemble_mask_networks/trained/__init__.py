"""Table 1, Figure 3 and the low-data setting as trained networks."""
