"""A gate family: which gates are allowed, how to list or improve them, what they say of inputs not seen; and its checks."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any, Protocol, runtime_checkable

import numpy as np

from ..validation import Array, did_you_mean, one_line
from .best_gates import BestGates
from .problem import GateProblem

BUILT_IN = ("exclusive", "table", "halfspace", "equivariant")
NAMES = ("name", "count", "candidates", "assign")  # of GateFamily


@runtime_checkable
class GateFamily(Protocol):
    """What a family of one's own must have; then `optimize(..., family=mine)` searches it exhaustively.

    `name` is shown. `count(problem)` is how many choices of gates `candidates` yields, up to symmetry; it may yield fewer
    where `problem.min_points` is more than 1, which excludes some. `candidates` yields
    gates (U, K) of zeros and ones at `problem.points`, each choice at least once up to permutations of the gates.
    `assign(problem, best, x_new)` gives the gates (T, K) of unseen inputs. A family may have more solvers: a mapping
    `solvers` from their names to functions `(problem, limits, rng) -> Found`, and `choose(problem)`, the name to use.

    Example:
    >>> from theory.gates.family import family_of
    >>> family_of("exclusive").name
    'exclusive'
    """

    name: str

    def count(self, problem: GateProblem) -> int: ...

    def candidates(self, problem: GateProblem) -> Iterator[Array]: ...

    def assign(self, problem: GateProblem, best: BestGates, x_new: Array) -> Array: ...


def family_of(family: Any) -> GateFamily:
    """The family of a name, or the user's own object. Raises ValueError or TypeError, with the nearest known name."""
    if isinstance(family, str):
        if family not in BUILT_IN:
            hint = did_you_mean(family, BUILT_IN) or f"known: {', '.join(BUILT_IN)}, or an object of one's own."
            raise ValueError(f"family {family!r} is not known; {hint}")
        found: GateFamily = import_module(f"{__package__}.families.{family}").FAMILY
        return found
    if isinstance(family, type):
        raise TypeError(f"family must be an object, not its class; got {family.__name__}. Write {family.__name__}().")
    missing = [name for name in NAMES if not hasattr(family, name)]
    if missing:
        raise TypeError(f"family must be a name or a gate family; {type(family).__name__} lacks {', '.join(missing)}.")
    return family


def checked_candidate(family: GateFamily, problem: GateProblem, gates: Array) -> Array:
    """What `candidates` yields, if it has the shape and the entries of gates: families may be the user's own."""
    gates, wanted = np.asarray(gates), (len(problem.points), problem.K)
    if gates.shape != wanted:
        raise ValueError(
            f"family {family.name!r}: candidates must have shape (U, K) = {wanted}, a row for each of `problem.points`; "
            f"got {gates.shape}."
        )
    if not ((gates == 0) | (gates == 1)).all():
        raise ValueError(f"family {family.name!r}: candidates must be zeros and ones; got {one_line(gates.tolist())}.")
    return gates
