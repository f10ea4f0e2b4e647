"""Refusals in one line: the argument, the rule it broke, what was received, the way out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from math import prod
from numbers import Integral, Rational, Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
MOST = 2**63 - 1  # what NumPy can count to
REPEATS = 10**6  # of a step that cannot be skipped: more takes hours


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
    array = array.astype(np.float64, copy=False)
    check_finite(argument, array)
    return array


def float_array(argument: str, value: Any, shape: tuple[int | None, ...]) -> Array:
    """`value` as `real_array` takes it, in float64 also where it is rational; ValueError where that leaves the floats."""
    try:
        return real_array(argument, value, shape).astype(np.float64)
    except OverflowError as beyond:
        raise ValueError(f"{argument} must be in the range of floats; got a larger rational. Rescale it.") from beyond


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


def natural(argument: str, value: Any, least: int = 1, most: float = MOST) -> int:
    """`value` as an int from `least` to `most`."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, Integral) or value < least:
        raise ValueError(f"{argument} must be a whole number >= {least}; got {one_line(value)}.")
    if int(value) > most:
        raise ValueError(
            f"{argument} must be at most {most}; got {one_line(value)}. More takes too long or too much memory."
        )
    return int(value)


def flag(argument: str, value: Any) -> bool:
    """`value` as True or False; nothing else stands for one of them."""
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{argument} must be True or False; got {one_line(value)}.")
    return bool(value)


def choice(argument: str, value: Any, known: Iterable[str]) -> str:
    """`value`, where it is one of the names in `known`."""
    names = tuple(known)
    if not isinstance(value, str) or value not in names:
        raise ValueError(f"{argument} must be one of {', '.join(map(repr, names))}; got {one_line(value)}.")
    return value


def entries(argument: str, value: Any, count: int | None = None) -> list[Any]:
    """The entries of a list, a tuple or an array; `count` of them, where that is given."""
    if not isinstance(value, list | tuple | np.ndarray) or (isinstance(value, np.ndarray) and value.ndim == 0):
        raise TypeError(f"{argument} must be a list; got {one_line(value)}.")
    if count is not None and len(value) != count:
        raise ValueError(f"{argument} must have {count} entries; got {len(value)}.")
    return list(value)


def function(argument: str, value: Any) -> Any:
    """`value`, where it can be called."""
    if not callable(value):
        raise TypeError(f"{argument} must be a function; got {one_line(value)}.")
    return value


class OutOfRange(ValueError):
    """Numbers that leave the range of floats, `reason` says where."""

    def __init__(self, arguments: str, reason: str) -> None:
        super().__init__(f"{arguments} must keep all results in the range of floats; got: {reason}. Rescale.")
        self.reason = reason


@contextmanager
def in_float_range(arguments: str) -> Iterator[None]:
    """Refuses what overflows, divides by 0 or is no number, naming the `arguments` it comes from. Also a decorator.

    One inside of another leaves the naming to the outer one, whose arguments the caller knows.
    """
    try:
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            yield
    except OutOfRange as inner:
        raise OutOfRange(arguments, inner.reason) from inner
    except (FloatingPointError, OverflowError, ZeroDivisionError) as beyond:
        raise OutOfRange(arguments, str(beyond)) from beyond


def check_memory(argument: str, *shape: int) -> None:
    """Refuse an array of numbers of this shape that this machine cannot hold: the allocation may succeed, and then kill."""
    needed = 8 * prod(int(length) for length in shape)
    if needed > _memory():
        raise ValueError(
            f"{argument} asks for an array of shape {shape}, more than {needed / 1e9:.3g} GB; there are "
            f"{_memory() / 1e9:.3g}. Choose less."
        )


def real_number(argument: str, value: Any, *, above: float = -np.inf, least: float = -np.inf) -> Any:
    """`value` as a `Fraction` where it is rational (ints too), else as a float."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, Real | np.floating | Rational):
        raise TypeError(f"{argument} must be a real number; got {one_line(value)}.")
    try:
        size = float(value)
    except OverflowError:
        size = np.inf
    if not np.isfinite(size) or not size > above or not size >= least:
        rule = "" if above == least == -np.inf else f" and > {above:g}" if above > -np.inf else f" and >= {least:g}"
        raise ValueError(f"{argument} must be finite{rule}; got {one_line(value)}.")
    return _fraction(value) if isinstance(value, Rational) else float(value)


def probability(argument: str, value: Any) -> float:
    """A float between 0 and 1, neither included."""
    number = float(real_number(argument, value, above=0))
    if not number < 1:
        raise ValueError(f"{argument} must be a probability below 1; got {one_line(value)}.")
    return number


def any_exact(**arguments: Any) -> bool:
    """Whether one of the raw inputs is an object array of rationals, so that exact arithmetic is asked for."""
    given = (as_array(name, value) for name, value in arguments.items() if value is not None)
    return any(a.dtype.kind == "O" and all(isinstance(v, Rational) for v in a.reshape(-1)) for a in given)


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


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.numerator), int(value.denominator))


def _fractions(argument: str, array: Array) -> Array:
    exact = np.empty(array.shape, dtype=object)
    for where, value in np.ndenumerate(array):
        if isinstance(value, bool) or not isinstance(value, Rational):
            raise TypeError(
                f"{argument} is an object array and must hold exact rationals (Fraction, int, SymPy Rational); got "
                f"{one_line(value)} at index {where}. For floating point use .astype(float)."
            )
        exact[where] = _fraction(value)
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
