"""Gaussian features with their fourth moments."""

import numpy as np

from theory import GatedRegression
from theory.gdln import FourthMoments


def gaussian_law(A, y2=1.0):
    """x~ ~ N(0, A), y independent with <y> = 0: fourth moments by Isserlis' theorem."""
    S = np.zeros((len(A) + 1,) * 2)
    S[:-1, :-1], S[-1, -1] = A, y2
    pairs = np.multiply.outer(S, S)
    fourth = pairs + pairs.transpose(0, 2, 1, 3) + pairs.transpose(0, 2, 3, 1)
    return FourthMoments.from_moments(GatedRegression.from_moments(A, np.zeros(len(A)), y2, 1, len(A)), fourth)
