"""Exclusive gates: the number of partitions, each listed once, and unseen inputs."""

import sys
from math import comb

import numpy as np
import pytest

from theory.gates import GateProblem, optimize
from theory.gates.families.exclusive import FAMILY


@pytest.mark.parametrize("U", [1, 2, 5, 7])
@pytest.mark.parametrize("K", [1, 2, 3, 9])
def test_every_partition_once(U, K):
    problem = GateProblem.from_samples(np.arange(U)[:, None], np.ones(U), K)
    seen = {tuple(sorted(map(tuple, g.T.tolist()))) for g in FAMILY.candidates(problem)}
    listed = list(FAMILY.candidates(problem))
    assert len(seen) == len(listed) == FAMILY.count(problem)
    assert all((g.sum(axis=1) == 1).all() for g in listed)


def test_count_of_many_points_is_quick_and_right():
    problem = GateProblem.from_samples(np.arange(20_000)[:, None], np.ones(20_000), 3)
    assert FAMILY.count(problem) == (3**19_999 + 1) // 2
    assert comb(4, 2) + 1 + 1 - 0 == 8  # of four points into two groups: 7 with two, 1 with one


def test_unseen_inputs_have_the_gate_of_the_nearest_and_ties_the_lowest():
    best = optimize([[0.0], [1.0], [4.0], [5.0]], [0.0, 1.0, -4.0, -5.0], 2)
    assert best.certified
    assert best.loss <= 1e-15
    assert np.array_equal(best.assign([[0.0], [1.0], [4.0], [5.0]])[1:], best.gates[1:])
    assert np.array_equal(best.assign([[4.4], [0.9]]), best.gates[[2, 1]])
    assert np.argmax(best.assign([[2.5]])[0]) == 0  # halfway between inputs of different gates


def test_more_gates_than_points_and_constant_targets():
    assert optimize(np.eye(3), [1.0, 2.0, 3.0], 7).loss <= 1e-15
    best = optimize(np.ones((5, 1)), np.zeros(5), 2, method="branch and bound")
    assert best.certified
    assert best.loss == 0


def test_auto_says_what_it_chose():
    rng = np.random.default_rng(0)
    chosen = [optimize(rng.standard_normal((U, 2)), rng.standard_normal(U), 2, budget=3).method for U in (6, 40, 1000)]
    assert chosen == ["exhaustive", "branch and bound", "local search"]


def test_auto_proves_what_a_proof_takes_minutes_for_and_gives_up_after_its_nodes(monkeypatch):
    rng = np.random.default_rng(1)
    x, y = np.column_stack([rng.standard_normal((200, 2)), np.ones(200)]), rng.standard_normal(200)
    for N, K in ((200, 2), (90, 3)):
        assert FAMILY.choose(GateProblem.from_samples(x[:N], y[:N], K)) == "branch and bound"
    monkeypatch.setattr(sys.modules["theory.gates.optimize"], "AUTO_NODES", 3000)
    given_up = optimize(x[:60], y[:60], 2)
    assert given_up.method == "branch and bound"
    assert not given_up.certified
    assert 3000 <= given_up.work < 3000 + 2 * 4096  # a block that has begun is finished
    assert 0 <= given_up.lower_bound < given_up.loss
    assert optimize(x[:60], y[:60], 2, budget=9000).work > given_up.work  # a budget of one's own is kept
