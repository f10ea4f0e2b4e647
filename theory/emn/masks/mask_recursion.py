"""The second moments of the errors of () under a given mask, batch by batch: what order, gain and greedy choice rest on."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from ...validation import Array, as_array, entries, float_array, natural, real_array, real_number
from ..rates.risk_spectrum import risk_entries
from ..rates.second_moments import ACROSS, ALONG
from ..rates.stability import step_scale

CENTRE = Fraction(1, 2)  # an input is 1/2 + z
EXCESS = Fraction(1, 80) - 3 * ACROSS**2  # <z^4> - 3 <z^2>^2


def input_fourth_moment(S: Array, kind: Any = float) -> Array:
    """W = <x x^T S x x^T> for inputs uniform on [0, 1]^n and symmetric S (..., n, n), numbers of a `kind`.

    With x = 1/2 + z, z_2 = <z^2> = 1/12, s = 1^T S 1 and tau = tr S:

        W = z_2^2 (tau I + 2 S) + (<z^4> - 3 z_2^2) diag(S) + z_2/4 [s I + 2 (S 1 1^T + 1 1^T S) + tau 1 1^T] + s/16 1 1^T.

    Derived in `mask_order_derivation`; for S in the span of I and 1 1^T it is `second_moments.fourth_moments`.
    """
    n = S.shape[-1]
    z2, c2, one = kind(ACROSS), kind(CENTRE) ** 2, unit(n, kind)
    diagonal = np.diagonal(S, axis1=-2, axis2=-1)
    trace = diagonal.sum(axis=-1, keepdims=True)[..., None]
    sums = S.sum(axis=-1)
    total = sums.sum(axis=-1, keepdims=True)[..., None]
    mixed = sums[..., :, None] + sums[..., None, :]
    on_diagonal = (z2 * z2 * trace + z2 * c2 * total) * one + kind(EXCESS) * diagonal[..., :, None] * one
    return on_diagonal + 2 * z2 * z2 * S + z2 * c2 * (2 * mixed + trace) + c2 * c2 * total


def after_mask(S: Array, a: Array, h: Any, batch: int, batches: int, kind: Any) -> Array:
    """S (..., n, n, n) after all batches under the mask a (..., n, n)."""
    pair = a[..., :, None] * a[..., None, :]
    B = pair * input_moment(a.shape[-1], kind)
    one = kind(1) / kind(batch)
    for _ in range(batches):
        BS = B @ S
        square = (1 - one) * (BS @ B) + one * pair * input_fourth_moment(pair * S, kind)
        S = S - h * (BS + np.swapaxes(BS, -1, -2)) + h * h * square
    return S


def risk_of(S: Array, risk: tuple[Any, Any] | None, kind: Any) -> Any:
    """The mean over rows of tr(Q S_i), over the last three axes."""
    diagonal, off = (
        kind(real_number("risk", v)) for v in (risk_entries() if risk is None else entries("risk", risk, 2))
    )
    n = S.shape[-1]
    Q = unit(n, kind) * (diagonal - off) + off
    return (S * Q).sum(axis=(-3, -2, -1)) / kind(n)


def moments_at_start(n: int, start: Any, kind: Any) -> Array:
    """<e e^T> of the rows at the start: (n, n, n), or (n, n) where it is the same for all."""
    if start is None:
        return unit(n, kind) * kind(Fraction(1, 3 * n)) + kind(1)
    e = (real_array("start", start, (n, n), True) if kind is Fraction else float_array("start", start, (n, n))) - 1
    return np.asarray(e[:, :, None] * e[:, None, :])


def checked_masks(
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


def input_moment(n: int, kind: Any) -> Array:
    """<x x^T>."""
    return unit(n, kind) * kind(ACROSS) + kind(ALONG)


def unit(n: int, kind: Any) -> Array:
    return np.array([[kind(i == j) for j in range(n)] for i in range(n)])
