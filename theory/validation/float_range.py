"""Results that leave the range of floats, refused by the names of the arguments they come from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np


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
