"""The largest stable learning rate of SGD under masks: of the risk, in mean, and in mean square."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp
from scipy.optimize import brentq

from ...derivation import Derivation, Step
from ...inputs.uniform_moments import ACROSS, ALONG
from ...validation import Array, as_array, choice, in_float_range, natural, real_array, real_number
from .step_scale import gain, step_scale
from .transfer import law_risk, row_size_law, transfer

SENSES = ("descent", "mean", "mean square")


@in_float_range("c, batch, law")
def largest_stable_lr(
    n: int,
    c: Any = None,
    *,
    sense: str = "mean square",
    reduction: str = "mean",
    batch: int | None = None,
    batches: int = 4,
    law: Any = None,
) -> Any:
    """The learning rate below which a row of () (c None), or of (1) near its solution with constant c, is stable.

    `sense`: "descent", 2 over the largest eigenvalue of the Hessian of the risk, what gradient descent on it bears;
    "mean", the mean error shrinks; "mean square", the mean squared error does, from every start. The last two are of SGD
    with `batches` fresh batches of `batch` inputs (default 2 n) uniform on [0, 1]^n under one mask, and a new mask with
    `law` as in `transfer`. With one batch a mask "mean" is "descent"; with four it is less: under a
    mask of m entries the error along them is multiplied by (1 - h (1/12 + m/4))^4, whose mean is above the fourth power of
    the mean. Mean square stability implies that the error of (), and the linearized one of (1), goes to 0 with
    probability one. It is not necessary for that: the typical error can shrink while its mean square grows.

    `c`: a number, or (n,) as of `learned_constants`, for an array of limits; a network is stable where its least is
    above lr; the best case is c = n^(-1/4) (`flattest_constant`). "Stable" is up to the first lr at which the
    radius reaches 1; below 2 / (n (gain[0] + n gain[1])) not even one step can stretch the error.

    The paper trains with lr 0.1 and states no limit (Luntzel 2023, section 4). Raises ValueError for an unknown sense or
    reduction, c = 0. Possible issues: to a relative 1e-9.

    Example:
    >>> from theory import emn
    >>> [round(emn.largest_stable_lr(20, sense=s), 3) for s in ("descent", "mean", "mean square")]
    [14.769, 6.68, 6.256]
    """
    choice("sense", sense, SENSES)
    n, law = natural("n", n), row_size_law(n, law).astype(np.float64)
    batch, batches = 2 * n if batch is None else natural("batch", batch), natural("batches", batches)
    unit = float(step_scale(n, 1, reduction, batch))
    if c is not None and as_array("c", c).ndim > 0:
        return np.array([_limit(n, v, sense, batch, batches, law) for v in real_array("c", c, (None,))]) / unit
    return _limit(n, c, sense, batch, batches, law) / unit


@in_float_range("c, lr, batch, law")
def is_stable(
    n: int,
    c: Any = None,
    *,
    lr: float = 0.1,
    reduction: str = "mean",
    batch: int | None = None,
    batches: int = 4,
    law: Any = None,
) -> bool:
    """Whether the spectral radius in mean square is below 1 at this lr (every c, if several); see `largest_stable_lr`.

    Example:
    >>> from theory import emn
    >>> emn.is_stable(5), emn.is_stable(5, lr=10.0)
    (True, False)
    """
    n, batch = natural("n", n), 2 * n if batch is None else natural("batch", batch)
    h = float(step_scale(n, lr, reduction, batch))
    every = [None] if c is None else as_array("c", c).reshape(-1)
    return all(spectral_radius(transfer(n, h, batch, batches, law, gain(v))) < 1 for v in every)


def spectral_radius(T: Array) -> float:
    """The largest |eigenvalue|; for `transfer` an eigenvalue itself, real and positive."""
    return float(np.max(np.abs(np.linalg.eigvals(np.asarray(T, dtype=np.float64)))))


def mean_eigenvalues(n: int, h: Any, batches: int, law: Any = None, c: Any = None) -> tuple[Any, Any]:
    """The mean of e after one mask is a symmetric matrix times e: its eigenvalues along and across the ones.

    Notation and assumptions as in `transfer`. Given m active entries, a start e_k at an active one becomes
    (rho1 - rho0)/m + rho0 at k, (rho1 - rho0)/m at the other active ones and -(g/r) (1 - rho1) at the inactive ones,
    rho0 = (1 - h a/12)^batches, rho1 = (1 - h r (1/12 + m/4))^batches, (a, g) the gain, r = a + g m. Exact for fractions.
    """
    n, batches, h = natural("n", n), natural("batches", batches), real_number("h", h, least=0)
    a, g = gain(c)
    law = row_size_law(n, law)
    if not all(isinstance(v, int | Fraction) for v in (h, a, g)):
        law = law.astype(np.float64)
    same, other = law[0] * 1, law[0] * 0
    for m in range(1, n + 1):
        r = a + g * m
        rho0, rho1 = (1 - h * a * ACROSS) ** batches, (1 - h * r * (ACROSS + ALONG * m)) ** batches
        same += law[m] * (n - m + rho1 + (m - 1) * rho0) / n
        if n > 1:
            other += law[m] * ((m - 1) * (rho1 - rho0) - (n - m) * m * g * (1 - rho1) / r) / (n * (n - 1))
    return same + (n - 1) * other, same - other


def _limit(n: int, c: Any, sense: str, batch: int, batches: int, law: Array) -> float:
    """The first h at which the growth reaches 1."""
    a, g = (float(v) for v in gain(c))
    if sense == "descent":
        diagonal, off = law_risk(n, law)
        return 2 / ((a + g * n) * float(diagonal + (n - 1) * off))
    growth: Callable[[float], float]
    if sense == "mean":

        def growth(h: float) -> float:
            along, across = mean_eigenvalues(n, h, batches, law, c)
            return max(abs(along), abs(across) if n > 1 else 0.0) - 1
    else:

        def growth(h: float) -> float:
            return spectral_radius(transfer(n, h, batch, batches, law, (a, g))) - 1

    return first_unstable(growth, 2 / (n * (a + g * n)))


def first_unstable(growth: Callable[[float], float], below: float) -> float:
    """The first h above `below` at which `growth` reaches 0; it must be negative up to there."""
    high = below
    while growth(high) < 0:
        high *= 1.05
    return float(brentq(growth, high / 1.05, high, rtol=1e-12))


def derivation() -> Derivation:
    """The limits in closed form: of descent for () and (1), the flattest solution, one batch in mean, four in mean.

    Example:
    >>> from theory import emn
    >>> emn.stability_derivation().proved
    True
    """
    n, h, c, lam, x0 = sp.symbols("n h c lambda x_0", positive=True)
    w, d, e, z, r = sp.symbols("w d e z r", real=True)
    along = 1 / c**2 + n * c**2
    return Derivation(
        "The largest stable learning rate",
        (
            Step(
                sp.Derivative((e * z + r) ** 2, e),
                2 * z * (e * z + r),
                "gradient of the squared error in one entry of e = beta - 1, z = a_j x_j, r the other entries' part: "
                "averaged, 2 Q e, so e <- (1 - h Q) e in mean, h = 2 lr over the outputs averaged over",
            ),
            Step(
                sp.Subs(1 - h * lam, h, 2 / lam),
                sp.Integer(-1),
                "a mode of eigenvalue lambda shrinks while |1 - h lambda| < 1: up to h = 2 / lambda",
            ),
            Step(
                sp.Subs(sp.Derivative(d * w, w), d, 1 / c) ** 2 + sp.Subs(sp.Derivative(d * w, d), w, c) ** 2,
                1 / c**2 + c**2,
                "(1) at w = c 1, d = 1/c: beta = d w moves by P = I/c^2 + c^2 1 1^T times minus its gradient; its diagonal",
            ),
            Step(
                (n * (1 / c**2 + c**2) + n * (n - 1) * c**2) / n,
                along,
                "1^T P 1 / n: P along the ones; across them it is 1/c^2",
            ),
            Step(
                along,
                2 * sp.sqrt(n) + (1 / c - c * sp.sqrt(n)) ** 2,
                "so the Hessian's largest eigenvalue, that with no hidden layer, is multiplied by at least 2 sqrt(n)",
            ),
            Step(sp.Subs(along, c, n ** sp.Rational(-1, 4)), 2 * sp.sqrt(n), "with equality at c = n^(-1/4)"),
            Step(
                sp.Derivative((1 - h * x0) ** 4, (x0, 2)),
                12 * h**2 * (1 - h * x0) ** 2,
                "four batches under one mask: the factor is convex in the Gram matrix's eigenvalue, so its mean over masks "
                "is above the factor of the mean (Jensen), and the limit in mean is below that of descent",
            ),
        ),
    )
