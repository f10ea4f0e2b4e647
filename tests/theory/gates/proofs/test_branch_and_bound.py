"""Branch and bound for `exclusive` and `table` against the list of all gates, and stopped at any point."""

import numpy as np
import pytest

from theory import GatedRegression
from theory.gates import GateProblem, optimize
from theory.gates.fits.moves import any_gates, one_gate
from theory.gates.fits.rows import Rows
from theory.gates.local.local_search import LocalSearch
from theory.gates.local.restarts import restarts
from theory.gates.proofs import open_nodes, race
from theory.gates.proofs.branch_and_bound import Search

FAMILIES = ("exclusive", "table")


def instance(seed, family):
    """Small data of every awkward kind: few points, one column, dependent and zero rows, exact fits, equal inputs."""
    rng = np.random.default_rng([seed, FAMILIES.index(family)])
    K = int(rng.integers(1, 4 if family == "exclusive" else 3))
    n = int(rng.integers(1, 4))
    U = int(rng.integers(1, 9 if family == "exclusive" else 9 - 2 * K))
    kind = seed % 6
    x = rng.integers(-64, 65, (U, n)) / 32.0
    if kind == 1:  # few distinct inputs, many of them dependent
        x = rng.integers(-1, 2, (U, n)).astype(float)
    elif kind == 2:  # all on a line
        x = np.outer(rng.integers(-8, 9, U), rng.integers(-3, 4, n)).astype(float)
    elif kind == 3:  # an intercept
        x[:, 0] = 1.0
    elif kind == 4:
        x[rng.random(U) < 0.3] = 0.0
    w = rng.integers(-32, 33, (K, n)) / 16.0
    noise = 0.0 if rng.random() < 0.2 else rng.integers(-32, 33, U) / 32.0
    y = (x * w[rng.integers(0, K, U)]).sum(axis=1) + noise
    if rng.random() < 0.3:
        again = rng.integers(0, U, 2)
        x, y = np.vstack([x, x[again]]), np.append(y, rng.integers(-32, 33, 2) / 16.0)
    weight = None
    if rng.random() < 0.5:
        weight = rng.integers(0, 5, len(y)).astype(float)
        weight[rng.integers(len(y))] = 1.0
    ridge = 0.0 if rng.random() < 0.7 else float(rng.choice([2.0**-10, 0.125, 1.0]))
    min_points = int(rng.integers(2, 4)) if family == "exclusive" and len(y) > 3 and rng.random() < 0.3 else 1
    return {"x": x, "y": y, "K": K, "family": family, "sample_weight": weight, "ridge": ridge, "min_points": min_points}


def problem_of(data):
    return GateProblem.from_samples(**{name: value for name, value in data.items() if name != "family"})


def objective_of(data, best):
    """The objective at the gates found, by the solver that does not square the condition number."""
    problem = problem_of(data)
    gates = np.zeros((len(problem.points), data["K"]))
    gates[problem.point_of] = best.gates
    return problem.objective(gates)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("part", range(4))
def test_returns_the_exhaustive_optimum_certified(family, part):
    for seed in range(50 * part, 50 * part + 50):
        data = instance(seed, family)
        y2 = problem_of(data).y2
        listed = objective_of(data, optimize(**data, method="exhaustive"))
        best = optimize(**data, method="branch and bound", rng=seed)
        assert best.certified, seed
        assert abs(objective_of(data, best) - listed) <= 1e-9 * y2, seed
        assert best.lower_bound <= listed + 64 * np.finfo(float).eps * y2, seed
        if data["ridge"] == 0:
            regression = GatedRegression.from_samples(data["x"], data["y"], best.gates, data["sample_weight"])
            assert regression.minimum_loss == best.loss
        if data["min_points"] > 1:
            size = best.gates.sum(axis=0)
            assert np.all((size == 0) | (size >= data["min_points"])), seed


