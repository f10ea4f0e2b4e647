"""A given sequence of masks: its exact contraction of the error of the network without hidden layer, and a greedy order."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from ...inputs.uniform_moments import uniform_inputs
from ...two_valued import two_valued
from ...validation import (
    REPEATS,
    Array,
    in_float_range,
    natural,
)
from .mask_recursion import after_mask, checked_masks, moments_at_start, risk_of


@in_float_range("masks, lr")
def mean_contraction(
    masks: Any, lr: Any = 0.1, *, batch: int | None = None, batches: int = 4, reduction: str = "mean"
) -> Array:
    """The matrices C_i (n, n, n) with <e_i> = C_i e_i(0) after these `masks` (D, n, n), first mask first.

    e_i = beta_i - 1 is the error of row i of (), the mean is over the inputs. Theorem: given the masks, a batch moves the
    mean by I - h B with B = diag(a) X diag(a), a the mask's row i and X = <x x^T> = I/12 + 1 1^T/4, so C_i is the ordered
    product of (I - h B_t)^batches; h = `step_scale`(n, lr, reduction, batch).

    Assumptions: fresh inputs uniform on [0, 1]^n for every batch (one epoch); masks in [0, 1], of any law. For fractions in
    both arguments the result is exact. No masks, D = 0, is the empty product: C_i = 1.
    Raises ValueError for masks outside [0, 1] or not square.
    Possible issues: entries smaller than eps times the largest are noise; C_i of an unstable lr grows without warning.

    Example:
    >>> import numpy as np
    >>> from fractions import Fraction
    >>> from theory import emn
    >>> mask = np.array([[[1]]])
    >>> str(emn.mean_contraction(mask, Fraction(1, 2), batches=1)[0, 0, 0])  # 1 - 2 lr <x^2>
    '2/3'
    """
    A, h, _, kind = checked_masks("masks", masks, lr, batch, reduction, several=False)
    n, batches = A.shape[-1], natural("batches", batches, most=REPEATS)
    X, C = uniform_inputs(n, kind is Fraction), np.broadcast_to(two_valued(n, 1, 0, kind is Fraction), (n, n, n)).copy()
    for a in A:
        B = a[:, :, None] * X * a[:, None, :]
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

    with W(S) = <x x^T S x x^T> as in `fourth_moment`, and the error is the mean over rows of tr(Q S_i).

    `masks` (D, n, n), or (..., D, n, n) for several sequences at once: the result has the leading shape; D = 0 leaves the
    error at the start. `start`: effective weights (n, n); None averages over weights uniform on +-1/sqrt(n). `risk`:
    diagonal and other entries of the second moment of a_j x_j under the test law, default that of fair bits
    (`risk_entries`). Assumptions, exactness and refusals as in `mean_contraction`; `batch` defaults to 2 n. Averaged over
    fresh masks it is `expected_error`.

    Possible issues: as a sum of positive terms right to a few eps a batch; the expectation is carried by rare runs where
    lr is near its limit.

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> error = emn.error_after_masks(np.array([np.zeros((1, 2, 2)), np.ones((1, 2, 2))]))
    >>> bool(error[1] < error[0])  # one full mask leaves less than one empty mask
    True
    """
    A, h, batch, kind = checked_masks("masks", masks, lr, batch, reduction, several=True)
    n, batches = A.shape[-1], natural("batches", batches, most=REPEATS)
    S = np.broadcast_to(moments_at_start(n, start, kind), (*A.shape[:-3], n, n, n))
    for t in range(A.shape[-3]):
        S = after_mask(S, A[..., t, :, :], h, batch, batches, kind)
    return risk_of(S, risk, kind)


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

    Raises ValueError for no candidates and for a `size` above D.

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> few, many = np.eye(2), np.ones((2, 2))
    >>> emn.greedy_sequence(np.array([few, many]), size=1).tolist()
    [1]
    """
    A, h, batch, kind = checked_masks("candidates", candidates, lr, batch, reduction, several=False, empty=False)
    size, batches = natural("size", size, most=len(A)), natural("batches", batches, most=REPEATS)
    S, left, chosen = moments_at_start(A.shape[-1], start, kind), list(range(len(A))), list[int]()
    S = np.broadcast_to(S, (A.shape[-1],) * 3)
    for _ in range(size):
        after = after_mask(S[None], A[left], h, batch, batches, kind)
        best = int(np.argmin(risk_of(after, risk, kind)))
        S = after[best]
        chosen.append(left.pop(best))
    return np.array(chosen)
