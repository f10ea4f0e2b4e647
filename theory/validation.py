"""Refusals in one line: the argument, the rule it broke, what was received, the way out."""

from __future__ import annotations

from fractions import Fraction
from numbers import Integral, Rational, Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def real_array(argument: str, value: Any, shape: tuple[int | None, ...], exact: bool = False) -> Array:
    """`value` as float64, or as an object array of `Fraction` where it holds exact rationals or `exact` asks for them.

    `shape` gives the required lengths, None for any. Raises TypeError for what is not real numbers, or is floating
    point where exact rationals are asked for, and ValueError for another shape, for NaN or infinity.
    """
    array = _as_array(argument, value)
    if array.dtype.kind not in "biufO":
        raise TypeError(f"{argument} must hold real numbers; got dtype {array.dtype}. Convert it first.")
    check_shape(argument, array, shape)
    if exact and array.dtype.kind == "f":
        raise TypeError(f"{argument} is floating point beside exact rationals; make all exact, or use .astype(float).")
    if exact or array.dtype.kind == "O":
        return _fractions(argument, array.astype(np.int64) if array.dtype.kind == "b" else array.astype(object))
    array = array.astype(np.float64, copy=False)
    check_finite(argument, array)
    return array


def check_shape(argument: str, array: Array, shape: tuple[int | None, ...]) -> None:
    wanted = "(" + ", ".join("any" if s is None else str(s) for s in shape) + ("," if len(shape) == 1 else "") + ")"
    if array.ndim != len(shape) or any(s is not None and s != got for s, got in zip(shape, array.shape, strict=True)):
        raise ValueError(f"{argument} must have shape {wanted}; got {array.shape}. Reshape or transpose it.")


def check_finite(argument: str, array: Array) -> None:
    if not np.all(np.isfinite(array)):
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        value = array[where]
        raise ValueError(f"{argument} must be finite; got {value} at index {where}. Remove or impute it.")


def binary_array(argument: str, value: Any, shape: tuple[int | None, ...]) -> Array:
    """`value` with entries in {0, 1} only, in its own dtype (bool and small integers are not copied)."""
    array = _as_array(argument, value)
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


def natural(argument: str, value: Any, least: int = 1) -> int:
    """`value` as an int of at least `least`."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, Integral) or value < least:
        raise ValueError(f"{argument} must be a whole number >= {least}; got {value!r}.")
    return int(value)


def real_number(argument: str, value: Any, *, above: float = -np.inf, least: float = -np.inf) -> Any:
    """`value` as a `Fraction` where it is rational (ints too), else as a float."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, Real | np.floating | Rational):
        raise TypeError(f"{argument} must be a real number; got {value!r}.")
    try:
        size = float(value)
    except OverflowError:
        size = np.inf
    if not np.isfinite(size) or not size > above or not size >= least:
        rule = "finite" if above == least == -np.inf else f"> {above:g}" if above > -np.inf else f">= {least:g}"
        raise ValueError(f"{argument} must be finite and {rule}; got {one_line(value)}.")
    return _fraction(value) if isinstance(value, Rational) else float(value)


def any_exact(**arguments: Any) -> bool:
    """Whether one of the raw inputs is an object array, so that exact arithmetic is asked for."""
    return any(_as_array(name, value).dtype.kind == "O" for name, value in arguments.items() if value is not None)


def float_type(argument: str, value: Any) -> np.dtype[Any]:
    """float32 or float64, given as a NumPy type or by name."""
    try:
        kind = np.dtype(value) if value is not None else None
    except TypeError:
        kind = None
    if kind is None or kind not in (np.float32, np.float64):
        raise TypeError(f"{argument} must be float32 or float64; got {one_line(value)}.")
    return kind


def one_line(value: Any) -> str:
    """`repr(value)` for an error message: in one line, and not longer than a line."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 80 else text[:77] + "..."


def _as_array(argument: str, value: Any) -> Array:
    try:
        return np.asarray(value)
    except ValueError as ragged:
        raise ValueError(f"{argument} must be a rectangular array; got rows of unequal length.") from ragged


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.numerator), int(value.denominator))


def _fractions(argument: str, array: Array) -> Array:
    exact = np.empty(array.shape, dtype=object)
    for where, value in np.ndenumerate(array):
        if isinstance(value, bool) or not isinstance(value, Rational):
            raise TypeError(
                f"{argument} is an object array and must hold exact rationals (Fraction, int, SymPy Rational); got "
                f"{value!r} at index {where}. For floating point use .astype(float)."
            )
        exact[where] = _fraction(value)
    return exact
