"""Inputs 0, 1/2 and 1 with the first two moments of uniform ones, for errors in exact rationals."""

from __future__ import annotations

from fractions import Fraction

# value, weight; an error is of second degree in the inputs, so no other moment counts
INPUTS = ((Fraction(0), Fraction(1, 6)), (Fraction(1, 2), Fraction(2, 3)), (Fraction(1), Fraction(1, 6)))
