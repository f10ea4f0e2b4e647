"""What the flows of sections 4.1 to 4.3 predict, rightly and wrongly, for a support with gates on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from papers import Context
from theory import GatedRegression, gradient_flow
from theory.gdln import ExclusiveRegression, GateGroups
from theory.gdln.flows import exclusive_flow, redundant_flow

POINTS, SITES = 24, 3


@dataclass(frozen=True)
class Setting:
    """A support with labels, gates on it, and weights to start from."""

    x: Any
    y: Any
    gates: Any
    w0: Any

    @property
    def problem(self) -> GatedRegression:
        return GatedRegression.from_samples(self.x, self.y, self.gates)

    @property
    def horizon(self) -> float:
        """Most of the learning happens before; rates fall as 1/K^2, copies and overlaps make up for part of it."""
        return 3.0 * self.gates.shape[1]


def setting(kind: str, context: Context) -> Setting:
    """Normal inputs, labels 0 and 1, and the gates of one section."""
    rng = context.rng(f"experiment {kind}")
    x, y = rng.normal(size=(POINTS, SITES)), np.arange(POINTS) % 2
    if kind == "general":
        gates = (x @ rng.normal(size=(SITES, 4)) >= 0).astype(int)
    elif kind == "single":
        gates = (x @ rng.normal(size=(SITES, 1)) >= 0).astype(int)
    elif kind == "exclusive":
        gates = (np.argmax(x, axis=1)[:, None] == np.arange(SITES)).astype(int)
    else:
        gates = np.repeat((x[:, :1] >= 0).astype(int), 3, axis=1)
    return Setting(x, y, gates, 0.5 * rng.normal(size=(gates.shape[1], SITES)))


Prediction = Callable[[Setting, Any], Any]


def as_printed(given: Setting, times: Any) -> Any:
    """Eq. (10): K tau w' = b - A w, the flow without the 1/K that Eq. (4) loses."""
    return gradient_flow(replace(given.problem, scale=1.0), given.w0, times, float(given.problem.K))


def general(given: Setting, times: Any) -> Any:
    return gradient_flow(given.problem, given.w0, times)


def exclusive(given: Setting, times: Any) -> Any:
    return exclusive_flow(ExclusiveRegression.from_samples(given.x, given.y, given.gates), given.w0, times)


def redundant(given: Setting, times: Any) -> Any:
    return redundant_flow(GateGroups.from_samples(given.x, given.y, given.gates), given.w0, times)


def as_one_gate(given: Setting, times: Any) -> Any:
    """Redundant gates as if each were alone: no factor m in the rate and the limit."""
    return np.stack(
        [
            gradient_flow(
                replace(GatedRegression.from_samples(given.x, given.y, given.gates[:, :1]), scale=given.problem.scale),
                w[None],
                times,
            )[:, 0]
            for w in given.w0
        ],
        axis=1,
    )


def copies_as_printed(given: Setting, times: Any) -> Any:
    """Eq. (30) with m for 2, the constant fitted to each copy's start: no Delta, no m in the rate, the 1/K lost."""
    one = GatedRegression.from_samples(given.x, given.y, given.gates[:, :1])
    m = len(given.w0)
    printed = replace(one, b=one.b / m)
    return np.stack([gradient_flow(printed, w[None], times, float(m))[:, 0] for w in given.w0], axis=1)


def without_delta(given: Setting, times: Any) -> Any:
    """Every copy at the mean."""
    right = redundant(given, times)
    return np.broadcast_to(right.mean(axis=1, keepdims=True), right.shape)
