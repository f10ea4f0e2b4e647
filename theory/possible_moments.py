"""Whether matrices can be second moments of any samples, to within rounding: refused in one line where they cannot.

Rationals are decided exactly. In floating point one rule holds for every matrix A (P, P) and every function that takes
one. A computed A is the true one plus an error of norm at most 2 P eps |A|, the eigenvalues found are those of A plus
another of that size (the symmetric eigensolver is backward stable), and by Weyl's theorem no eigenvalue is off by more
than the two together, `rounding_unit`: 4 P eps times the largest in size. So the eigenvalues of a second moment matrix
are found above minus that, and what is below is refused. A_jk and A_kj may differ by the unit of the largest entry.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from . import exact as rational
from .spectrum import EPS, Spectrum, rounding_unit
from .validation import Array, check_shape, in_float_range, real_array


def checked_second_moment(argument: str, A: Any, singular: str | None = None) -> Array:
    """A, symmetric, positive semidefinite and not empty, as `real_array` takes it; differences by rounding are averaged.

    `singular` says the way out where A must be positive definite: given, what is singular to rounding is refused too.

    Example:
    >>> from theory.possible_moments import checked_second_moment
    >>> checked_second_moment("Q", [[1.0, 0.0], [0.0, -3e-16]]).tolist()  # 4 n eps is 1.8e-15
    [[1.0, 0.0], [0.0, -3e-16]]
    """
    A = real_array(argument, A, (None, None))
    check_shape(argument, A, (len(A), len(A)))
    if len(A) == 0:
        raise ValueError(f"{argument} must not be empty; got shape (0, 0).")
    exact = A.dtype.kind == "O"
    with in_float_range(argument):
        refuse_asymmetric(argument, A, exact)
        A = (A + A.T) / 2
    if exact:
        refuse_indefinite(argument, A)
        definite = singular is None or rational.rank(A) == len(A)
    else:
        values = np.linalg.eigvalsh(A)
        least, largest = float(values[0]), float(values[-1])
        refuse_negative(argument, len(A), least, largest)
        definite = least > rounding_unit(len(A), largest)
    if singular is not None and not definite:
        raise ValueError(
            f"{argument} must be positive definite; it is singular{'' if exact else ' to rounding'}. {singular}"
        )
    return A


def refuse_asymmetric(argument: str, A: Array, exact: bool) -> None:
    """Raises ValueError unless A = A^T."""
    asymmetry = np.max(A - A.T)  # its negative is the minimum
    if asymmetry > (0 if exact else rounding_unit(len(A), max(float(np.max(A)), -float(np.min(A))))):
        raise ValueError(
            f"{argument} must be symmetric; got max |{argument} - {argument}.T| = {float(asymmetry):.3g}. "
            f"Pass ({argument} + {argument}.T) / 2."
        )


def refuse_indefinite(argument: str, A: Array) -> None:
    """Raises ValueError for exact A (P, P) with a negative eigenvalue."""
    if not rational.is_positive_semidefinite(A):
        raise ValueError(f"{argument} must be positive semidefinite; it is not. Second moments <x x^T> always are.")


def refuse_negative(argument: str, size: int, least: float, largest: float) -> None:
    """Raises ValueError where the `least` computed eigenvalue of A (size, size) is below 0 by more than rounding."""
    if least < -rounding_unit(size, max(largest, -least)):
        raise ValueError(
            f"{argument} must be positive semidefinite; got an eigenvalue {least:.3g}, further below 0 than rounding "
            "explains. Second moments <x x^T> always are."
        )


def refuse_impossible(modes: Spectrum, A: Array, b: Array, y2: float, best: Array) -> None:
    """Raises ValueError where A (P, P) has a negative eigenvalue, or b (P,) a part out of reach of A; `best` is A^+ b.

    (v . b)^2 <= (v^T A v) <y^2> for all v, so where A is below its rounding unit, b is below the root of it. The y2 at hand
    may be wrong, the smallest one that is possible is b^T A^+ b.
    """
    largest = float(modes.eigenvalues[-1]) if modes.blocks else 0.0
    refuse_negative("A", len(A), modes.least, largest)
    unit = rounding_unit(len(b), largest)
    bound = np.sqrt(len(b) * unit * max(float(b @ best), y2)) + len(b) * EPS * np.linalg.norm(b)
    if float(np.linalg.norm(b - A @ best)) > bound:
        raise ValueError("b must lie in the range of A; it does not. Check that A and b share their samples.")
