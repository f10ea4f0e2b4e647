"""The fastest set of masks: a bound over all sets, reached exactly, and a difference set that reaches it with n masks."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import emn
from theory.emn.masks.row_risk import row_risk
from theory.emn.rates.transfer import law_risk
from theory.strategies import mask_sets


def least(n, masks):
    return float(np.linalg.eigvalsh(row_risk(n, masks)).min())


def test_the_derivation_is_proved():
    assert emn.mask_design_derivation().proved


@given(st.integers(1, 300))
def test_the_best_size_is_the_integer_nearest_its_top(n):
    best = emn.best_row_size(n)
    assert all(emn.row_size_rate(n, m) <= emn.row_size_rate(n, best) for m in range(n + 1))
    if n > 1:
        assert -Fraction(1, 2) <= best - Fraction(4 * n - 1, 6) < Fraction(1, 2)  # the smaller of two
        assert Fraction(1, 9) < emn.row_size_rate(n, best)
        assert emn.row_size_rate(n, best) * Fraction(48, 5) > Fraction(16, 15)


@given(st.integers(1, 12).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))))
def test_the_rate_is_the_least_eigenvalue_of_that_law(drawn):
    """Of the law of one row size, from its two entries of Q, exactly."""
    n, m = drawn
    diagonal, off = law_risk(n, np.array([Fraction(k == m) for k in range(n + 1)]))
    assert emn.row_size_rate(n, m) == (min(diagonal - off, diagonal + (n - 1) * off) if n > 1 else diagonal)


@given(st.integers(1, 6).flatmap(lambda n: st.tuples(st.just(n), mask_sets(n, max_size=12, binary=False))))
def test_no_set_passes_the_bound(drawn):
    """Weighted, binary, symmetric or not: rows that some mask reaches, to the rounding of eigvalsh."""
    n, masks = drawn
    assert least(n, masks) <= float(emn.row_size_rate(n, emn.best_row_size(n))) + 1e-14 * n


@pytest.mark.parametrize("n", [2, 3, 4, 5, 8])
def test_the_bound_by_duality(n):
    """lambda_min(Q) <= tr(Z Q) for any Z >= 0 of trace 1: Z = (I - 1 1^T/n)/(n - 1), every binary row, in exact rationals."""
    most = Fraction(0)
    for row in product((0, 1), repeat=n):
        Q = [[Fraction(a * b, 3 if j == k else 4) for k, b in enumerate(row)] for j, a in enumerate(row)]
        value = (sum(Q[j][j] for j in range(n)) - sum(map(sum, Q)) / n) / (n - 1)
        assert value == emn.row_size_rate(n, sum(row))
        most = max(most, value)
    assert most == emn.row_size_rate(n, emn.best_row_size(n))


@pytest.mark.parametrize(("n", "T"), [(7, (0, 3, 5, 6)), (3, (0, 1)), (11, (1, 3, 4, 5, 9))])
def test_a_difference_set_has_the_rate_of_its_size_with_n_masks(n, T):
    """A_ij = [i + j + s in T] over s: every pair of entries is active equally often; for n = 3 and 7 that is the best."""
    s, i, j = np.meshgrid(range(n), range(n), range(n), indexing="ij")
    masks = np.isin((i + j + s) % n, T)
    assert np.all(masks == masks.swapaxes(1, 2))
    assert least(n, masks.astype(float)) == pytest.approx(float(emn.row_size_rate(n, len(T))), rel=1e-13)
    if n < 11:
        assert emn.row_size_rate(n, len(T)) == emn.row_size_rate(n, emn.best_row_size(n))


@settings(max_examples=30)
@given(st.integers(1, 12).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), st.integers(0, 1000))
def test_regular_masks_are_symmetric_with_so_many_ones_in_each_row(drawn, seed):
    n, m = drawn
    masks = emn.RegularMasks(n, 9, m)(seed)
    assert masks.shape == (9, n, n)
    assert masks.dtype == bool
    assert np.all(masks == masks.swapaxes(1, 2))
    assert np.all(masks.sum(axis=2) == m)
    assert np.all(masks == emn.RegularMasks(n, 9, m)(seed))


def test_regular_masks_have_the_moments_they_state():
    """4000 masks, every entry of M within six standard deviations, sqrt(p (1 - p) / 4000), of the stated one."""
    n, count = 5, 4000
    law = emn.RegularMasks(n, count)
    assert law.row_size == emn.best_row_size(n) == 3
    stated = law.row_second_moments()
    masks = law(0).astype(float)
    found = np.einsum("dij,dik->ijk", masks, masks) / count
    assert np.all(np.abs(found - stated) <= 6 * np.sqrt(stated * (1 - stated) / count))
    assert least(n, law) == pytest.approx(float(emn.row_size_rate(n, 3)), rel=1e-13)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: emn.best_row_size(0), "n must be"),
        (lambda: emn.row_size_rate(3, 4), "m must be at most n = 3"),
        (lambda: emn.row_size_rate(3, -1), "m must be"),
        (lambda: emn.RegularMasks(3, 0), "size must be"),
        (lambda: emn.RegularMasks(3, 1, 5), "m must be at most"),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()
