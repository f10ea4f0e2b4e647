"""What came of a call: the numbers in its answer, whether its arguments are as they were, what is wrong with its refusal."""

import dataclasses
import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from .harms import layers_of

ROOT = Path(__file__).resolve().parents[2]
OURS = tuple(str(ROOT / name) for name in ("theory", "sims", "papers"))
LONGEST = 700  # of a message: the parts of a caller's own data are shortened by the code
Arguments = dict[str, Any]


def numbers_in(value: Any, depth: int = 0) -> Iterator[Any]:
    """Every float and array of floats in a result, through containers and dataclasses."""
    if isinstance(value, float | np.floating | complex):
        yield np.asarray(value)
    elif isinstance(value, np.ndarray):
        if value.dtype.kind in "fc":
            yield value
        elif value.dtype.kind == "O":
            yield from (np.asarray(v) for v in value.reshape(-1) if isinstance(v, float))
    elif depth < 4 and isinstance(value, Mapping):
        for entry in value.values():
            yield from numbers_in(entry, depth + 1)
    elif depth < 4 and isinstance(value, list | tuple | set):
        for entry in value:
            yield from numbers_in(entry, depth + 1)
    elif depth < 4 and dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in (field for field in dataclasses.fields(value) if field.name != "seconds"):
            yield from numbers_in(getattr(value, field.name), depth + 1)


def copied(value: Any) -> Any:
    """What the arguments held, to see afterwards that they still do."""
    if isinstance(value, np.ndarray):
        return value.copy()
    return [part.copy() for part in layers_of(value) or () if isinstance(part, np.ndarray)]


def unchanged(before: Any, value: Any) -> bool:
    now = [value] if isinstance(value, np.ndarray) else [p for p in layers_of(value) or () if isinstance(p, np.ndarray)]
    then = [before] if isinstance(value, np.ndarray) else before
    return all(a.dtype.kind in "OV" or a.tobytes() == b.tobytes() for a, b in zip(then, now, strict=True))


def answer(call: Callable[..., Any], arguments: Arguments) -> Any:
    """The result, with at most a hundred entries of an iterator."""
    found = call(**arguments)
    return list(islice(found, 100)) if isinstance(found, Iterator) else found


def refusal(error: Exception, names: Iterable[str], expected: tuple[type[Exception], ...] = ()) -> str | None:
    """What is wrong with an error as a refusal: its type, its message, where it comes from. None where nothing is."""
    message = str(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    if not isinstance(error, (ValueError, TypeError, UserWarning, *expected)) or isinstance(error, UnicodeError):
        return f"{type(error).__name__}: {message}"
    if "\n" in message or not message or len(message) > LONGEST:
        return f"not one line: {message!r}"
    if not frame.filename.startswith(OURS) and not isinstance(error, UserWarning):
        return f"raised by {frame.filename}:{frame.lineno}, not by us: {message}"
    if not any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", message) for name in names):
        return f"names none of {names}: {message}"
    return None


def same(a: list[Any], b: list[Any]) -> bool:
    """Equal numbers, to the rounding that another order of the same sums allows."""
    return len(a) == len(b) and all(
        p.shape == q.shape and np.allclose(p, q, rtol=1e-6, atol=1e-9 * np.max(np.abs(q), initial=1.0))
        for p, q in zip(a, b, strict=True)
    )
