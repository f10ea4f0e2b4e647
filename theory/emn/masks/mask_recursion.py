"""The second moments of the errors of () under a given mask, batch by batch: what order, gain and greedy choice rest on."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from ...inputs.uniform_moments import fourth_moment, uniform_inputs
from ...two_valued import two_valued
from ...validation import Array, as_array, float_array, mask_set, natural, real_array, real_number
from ..network.initialization import error_at_start
from ..rates.risk_spectrum import risk_pair
from ..rates.step_scale import step_scale


def after_mask(S: Array, a: Array, h: Any, batch: int, batches: int, kind: Any) -> Array:
    """S (..., n, n, n) after all batches under the mask a (..., n, n)."""
    pair = a[..., :, None] * a[..., None, :]
    B = pair * uniform_inputs(a.shape[-1], kind is Fraction)
    one = kind(1) / kind(batch)
    for _ in range(batches):
        BS = B @ S
        square = (1 - one) * (BS @ B) + one * pair * fourth_moment(pair * S, kind)
        S = S - h * (BS + np.swapaxes(BS, -1, -2)) + h * h * square
    return S


def risk_of(S: Array, risk: tuple[Any, Any] | None, kind: Any) -> Any:
    """The mean over rows of tr(Q S_i), over the last three axes."""
    diagonal, off = risk_pair(risk, kind)
    n = S.shape[-1]
    return (S * two_valued(n, diagonal, off, kind is Fraction)).sum(axis=(-3, -2, -1)) / kind(n)


def moments_at_start(n: int, start: Any, kind: Any) -> Array:
    """<e e^T> of the rows at the start: (n, n, n), or (n, n) where it is the same for all."""
    if start is None:
        return two_valued(n, *error_at_start(n), kind is Fraction)
    e = (real_array("start", start, (n, n), True) if kind is Fraction else float_array("start", start, (n, n))) - 1
    return np.asarray(e[:, :, None] * e[:, None, :])


def checked_masks(
    argument: str, masks: Any, lr: Any, batch: Any, reduction: str, several: bool, empty: bool = True
) -> tuple[Array, Any, int, Any]:
    """The masks in floats or fractions, h, the batch, and which of the two kinds of number.

    `several` allows axes before (D, n, n), `empty` a D of 0: the empty product.
    """
    A, lr = as_array(argument, masks), real_number("lr", lr, least=0)
    kind: Any = Fraction if isinstance(lr, Fraction) and A.dtype.kind in "biuO" else float
    A = mask_set(argument, A, (None,) * (max(3, A.ndim) if several else 3), kind is Fraction, empty)
    A, n = A if kind is Fraction else A.astype(np.float64), A.shape[-1]
    batch = 2 * n if batch is None else natural("batch", batch)
    return A, kind(step_scale(n, lr, reduction, batch)), batch, kind
