"""The constants c that gradient flow learns, from the initialization alone, for () and one copy of any depth."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from ...derivation import Derivation, Step
from ...validation import Array, natural
from ..masks.row_risk import reached_entries
from ..masks.row_risk import row_risk as row_risk
from ..network.architecture import Architecture, Parameters, check_parameters
from .constant_sign import sign_margin

DEEPEST = 8  # for which SymPy derives it in seconds
NEWTON_STEPS = 100  # six are common; convergence is quadratic and monotone


def learned_constants(net: Architecture, params: Parameters, masks: Any = None) -> Array:
    """The constant of each row, c (n,), sign included, that small-step training of () or (1, ..., 1) ends at.

    The flow conserves kappa_l = |w|^2 - d_l^2 in every row (w its first-layer weights, d_l its m later ones), and zero
    loss is w = c 1 with prod_l d_l = 1/c. So u = n c^2 is a root of

        u prod_l (u - kappa_l) = n,

    which has exactly one with u > 0 and all u > kappa_l. For (1) it is c^2 = (kappa + sqrt(kappa^2 + 4 n)) / (2 n); for
    m layers c^2 n^(m/(m+1)) -> 1 as n grows, so that |c| ~ n^(-m/(2 (m+1))): n^(-1/4) for (1), n^(-1/3) for (1, 1). The
    sign is that of `sign_margin`, which also says when it is certain. For () the constants are 1.

    Entries that no mask reaches stay where they are: n and |w|^2 count the others, and c is the constant of those.

    `masks` is the law: None for the paper's, an array (D, n, n) for its empirical one, or an object with
    `row_second_moments()` (n, n, n). Inputs are uniform on [0, 1]^n, independent of the masks.
    (Luntzel 2023, Figure 4, which reports signs and sizes without a formula.)

    Raises ValueError for copies > 1, naming what does hold there, where no mask reaches a row, where a row starts at a
    saddle, and where squares of weights overflow. Possible issues: SGD with step lr is off by O(lr), because one step
    changes kappa by lr^2 (|g_w|^2 - g_d^2) (see `conserved_quantities`). log c^2 is right to a few
    eps where the kappa_l are, which enter as differences of squares.

    Example:
    >>> from theory import emn
    >>> net = emn.Architecture(2, (1,))
    >>> params = net.parameters([[[1.0, 1.0], [-1.0, -1.0]], [[[1.0]], [[-1.0]]]])
    >>> emn.learned_constants(net, params).round(4).tolist()
    [1.0, -1.0]
    """
    params = check_parameters(net, params)
    reached = reached_entries(net.n, masks)
    if net.copies == ():
        return np.ones(net.n)
    if any(c != 1 for c in net.copies):
        raise ValueError(
            f"copies must be () or all 1; got {net.copies}. With several copies zero loss fixes only the product of all "
            "layers (effective weights 1), not one constant a row; conserved_quantities and, for (c,), "
            "later_weight_bracket say what holds."
        )
    count = reached.sum(axis=1)
    squares = row_squares(params, reached)
    offsets = squares - squares.min(axis=1)[:, None]
    with np.errstate(divide="ignore"):
        log_u = np.logaddexp(log_balanced_root(offsets, count), np.log(offsets[:, 0]))
    return np.where(sign_margin(net, params, masks) >= 0, 1.0, -1.0) * np.exp((log_u - np.log(count)) / 2)


def row_squares(params: Parameters, reached: Array) -> Array:
    """|w|^2 over the reached entries, d_1^2, ..., d_m^2 of every row, (n, m + 1); under the flow they move in step."""
    with np.errstate(over="ignore", invalid="ignore"):
        first = np.sum(params.layers[0].astype(np.float64) ** 2, axis=1, where=reached)
        later = [layer[:, 0, 0].astype(np.float64) ** 2 for layer in params.layers[1:]]
    squares = np.stack([first, *later], axis=1)
    if not np.all(np.isfinite(squares)):
        raise ValueError("params must have squares in the range of floats; got larger weights.")
    return squares


def log_balanced_root(offsets: Array, count: Any) -> Array:
    """y = log v (R,) of the positive root v of prod_j (v + a_j) = count, for offsets a (R, m + 1) >= 0, one in each row 0.

    sum_j log(exp(y) + a_j) - log count is convex in y and rises with a slope between 1 and m + 1, so Newton's method goes
    down to the root without overshooting, from y = log(count) / (m + 1), where it is not negative. In logarithms nothing
    overflows and no difference of large numbers is formed. Possible issues: y is off by a few eps of its size.
    """
    log_count = np.log(np.asarray(count, dtype=np.float64)) + np.zeros(len(offsets))
    y = log_count / offsets.shape[1]
    with np.errstate(divide="ignore"):
        log_a = np.log(offsets)
    for _ in range(NEWTON_STEPS):
        terms = np.logaddexp(y[:, None], log_a)
        step = (terms.sum(axis=1) - log_count) / np.exp(y[:, None] - terms).sum(axis=1)
        y = y - step
        if np.all(np.abs(step) <= 4 * np.finfo(np.float64).eps * np.maximum(1, np.abs(y))):
            break
    return y


def derivation(depth: int = 1) -> Derivation:
    """Why |c| is what it is, for (1, ..., 1): conservation, the polynomial at zero loss, its one root, how it falls.

    Example:
    >>> from theory import emn
    >>> emn.learned_constants_derivation().proved
    True
    """
    natural("depth", depth, most=DEEPEST)
    w, x = sp.symbols("w x", real=True)
    c = sp.Symbol("c", real=True, nonzero=True)
    d = sp.symbols(f"d_1:{depth + 1}", real=True, nonzero=True)
    v, N, e = sp.symbols("v n e", positive=True)
    a = sp.symbols(f"a_1:{depth + 1}", nonnegative=True)
    P = sp.Mul(*d)
    loss = sp.Function("L", real=True)(P * w)
    product = v * sp.Mul(*(v + offset for offset in a))
    last = {d[-1]: 1 / (c * sp.Mul(*d[:-1]))}
    conserved = tuple(
        Step(
            w * sp.Derivative(loss, w) - layer * sp.Derivative(loss, layer),
            sp.Integer(0),
            f"the loss sees prod d w only, so kappa = |w|^2 - {layer}^2 does not move; the sum over weights is linear",
            ("w' = -dL/dw, d' = -dL/dd, whatever the masks",),
        )
        for layer in d
    )
    return Derivation(
        f"The constants learned by {(1,) * depth} under gradient flow",
        (
            *conserved,
            Step(
                sp.Subs(N * c**2 * P**2, tuple(last), tuple(last.values())),
                N,
                "at w = c 1, prod d = 1/c: n c^2 prod_l (n c^2 - kappa_l) = n, because n c^2 - kappa_l = d_l^2",
            ),
            Step(
                sp.Derivative(product, v),
                product * (1 / v + sum(1 / (v + offset) for offset in a)),
                "with v the least of n c^2 and the d_l^2, the others above it by a_l >= 0 (conserved): "
                "the product rises with v",
            ),
            Step(sp.Limit(product, v, 0), sp.Integer(0), "from 0 at v = 0"),
            Step(sp.Limit(1 / product, v, sp.oo), sp.Integer(0), "without limit: exactly one root of product = n"),
            *_falls(depth, product, v, a),
            Step(
                sp.Limit(x * sp.Mul(*(x + offset * e for offset in a)), e, 0),
                x ** (depth + 1),
                f"v = x n^(1/{depth + 1}), e = n^(-1/{depth + 1}) -> 0 leaves x^{depth + 1} = 1: "
                f"n c^2 and all d_l^2 grow as n^(1/{depth + 1})",
                ("the a_l stay bounded as n grows",),
            ),
            *(_closed_form() if depth == 1 else ()),
        ),
    )


def _falls(depth: int, product: sp.Expr, v: sp.Symbol, a: tuple[sp.Symbol, ...]) -> tuple[Step, ...]:
    """c^2 = 1/prod d_l^2 falls as v, and so n, rises: whether the least is n c^2 or one of the d_l^2."""
    later = {"n c^2": product / v, "d_1^2": product / (v + a[0])}
    return tuple(
        Step(
            sp.Derivative(1 / squares, v),
            -sum(1 / factor for factor in sp.Mul.make_args(squares)) / squares,
            f"c^2 = 1/prod d_l^2 falls as v rises, that is with n at fixed a_l; here {least} is the least",
        )
        for least, squares in later.items()
    )


def _closed_form() -> tuple[Step, ...]:
    n = sp.Symbol("n", positive=True)
    kappa, c = sp.Symbol("kappa", real=True), sp.Symbol("c", real=True, nonzero=True)
    root = (kappa + sp.sqrt(kappa**2 + 4 * n)) / (2 * n)
    return (
        Step(n * c**2 * (n * c**2 - kappa) - n, n * (n * c**4 - kappa * c**2 - 1), "one later layer: a quartic in c"),
        Step(n * root**2 - kappa * root - 1, sp.Integer(0), "its positive root in c^2"),
        Step(
            root * (kappa - sp.sqrt(kappa**2 + 4 * n)) / (2 * n),
            -1 / n,
            "the product of the two roots is -1/n: exactly one is positive",
        ),
        Step(sp.Limit(root * sp.sqrt(n), n, sp.oo), sp.Integer(1), "c^2 ~ n^(-1/2), so |c| ~ n^(-1/4)"),
    )
