"""Least squares for many gatings at once, by low-rank updates of moments.

many_fits  many small fits of the same targets at once
rank_one   one row more at a time, for thousands of fits at once
ridge      a ridge as rows below the features
rows       the points of a gate problem as rows of unit size
moves      what a family lets happen at one point, and which fits the point then joins
"""
