"""The general flow: its derived modes are the numeric flow."""

import numpy as np

from theory import GatedRegression, gradient_flow, numpy_function
from theory.gdln.flows.general_flow import K, c, lam, mode, t, tau, u0


def test_the_derived_mode_is_the_numeric_flow():
    """The symbolic mode turned into a NumPy function equals gradient_flow on a diagonal problem, a null mode included."""
    closed = numpy_function([lam, c, u0, t, K, tau], mode())
    values, b, w0 = np.array([2.0, 1.0, 1e-9, 0.0]), np.array([0.3, -0.4, 1e-6, 0.0]), np.array([1.0, -2.0, 0.5, 3.0])
    problem = GatedRegression.from_moments(np.diag(values), b, 1.0, 2, 2)
    flow = gradient_flow(problem, w0.reshape(2, 2), 1.7, tau=0.6).ravel()
    expected = [*closed(values[:3], b[:3], w0[:3], 1.7, 2, 0.6), 3.0]
    assert np.max(np.abs(flow - expected)) <= 16 * np.finfo(float).eps
