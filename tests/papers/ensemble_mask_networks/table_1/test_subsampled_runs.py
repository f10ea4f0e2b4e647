"""The columns of mistaken trainings: the closed form without self-loops, and what the two tests refute."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import papers
from papers.ensemble_mask_networks.table_1.subsampled_runs import (
    CELLS,
    column,
    errors_of,
    predicted,
    without_self_loops,
)
from sims.emn import NoSelfLoops
from theory import emn
from theory import strategies as sg


@given(sg.networks(copies=(1,), dtype=np.float64), st.integers(0, 2**32))
def test_without_self_loops_is_the_test_error_at_the_learned_constants(drawn: Any, seed: int) -> None:
    """All ones off the diagonal, w_ii / c_i on it: by `learned_constants` under the law and by `test_error`."""
    net = drawn[0]
    if net.n == 1:
        net = emn.Architecture(2)
    n, params = net.n, net.init(seed)
    constants = emn.learned_constants(net, params, NoSelfLoops(n))
    beta = np.ones((n, n))
    np.fill_diagonal(beta, np.diagonal(params.layers[0]) / constants)
    expected = emn.test_error(beta, emn.SparseMasks(n, weighted=True).row_second_moments())
    found = without_self_loops(params.layers[0][None], params.layers[1][None, :, 0, 0])
    assert found.shape == (1,)
    assert abs(found[0] - expected) <= 1e-11 * (1 + expected)  # kappa is a difference of squares here, not there


@given(st.integers(1, 6), st.integers(0, 2**32))
def test_many_errors_are_each_the_test_error(n: int, seed: int) -> None:
    beta = np.random.default_rng(seed).standard_normal((3, n, n))
    M = emn.SparseMasks(n, weighted=True).row_second_moments()
    assert np.allclose(errors_of(beta), [emn.test_error(b, M) for b in beta], rtol=1e-12)
    diverged = np.concatenate([np.full((1, n, n), np.nan), beta])
    assert np.array_equal(errors_of(diverged), [np.nan, *errors_of(beta)], equal_nan=True)


def test_a_column_of_the_same_law_fits() -> None:
    """A thousand readings of the law itself, refuted no more often than the level: at most 7 for a chance of 1e-4 at 1e-3."""
    rng, refuted = np.random.default_rng(3), 0
    for _ in range(1000):
        errors = np.exp(rng.normal(-3, 0.4, 8 * CELLS))
        refuted += not column(errors, float(np.exp(rng.normal(-3, 0.4, CELLS)).min())).fits
    assert refuted <= 7


def test_a_column_of_another_law_does_not() -> None:
    errors = np.exp(np.random.default_rng(1).normal(-3, 0.2, 8 * CELLS))
    least = column(errors, 0.03)
    assert least.fits
    assert abs(least.middle - np.log10(np.exp(-3 - 0.2 * 1.736))) < 0.1  # the mean of the least of 15 Gaussians
    assert not column(errors / 10, 0.03).fits
    assert not column(errors * 10, 0.03).fits
    assert not column(np.full(90, np.nan), 0.03).fits


def test_a_wide_law_is_refuted_where_one_of_fifteen_would_be_smaller() -> None:
    """Every network below the figure, over many decades: Student's interval holds it, fifteen above it are not likely."""
    errors = 10 ** (-1.5 - np.random.default_rng(2).exponential(3, 8 * CELLS))
    found = column(errors, 0.05)
    assert abs(np.log10(0.05) - found.middle) <= found.half
    assert not found.fits


@pytest.mark.parametrize("n", [5, 20])
def test_the_prediction_falls_to_one_eighteenth(n: int) -> None:
    """<(w_ii / c - 1)^2> is 1 + 1 / (3 sqrt n) to leading order, less what w_ii shares with the sign of c: 0."""
    errors = predicted(papers.Context(), n, 900)
    mean, bar = errors.mean(), errors.std() / 30
    assert abs(mean * 18 - 1 - 1 / (3 * np.sqrt(n))) < 5 * 18 * bar + 1 / n  # c^2 sqrt n is 1 + O(1/sqrt n)
