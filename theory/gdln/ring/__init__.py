"""Shifts of base gates on a ring: moments by correlations and one DFT instead of dense matrices."""

from .ring_derivation import derivation as ring_derivation
from .ring_moments import ring_halfspace_problem, ring_samples_problem, ring_support_problem
from .ring_regression import RingRegression, ring_flow

__all__ = [
    "RingRegression",
    "ring_derivation",
    "ring_flow",
    "ring_halfspace_problem",
    "ring_samples_problem",
    "ring_support_problem",
]
