"""The moments of the gated features in the two classes, and the quadratic form of Eq. (15) in them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory import exact
from theory.moments import gated_features

from ..flows.instances import Rational


def class_moments(instance: Rational) -> tuple[Any, Any, Any, Any]:
    """<x~> of class 1 and 0 and <x~ x~^T> of class 1 and 0."""
    F = gated_features(instance.x, instance.gates)
    means, seconds = [], []
    for label in (1, 0):
        part = F[instance.y == label]
        means.append(part.sum(axis=0) / Fraction(len(part)))
        seconds.append(part.T @ part / Fraction(len(part)))
    return means[0], means[1], seconds[0], seconds[1]


def quadratic(M: Any, v: Any) -> Any:
    """v^T M^-1 v, or None where M has no inverse."""
    return exact.fraction_dot(v, exact.solve(M, v[:, None])[:, 0]) if exact.rank(M) == len(v) else None
