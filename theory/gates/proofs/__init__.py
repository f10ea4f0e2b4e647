"""Solvers that prove the optimum: exhaustive, branch and bound, cells of few dimensions; and the check in rationals."""
