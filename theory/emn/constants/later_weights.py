"""What conservation leaves of the constants for one hidden layer of several copies: a bracket on the later weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from ...derivation import Derivation, Step
from ...validation import Array
from ..masks.row_risk import reached_entries
from ..network.architecture import Architecture, Parameters, check_parameters
from .conserved import conserved_quantities


def later_weight_bracket(net: Architecture, params: Parameters, masks: Any = None) -> tuple[Array, Array]:
    """Bounds low, high (n,) on |v_i|^2, the later weights of row i of (c), where the flow from `params` reaches zero loss.

    With W (c, n) the row's first-layer block and v (c,) its later weights, K = W W^T - v v^T is conserved and zero loss is
    v^T W = 1^T. So v^T K v + |v|^4 = n, and with v^T K v between the extreme eigenvalues of K times |v|^2,

        |v|^2 = (sqrt(lambda^2 + 4 n) - lambda) / 2  for some lambda in [lambda_min(K), lambda_max(K)].

    For K positive semidefinite and c <= n nothing closer follows from K: v along an extreme eigenvector attains the bound,
    and W = (K + v v^T)^(1/2) O, O with orthonormal rows that take (K + v v^T)^(1/2) v to 1, goes with it. For one copy
    both bounds are d^2 = 1/c^2 of `learned_constants`. Entries that no mask reaches are left out of W and n; `masks` as
    in `learned_constants`. (Luntzel 2023, Figure 4: "(2) learn less discernable weights".)

    Raises ValueError for other architectures, and where no mask reaches a row. Possible issues: the bounds are right to
    eps times |W|^2 + |v|^2; with SGD of step lr, K and so |v|^2 is off by O(lr).

    Example:
    >>> from theory import emn
    >>> net = emn.Architecture(2, (2,))
    >>> params = net.parameters([[[1.0, 0.0], [0.0, 1.0]] * 2, [[[0.0, 0.0]]] * 2])
    >>> low, high = emn.later_weight_bracket(net, params)
    >>> low.round(6).tolist(), high.round(6).tolist()
    ([1.0, 1.0], [1.0, 1.0])
    """
    params = check_parameters(net, params)
    if len(net.copies) != 1:
        raise ValueError(
            f"copies must be one hidden layer (c,); got {net.copies}. See conserved_quantities for others."
        )
    reached = reached_entries(net.n, masks)
    first = params.layers[0].astype(np.float64) * np.repeat(reached, net.copies[0], axis=0)
    (K,) = conserved_quantities(net, net.parameters([first, params.layers[1].astype(np.float64)]))
    eigenvalues = np.linalg.eigvalsh(K)
    n = reached.sum(axis=1)
    return _square(eigenvalues[:, -1], n), _square(eigenvalues[:, 0], n)


def _square(eigenvalue: Array, n: Array) -> Array:
    """The positive root of u^2 + lambda u = n, without cancellation for either sign of lambda."""
    root = np.hypot(eigenvalue, 2 * np.sqrt(n))
    return np.where(eigenvalue >= 0, 2 * n / (root + np.abs(eigenvalue)), (root + np.abs(eigenvalue)) / 2)


def derivation() -> Derivation:
    """v^T K v + |v|^4 = n at zero loss, and the bracket, for two copies with K in its eigenbasis; more add up.

    Example:
    >>> from theory import emn
    >>> emn.later_weights_derivation().proved
    True
    """
    n = sp.Symbol("n", positive=True)
    low, step = sp.Symbol("lambda", real=True), sp.Symbol("delta", nonnegative=True)
    x, y = sp.symbols("v_1 v_2", real=True)
    v, vT, W, WT, one, oneT = sp.symbols("v v^T W W^T 1 1^T", commutative=False)
    root = (sp.sqrt(low**2 + 4 * n) - low) / 2
    return Derivation(
        "What conservation leaves for several copies",
        (
            Step(
                vT * (W * WT - v * vT) * v + (vT * v) ** 2,
                oneT * one,
                "at zero loss v^T W = 1^T: v^T K v + |v|^4 = 1^T 1 = n",
                using=lambda e: sp.expand(e.subs(vT * W, oneT).subs(WT * v, one)),
            ),
            Step(
                low * x**2 + (low + step) * y**2 - low * (x**2 + y**2),
                step * y**2,
                "v^T K v >= lambda_min |v|^2, in the eigenbasis of K; with <= for lambda_max in the same way",
            ),
            Step(root**2 + low * root, n, "the positive root of u^2 + lambda u = n"),
            Step(
                sp.Derivative(root, low),
                -root / sp.sqrt(low**2 + 4 * n),
                "which falls as lambda rises: the extreme eigenvalues bound |v|^2",
            ),
        ),
    )
