"""The list of all gates: complete, cut short, or refused."""

import numpy as np
import pytest

from theory.gates import optimize


def test_cut_short_it_proves_the_bayes_bound_only():
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((9, 1)), rng.standard_normal(9)
    cut, whole = (optimize(x, y, 2, method="exhaustive", budget=b) for b in (5, None))
    assert (cut.work, cut.lower_bound, cut.certified) == (5, 0.0, False)
    assert whole.certified
    assert whole.work == 256
    assert whole.loss <= cut.loss


@pytest.mark.parametrize("family", ["exclusive", "table"])
def test_far_too_many_candidates_are_refused_unless_limited(family):
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((40, 1)), rng.standard_normal(40)
    with pytest.raises(ValueError, match="pass budget, seconds or another method"):
        optimize(x, y, 2, family, method="exhaustive")
    assert optimize(x, y, 2, family, method="exhaustive", budget=20).work == 20


class Listed:
    """A family of one's own that lists what it is told to, and says how many there are."""

    name = "mine"

    def __init__(self, listed, count):
        self.listed, self.said = listed, count

    def count(self, problem):
        return self.said

    def candidates(self, problem):
        yield from self.listed

    def assign(self, problem, best, x_new):
        return np.zeros((len(x_new), problem.K))


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


def test_a_list_that_is_shorter_than_its_count_certifies_nothing():
    x, y = [[1.0], [2.0], [3.0]], [1.0, 0.0, 2.0]
    with pytest.raises(ValueError, match="must list all of the 20 that count gives; got 1"):
        optimize(x, y, 2, Listed([np.ones((3, 2))], 20))
    assert not optimize(x, y, 2, Listed([np.ones((3, 2))] * 3, 20), budget=2).certified
    assert optimize(x, y, 2, Listed([np.ones((3, 2))], 20), min_points=2).certified  # which may exclude the others


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


def test_an_interrupt_gives_the_best_so_far():
    def candidates():
        yield np.zeros((3, 1))
        yield np.ones((3, 1))
        raise KeyboardInterrupt

    best = optimize([[1.0], [2.0], [3.0]], [1.0, 2.0, 2.0], 1, Listed(candidates(), 3))
    assert best.gates.all()
    assert (best.work, best.lower_bound, best.certified) == (2, 0.0, False)

    def none():
        raise KeyboardInterrupt
        yield

    with pytest.raises(KeyboardInterrupt):
        optimize([[1.0]], [1.0], 1, Listed(none(), 3))
