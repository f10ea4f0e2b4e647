"""Arrays as arguments: real numbers, exact rationals or masks of a given shape, or one line that says what is wrong."""

from __future__ import annotations

import os
from math import prod
from numbers import Rational
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .values import fraction, one_line

Array = NDArray[Any]
AXES = ("be a number", "be a list", "be a matrix", "have three axes", "have four axes")


def real_array(argument: str, value: Any, shape: tuple[int | None, ...], exact: bool = False) -> Array:
    """`value` as float64, or as an object array of `Fraction` where it holds exact rationals or `exact` asks for them.

    `shape` gives the required lengths, None for any. Raises TypeError for what is not real numbers, or is floating
    point where exact rationals are asked for, and ValueError for another shape, for NaN or infinity.
    """
    array = as_array(argument, value)
    if array.dtype.kind not in "biufO":
        raise TypeError(f"{argument} must hold real numbers; got dtype {array.dtype}. Convert it first.")
    check_shape(argument, array, shape)
    if exact and array.dtype.kind == "f":
        raise TypeError(f"{argument} is floating point beside exact rationals; make all exact, or use .astype(float).")
    if exact or array.dtype.kind == "O":
        return _fractions(argument, array.astype(np.int64) if array.dtype.kind == "b" else array.astype(object))
    array = array.astype(np.float64, order="C", copy=False)  # the same sums, to the bit, whatever the layout in memory
    check_finite(argument, array)
    return array


def float_array(argument: str, value: Any, shape: tuple[int | None, ...]) -> Array:
    """`value` as `real_array` takes it, in float64 also where it is rational; ValueError where that leaves the floats."""
    try:
        return real_array(argument, value, shape).astype(np.float64)
    except OverflowError as beyond:
        raise ValueError(f"{argument} must be in the range of floats; got a larger rational. Rescale it.") from beyond


def binary_array(argument: str, value: Any, shape: tuple[int | None, ...]) -> Array:
    """`value` with entries in {0, 1} only, in its own dtype (bool and small integers are not copied)."""
    array = as_array(argument, value)
    if array.dtype.kind not in "biufO":
        raise TypeError(f"{argument} must hold 0 and 1; got dtype {array.dtype}.")
    check_shape(argument, array, shape)
    if array.dtype.kind != "b":
        for start in range(0, len(array), 1 << 16):  # in pieces: no second array of the size of the data
            part = array[start : start + (1 << 16)]
            wrong = ~((part == 0) | (part == 1))
            if np.any(wrong):
                where = tuple(int(i) for i in np.argwhere(wrong)[0])
                raise ValueError(
                    f"{argument} must be 0 or 1; got {part[where]} at index {(where[0] + start, *where[1:])}. "
                    "Threshold it, or pass soft gates as features to GatedRegression.from_features."
                )
    return array


def check_shape(argument: str, array: Array, shape: tuple[int | None, ...]) -> None:
    """`shape` gives the required lengths, None for any."""
    if array.ndim != len(shape) or any(s is not None and s != got for s, got in zip(shape, array.shape, strict=True)):
        wanted = "(" + ", ".join("any" if s is None else str(s) for s in shape) + ("," if len(shape) == 1 else "") + ")"
        broken = f"have shape {wanted}; got" if any(s is not None for s in shape) else f"{AXES[len(shape)]}; got shape"
        raise ValueError(f"{argument} must {broken} {array.shape}. Reshape or transpose it.")


def check_finite(argument: str, array: Array) -> None:
    if not np.all(np.isfinite(array)):
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        value = array[where]
        raise ValueError(f"{argument} must be finite; got {value} at index {where}. Remove or impute it.")


def check_weights(argument: str, weights: Array) -> None:
    """Refuse weights (S,) of which one is negative or none positive."""
    if np.any(weights < 0):
        where = int(np.argmax(weights < 0))
        raise ValueError(f"{argument} must be >= 0; got {weights[where]} at index {where}.")
    if not np.any(weights > 0):
        raise ValueError(f"{argument} must have a positive sum; got all zeros. Leave it out for equal weights.")


def check_probabilities(argument: str, p: Array) -> None:
    """Refuse p (S,) of which one is negative, or that do not sum to 1: exactly for rationals, to 1e-9 for floats.

    Example:
    >>> import numpy as np
    >>> from theory.validation import check_probabilities
    >>> check_probabilities("law", np.array([0.25, 0.75]))
    """
    rule = f"{argument} must be probabilities that sum to 1"
    if np.any(p < 0):
        where = int(np.argmax(p < 0))
        raise ValueError(f"{rule}; got {one_line(p.tolist()[where])} at index {where}.")
    total = sum(p.tolist())
    if abs(total - 1) > (0 if p.dtype.kind == "O" else 1e-9):
        raise ValueError(f"{rule}; they sum to {one_line(str(total))[1:-1]}. Normalize them.")


def check_unit_interval(argument: str, array: Array) -> None:
    """Refuse masks or gates of any shape of which an entry is below 0 or above 1."""
    if array.dtype.kind == "b":
        return
    outside = (array < 0) | (array > 1)
    if np.any(outside):
        where = tuple(int(i) for i in np.argwhere(outside)[0])
        raise ValueError(f"{argument} must lie in [0, 1]; got {array[where]} at index {where}. Rescale or clip it.")


def any_exact(**arguments: Any) -> bool:
    """Whether one of the raw inputs is an object array of rationals, so that exact arithmetic is asked for."""
    given = (as_array(name, value) for name, value in arguments.items() if value is not None)
    return any(a.dtype.kind == "O" and all(isinstance(v, Rational) for v in a.reshape(-1)) for a in given)


def as_array(argument: str, value: Any) -> Array:
    """`value` as an array of any type; refused are rows of unequal length and masked entries, which have no value."""
    if isinstance(value, np.ma.MaskedArray) and np.any(np.ma.getmaskarray(value)):
        raise ValueError(f"{argument} must have a value everywhere; got a masked array. Fill it, or leave those out.")
    try:
        return np.asarray(value)
    except ValueError as ragged:
        raise ValueError(
            f"{argument} must be a rectangular array; got rows of unequal length, or too deep ones."
        ) from ragged


def check_memory(argument: str, *shape: int) -> None:
    """Refuse an array of numbers of this shape that this machine cannot hold: the allocation may succeed, and then kill."""
    needed = 8 * prod(int(length) for length in shape)
    if needed > _memory():
        raise ValueError(
            f"{argument} asks for an array of shape {shape}, more than {needed / 1e9:.3g} GB; there are "
            f"{_memory() / 1e9:.3g}. Choose less."
        )


def _fractions(argument: str, array: Array) -> Array:
    exact = np.empty(array.shape, dtype=object)
    for where, value in np.ndenumerate(array):
        if isinstance(value, bool) or not isinstance(value, Rational):
            symbols = getattr(value, "free_symbols", None)
            way_out = "Put numbers in for its symbols." if symbols else "For floating point use .astype(float)."
            raise TypeError(
                f"{argument} is an object array and must hold exact rationals (Fraction, int, SymPy Rational); got "
                f"{one_line(value)} at index {where}. {way_out}"
            )
        exact[where] = fraction(value)
    return exact


def _memory() -> float:
    """Bytes that this process can have; infinite where the system does not say."""
    try:
        import resource

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ImportError, AttributeError, ValueError, OSError):
        return float("inf")
    return float(machine if limit == resource.RLIM_INFINITY else min(machine, limit))
