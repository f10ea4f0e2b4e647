"""The list of all gates: complete, cut short, or refused."""

import numpy as np
import pytest

from theory.gates import optimize

from ..listed_family import Listed


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


def test_a_list_that_is_shorter_than_its_count_certifies_nothing():
    x, y = [[1.0], [2.0], [3.0]], [1.0, 0.0, 2.0]
    with pytest.raises(ValueError, match="must list all of the 20 that count gives; got 1"):
        optimize(x, y, 2, Listed([np.ones((3, 2))], 20))
    assert not optimize(x, y, 2, Listed([np.ones((3, 2))] * 3, 20), budget=2).certified
    assert optimize(x, y, 2, Listed([np.ones((3, 2))], 20), min_points=2).certified  # which may exclude the others


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
