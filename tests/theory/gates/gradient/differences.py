"""Gradients against central differences."""

import numpy as np


def differences(f, v, step):
    """Central differences: off by step^2 times the third derivative, and by rounding over the step."""
    slope = np.zeros_like(v)
    for where in np.ndindex(v.shape):
        turn = np.zeros_like(v)
        turn[where] = step
        slope[where] = (f(v + turn) - f(v - turn)) / (2 * step)
    return slope


def order(f, slope, v):
    """The order at which differences meet the gradient as the step falls."""
    steps = np.array([4e-3, 2e-3, 1e-3])
    off = np.array([np.linalg.norm(differences(f, v, step) - slope) for step in steps])
    return np.polyfit(np.log(steps), np.log(off), 1)[0]
