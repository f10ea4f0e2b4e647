"""What the random exact problems are made of."""

from fractions import Fraction

import numpy as np

from papers.gated_deep_linear_networks.flows.instances import learnable, whole_numbers
from theory import GatedRegression


def test_whole_numbers_are_the_draws_as_fractions() -> None:
    found = whole_numbers(np.random.default_rng(3), 5, 2)
    assert np.array_equal(found, np.random.default_rng(3).integers(-3, 4, size=(5, 2)))
    assert {type(v) for v in found.ravel()} == {Fraction}


def test_something_is_learnable_where_the_features_are_independent_and_correlate_with_the_target() -> None:
    x, gates = np.array([[1, 0], [0, 1], [1, 1]], dtype=object), np.ones((3, 1), dtype=int)
    problems = [
        GatedRegression.from_samples(*given, gates)
        for given in ((x, [1, 0, 1]), (x, [0, 0, 0]), (x * [1, 0], [1, 0, 1]))
    ]
    assert [learnable(problem) for problem in problems] == [True, False, False]
