"""How sharp the minima of a row are along its solution set, and which constant is the flattest."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp
from scipy.linalg import eigh
from scipy.optimize import brentq

from ...derivation import Derivation, Step
from ...possible_moments import checked_second_moment
from ...validation import Array, float_array, in_float_range, natural, real_number


@in_float_range("Q, c")
def sharpness(Q: Any, c: Any, depth: int = 1) -> float:
    """The largest eigenvalue of the Hessian of 1/2 (beta - 1)^T Q (beta - 1) at the minimum with the constant c.

    The row of (1, ..., 1) with `depth` hidden layers at first layer c 1 and every later weight |c|^(-1/depth), the
    printed equal split. With J = d beta / d params the Hessian there is J^T Q J, and J J^T = I/c^2 + sum_l d_l^-2 1 1^T, so

        sharpness = lambda_max(Q^(1/2) (c^-2 I + depth |c|^(2/depth) 1 1^T) Q^(1/2)).

    For (1) the Hessian in (w, d) is [[Q/c^2, Q 1], [1^T Q, c^2 1^T Q 1]], of trace tr(Q)/c^2 + c^2 1^T Q 1. An unequal split of
    the same c is at least as sharp (sum_l d_l^-2 is least at the equal one). For (c copies) the minima W^T v = 1 have
    J J^T = |v|^2 I + W^T W >= |v|^2 I + 1 1^T/|v|^2: none is flatter than (1) at c = 1/|v|, and W = v 1^T/|v|^2 is as flat.
    Training descends 2/n times this loss for the reduction "mean" and 2 times it for "sum_outputs".

    Q (n, n) symmetric positive semidefinite, c != 0. Raises ValueError otherwise. Possible issues: right to a few n eps
    relative. (Luntzel 2023, Figure 4 (1) and (1,1), section 5: the infinitely many settling points.)

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> round(emn.sharpness(np.eye(2), 1.0), 9)
    3.0
    """
    Q = float_array("Q", checked_second_moment("Q", Q), (None, None))
    depth, c = natural("depth", depth), float(real_number("c", c))
    s = c * c
    if not (1e-150 < abs(c) < 1e150):
        raise ValueError(f"c must not be 0, nor its square leave the range of floats; got {c!r}.")
    return _top(Q, _root(Q), 1 / s, depth * s ** (1 / depth))[0]


@in_float_range("Q")
def flattest_constant(Q: Any, depth: int = 1) -> float:
    """The |c| of least `sharpness`: where along the printed solutions the minimum is flattest.

    Where 1 is an eigenvector of Q for its largest eigenvalue lambda (by Perron's theorem for Q >= 0 with equal row sums,
    such as the paper's masks give), c^2 = n^(-m/(m+1)), m = `depth`, with sharpness (m + 1) n^(m/(m+1)) lambda. That is the
    balanced solution |w| = |d_l|: the flow from kappa = |w|^2 - d^2 ends for (1) at sharpness lambda sqrt(kappa^2 + 4 n),
    flattest for kappa = 0. For any other Q the sharpness is convex in log c^2 (each Rayleigh quotient is a sum of two
    exponentials), and the root of its slope is found by bracketing.

    Raises ValueError where Q 1 = 0: then no constant is flattest, the larger the flatter. Possible issues: where two
    eigenvalues cross at the minimum the slope jumps; the root is then right to about 1e-15 relative times lambda_max over
    their distance in slope.

    Example:
    >>> from theory import emn
    >>> c = emn.flattest_constant([[2.0, 1.0], [1.0, 2.0]])
    >>> round(c * 2 ** (1 / 4), 9)  # c = n^(-1/4)
    1.0
    """
    Q, m = float_array("Q", checked_second_moment("Q", Q), (None, None)), natural("depth", depth)
    root = _root(Q)
    top, total = float(eigh(Q, eigvals_only=True)[-1]), float(Q.sum())
    if not total > 4 * len(Q) ** 2 * np.finfo(np.float64).eps * top:
        raise ValueError(f"Q must not send the ones to 0; got 1.Q 1 = {total:.3g}. No constant is the flattest.")

    def slope(log_s: float) -> float:
        """d sharpness / d log s, by the top eigenvector (Hellmann and Feynman)."""
        low, high = np.exp(-log_s), m * np.exp(log_s / m)
        _, x = _top(Q, root, low, high)
        return float(high / m * (x @ root.sum(axis=1)) ** 2 - low * (x @ Q @ x))

    balanced = (top / total) ** (m / (m + 1))  # s where the two bounds top/s and m total s^(1/m) are in balance
    bound = top / balanced + m * total * balanced ** (1 / m)  # the sharpness there is no more, and each term is no more
    left, right = np.log(top / bound), m * np.log(bound / (m * total))
    log_s = brentq(slope, left - 1e-9, right + 1e-9, xtol=1e-16, rtol=4 * np.finfo(np.float64).eps)
    return float(np.exp(log_s / 2))


def _root(Q: Array) -> Array:
    """Q^(1/2), symmetric."""
    values, vectors = eigh(Q, driver="evd")
    return (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T


def _top(Q: Array, root: Array, low: float, high: float) -> tuple[float, Array]:
    """The largest eigenvalue and eigenvector of low Q + high (Q^(1/2) 1) (Q^(1/2) 1)^T."""
    r = root.sum(axis=1)
    values, vectors = eigh(low * Q + high * np.outer(r, r), driver="evd")
    return float(values[-1]), vectors[:, -1]


def derivation() -> Derivation:
    """The Hessian on the solution set, its eigenvalue where Q 1 = lambda 1, the flattest constant and the one learned.

    Example:
    >>> from theory import emn
    >>> emn.sharpness_derivation().proved
    True
    """
    n, s, lam, m, x = sp.symbols("n s lambda m x", positive=True)
    c, d, kappa = sp.Symbol("c", positive=True), sp.Symbol("d", real=True), sp.Symbol("kappa", real=True)
    w = sp.symbols("w_1 w_2", real=True)
    a, b, e = sp.symbols("Q_11 Q_12 Q_22", real=True)
    error = sp.Matrix([d * w[0] - 1, d * w[1] - 1])
    loss = (error.T * sp.Matrix([[a, b], [b, e]]) * error)[0] / 2
    minimum = (*zip(w, (c, c), strict=True), (d, 1 / c))

    def at_minimum(*variables: Any) -> Any:
        return sp.Subs(sp.Derivative(loss, *variables), *zip(*minimum, strict=True))

    flattest = n ** (-m / (m + 1))
    curve = lam * (1 / s + n * m * s ** (1 / m))
    learned = (kappa + sp.sqrt(kappa**2 + 4 * n)) / (2 * n)
    return Derivation(
        "Sharpness along the solution set",
        (
            Step(at_minimum(w[0], w[1]), b / c**2, "the Hessian of (1) at w = c 1, d = 1/c: Q/c^2 in the first layer"),
            Step(at_minimum(w[0], d), a + b, "its border is Q 1: the residual vanishes there"),
            Step(at_minimum(d, d), c**2 * (a + 2 * b + e), "and its corner c^2 1^T Q 1"),
            Step(
                sp.Subs(x**2 - lam * (1 / s + n * s) * x, x, lam * (1 / s + n * s)),
                sp.Integer(0),
                "where Q 1 = lambda 1, on (1, 0) and (0, 1) it is [[lambda/s, sqrt(n) lambda], [., n lambda s]], s = c^2, of "
                "determinant 0: its trace lambda (1/s + n s) is an eigenvalue",
            ),
            Step(
                sp.Derivative(curve, s).doit().subs(s, flattest),
                sp.Integer(0),
                "depth m: lambda (1/s + n m s^(1/m)) is stationary at s = n^(-m/(m+1)); it is convex in log s, so least there",
                ("lambda the largest eigenvalue: those across the ones, lambda_j / s, stay below",),
            ),
            Step(curve.subs(s, flattest), lam * (m + 1) * n ** (m / (m + 1)), "the least sharpness"),
            Step(n * flattest - flattest ** (-1 / m), sp.Integer(0), "balanced: |w|^2 = n c^2 is d_l^2 = c^(-2/m)"),
            Step(
                curve.subs({m: 1, s: learned}),
                lam * sp.sqrt(kappa**2 + 4 * n),
                "the sharpness of (1) where the flow with kappa = |w|^2 - d^2 ends",
            ),
        ),
    )
