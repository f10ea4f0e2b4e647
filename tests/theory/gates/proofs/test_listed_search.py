"""The scan of one column against fits of every choice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory.gates import GateProblem
from theory.gates.fits.many_fits import fits
from theory.gates.proofs.listed_search import column_scan
from theory.strategies import rngs


@given(rngs(), st.integers(1, 3), st.sampled_from((0.0, 0.1)))
def test_the_scan_of_one_column_is_the_fit_of_all(rng, K, ridge):
    """It squares the condition number: for well-conditioned fits to half the digits, in general never below by more."""
    x = rng.normal(size=(12, 2))
    problem = GateProblem.from_samples(x, rng.normal(size=12), K, None, ridge)
    columns = rng.integers(2, size=(20, 12)).astype(np.int8)
    others = rng.integers(20, size=K - 1)
    chosen = np.column_stack([np.tile(others, (20, 1)), np.arange(20)])
    values = fits(problem, columns[chosen].swapaxes(1, 2))[0] - problem.bayes
    assert column_scan(problem, columns.astype(float))(others) == pytest.approx(values, abs=1e-7 * problem.y2)
