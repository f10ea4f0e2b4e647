"""The expected error of SGD on the network without hidden layer, mask by mask, exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from ... import exact as rational
from ...validation import Array, counts, entries, in_float_range, natural, one_line, real_number
from ..network.initialization import error_at_start
from .step_scale import step_scale
from .transfer import law_risk, row_size_law, transfer

MOST_EXACT = 10**4  # masks in exact rationals, whose digits grow with each


@in_float_range("lr, start, risk, masks")
def expected_error(
    n: int,
    masks: Any,
    lr: Any = 0.1,
    *,
    batch: int | None = None,
    batches: int = 4,
    within: int = 0,
    reduction: str = "mean",
    law: Any = None,
    start: tuple[Any, Any] | None = None,
    risk: tuple[Any, Any] | None = None,
) -> Array:
    """The mean square error per output of () after each number of `masks` of training, shape of masks, in expectation.

    Theorem. With E e_j^2 and E e_j e_k of a row's error e = beta - 1 at the start in `start` and T of
    `transfer`, the two numbers after t masks are T^t start, and the error is E e^T Q e =
    n (risk[0], (n - 1) risk[1]) . T^t start. Every row has the same, so it is the mean over outputs; a sum over them is n
    times it. Assumptions: fresh masks, independent of one another, whose row law is the same under all permutations
    (`law`, default fair bits); one epoch; `batches` fresh batches of `batch` inputs (default 2 n) uniform on [0, 1]^n,
    and `within` such batches of the mask that follows: T_within T^t start.
    Repeated epochs, repeated masks and masks drawn in the order of their sums break it.

    `start` defaults to (1 + 1/(3 n), 1), the mean over weights uniform on +-1/sqrt(n). `risk` gives the two entries of the
    second moment of a_j x_j under the test law, default that of the training law (the population risk).
    `lr` a fraction, with fractions for the rest, gives exact fractions.

    Raises ValueError for masks that are no whole numbers >= 0. Possible issues: near and above the limit of stability
    the expectation is carried by rare runs, which a simulation of a thousand does not meet.

    Example:
    >>> from fractions import Fraction
    >>> from theory import emn
    >>> error = emn.expected_error(5, [0, 100, 200])
    >>> bool(error[0] > error[1] > error[2])
    True
    >>> str(emn.expected_error(1, 0, Fraction(1, 10)))  # from uniform weights on [-1, 1]
    '2/9'
    """
    after = counts("masks", masks)
    T, first, q = _parts(n, lr, batch, batches, reduction, law, start, risk)
    if natural("within", within, least=0) > 0:
        q = q @ _parts(n, lr, batch, within, reduction, law, start, risk)[0]
    exact = T.dtype.kind == "O" and first.dtype.kind == "O" and q.dtype.kind == "O"
    if not exact:
        T, first, q = (v.astype(np.float64) for v in (T, first, q))
    if exact and np.any(after > MOST_EXACT):
        raise ValueError(f"masks must be at most {MOST_EXACT} in exact rationals; got {after.max()}. Pass a float lr.")
    power = rational.matrix_power if exact else np.linalg.matrix_power
    errors = [q @ (power(T, t) @ first) for t in after.reshape(-1)]
    return np.array(errors, dtype=object if exact else np.float64).reshape(after.shape)


@in_float_range("error, lr")
def masks_to_reach(n: int, error: float, lr: Any = 0.1, **settings: Any) -> int:
    """The least number of masks after which the expected error is at most `error`; `settings` as in `expected_error`.

    The expected error is a sum of two exponentials in the number of masks, with the eigenvalues of T for bases. Where both
    lie in [0, 1) it rises at most once before it falls for good, so the first number is found by doubling and bisection.
    The larger one is the asymptotic rate; at small lr it is 1 - 2 h batches (p/3 - p^2/4) a mask, set by the errors across
    the ones.

    Raises ValueError for error <= 0 and where an eigenvalue is not in [0, 1): lr above the limit of stability, or so near
    that errors overshoot.

    Example:
    >>> from theory import emn
    >>> t = emn.masks_to_reach(5, 1e-6)
    >>> bool(emn.expected_error(5, t) <= 1e-6 < emn.expected_error(5, t - 1))
    True
    """
    error = float(real_number("error", error, above=0))
    choose = {k: settings.get(k) for k in ("batch", "law", "start", "risk")}
    parts = _parts(n, lr, batches=settings.get("batches", 4), reduction=settings.get("reduction", "mean"), **choose)
    T, state, q = (v.astype(np.float64) for v in parts)
    values = np.linalg.eigvals(T)
    if np.iscomplexobj(values) or np.any((values < 0) | (values >= 1)):
        raise ValueError(f"lr must keep the eigenvalues of a mask in [0, 1); {one_line(lr)} gives {values}. Lower it.")
    if q @ state <= error:
        return 0
    powers = [T]
    while q @ (powers[-1] @ state) > error:
        powers.append(powers[-1] @ powers[-1])
    count = 0
    for k, power in reversed(list(enumerate(powers))):
        if q @ (power @ state) > error:
            count, state = count + 2**k, power @ state
    return count + 1


def _parts(
    n: int, lr: Any, batch: Any, batches: int, reduction: str, law: Any, start: Any, risk: Any
) -> tuple[Array, Array, Array]:
    """T, the two numbers at the start, and the weights of the two numbers in the error."""
    n = natural("n", n)
    batch = 2 * n if batch is None else natural("batch", batch)
    law = row_size_law(n, law)
    T = transfer(n, step_scale(n, lr, reduction, batch), batch, batches, law)
    first = _pair("start", error_at_start(n) if start is None else start)
    diagonal, off = _pair("risk", law_risk(n, law) if risk is None else risk)
    weights = [n * diagonal, n * (n - 1) * off]
    return T, first, np.array(weights, dtype=object if all(isinstance(v, Fraction) for v in weights) else np.float64)


def _pair(argument: str, value: Any) -> Array:
    pair = [real_number(argument, v) for v in entries(argument, value, 2)]
    return np.array(pair, dtype=object if all(isinstance(v, Fraction) for v in pair) else np.float64)
