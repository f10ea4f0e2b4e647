"""Swept networks of Figure 3 that have a known curve."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import papers
from papers.ensemble_mask_networks.experiments import FRACTIONS
from papers.ensemble_mask_networks.figure_3 import floor_runs
from papers.ensemble_mask_networks.figure_3.floor_runs import floor
from sims.store import Record

Sweeps = Callable[..., papers.Context]


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Sweeps:
    """A store whose networks have `factor` times the floor, or another curve, give or take `noise`."""

    def context(
        factor: float = 1.0, noise: float = 0.01, sizes: tuple[int, ...] = (5, 20), curve: Any = floor
    ) -> papers.Context:
        found = papers.Context(full=True)
        draw, sweeps = np.random.default_rng(1), {name: list[Record]() for name in floor_runs.SWEPT}
        for n in sizes:
            errors = factor * floor_runs.predicted(found, n, curve)
            for condition in floor_runs.CONDITIONS:
                for seed in range(4):
                    measured = errors * (1 + noise * draw.standard_normal(len(errors)))
                    scalars = {f"active_{f}": float(e) for f, e in zip(FRACTIONS, measured, strict=True)}
                    asked = {"n": n, "condition": condition}
                    name = "figure_3_100" if n == 100 else "figure_3"
                    key = f"{n} {condition} {seed}"
                    sweeps[name].append(Record(key, "emn_figure_3", asked, seed, "done", scalars=scalars))
        monkeypatch.setattr(found, "sweep", lambda name: sweeps[name])
        return found

    return context
