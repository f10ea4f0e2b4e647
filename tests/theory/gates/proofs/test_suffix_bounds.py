"""Bounds of suffixes hide no optimum, by searches that have nothing else and by every assignment."""

from itertools import product

import numpy as np
import pytest

from theory.gates import GateProblem, Limits, optimize
from theory.gates.fits.moves import any_gates, one_gate
from theory.gates.fits.rows import Rows
from theory.gates.local.local_search import LocalSearch
from theory.gates.proofs import open_nodes, race, suffix_bounds
from theory.gates.proofs.branch_and_bound import Search


@pytest.mark.parametrize(("family", "extra"), [("exclusive", {"min_points": 3}), ("exclusive", {}), ("table", {})])
@pytest.mark.parametrize("ridge", [0.0, 0.05])
def test_suffix_bounds_hide_no_optimum_from_a_search_without_local_search(monkeypatch, family, extra, ridge):
    """The first incumbent has one gate for all, and nothing improves it: the bounds alone decide what is searched."""

    def nothing(local, patience):
        return local.all_in_one(), 1

    monkeypatch.setattr(race, "restarts", nothing)

    def keep(local, gates):
        size = gates.T @ local.rows.counts
        return local.all_in_one() if np.any((size > 0) & (size < local.min_points)) else gates

    monkeypatch.setattr(LocalSearch, "improve", keep)
    for seed in range(8):
        rng = np.random.default_rng(seed)
        U = 8 if family == "exclusive" else 5
        data = {"x": rng.standard_normal((U, 1)), "y": rng.standard_normal(U), "K": 2, "family": family, "ridge": ridge}
        data.update(extra)
        listed = optimize(**data, method="exhaustive")
        best = optimize(**data, method="branch and bound")
        assert best.certified
        assert abs(best.objective - listed.objective) <= 1e-9 * np.mean(data["y"] ** 2)


def test_suffixes_left_out_and_searches_given_up_change_no_optimum(monkeypatch):
    """With small blocks and no patience both happen on small data; the proof is the same."""
    given_up = []
    bound = Search.lower_bound.fget

    def watched(search):
        if search.open and not search.open.taken:
            given_up.append(search.first)
        return bound(search)

    rng = np.random.default_rng(1)
    x, y = np.column_stack([rng.standard_normal(24), np.ones(24)]), rng.standard_normal(24)
    plain = optimize(x, y, 2, method="branch and bound")
    monkeypatch.setattr(open_nodes, "BLOCK", 16)
    monkeypatch.setattr(suffix_bounds, "CHEAP", 4)
    monkeypatch.setattr(suffix_bounds, "PATIENT", 1)
    monkeypatch.setattr(Search, "lower_bound", property(watched))
    hurried = optimize(x, y, 2, method="branch and bound")
    assert given_up
    assert plain.certified
    assert hurried.certified
    assert abs(hurried.loss - plain.loss) <= 1e-9 * np.mean(y**2)


@pytest.mark.parametrize(("moves", "U"), [(one_gate(2), 10), (any_gates(2), 5)], ids=["exclusive", "table"])
@pytest.mark.parametrize("far", [1, 8])
def test_each_suffix_bound_is_at_most_the_optimum_of_its_points(monkeypatch, moves, U, far):
    """By every assignment of every suffix; sharp where each suffix is searched, and for all points in any case."""
    monkeypatch.setattr(suffix_bounds, "FAR", far)
    for seed in range(4):
        rng = np.random.default_rng(seed)
        n = 1 if seed % 2 else 2
        rows = Rows.of(GateProblem.from_samples(rng.standard_normal((U, n)), rng.standard_normal(U), moves.K))
        start = np.tile(moves.patterns[:1], (U, 1))
        doll = suffix_bounds.RussianDoll(rows, moves, start, 1, Limits(), rng)
        assert sum(1 for _ in doll.steps()) >= 1
        for j in range(U):
            part = rows.take(slice(j, None))
            every = (moves.patterns[list(made)] for made in product(range(len(moves.patterns)), repeat=U - j))
            optimum = min(part.value(gates) for gates in every)
            assert doll.floor[j] <= optimum + 1e-13
            if far == 1 or j == 0:
                assert doll.floor[j] >= optimum - suffix_bounds.TOLERANCE
        assert rows.value(doll.gates) <= optimum_of(rows, moves) + suffix_bounds.TOLERANCE


def optimum_of(rows, moves):
    every = product(range(len(moves.patterns)), repeat=len(rows.c))
    return min(rows.value(moves.patterns[list(made)]) for made in every)
