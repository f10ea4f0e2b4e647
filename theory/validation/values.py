"""Single values as arguments: numbers, flags, names, functions, or one line that says what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from numbers import Integral, Rational, Real
from typing import Any

import numpy as np

MOST = 2**63 - 1  # what NumPy can count to
REPEATS = 10**6  # of a step that cannot be skipped: more takes hours


def natural(argument: str, value: Any, least: int = 1, most: float = MOST) -> int:
    """`value` as an int from `least` to `most`."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, Integral) or value < least:
        raise ValueError(f"{argument} must be a whole number >= {least}; got {one_line(value)}.")
    if int(value) > most:
        raise ValueError(
            f"{argument} must be at most {most}; got {one_line(value)}. More takes too long or too much memory."
        )
    return int(value)


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
    return fraction(value) if isinstance(value, Rational) else float(value)


def probability(argument: str, value: Any) -> float:
    """A float between 0 and 1, neither included."""
    number = float(real_number(argument, value, above=0))
    if not number < 1:
        raise ValueError(f"{argument} must be a probability below 1; got {one_line(value)}.")
    return number


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
    try:
        text = " ".join(repr(value).split())
    except ValueError:  # Python writes no whole number of more than 4300 digits
        text = f"{type(value).__name__} too long to write"
    return text if len(text) <= 80 else text[:77] + "..."


def fraction(value: Any) -> Fraction:
    """A rational of any kind."""
    return Fraction(int(value.numerator), int(value.denominator))
