"""What a family of one's own is asked for."""

import numpy as np
import pytest

from theory.gates import optimize

from .listed_family import Listed


@pytest.mark.parametrize(
    ("candidate", "message"),
    [
        (np.ones((3, 1)), r"shape \(U, K\) = \(3, 2\).*got \(3, 1\)"),
        (np.ones(3), r"got \(3,\)"),
        (np.ones((2, 2)), r"got \(2, 2\)"),
        (np.full((3, 2), 0.5), "candidates must be zeros and ones"),
        (np.full((3, 2), 2), "candidates must be zeros and ones"),
    ],
)
def test_candidates_of_ones_own_family_are_looked_at(candidate, message):
    x, y = [[1.0], [2.0], [3.0]], [1.0, 0.0, 2.0]
    with pytest.raises(ValueError, match=message):
        optimize(x, y, 2, Listed([np.ones((3, 2)), candidate], 2))
    assert optimize(x, y, 2, Listed([np.ones((3, 2)), np.ones((3, 2))], 2)).certified


def test_gates_that_a_rule_of_ones_own_assigns_are_looked_at():
    best = optimize([[1.0], [2.0]], [1.0, 0.0], 2, OneGate([np.ones((2, 2))], 1))
    for asked in (best.assign, best.predict):
        with pytest.raises(
            ValueError, match=r"what assign\(\) of the family 'mine' gives must have shape \(3, 2\); got \(3,\)"
        ):
            asked([[0.0], [1.0], [2.0]])


class OneGate(Listed):
    def assign(self, problem, best, x_new):
        return np.zeros(len(x_new))


def test_the_class_of_a_family_is_no_family():
    with pytest.raises(TypeError, match=r"not its class; got Listed. Write Listed\(\)"):
        optimize([[1.0]], [1.0], 1, Listed)
