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
