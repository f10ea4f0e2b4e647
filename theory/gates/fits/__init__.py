"""Least squares for many gatings at once, by low-rank updates of moments."""
