"""The learning rate above which no training of an architecture settles: its limit at the flattest of its solutions."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from ...derivation import Derivation, Step
from ...inputs.uniform_moments import ACROSS, ALONG
from ...validation import Array, in_float_range, mask_set, natural, real_number
from ..network.architecture import Architecture, check_network
from .stability import first_unstable, spectral_radius
from .step_scale import step_scale
from .transfer import law_risk, row_size_law, transfer


def flattest_gain(n: int, depth: int) -> tuple[float, float]:
    """(a, g) of P = a I + g 1 1^T, by which a step moves a row's effective weights at the flattest solution.

    With `depth` = m hidden layers of any widths, beta = W_m ... W_1 of a row is linear in each layer, and at every solution
    beta = 1 the gain along the ones is at least

        1^T P 1 / n = sum_l (|W_m ... W_(l+1)| |W_(l-1) ... W_1 1| / sqrt(n))^2 >= (m + 1) n^(m/(m+1)):

    consecutive terms share a layer, |W_m ... W_(l+1)| |W_l ... W_1 1| >= |beta . 1| = n, so the m + 1 numbers in brackets
    have a product of at least n^(m/2), and their squares the mean of at least its power. Equality holds where |w|^2 = d_l^2,
    the balanced solution of one copy, of which this is the gain: a = n^(m/(m+1)), g = m a / n. Without hidden layer (1, 0).
    For one hidden layer it is `stability.gain` at c = n^(-1/4).

    Raises ValueError for n < 1, depth < 0.

    Example:
    >>> from theory import emn
    >>> emn.flattest_gain(4, 1)
    (2.0, 0.5)
    """
    n, m = natural("n", n), natural("depth", depth, least=0)
    a = float(n) ** (m / (m + 1))
    return a, m * a / n


@in_float_range("lr, masks, batch")
def lr_above_limit(
    net: Architecture,
    lr: Any,
    masks: Any = None,
    *,
    reduction: str = "mean",
    batch: int | None = None,
    batches: int = 4,
) -> float | None:
    """The predicted limit where `lr` is above it, else None: above, no solution of `net` is stable under SGD.

    The limit is `stability.largest_stable_lr` in mean square, at the gain of the flattest solution (`flattest_gain`), under
    `batches` fresh batches of `batch` inputs (default 2 n) a mask. `masks` None is the paper's law. For a binary training
    set (D, n, n) the law is that of the number of active entries in its fullest row (of largest 1^T Q 1), taken as exchangeable.
    For a weighted set it is the limit of descent along the ones, 2 over the gain times 1^T Q 1 / n, which is larger: no
    warning then is no promise. Nor is it below the limit: training may settle on, or start at, a sharper solution.

    Raises ValueError or TypeError for bad input. Possible issues: right to a relative 1e-9 where it is returned.

    Example:
    >>> from theory import emn
    >>> net = emn.Architecture(20, (1,))
    >>> emn.lr_above_limit(net, 0.1) is None, emn.lr_above_limit(net, 100.0) < 100
    (True, True)
    """
    n, lr = check_network(net).n, float(real_number("lr", lr, above=0))
    a, g = flattest_gain(n, len(net.copies))
    batch, batches = 2 * n if batch is None else natural("batch", batch), natural("batches", batches)
    unit = float(step_scale(n, 1, reduction, batch))
    if masks is None:
        law = row_size_law(n).astype(np.float64)
        diagonal, off = law_risk(n, law)
        along = diagonal + (n - 1) * off
    else:
        along, binary_law = fullest_row(masks, n)
        if binary_law is None:
            limit = 2 / (unit * (a + g * n) * along) if along > 0 else np.inf
            return limit if lr > limit else None
        law = binary_law
    if unit * lr <= 2 / (n * (a + g * n)) or along == 0:  # not even one step on one input can stretch the error
        return None
    if unit * lr * (a + g * n) * along < 4 and _radius(n, unit * lr, batch, batches, law, a, g) < 1:
        return None
    return first_unstable(lambda h: _radius(n, h, batch, batches, law, a, g) - 1, 2 / (n * (a + g * n))) / float(unit)


def fullest_row(masks: Any, n: int) -> tuple[float, Array | None]:
    """1^T Q 1 / n, the largest over the rows, and for binary masks the law of that row's active entries, (n + 1,)."""
    masks = mask_set("masks", masks, (None, n, n))
    sums = masks.sum(axis=2, dtype=np.float64)
    binary = masks.dtype == bool or bool(np.all((masks == 0) | (masks == 1)))
    squares = sums if binary else np.sum(masks.astype(np.float64) ** 2, axis=2)
    along = np.mean(float(ACROSS) * squares + float(ALONG) * sums**2, axis=0) / n
    row = int(np.argmax(along))
    law = np.bincount(sums[:, row].astype(np.int64), minlength=n + 1) / len(masks) if binary else None
    return float(along[row]), law


def _radius(n: int, h: float, batch: int, batches: int, law: Array, a: float, g: float) -> float:
    return spectral_radius(transfer(n, h, batch, batches, law, (a, g)))


def derivation() -> Derivation:
    """The least gain along the ones, for one copy a layer by the mean inequality, and the gain where it is attained.

    Example:
    >>> from theory import emn
    >>> emn.training_limit_derivation().proved
    True
    """
    n, m, s = sp.symbols("n m s", positive=True)
    u, v = sp.symbols("u v", positive=True)
    balanced = n ** (1 / (m + 1))
    return Derivation(
        "The least gain of a solution along the ones",
        (
            Step(
                sp.Derivative(u * v, u) ** 2 + sp.Derivative(u * v, v) ** 2,
                2 * u * v + (u - v) ** 2,
                "two layers |w| = u, d = v, of product sqrt(n) along the ones: at least 2 sqrt(n), with equality at u = v",
            ),
            Step(
                sp.Derivative(m * s + n / s**m, s).doit().subs(s, balanced),
                sp.Integer(0),
                "m squares s and one n / s^m, of product n: the sum is stationary where all are n^(1/(m+1)), and convex",
            ),
            Step(
                (m + 1) * sp.UnevaluatedExpr(balanced) ** m,
                (m + 1) * n ** (m / (m + 1)),
                "each of the m + 1 layers leaves out its own square: the least gain along the ones",
            ),
            Step(
                n ** (m / (m + 1)) + n * (m * n ** (m / (m + 1)) / n),
                (m + 1) * n ** (m / (m + 1)),
                "a + n g with a = n^(m/(m+1)), the squared product of the later layers, and g = m a / n",
            ),
        ),
    )
