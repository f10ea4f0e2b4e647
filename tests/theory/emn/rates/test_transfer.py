"""The map of two numbers over one mask, against enumeration of all masks and inputs in exact rationals."""

from fractions import Fraction
from functools import reduce
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import emn
from theory.emn.rates.transfer import law_risk, row_law, transfer

NODES = [Fraction(k, 4) for k in range(5)]
BOOLE = [Fraction(w, 90) for w in (7, 32, 12, 32, 7)]  # the moments of the uniform law up to degree five, exactly
F = Fraction


def full_map(n, h, batch, batches, gain, p):
    """E of A (x) A, (n^2, n^2), A the product of the steps under one mask, by enumeration."""
    unit = np.array([[F(i == j) for j in range(n)] for i in range(n)])
    P = np.array([[gain[0] * (i == j) + gain[1] for j in range(n)] for i in range(n)])
    out = np.full((n * n, n * n), F(0))
    for mask in product((0, 1), repeat=n):
        one = np.full((n * n, n * n), F(0))
        for nodes in product(range(5), repeat=n * batch):
            x = np.array([NODES[k] for k in nodes]).reshape(batch, n) * np.array(mask)
            A = unit - h * (P @ (x.T @ x)) / F(batch)
            one = one + reduce(lambda a, k: a * BOOLE[k], nodes, F(1)) * np.kron(A, A)
        chance = reduce(lambda a, bit: a * (p if bit else 1 - p), mask, F(1))
        out = out + chance * reduce(lambda a, _: a @ one, range(batches), np.kron(unit, unit))
    return out


@pytest.mark.parametrize(
    ("n", "batch", "batches", "gain", "p"),
    [
        (1, 2, 3, (F(3), F(1, 3)), F(1, 3)),
        (2, 1, 1, (F(1), F(0)), F(1, 2)),
        (2, 1, 4, (F(2), F(1, 2)), F(2, 3)),
        (2, 2, 2, (F(1), F(1, 5)), F(1, 2)),
        (3, 1, 2, (F(3), F(1, 3)), F(1, 2)),
    ],
)
def test_by_enumeration(n, batch, batches, gain, p):
    """Exactly, for the two invariant matrices I and 1 1^T - I; the image stays in their span."""
    h = F(2, 7)
    whole, T = full_map(n, h, batch, batches, gain, p), transfer(n, h, batch, batches, row_law(n, p), gain)
    for k, S in enumerate((np.eye(n, dtype=int), 1 - np.eye(n, dtype=int))[: min(n, 2)]):
        image = (whole @ S.reshape(-1)).reshape(n, n)
        assert np.all(np.diagonal(image) == T[0, k])
        assert np.all(image[~np.eye(n, dtype=bool)] == T[1, k])
    if n == 1:
        assert T[0, 1] == T[1, 0] == T[1, 1] == 0


@pytest.mark.parametrize("h", [F(1, 2), F(3, 2), F(4)])
def test_its_spectral_radius_is_that_of_all_second_moments(h):
    """n = 3, for steps on both sides of stability: 9 x 9 against 2 x 2, to the rounding of eigvals."""
    whole = np.abs(np.linalg.eigvals(full_map(3, h, 1, 2, (F(2), F(1, 2)), F(1, 2)).astype(float))).max()
    small = np.abs(np.linalg.eigvals(transfer(3, h, 1, 2, None, (F(2), F(1, 2))).astype(float))).max()
    assert abs(whole - small) <= 1e-12 * small


@given(
    st.integers(1, 30),
    st.floats(0, 1),
    st.integers(1, 20),
    st.integers(1, 6),
    st.floats(0.1, 5),
    st.floats(0, 2),
)
def test_floats_agree_with_fractions(n, h, batch, batches, a, g):
    """The same map; each entry is a sum over sizes of products of `batches` factors, 4 x 4 of them a batch."""
    exact = transfer(n, F(h), batch, batches, None, (F(a), F(g))).astype(float)
    found = transfer(n, h, batch, batches, None, (a, g))
    size = (1 + h * n * (a + g * n)) ** (2 * batches) * n  # no entry of the state is larger
    assert np.max(np.abs(found - exact)) <= 1e-14 * batches * size


@given(st.integers(1, 12), st.fractions(F(1, 10), 1, max_denominator=10))
def test_the_risk_of_independent_bits(n, p):
    diagonal, off = law_risk(n, row_law(n, p))
    assert (diagonal, off if n > 1 else p * p / 4) == emn.risk_entries(p)
    assert sum(row_law(n, p)) == 1


def test_without_masks():
    """All entries active is p = 1; none active changes nothing."""
    full = np.array([F(0)] * 3 + [F(1)])
    assert np.array_equal(transfer(3, F(1, 5), 2, 3, full), transfer(3, F(1, 5), 2, 3, row_law(3, 1)))
    none = np.array([F(1)] + [F(0)] * 3)
    assert transfer(3, F(1, 5), 2, 3, none).tolist() == [[1, 0], [0, 1]]


def test_the_derivation_is_proved():
    assert emn.transfer_derivation().proved


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, 0.1, 1, 1), "n must be"),
        ((2, -0.1, 1, 1), "h must be"),
        ((2, 0.1, 0, 1), "batch must be"),
        ((2, 0.1, 1, 1.5), "batches must be"),
        ((2, 0.1, 1, 1, [0.5, 0.5]), "law must have shape"),
        ((2, 0.1, 1, 1, [0.5, 0.5, 0.5]), r"law must be probabilities that sum to 1; they sum to 1\.5"),
        ((1, 0.1, 1, 1, [-0.5, 1.5]), r"law must be probabilities that sum to 1; got -0\.5 at index 0"),
        ((2, 0.1, 1, 1, None, (1, -1)), "gain must be"),
    ],
)
def test_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        transfer(*arguments)
