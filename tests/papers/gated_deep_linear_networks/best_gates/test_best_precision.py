"""Nested or disjoint gates are exclusive ones in other coordinates, for any number of gates; partly overlapping ones not."""

from fractions import Fraction
from itertools import combinations_with_replacement, product

import numpy as np
import pytest

import papers
from papers.gated_deep_linear_networks.best_gates import best_precision
from papers.gated_deep_linear_networks.best_gates.best_precision import holds_the_best, nested_or_apart
from papers.gated_deep_linear_networks.best_gates.scored_gatings import block_diagonality, gatings, supports
from papers.gated_deep_linear_networks.best_gates.small_supports import levels, of_points
from theory import GatedRegression


def exclusive_parts(gates):
    """(U, K): each gate less all gates that are inside it, of equal ones the later inside the earlier."""
    columns = [frozenset(np.flatnonzero(g)) for g in np.array(gates).T]
    inside = [
        [a for b, a in enumerate(columns) if b != k and a <= g and (a != g or b > k)] for k, g in enumerate(columns)
    ]
    parts = [g.difference(*found) for g, found in zip(columns, inside, strict=True)]
    return [[int(s in g) for g in parts] for s in range(len(gates))]


def shared(support, gates):
    problem = GatedRegression.from_samples(support.x, support.y, np.array(gates).astype(object), support.p)
    return block_diagonality(problem.A, len(gates[0]))


def test_three_nested_or_disjoint_gates_are_exclusive_in_other_coordinates():
    """The same loss to the last digit, and a block-diagonal A^+, for every forest of three gates on four points."""
    support, forests = of_points([(1, 0), (0, 1), (1, 1), (1, -2)], (1, 0, 1, 1)), 0
    columns = list(product((0, 1), repeat=4))[1:]
    for chosen in list(combinations_with_replacement(columns, 3))[::9]:
        gates = tuple(zip(*chosen, strict=True))
        if nested_or_apart(support, gates):
            forests += 1
            parts = exclusive_parts(gates)
            assert max(map(sum, parts)) <= 1
            assert support.loss(gates) == support.loss(parts)
            assert shared(support, parts) == 1
    assert forests >= 10


def test_gates_that_overlap_in_part_are_not():
    """x = 2, 3, 6 with y = 1: their loss is 0, and no two exclusive gates reach it."""
    support = levels(2)
    gates = ((0, 1), (1, 0), (1, 1), (0, 0))
    assert not nested_or_apart(support, gates)
    assert support.loss(gates) == 0 < support.apart(2)[0]


@pytest.mark.parametrize("gates", [((1, 0), (0, 1), (0, 0)), ((1, 1), (0, 1), (0, 0)), ((1, 1), (0, 0), (1, 1))])
def test_disjoint_nested_and_equal_gates(gates):
    assert nested_or_apart(of_points((1, 2, 3), (1, 0, 1)), gates)


def test_where_x_is_0_gates_may_do_anything():
    gates = ((1, 1), (1, 0), (0, 1))
    assert nested_or_apart(of_points((0, 1, 2), (0, 1, 1)), gates)
    assert not nested_or_apart(of_points((3, 1, 2), (0, 1, 1)), gates)


def test_gates_with_a_block_diagonal_precision_are_among_them():
    """So the two least losses are the same, on every support, and above that of any two gates on one."""
    above = 0
    for support in supports():
        found = [(gates, support.loss(gates)) for gates in gatings(support, 2)]
        diagonal = [loss for gates, loss in found if shared(support, gates) == 1]
        assert all(nested_or_apart(support, gates) for gates, _ in found if shared(support, gates) == 1)
        assert min(diagonal) == min(loss for gates, loss in found if nested_or_apart(support, gates))
        above += min(diagonal) > min(loss for _, loss in found)
    assert above == 1


def test_the_picture_tells_the_gates_apart():
    outcome = holds_the_best((max, nested_or_apart), papers.Context())
    assert outcome.passed
    assert set(outcome.data["among"]) == {True, False}
    least = min(loss for loss, among in zip(outcome.data["loss"], outcome.data["among"], strict=True) if among)
    assert least == float(Fraction(1, 78))
    other, stated = best_precision.plot_scores(outcome.data).axes[0].lines
    assert len(other.get_xdata()) + len(stated.get_xdata()) == len(outcome.data["loss"])
    assert min(other.get_ydata()) == 0 < least == min(stated.get_ydata())
