"""The conserved quantities and the constants that a row will learn."""
