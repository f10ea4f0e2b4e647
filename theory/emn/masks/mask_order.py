"""A given sequence of masks: its exact contraction of the error of the network without hidden layer, and a greedy order."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from ...validation import (
    REPEATS,
    Array,
    as_array,
    entries,
    float_array,
    in_float_range,
    natural,
    real_array,
    real_number,
)
from ..rates.risk_spectrum import risk_entries
from ..rates.second_moments import ACROSS, ALONG
from ..rates.stability import step_scale

CENTRE = Fraction(1, 2)  # an input is 1/2 + z
EXCESS = Fraction(1, 80) - 3 * ACROSS**2  # <z^4> - 3 <z^2>^2


@in_float_range("masks, lr")
def mean_contraction(
    masks: Any, lr: Any = 0.1, *, batch: int | None = None, batches: int = 4, reduction: str = "mean"
) -> Array:
    """The matrices C_i (n, n, n) with <e_i> = C_i e_i(0) after these `masks` (D, n, n), first mask first.

    e_i = beta_i - 1 is the error of row i of (), the mean is over the inputs. Theorem: given the masks, a batch moves the
    mean by I - h B with B = diag(a) X diag(a), a the mask's row i and X = <x x^T> = I/12 + 1 1^T/4, so C_i is the ordered
    product of (I - h B_t)^batches; h = `step_scale`(n, lr, reduction, batch).

    Assumptions: fresh inputs uniform on [0, 1]^n for every batch (one epoch); masks in [0, 1], of any law. For fractions in
    both arguments the result is exact. Raises ValueError for masks outside [0, 1] or not square.
    Possible issues: entries smaller than eps times the largest are noise; C_i of an unstable lr grows without warning.

    Example:
    >>> import numpy as np
    >>> from fractions import Fraction
    >>> from theory import emn
    >>> mask = np.array([[[1]]])
    >>> str(emn.mean_contraction(mask, Fraction(1, 2), batches=1)[0, 0, 0])  # 1 - 2 lr <x^2>
    '2/3'
    """
    A, h, _, kind = _sequence("masks", masks, lr, batch, reduction, 3)
    n, batches = A.shape[-1], natural("batches", batches, most=REPEATS)
    C = np.broadcast_to(_unit(n, kind), (n, n, n)).copy()
    for a in A:
        B = a[:, :, None] * _inputs(n, kind) * a[:, None, :]
        for _ in range(batches):
            C = C - h * (B @ C)
    return C


@in_float_range("masks, lr, start, risk")
def error_after_masks(
    masks: Any,
    lr: Any = 0.1,
    *,
    batch: int | None = None,
    batches: int = 4,
    reduction: str = "mean",
    start: Any = None,
    risk: tuple[Any, Any] | None = None,
) -> Any:
    """The expected mean square error per output of () after these `masks`, in this order, with the noise of the batches.

    Theorem. Given the masks, the second moments S_i = <e_i e_i^T> of the rows close: one batch of `batch` inputs takes

        S -> S - h (B S + S B) + h^2 [(1 - 1/batch) B S B + (1/batch) D W(D S D) D],   D = diag(a), B = D X D,

    with W(S) = <x x^T S x x^T> as in `input_fourth_moment`, and the error is the mean over rows of tr(Q S_i).

    `masks` (D, n, n), or (..., D, n, n) for several sequences at once: the result has the leading shape. `start`:
    effective weights (n, n); None averages over weights uniform on +-1/sqrt(n). `risk`: diagonal and other entries of the
    second moment of a_j x_j under the test law, default that of fair bits (`risk_entries`). Assumptions, exactness and
    refusals as in `mean_contraction`; `batch` defaults to 2 n. Averaged over fresh masks it is `expected_error`.

    Possible issues: as a sum of positive terms right to a few eps a batch; the expectation is carried by rare runs where
    lr is near its limit.

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> error = emn.error_after_masks(np.array([np.zeros((1, 2, 2)), np.ones((1, 2, 2))]))
    >>> bool(error[1] < error[0])  # one full mask leaves less than one empty mask
    True
    """
    A, h, batch, kind = _sequence("masks", masks, lr, batch, reduction, None)
    n, batches = A.shape[-1], natural("batches", batches, most=REPEATS)
    S = np.broadcast_to(_start(n, start, kind), (*A.shape[:-3], n, n, n))
    for t in range(A.shape[-3]):
        S = _after_mask(S, A[..., t, :, :], h, batch, batches, kind)
    return _error(S, risk, kind)


@in_float_range("candidates, lr, start, risk")
def greedy_sequence(
    candidates: Any,
    size: int,
    lr: Any = 0.1,
    *,
    batch: int | None = None,
    batches: int = 4,
    reduction: str = "mean",
    start: Any = None,
    risk: tuple[Any, Any] | None = None,
) -> Array:
    """Indices (size,) of a sequence of different `candidates` (D, n, n), each the one that leaves the least expected error.

    The error is that of `error_after_masks`, whose arguments the others are; equal ones go by index. With `size` = D it is
    an order of a given set, with fewer a choice of a set and its order. A heuristic, one mask ahead: the best next
    mask need not begin the best sequence. D + (D - 1) + ... evaluations of one mask.

    Raises ValueError for a `size` above D.

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> few, many = np.eye(2), np.ones((2, 2))
    >>> emn.greedy_sequence(np.array([few, many]), size=1).tolist()
    [1]
    """
    A, h, batch, kind = _sequence("candidates", candidates, lr, batch, reduction, 3)
    size, batches = natural("size", size, most=len(A)), natural("batches", batches, most=REPEATS)
    S, left, chosen = _start(A.shape[-1], start, kind), list(range(len(A))), list[int]()
    S = np.broadcast_to(S, (A.shape[-1],) * 3)
    for _ in range(size):
        after = _after_mask(S[None], A[left], h, batch, batches, kind)
        best = int(np.argmin(_error(after, risk, kind)))
        S = after[best]
        chosen.append(left.pop(best))
    return np.array(chosen)


def input_fourth_moment(S: Array, kind: Any = float) -> Array:
    """W = <x x^T S x x^T> for inputs uniform on [0, 1]^n and symmetric S (..., n, n), numbers of a `kind`.

    With x = 1/2 + z, z_2 = <z^2> = 1/12, s = 1^T S 1 and tau = tr S:

        W = z_2^2 (tau I + 2 S) + (<z^4> - 3 z_2^2) diag(S) + z_2/4 [s I + 2 (S 1 1^T + 1 1^T S) + tau 1 1^T] + s/16 1 1^T.

    Derived in `mask_order_derivation`; for S in the span of I and 1 1^T it is `second_moments.fourth_moments`.
    """
    n = S.shape[-1]
    z2, c2, unit = kind(ACROSS), kind(CENTRE) ** 2, _unit(n, kind)
    diagonal = np.diagonal(S, axis1=-2, axis2=-1)
    trace = diagonal.sum(axis=-1, keepdims=True)[..., None]
    sums = S.sum(axis=-1)
    total = sums.sum(axis=-1, keepdims=True)[..., None]
    mixed = sums[..., :, None] + sums[..., None, :]
    on_diagonal = (z2 * z2 * trace + z2 * c2 * total) * unit + kind(EXCESS) * diagonal[..., :, None] * unit
    return on_diagonal + 2 * z2 * z2 * S + z2 * c2 * (2 * mixed + trace) + c2 * c2 * total


def _after_mask(S: Array, a: Array, h: Any, batch: int, batches: int, kind: Any) -> Array:
    """S (..., n, n, n) after all batches under the mask a (..., n, n)."""
    pair = a[..., :, None] * a[..., None, :]
    B = pair * _inputs(a.shape[-1], kind)
    one = kind(1) / kind(batch)
    for _ in range(batches):
        BS = B @ S
        square = (1 - one) * (BS @ B) + one * pair * input_fourth_moment(pair * S, kind)
        S = S - h * (BS + np.swapaxes(BS, -1, -2)) + h * h * square
    return S


def _error(S: Array, risk: tuple[Any, Any] | None, kind: Any) -> Any:
    """The mean over rows of tr(Q S_i), over the last three axes."""
    diagonal, off = (
        kind(real_number("risk", v)) for v in (risk_entries() if risk is None else entries("risk", risk, 2))
    )
    n = S.shape[-1]
    Q = _unit(n, kind) * (diagonal - off) + off
    return (S * Q).sum(axis=(-3, -2, -1)) / kind(n)


def _start(n: int, start: Any, kind: Any) -> Array:
    """<e e^T> of the rows at the start: (n, n, n), or (n, n) where it is the same for all."""
    if start is None:
        return _unit(n, kind) * kind(Fraction(1, 3 * n)) + kind(1)
    e = (real_array("start", start, (n, n), True) if kind is Fraction else float_array("start", start, (n, n))) - 1
    return np.asarray(e[:, :, None] * e[:, None, :])


def _sequence(
    argument: str, masks: Any, lr: Any, batch: Any, reduction: str, axes: int | None
) -> tuple[Array, Any, int, Any]:
    """The masks in floats or fractions, h, the batch, and which of the two kinds of number."""
    A = as_array(argument, masks)
    if A.ndim < 3 or (axes is not None and A.ndim != axes) or A.shape[-1] != A.shape[-2] or A.shape[-1] == 0:
        raise ValueError(
            f"{argument} must have shape (D, n, n), n >= 1; got {A.shape}. Stack them along the first axis."
        )
    n = A.shape[-1]
    batch, lr = 2 * n if batch is None else natural("batch", batch), real_number("lr", lr, least=0)
    kind: Any = Fraction if isinstance(lr, Fraction) and A.dtype.kind in "biuO" else float
    A = real_array(argument, A, A.shape, kind is Fraction)
    A = A if kind is Fraction else A.astype(np.float64)
    if np.any((A < 0) | (A > 1)):
        raise ValueError(f"{argument} must lie in [0, 1]; got {float(A.min()):g} to {float(A.max()):g}. Rescale them.")
    return A, kind(step_scale(n, lr, reduction, batch)), batch, kind


def _inputs(n: int, kind: Any) -> Array:
    """<x x^T>."""
    return _unit(n, kind) * kind(ACROSS) + kind(ALONG)


def _unit(n: int, kind: Any) -> Array:
    return np.array([[kind(i == j) for j in range(n)] for i in range(n)])
