"""Whether A and b can be the second moments of any samples, to within rounding: refused in one line where they cannot."""

from __future__ import annotations

import numpy as np

from .exact import is_positive_semidefinite
from .spectrum import EPS, Spectrum, rounding_unit
from .validation import Array


def refuse_asymmetric(A: Array, exact: bool) -> None:
    """Raises ValueError unless A = A^T."""
    asymmetry = float(np.max(A - A.T))  # its negative is the minimum
    if asymmetry > (0.0 if exact else rounding_unit(len(A), max(float(np.max(A)), -float(np.min(A))))):
        raise ValueError(f"A must be symmetric; got max |A - A.T| = {asymmetry:.3g}. Pass (A + A.T) / 2.")


def refuse_indefinite(A: Array) -> None:
    """Raises ValueError for exact A (P, P) with a negative eigenvalue."""
    if not is_positive_semidefinite(A):
        raise ValueError("A must be positive semidefinite; it is not. Second moments <x x^T> always are.")


def refuse_impossible(modes: Spectrum, A: Array, b: Array, y2: float, best: Array) -> None:
    """Raises ValueError where A (P, P) has a negative eigenvalue, or b (P,) a part out of reach of A; `best` is A^+ b.

    (v . b)^2 <= (v^T A v) <y^2> for all v, so where A is below its rounding unit, b is below the root of it. The y2 at hand
    may be wrong, the smallest one that is possible is b^T A^+ b.
    """
    if modes.most_negative < -1:
        raise ValueError(
            f"A must be positive semidefinite; got an eigenvalue {-modes.most_negative:.3g} times further "
            "below 0 than rounding explains. Second moments <x x^T> always are."
        )
    unit = rounding_unit(len(b), float(modes.eigenvalues[-1])) if modes.blocks else 0.0
    bound = np.sqrt(len(b) * unit * max(float(b @ best), y2)) + len(b) * EPS * np.linalg.norm(b)
    if float(np.linalg.norm(b - A @ best)) > bound:
        raise ValueError("b must lie in the range of A; it does not. Check that A and b share their samples.")
