"""Solvers for half-spaces that follow a gradient, on samples and on Gaussian populations."""
