"""What the next mask gains, exactly, and the quadratic form in its entries that ranks masks for small steps."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from ...inputs.uniform_moments import uniform_inputs
from ...validation import (
    REPEATS,
    Array,
    as_array,
    check_memory,
    float_array,
    in_float_range,
    natural,
    real_array,
    real_number,
)
from ..rates.risk_spectrum import risk_pair
from ..rates.step_scale import step_scale
from .mask_recursion import after_mask, checked_masks, moments_at_start, risk_of


@in_float_range("masks, lr, start, risk")
def mask_gain(
    masks: Any,
    lr: Any = 0.1,
    *,
    batch: int | None = None,
    batches: int = 4,
    reduction: str = "mean",
    start: Any = None,
    risk: tuple[Any, Any] | None = None,
) -> Array:
    """How much each of these `masks` (..., D, n, n), as the next one, takes off the expected error of (), exactly: (..., D).

    The error before less the error after, both of `error_after_masks`, whose arguments the others are; the largest is the
    next choice of `greedy_sequence`. No masks, D = 0, give an empty row. `start`: effective weights (n, n), or (..., n, n),
    one for each set of D masks.

    Theorem. With a row's error e and S = <e e^T> it is `gain_form` at first order of lr. The terms in lr^k of a gain are of
    degree 2 k in the mask's row a, k up to twice the `batches`, so a polynomial of degree 4 `batches`: Q and S stand
    between factors diag(a) <x x^T> diag(a). For masks of 0 and 1, where a_j^2 = a_j, the degree is min(n, 4 `batches`).

    Possible issues: a difference of two errors, right to a few eps of the error, not of the gain.

    Example:
    >>> import numpy as np
    >>> from fractions import Fraction
    >>> from theory import emn
    >>> masks = np.array([[[0]], [[1]]])
    >>> given = dict(batch=1, batches=1, start=np.array([[0]]), risk=(1, 0))
    >>> [str(gain) for gain in emn.mask_gain(masks, Fraction(1, 2), **given)]  # 2 h <x^2> - h^2 <x^4> with h = 1
    ['0', '7/15']
    """
    A, h, batch, kind = checked_masks("masks", masks, lr, batch, reduction, several=True)
    n, batches = A.shape[-1], natural("batches", batches, most=REPEATS)
    if start is None:
        S = moments_at_start(n, None, kind)
    else:
        given = as_array("start", start)
        e = _errors(given, (*A.shape[:-3], n, n) if given.ndim > 2 else (n, n), kind is Fraction)
        S = (e[..., :, None] * e[..., None, :])[..., None, :, :, :]
    check_memory("masks", *A.shape, n)
    S = np.broadcast_to(S, (*A.shape, n))
    return np.asarray(risk_of(S, risk, kind) - risk_of(after_mask(S, A, h, batch, batches, kind), risk, kind))


@in_float_range("start, lr, risk")
def gain_form(
    start: Any,
    lr: Any = 0.1,
    *,
    batch: int | None = None,
    batches: int = 4,
    reduction: str = "mean",
    risk: tuple[Any, Any] | None = None,
) -> Array:
    """The matrices F_i (..., n, n, n) of `mask_gain` at first order of lr: sum_i a_i^T F_i a_i over the rows a_i of the mask.

    Theorem. With e_i = beta_i - 1 of the effective weights `start` (..., n, n), S_i = e_i e_i^T, Q of `risk` and
    h = `step_scale`(n, lr, reduction, batch),

        F_i = (batches h / n) <x x^T> * (S_i Q + Q S_i),      * entry by entry;

    for Q = I it is 2 batches h / n times <v x>^2 with v = a * e the masked error. The score of a row is linear in the
    n (n + 1) / 2 products a_j a_k (`pair_products`): as many masks in general position determine it, fewer never do, and
    no function that is linear in a itself ranks as it does (`mask_score_derivation`).

    Arguments, exactness and refusals as in `mask_gain`.

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> form = emn.gain_form(np.array([[2.0, 0.0], [1.0, 1.0]]), risk=(1, 0))
    >>> (form[0] / form[0, 0, 0]).round(2).tolist()  # errors 1 and -1: better one active entry than both
    [[1.0, -0.75], [-0.75, 1.0]]
    """
    beta = as_array("start", start)
    if beta.ndim < 2 or beta.shape[-1] != beta.shape[-2] or beta.shape[-1] == 0:
        raise ValueError(f"start must have shape (..., n, n), n >= 1; got {beta.shape}. Reshape it.")
    n, batches, lr = beta.shape[-1], natural("batches", batches, most=REPEATS), real_number("lr", lr, least=0)
    exact = isinstance(lr, Fraction) and beta.dtype.kind in "biuO"
    kind: Any = Fraction if exact else float
    check_memory("start", *beta.shape, n)
    e = _errors(beta, beta.shape, exact)
    h = kind(step_scale(n, lr, reduction, 2 * n if batch is None else natural("batch", batch)))
    diagonal, off = risk_pair(risk, kind)
    Qe = (diagonal - off) * e + off * e.sum(axis=-1, keepdims=True)
    both = e[..., :, None] * Qe[..., None, :]
    return np.asarray((batches * h / kind(n)) * uniform_inputs(n, exact) * (both + np.swapaxes(both, -1, -2)))


def pair_products(v: Array) -> Array:
    """v_j v_k for j <= k, (..., n (n + 1) / 2), of vectors v (..., n): what a score linear in pairs is linear in.

    Example:
    >>> import numpy as np
    >>> from theory.emn.masks.mask_score import pair_products
    >>> pair_products(np.array([2, 3])).tolist()
    [4, 6, 9]
    """
    j, k = np.triu_indices(v.shape[-1])
    return np.asarray(v[..., j] * v[..., k])


def _errors(beta: Array, shape: tuple[int, ...], exact: bool) -> Array:
    return (real_array("start", beta, shape, True) if exact else float_array("start", beta, shape)) - 1