@pytest.mark.parametrize("family", FAMILIES)
def test_stopped_anywhere_the_bound_is_true_and_the_gates_repeat(family):
    """And the bound of a longer search is not the worse one."""
    gaps = 0
    for seed in range(3):
        rng = np.random.default_rng(seed)
        U = 12 if family == "exclusive" else 6
        data = {
            "x": rng.standard_normal((U, 1)),
            "y": rng.standard_normal(U),
            "K": 2,
            "family": family,
            "method": "branch and bound",
        }
        optimum = optimize(**data)
        assert optimum.certified
        bounds = []
        for budget in (1, 5, 25, 100):
            best = optimize(**data, budget=budget, rng=3)
            again = optimize(**data, budget=budget, rng=3)
            assert np.array_equal(best.gates, again.gates)
            assert best.lower_bound == again.lower_bound
            assert best.work == again.work
            assert best.lower_bound <= optimum.loss + 1e-14
            assert best.loss >= optimum.lower_bound - 1e-14
            bounds.append(best.lower_bound)
            gaps += not best.certified
        assert bounds == sorted(bounds)
    assert gaps >= 3


@pytest.mark.parametrize("moves", [one_gate(3), any_gates(2)], ids=["exclusive", "table"])
def test_the_search_alone_proves_the_optimum_from_a_poor_incumbent(moves):
    """Without suffix bounds and with one gate for all as the incumbent: what is pruned is pruned by the fits alone."""
    rng = np.random.default_rng(8)
    rows = Rows.of(GateProblem.from_samples(rng.standard_normal((7, 2)), rng.standard_normal(7), moves.K))
    start = np.zeros((7, moves.K), dtype=np.int8)
    start[:, 0] = 1
    found = Search(rows, moves, np.zeros(8), 0, rows.value(start), 1e-10, 1)
    bounds = [found.lower_bound, *(found.lower_bound for _ in found.steps())]
    assert len(bounds) >= 8
    assert max(bounds) == bounds[-1]
    value = rows.value(moves.patterns[found.found])
    assert value - 1.0001e-10 <= found.lower_bound <= value
    local, _ = restarts(LocalSearch(rows, moves, 1, rng))
    assert value <= rows.value(local) + 1e-10


def test_a_keyboard_interrupt_returns_the_best_so_far(monkeypatch):
    rng = np.random.default_rng(0)
    x, y = np.column_stack([rng.standard_normal(40), np.ones(40)]), rng.standard_normal(40)
    calls = []

    def interrupt(self, m, nodes):
        calls.append(m)
        raise KeyboardInterrupt

    monkeypatch.setattr(Search, "_expand", interrupt)
    best = optimize(x, y, 2, method="branch and bound")
    assert len(calls) == 1
    assert not best.certified
    assert best.lower_bound < best.loss < np.mean(y**2)


def test_gates_that_are_many_are_refused():
    with pytest.raises(ValueError, match="K must be at most 8"):
        optimize(np.eye(3), np.ones(3), 9, "table", method="branch and bound")


def test_what_a_stopped_search_found_is_kept(monkeypatch):
    """Without local search, the search of all points improves on one gate for all, and then the budget ends."""
    monkeypatch.setattr(race, "restarts", lambda local, patience: (local.all_in_one(), 1))
    monkeypatch.setattr(LocalSearch, "improve", lambda local, gates: local.all_in_one())
    monkeypatch.setattr(open_nodes, "BLOCK", 16)
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((12, 1)), rng.standard_normal(12)
    whole = optimize(x, y, 2, method="branch and bound")
    budgets = np.linspace(1, whole.work - 1, 60).astype(int)
    stopped = [optimize(x, y, 2, method="branch and bound", budget=budget) for budget in budgets]
    first = stopped[0].loss
    assert whole.loss < first
    assert any(best.loss < first and not best.certified for best in stopped)
    assert all(best.lower_bound <= whole.loss + 1e-14 for best in stopped)
