"""Local search never falls below the optimum and mostly reaches it; no refit and no flip improves what it returns."""

import numpy as np
import pytest

from theory.gates import GateProblem, Limits, optimize
from theory.gates.fits.moves import any_gates, one_gate
from theory.gates.fits.rows import Rows
from theory.gates.local import restarts
from theory.gates.local.local_search import LocalSearch
from theory.gates.local.refits import alternate, one_hot

from .random_rows import rows_of


@pytest.mark.parametrize("moves", [one_gate(2), any_gates(2)], ids=["exclusive", "table"])
def test_no_refit_and_no_flip_improves_what_is_returned(moves):
    for seed in range(5):
        rows, rng = rows_of(seed, 30, 2, 2)
        local = LocalSearch(rows, moves, 1, rng)
        start = local.start()
        gates = local.improve(start)
        assert rows.value(gates) <= rows.value(start)
        assert rows.value(alternate(rows, moves, gates)) >= rows.value(gates) - 1e-12
        for u in range(30):
            for pattern in moves.patterns:
                other = gates.copy()
                other[u] = pattern
                assert rows.value(other) >= rows.value(gates) - 1e-12


@pytest.mark.parametrize("family", ["exclusive", "table"])
@pytest.mark.parametrize("method", ["local search", "annealing"])
@pytest.mark.parametrize("instances", [10, pytest.param(200, marks=pytest.mark.full)])
def test_heuristics_reach_the_optimum_and_never_fall_below_it(family, method, instances):
    """At least nine of ten; their bound is true, and they repeat with the seed."""
    reached = 0
    for seed in range(instances):
        rng = np.random.default_rng(seed)
        U, n, K = (int(rng.integers(4, 9)), 2, 2) if family == "exclusive" else (int(rng.integers(3, 7)), 1, 2)
        x, y = rng.standard_normal((U, n)), rng.standard_normal(U)
        optimum = optimize(x, y, K, family, method="exhaustive")
        found = optimize(x, y, K, family, method=method, budget=6, rng=seed)
        y2 = np.mean(y**2)
        assert found.loss >= optimum.loss - 1e-12 * y2
        assert found.lower_bound <= optimum.loss
        if seed < 2:
            assert np.array_equal(found.gates, optimize(x, y, K, family, method=method, budget=6, rng=seed).gates)
        reached += found.loss <= optimum.loss + 1e-9 * y2
    assert reached >= 0.9 * instances


@pytest.mark.parametrize("method", ["local search", "annealing", "branch and bound"])
def test_min_points_hold(method):
    rng = np.random.default_rng(2)
    x, y = np.repeat(rng.standard_normal((12, 2)), 2, axis=0), rng.standard_normal(24)
    for least in (2, 5, 9, 24):
        size = optimize(x, y, 3, min_points=least, method=method, budget=5000 if method[0] == "b" else 5).gates.sum(
            axis=0
        )
        assert np.all((size == 0) | (size >= least))


def test_many_points_are_searched_on_a_sample_first():
    """Planted groups in more points than restarts can afford: found to within the noise."""
    rng = np.random.default_rng(5)
    S, K = 6000, 3
    x, group, w = rng.standard_normal((S, 4)), rng.integers(0, K, S), rng.standard_normal((K, 4))
    y = (x * w[group]).sum(axis=1) + 0.01 * rng.standard_normal(S)
    best = optimize(x, y, K, method="local search", budget=20)
    planted = np.mean((y - (x * w[group]).sum(axis=1)) ** 2)
    assert best.loss <= planted


def test_an_interrupt_on_a_sample_ends_the_whole_search(monkeypatch):
    """The first refit of one sample raises it: nothing runs on the others."""
    monkeypatch.setattr(restarts, "COARSE", 20)
    rows, rng = rows_of(0, 40, 2, 3)
    local = LocalSearch(rows, one_gate(3), 1, rng, Limits(50))
    start, samples = LocalSearch.start, []

    def interrupt(search):
        if len(search.rows.c) == 40:
            return start(search)
        samples.append(1)
        raise KeyboardInterrupt

    monkeypatch.setattr(LocalSearch, "start", interrupt)
    best, work = restarts.restarts(local)
    assert local.interrupted
    assert samples == [1]
    assert work < 5
    assert best.shape == (40, 3)


def test_kicks_keep_gates_exclusive_and_reach_what_starts_do():
    """From one gate for all, kicks and flips alone come to what thirty starts find."""
    rows, rng = rows_of(3, 40, 2, 3)
    local = LocalSearch(rows, one_gate(3), 1, rng)
    gates, optimum = local.all_in_one(), min(rows.value(local.improve(local.start())) for _ in range(30))
    for _ in range(60):
        kicked = local.improve(local.kick(gates))
        assert np.all(kicked.sum(axis=1) == 1)
        gates = min(gates, kicked, key=rows.value)
    assert rows.value(gates) <= optimum + 1e-9


def test_many_inputs_and_gates_are_no_worse_than_alternating_refits():
    """Where weights through n random points are of no use: n = 20, K = 6, and noise as large as a coefficient."""
    rng = np.random.default_rng(6)
    S, n, K = 4200, 20, 6
    x, w = rng.standard_normal((S, n)), rng.standard_normal((K, n))
    y = (x * w[rng.integers(0, K, S)]).sum(axis=1) + rng.standard_normal(S)
    rows = Rows.of(GateProblem.from_samples(x, y, K))
    labels = (one_hot(rng.integers(0, K, S), K) for _ in range(12))
    refits = min(rows.unit * rows.value(alternate(rows, one_gate(K), g)) for g in labels)
    assert optimize(x, y, K, method="local search", budget=24).loss <= refits


def test_many_overlapping_gates():
    """More gates than can have all their subsets listed: flips of one gate at a time still only improve."""
    rng = np.random.default_rng(1)
    x, y = rng.standard_normal((60, 1)), rng.standard_normal(60)
    best = optimize(x, y, 10, "table", method="local search", budget=2)
    assert best.loss < optimize(x, y, 1, "table", method="local search", budget=2).loss


@pytest.mark.parametrize("coarse", [8, 4000])
def test_as_many_restarts_as_asked_for(coarse: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """On all of the points and on samples of them; a few of them without a budget or a deadline."""
    monkeypatch.setattr(restarts, "COARSE", coarse)
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(12, 2)), rng.normal(size=12)
    for budget in (1, 7):
        assert optimize(x, y, 2, method="local search", budget=budget).work == budget
    assert optimize(x, y, 2, method="local search").work == restarts.RESTARTS
