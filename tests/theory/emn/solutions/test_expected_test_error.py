"""The test error: by its definition in exact rationals, and against the measured one."""

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from papers.ensemble_mask_networks.rationals import rationals
from sims.emn import evaluate
from sims.emn.evaluation import ERRORS
from theory import emn
from theory import strategies as sg


def by_definition(beta, masks, inputs):
    """The mean over masks, inputs and outputs of ((A * beta) x - A x)^2."""
    total = Fraction(0)
    for A, x in product(masks, inputs):
        total += sum(((A * beta) @ x - A @ x) ** 2) / len(beta)
    return total / (len(masks) * len(inputs))


@given(st.integers(1, 3), st.integers(1, 4), st.integers(1, 4), sg.rngs())
def test_the_definition(n, masks, inputs, rng):
    """Any masks and inputs with finite support, in rationals."""
    A, x, beta = (
        np.abs(rationals(rng, masks, n, n, least=-1, most=1)),
        rationals(rng, inputs, n),
        rationals(rng, n, n),
    )
    M = sum(a[:, :, None] * a[:, None, :] for a in A) / masks
    S = sum(np.multiply.outer(v, v) for v in x) / inputs
    found = emn.test_error(beta, M, S)
    assert found == by_definition(beta, A, x)
    floats = emn.test_error(beta.astype(float), M.astype(float), S.astype(float))
    size = emn.test_error(1 + np.abs(beta - 1), np.abs(M), np.abs(S))  # sum of the sizes of all terms
    assert abs(floats - float(found)) <= 20 * n**2 * np.finfo(float).eps * float(size)


@pytest.mark.parametrize("many", [(0,), (4,), (2, 3)])
@pytest.mark.parametrize("exact", [False, True])
def test_many_networks_have_each_its_own_error(many, exact):
    rng = np.random.default_rng(1)
    beta = rationals(rng, *many, 3, 3) if exact else rng.normal(size=(*many, 3, 3))
    M = emn.SparseMasks(3, weighted=True).row_second_moments(exact=exact)
    found = emn.test_error(beta, M)
    assert found.shape == many
    for where in np.ndindex(many):
        assert found[where] == emn.test_error(beta[where], M)


@given(st.integers(1, 2), sg.rngs(), st.booleans())
def test_the_law_in_the_number_of_active_entries(n, rng, weighted):
    """Linear s + quadratic s (s - 1), for every s, any second moments of the inputs, by enumerating the masks."""
    beta, x = rationals(rng, n, n), rationals(rng, 3, n)
    S = sum(np.multiply.outer(v, v) for v in x) / 3
    linear, quadratic = emn.error_by_active_entries(beta, S, weighted)
    for s in range(n * n + 1):
        law = linear * s + quadratic * s * (s - 1)
        sparse = emn.SparseMasks(n, Fraction(s, n * n), weighted)
        assert emn.test_error(beta, sparse.row_second_moments(exact=True), S) == law
        if not weighted:
            masks = []
            for places in combinations(range(n * n), s):
                A = np.full(n * n, Fraction(0))
                A[list(places)] = Fraction(1)
                masks.append(A.reshape(n, n))
            assert by_definition(beta, masks, x) == law


@given(st.integers(1, 5), sg.rngs(), st.integers(0, 9), st.booleans())
def test_independent_entries_follow_the_same_law(n, rng, tenths, weighted):
    """E is linear p N + quadratic p^2 N (N - 1) under independent entries, exactly."""
    beta, p, N = rationals(rng, n, n), Fraction(tenths, 10), n * n
    M = emn.SparseMasks(n, p, weighted, independent=True).row_second_moments(exact=True)
    linear, quadratic = emn.error_by_active_entries(beta, weighted=weighted)
    assert emn.test_error(beta, M) == linear * p * N + quadratic * p**2 * N * (N - 1)


