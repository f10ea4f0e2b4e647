"""Shifts of base gates on a ring: moments by correlations and one DFT instead of dense matrices.

ring_regression  the regression in Fourier blocks, and its flow
ring_moments     moments of a regression on a ring: in closed form, from samples or from a support
ring_derivation  why one Fourier transform splits a shift-invariant regression
"""

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
