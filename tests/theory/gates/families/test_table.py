"""Table gates: the number of multisets of columns, each listed once; when one choice is as good as all."""

import numpy as np
import pytest

from theory.gates import GateProblem, optimize
from theory.gates.families.table import FAMILY
from theory.gates.fits.moves import any_gates, one_gate


@pytest.mark.parametrize(("U", "K"), [(1, 1), (2, 2), (3, 3), (4, 2)])
def test_every_multiset_of_columns_once(U, K):
    problem = GateProblem.from_samples(np.arange(U)[:, None], np.ones(U), K)
    listed = [tuple(sorted(map(tuple, g.T.tolist()))) for g in FAMILY.candidates(problem)]
    assert len(set(listed)) == len(listed) == FAMILY.count(problem)


@pytest.mark.parametrize(("moves", "U"), [(any_gates(2), 3), (any_gates(3), 2), (one_gate(3), 4)])
def test_sorted_gates_are_one_of_each_class(moves, U):
    """Walking by `tied` meets every choice exactly once, up to permutations of the gates."""
    allowed, following = moves.tied
    met, every = [], set()

    def walk(state, made):
        if len(made) == U:
            met.append(tuple(sorted(map(tuple, moves.patterns[made].T.tolist()))))
            return
        for move in range(len(moves.patterns)):
            if allowed[state, move]:
                walk(following[state, move], [*made, move])

    walk(0, [])
    for made in np.ndindex((len(moves.patterns),) * U):
        every.add(tuple(sorted(map(tuple, moves.patterns[list(made)].T.tolist()))))
    assert sorted(met) == sorted(every)


def test_at_the_bayes_bound_nothing_is_left_to_prove():
    """As many gates as points, and equal inputs with different targets: the bound is what no gates explain."""
    x, y = [[1.0], [2.0], [2.0], [3.0]], [1.0, 1.0, 3.0, -2.0]
    best = optimize(x, y, 3, "table", method="branch and bound")
    assert best.certified
    assert abs(best.loss - 0.5) <= 1e-12
    assert abs(best.lower_bound - 0.5) <= 1e-12


def test_a_table_is_at_least_as_good_as_exclusive_gates():
    rng = np.random.default_rng(4)
    x, y = rng.standard_normal((6, 1)), rng.standard_normal(6)
    assert optimize(x, y, 2, "table").loss <= optimize(x, y, 2, "exclusive").loss + 1e-15


def test_min_points_are_refused_in_every_method():
    for method in ("auto", "exhaustive", "branch and bound", "local search"):
        with pytest.raises(ValueError, match="min_points is for exclusive"):
            optimize(np.eye(3), np.ones(3), 2, "table", min_points=2, method=method)
