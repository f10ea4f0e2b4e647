"""An optimum proven again in exact rationals, by a plain enumeration that shares nothing with the solvers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

import numpy as np

from ...validation import Array, binary_array, check_weights, choice, flag, natural, one_line, real_array, real_number
from .rational_points import Pattern, RationalPoints
from .recheck_halfspaces import RecheckedHalfspaces
from .recheck_rings import RecheckedRings
from .recheck_tables import RecheckedTables

MOST_NODES = 200_000
MOST_COEFFICIENTS = 64  # K n that are eliminated together
FAMILIES = ("exclusive", "table", "halfspace", "equivariant")


@dataclass(frozen=True, eq=False)
class Recheck:
    """`objective` of the given gates, `optimum` of the family, `gates` (S, K) that attain it, `nodes` visited. All exact."""

    objective: Fraction
    optimum: Fraction
    gates: Array
    nodes: int

    @property
    def excess(self) -> Fraction:
        """How far the given gates are from the best: 0 if they are optimal."""
        return self.objective - self.optimum


class _Family(Protocol):
    """Points in `groups`, what a group can be given after those before it, and the patterns at its points by a choice."""

    groups: list[list[int]]

    def holds(self, patterns: list[Pattern]) -> bool: ...
    def choices(self, made: list[Any]) -> Iterable[Any]: ...
    def patterns(self, group: int, choice: Any) -> list[Pattern]: ...


def recheck(
    x: Any,
    y: Any,
    K: int,
    family: str,
    gates: Any,
    sample_weight: Any = None,
    ridge: Any = 0,
    min_points: int = 1,
    budget: int = MOST_NODES,
    offset: bool = False,
) -> Recheck:
    """min <(y - (1/K) sum_k g_k(x) w_k . x)^2> + ridge |w|^2 over all gates of the family, and what `gates` (S, K) reach.

    x (S, n), y (S,), `sample_weight` (S,) are read as the rationals that the floats are (or are given as `Fraction`).
    Points get their gates one after the other, orbits of a ring all at once; a branch is left when the residual of the points so
    far, by elimination on their moments in integers, is not below the best known. `family` is "exclusive", "table", "halfspace"
    (sign vectors by deletion and restriction, faces included; with `offset` those of (x, 1)) or "equivariant" (the definition,
    no reduction to orbits).

    Raises ValueError for gates outside the family, and for what is too large: more than `budget` nodes or dichotomies, or K n
    above 64 unless gates are exclusive. Possible issues: none lose digits; the time grows as K^U for U distinct inputs, as
    2^(K U) for a table, as U^(K (n - 1)) for half-spaces and as 2^(m U) for m base gates. Within the default budget, in seconds
    up to a minute: one half-space on 60 points in 3 columns, two on 60 in 2 or on 20 in 3, three on 30 in 2; one base gate on
    the 16 binary inputs of 4 sites.
    """
    K, min_points, budget = natural("K", K), natural("min_points", min_points), natural("budget", budget)
    family = choice("family", family, FAMILIES)
    x, y = real_array("x", x, (None, None)), real_array("y", y, (None,))
    if len(x) != len(y) or not x.size:
        raise ValueError(
            f"x and y must have the same number of samples, at least one, and x a column; got {x.shape} and {y.shape}."
        )
    p = real_array("sample_weight", np.ones(len(y)) if sample_weight is None else sample_weight, (len(y),))
    check_weights("sample_weight", p)
    if family != "exclusive" and K * x.shape[1] > MOST_COEFFICIENTS:
        raise ValueError(
            f"K n must be at most {MOST_COEFFICIENTS} to be checked again, all gates being fitted together; got "
            f"{K * x.shape[1]}. Check fewer gates or columns."
        )
    if family != "exclusive" and min_points > 1:
        raise ValueError(f"min_points is for exclusive gates; got {min_points} for {family!r}. Leave it at 1.")
    if flag("offset", offset) and family != "halfspace":
        raise ValueError(f"offset is for the family 'halfspace'; got family {family!r}. Leave it out.")
    points = RationalPoints.of(x, y, p, K, Fraction(real_number("ridge", ridge, least=0)))
    given = np.asarray(binary_array("gates", gates, (len(y), K))).astype(int)
    patterns: list[Pattern] = []
    for samples in points.members:
        if not (given[samples] == given[samples[0]]).all():
            raise ValueError(f"gates must be equal at equal inputs; samples {one_line(samples)} differ.")
        patterns.append(tuple(given[samples[0]].tolist()))
    members: _Family
    if family == "halfspace":
        members = RecheckedHalfspaces(points, K, offset, budget)
    elif family == "equivariant":
        members = RecheckedRings(points, K)
    else:
        members = RecheckedTables(points, K, family == "exclusive", min_points)
    if not members.holds(patterns):
        raise ValueError("gates must belong to the family and respect min_points; they do not.")
    search = _Enumeration(points, members, K, family == "exclusive", budget)
    search.least, search.best = search.value(list(enumerate(patterns))), dict(enumerate(patterns))
    objective = search.least
    search.extend([], [])
    return Recheck(objective, search.least, points.at_samples(search.best, K), search.nodes)


class _Enumeration:
    """Every choice of the family, depth first; `least` and `best` are what is known so far."""

    least: Fraction
    best: dict[int, Pattern]

    def __init__(self, points: RationalPoints, family: _Family, K: int, exclusive: bool, budget: int) -> None:
        self.points, self.family, self.K, self.exclusive = points, family, K, exclusive
        self.budget, self.nodes = budget, 0
        self.of_group: dict[tuple[int, ...], Fraction] = {}

    def extend(self, made: list[Any], rows: list[tuple[int, Pattern]]) -> None:
        """All that begins with the choices `made` for the first groups, which put their points at the patterns `rows`."""
        self.nodes += 1
        if self.nodes > self.budget:
            raise ValueError(f"the data need more than budget = {self.budget} nodes; check fewer points or raise it.")
        value = self.value(rows)
        if value >= self.least:
            return
        if len(made) == len(self.family.groups):
            self.least, self.best = value, dict(rows)
            return
        group = len(made)
        for chosen in self.family.choices(made):
            patterns = self.family.patterns(group, chosen)
            self.extend([*made, chosen], rows + list(zip(self.family.groups[group], patterns, strict=True)))

    def value(self, rows: list[tuple[int, Pattern]]) -> Fraction:
        """The least residual of these points at their patterns, with the penalty; exclusive gates are fitted one by one."""
        if not self.exclusive:
            return self.points.residual(rows)
        out = Fraction(0)
        for k in range(self.K):
            group = tuple(sorted(u for u, pattern in rows if pattern[k]))
            if group not in self.of_group:
                self.of_group[group] = self.points.residual([(u, (1,)) for u in group])
            out += self.of_group[group]
        return out