@given(st.integers(1, 6), sg.rngs())
def test_growth_is_at_most_quadratic(n, rng):
    """Twice the active entries, at most four times the error; for deviations that cancel in a row it falls at the end."""
    beta = rationals(rng, n, n)
    linear, quadratic = emn.error_by_active_entries(beta)
    error = [linear * s + quadratic * s * (s - 1) for s in range(n * n + 1)]
    assert all(error[2 * s] <= 4 * error[s] for s in range(n * n // 2 + 1))
    assert min(error) >= 0
    cancelling = beta - (beta - 1).sum(axis=1, keepdims=True) / n
    linear, quadratic = emn.error_by_active_entries(cancelling)
    if n > 1 and np.any(cancelling != 1):
        assert linear + 2 * quadratic * (n * n - 1) < 0


@pytest.mark.parametrize("n", [1, 2])
def test_independent_deviations_grow_linearly(n):
    """The mean over all signs of +-1/7: v s / (3 n) with v = 1/49, and the spread is the linear term alone."""
    signs = list(product((-1, 1), repeat=n * n))
    laws = [emn.error_by_active_entries(1 + np.reshape([Fraction(b, 7) for b in bits], (n, n))) for bits in signs]
    assert sum(a for a, _ in laws) / len(laws) == Fraction(1, 3 * 49 * n)
    assert sum(b for _, b in laws) == 0


@pytest.mark.parametrize("copies", [(), (1,), (2, 3)])
@pytest.mark.parametrize("weighted", [False, True])
def test_the_measured_error(copies, weighted):
    """36 z-scores on 40 measurements each of 20 masks and 80 inputs, family-wise level 1e-6 (Student, 39 degrees).

    The standard error is about 2 % of the error, so an error off by a sixth is seen; a dropped 1/n or 1/4 is.
    """
    n, rng = 4, np.random.default_rng(5)
    net = emn.Architecture(n, copies)
    params = net.init(rng)
    beta = emn.effective_weights(net, params)
    for active in (0.1, 0.3, 0.5, 0.7, 0.9, 1.0):
        runs = [
            evaluate(net, params, rng, active=active, weighted=weighted, count=20, vectors=80)[ERRORS[0]]
            for _ in range(40)
        ]
        true = emn.test_error(beta, emn.SparseMasks(n, active, weighted).row_second_moments())
        error_bar = np.std(runs, ddof=1) / np.sqrt(len(runs))
        assert error_bar <= 0.05 * true
        assert abs(np.mean(runs) - true) <= student.ppf(1 - 1e-6 / (2 * 36), len(runs) - 1) * error_bar


@given(st.integers(1, 6), sg.rngs(), st.integers(1, 10))
def test_binary_over_weighted(n, rng, tenths):
    """Between its bounds for any weights, and at them for rows that cancel and for constant rows."""
    active = Fraction(tenths, 10)
    binary, weighted = (emn.SparseMasks(n, active, w).row_second_moments(exact=True) for w in (False, True))
    if np.all(binary == 0):
        with pytest.raises(ValueError, match="active must leave at least one entry"):
            emn.binary_to_weighted_bounds(n, active)
        return
    least, largest = emn.binary_to_weighted_bounds(n, active)

    def ratio(beta):
        return emn.test_error(beta, binary) / emn.test_error(beta, weighted)

    beta = rationals(rng, n, n)
    beta[0, 0] += beta[0, 0] == 1
    assert least <= ratio(beta) <= largest
    assert ratio(np.full((n, n), Fraction(0))) == largest
    if n > 1:
        cancelling = np.full((n, n), Fraction(1))
        cancelling[0, :2] = Fraction(0), Fraction(2)
        assert ratio(cancelling) == least
    assert Fraction(12, 7) <= least <= largest < 4


def test_zero_at_the_solution_only():
    """No error at beta = 1; a single deviation e in row 1 gives e^2 / (3 n) of its chance to be active."""
    M = emn.SparseMasks(3).row_second_moments(exact=True)
    beta = np.full((3, 3), Fraction(1))
    assert emn.test_error(beta, M) == 0
    beta[1, 2] = Fraction(3, 2)
    assert emn.test_error(beta, M) == Fraction(1, 4) / 9 * Fraction(4, 9)


def test_derivation():
    """Every step, none by sampling."""
    assert emn.test_error_derivation().proved


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: emn.test_error(np.ones((2, 3)), np.ones((2, 2, 2))), r"beta must have shape \(2, 2\)"),
        (lambda: emn.test_error(np.ones((4, 2, 3)), np.ones((2, 2, 2))), r"beta must have shape \(4, 2, 2\)"),
        (lambda: emn.test_error(np.ones(2), np.ones((2, 2, 2))), "beta must be a matrix"),
        (lambda: emn.test_error(np.ones((4, 0, 0)), np.ones((0, 0, 0))), "beta must have at least one row"),
        (lambda: emn.test_error(np.ones((2, 2)), np.ones((2, 2))), "mask_moments must have shape"),
        (lambda: emn.test_error(np.ones((2, 2)), np.ones((2, 2, 2)), np.ones(2)), "input_moments must have shape"),
        (
            lambda: emn.test_error(np.ones((2, 2)), emn.SparseMasks(2).row_second_moments(exact=True)),
            "beta is floating point beside exact",
        ),
        (lambda: emn.error_by_active_entries([[np.inf]]), "beta must be finite"),
    ],
)
def test_refuses(make, message):
    """Each argument by its name."""
    with pytest.raises((ValueError, TypeError), match=message):
        make()


def test_pytest_does_not_take_it_for_a_test():
    """Where a file of tests imports it by its name."""
    assert emn.test_error.__test__ is False
