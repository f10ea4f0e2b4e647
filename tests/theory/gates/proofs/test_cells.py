"""Branch and bound over dichotomies against fits of every choice."""

from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given

from theory.gates import GateProblem, Limits
from theory.gates.families.dichotomies import dichotomies
from theory.gates.fits.many_fits import fits
from theory.gates.proofs.cells import Prefixes, cell_search
from theory.strategies import rngs


def noisy(seed, U=9, n=2, K=2, ridge=0.0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(U, n)) if seed % 2 else rng.integers(-2, 3, size=(U, n)).astype(float)
    return GateProblem.from_samples(x, rng.normal(size=U), K, rng.random(U), ridge)


def every_choice(problem, columns):
    chosen = np.array(list(combinations_with_replacement(range(len(columns)), problem.K)))
    return chosen, fits(problem, columns[chosen].swapaxes(1, 2))[0]


@pytest.mark.parametrize("ridge", [0.0, 0.05])
@pytest.mark.parametrize("seed", range(8))
def test_from_the_worst_start_it_proves_the_optimum(seed, ridge):
    problem = noisy(seed, ridge=ridge)
    columns = dichotomies(problem.points).gates
    choices, values = every_choice(problem, columns)
    best, bound, _ = cell_search(problem, columns, choices[np.argmax(values)], Limits())
    value = fits(problem, columns[best].T[None])[0][0]
    assert value - values.min() <= problem.tolerance
    assert values.min() - problem.tolerance <= bound <= values.min()


@pytest.mark.parametrize("seed", range(4))
def test_stopped_after_any_number_of_nodes_the_bound_is_true_and_rises(seed):
    problem = noisy(seed, U=10)
    columns = dichotomies(problem.points).gates
    choices, values = every_choice(problem, columns)
    start = choices[np.argmax(values)]
    _, _, nodes = cell_search(problem, columns, start, Limits())
    bounds = []
    for budget in np.unique(np.geomspace(1, nodes, 12).astype(int)):
        found, bound, _ = cell_search(problem, columns, start, Limits(budget=int(budget)))
        assert bound <= values.min()
        assert fits(problem, columns[found].T[None])[0][0] >= bound
        bounds.append(bound)
    assert bounds[0] < bounds[-1]


@given(rngs())
def test_prefixes_are_a_tree_of_the_rows(rng):
    table = rng.integers(2, size=(12, 5)).astype(np.int8)
    tree = Prefixes(table)
    assert np.array_equal(table[tree.first], tree.rows)
    rows = set(map(tuple, table.tolist()))
    for word in np.ndindex(2, 2, 2, 2, 2):
        at = 0
        for m, bit in enumerate(word):
            at = tree.child[m][at, bit] if at >= 0 else -1
        assert (at >= 0) == (word in rows)
        if at >= 0:
            assert tuple(tree.rows[at]) == word
