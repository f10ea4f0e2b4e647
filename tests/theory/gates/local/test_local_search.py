"""Local search never falls below the optimum, mostly reaches it, and its updates equal refits."""

from time import process_time

import numpy as np
import pytest

from theory.gates import GateProblem, Limits, optimize
from theory.gates.fits.moves import any_gates, one_gate
from theory.gates.fits.rows import Rows
from theory.gates.local import restarts
from theory.gates.local.flips import Flips
from theory.gates.local.local_search import LocalSearch
from theory.gates.local.refits import _moments, _moved, alternate, best_labels, joint_weights, one_hot


def rows_of(seed, U, n, K):
    rng = np.random.default_rng(seed)
    problem = GateProblem.from_samples(
        rng.standard_normal((U, n)), rng.standard_normal(U), K, rng.random(U), 0.01 * seed
    )
    return Rows.of(problem), rng


@pytest.mark.parametrize("moves", [one_gate(3), any_gates(3), any_gates(9)], ids=["exclusive", "table", "many gates"])
@pytest.mark.parametrize("seed", [0, 1])
def test_a_change_is_the_difference_of_two_refits(moves, seed):
    """Through forty random flips, each priced before it is made: the low-rank updates keep the digits."""
    rows, rng = rows_of(seed, 60, 2, moves.K)
    gates = rng.integers(0, 2, (60, moves.K)).astype(np.int8)
    state = Flips(rows, moves, one_hot(rng.integers(0, moves.K, 60), moves.K) if moves.exclusive else gates)
    for u in range(40):
        patterns = state.patterns(u)
        at = int(rng.integers(len(patterns)))
        before, change = rows.value(state.gates), state.changes(u, patterns)[at]
        if moves.exclusive:
            assert np.allclose(state.all_changes()[u], state.changes(u, patterns), rtol=0, atol=1e-13)
        state.move(u, patterns[at])
        assert abs(rows.value(state.gates) - before - change) <= 1e-10
    updated = [w.copy() for w in state.w]
    state.build()
    assert np.allclose(np.concatenate(updated), np.concatenate(state.w), rtol=0, atol=1e-8)


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


@pytest.mark.parametrize("share", [0.1, 0.8])
def test_moments_follow_the_points_that_move(share):
    """Against moments from scratch; groups that end up with few points, or none, are made anew and so are exact."""
    rows, rng = rows_of(1, 500, 3, 4)
    labels = rng.integers(0, 4, 500)
    gram, moment = _moments(rows, labels, range(4))
    for step in range(12):
        new = np.where(rng.random(500) < share, rng.integers(0, 4, 500), labels)
        if step > 8:
            new[new == 3] = 0
        _moved(rows, gram, moment, labels, new, np.flatnonzero(new != labels))
        labels = new
        fresh = _moments(rows, labels, range(4))
        for updated, scratch in zip((gram, moment), fresh, strict=True):
            # 12 updates of sums of at most 500 terms, each of which is at most 1 in all
            assert np.allclose(updated, scratch, rtol=0, atol=12 * 500 * np.finfo(float).eps * np.abs(scratch).max())
        if step > 8:
            assert not gram[3].any()


def test_labels_are_the_least_errors_and_ties_the_lowest():
    rows, rng = rows_of(2, 300, 2, 3)
    w = rng.integers(-2, 3, (4, 2)).astype(float)
    w[3] = w[1]  # a tie at every point
    labels = best_labels(rows, w)
    error = np.abs(rows.c[:, None] - rows.z @ w.T)
    assert np.all(error[np.arange(300), labels] <= error.min(axis=1) + 1e-15)
    assert not np.any(labels == 3)


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


def test_a_flip_costs_far_less_than_a_refit():
    """K n = 400 and 2000 points: evaluating and making a flip against Gram and solve; the full ratio is a benchmark."""
    rows, rng = rows_of(0, 2000, 20, 20)
    state = Flips(rows, any_gates(20), rng.integers(0, 2, (2000, 20)).astype(np.int8))
    flips, refits = [], []
    for u in range(40):
        start = process_time()
        patterns = state.patterns(u)
        state.move(u, patterns[1 + int(np.argmin(state.changes(u, patterns)[1:]))])
        flips.append(process_time() - start)
    for _ in range(3):
        start = process_time()
        joint_weights(rows, state.gates)
        refits.append(process_time() - start)
    assert min(refits) > 10 * np.median(flips)
