"""The smoothed gradient against differences, planted half-spaces, and data of size."""

import tracemalloc
from importlib import import_module
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest

from theory.gates import optimize
from theory.gates.gradient.gradient_search import smoothed

from .differences import order


@pytest.mark.parametrize("ridge", [0.0, 0.1])
def test_the_smoothed_gradient_is_met_by_differences_at_second_order(ridge):
    rng = np.random.default_rng(0)
    x, z, target = rng.normal(size=(60, 3)), rng.normal(size=(60, 3)), rng.normal(size=60)
    v = rng.normal(size=(2, 3))

    def value(u):
        return smoothed(u.ravel(), x, z, target, 0.5, ridge)[0]

    slope = smoothed(v.ravel(), x, z, target, 0.5, ridge)[1].reshape(2, 3)
    assert order(value, slope, v) == pytest.approx(2, abs=0.1)


def planted(S, n, K, noise, seed):
    rng = np.random.default_rng(seed)
    x, v, w = rng.normal(size=(S, n)), rng.normal(size=(K, n)), rng.normal(size=(K, n))
    return x, ((x @ v.T >= 0) * (x @ w.T)).sum(axis=1) / K + noise * rng.normal(size=S), rng


def test_planted_halfspaces_are_found_again():
    x, y, _ = planted(3000, 5, 3, 0.1, 0)
    best = optimize(x, y, 3, "halfspace", rng=0, budget=4)
    assert best.method == "gradient"
    assert best.loss < 0.0105  # the noise, 0.01, and little of y2 = 0.6
    assert np.array_equal(x @ best.directions.T >= 0, best.gates)


@pytest.mark.full
def test_100_000_points_in_a_minute_and_2_gib_better_than_alternating_refits(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parents[4] / "benchmarks")
    rival = import_module("gate_quality").alternating_halfspaces
    x, y, rng = planted(100_000, 20, 8, 0.3, 1)
    tracemalloc.start()
    start = perf_counter()
    best = optimize(x, y, 8, "halfspace", rng=0, seconds=55)
    taken, peak = perf_counter() - start, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert taken < 70  # a fit that has begun is finished
    assert peak < 2 * 2**30
    assert best.loss < rival(x, y, 8, taken, 20, rng)[0]
