"""Solvers that improve: alternating refits, flips and swaps, restarts."""
