"""The quotient of random masks, and the owned edges of the paper's law: by enumeration, and against its draws."""

from fractions import Fraction
from itertools import combinations, product
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from theory import emn


@pytest.mark.parametrize(("n", "size"), [(1, 1), (1, 4), (2, 1), (2, 2), (2, 4), (3, 1), (3, 3)])
@pytest.mark.parametrize("p", [Fraction(1, 2), Fraction(1, 3), Fraction(1)])
def test_mean_quotient_by_enumeration(n, size, p):
    """All sets of mask rows of independent bits, weighted by their probability; pairs of owned entries one by one."""
    scores = losses = Fraction(0)
    for bits in product((0, 1), repeat=n * size):
        rows = np.array(bits).reshape(size, n)
        weight = p ** sum(bits) * (1 - p) ** (n * size - sum(bits))
        for a in rows:
            active = [j for j in range(n) if a[j]]
            for entries, owned in ((active, False), ([j for j in active if rows[:, j].sum() == 1], True)):
                loss = len(entries) * (Fraction(1, 3) + Fraction(1, 9 * n))
                loss += sum((Fraction(1, 2) for _ in combinations(entries, 2)), Fraction(0))
                scores, losses = (scores + weight * loss, losses) if owned else (scores, losses + weight * loss)
    assert emn.mean_quotient(n, size, p) == scores / losses


@given(st.integers(1, 50), st.integers(1, 40), st.floats(0.01, 1))
def test_mean_quotient_falls(n, size, p):
    """From 1, by 1 - p or more for each mask; and by no more than its square."""
    assert emn.mean_quotient(n, 1, p) == pytest.approx(1, rel=1e-12)
    here, there = emn.mean_quotient(n, size, p), emn.mean_quotient(n, size + 1, p)
    assert (1 - p) ** 2 * here * (1 - 1e-12) - 1e-300 <= there <= (1 - p) * here * (1 + 1e-12) + 1e-300


@pytest.mark.parametrize(("n", "size"), [(1, 1), (1, 2), (1, 5), (2, 1), (2, 3), (2, 6), (3, 2), (3, 3)])
def test_expected_owned_edges_by_enumeration(n, size):
    """Every set of masks with the sums that the law gives."""
    upper = [(i, j) for i in range(n) for j in range(i, n)]
    with_sum = {}
    for bits in product((0, 1), repeat=len(upper)):
        x = sum(bit * (1 if i == j else 2) for bit, (i, j) in zip(bits, upper, strict=True))
        with_sum.setdefault(x, []).append(bits)
    sums = emn.PaperMasks(n, size)(0).sum(axis=(1, 2)).tolist()
    sets = list(product(*(with_sum[x] for x in sums)))
    owned = Fraction(sum(int(np.sum(np.sum(chosen, axis=0) == 1)) for chosen in sets), len(sets))
    assert emn.expected_owned_edges(n, size) == pytest.approx(float(owned), rel=1e-13, abs=1e-300)


@pytest.mark.parametrize(("n", "size"), [(2, 3), (3, 8), (3, 20), (4, 15)])
def test_expected_owned_edges_by_counting(n, size):
    """Each edge by its share of the masks of each sum, exactly; several masks of one sum."""
    upper = np.triu_indices(n)
    bits = np.array(list(product((0, 1), repeat=len(upper[0]))))
    sums = bits @ np.where(upper[0] == upper[1], 1, 2)
    shares = {
        x: [Fraction(int(k), int(np.sum(sums == x))) for k in bits[sums == x].sum(axis=0)] for x in set(sums.tolist())
    }
    drawn = emn.PaperMasks(n, size)(0).sum(axis=(1, 2)).tolist()
    owned = Fraction(0)
    for e in range(len(upper[0])):
        p = [shares[x][e] for x in drawn]
        owned += sum(prod((1 - q for k, q in enumerate(p) if k != m), start=p[m]) for m in range(size))
    assert owned > 0
    assert emn.expected_owned_edges(n, size) == pytest.approx(float(owned), rel=1e-12)


@pytest.mark.parametrize("size", [4, 9])
def test_expected_owned_edges_of_draws(size):
    """A thousand sets, n = 5: a z-score at 1e-6. Power: the number for masks counted in both directions is refuted."""
    rng, upper = np.random.default_rng(1), np.triu_indices(5)
    owned = []
    for _ in range(1000):
        count = emn.PaperMasks(5, size)(rng).sum(axis=0)
        owned.append(np.count_nonzero(count[upper] == 1))
    error = np.std(owned, ddof=1) / np.sqrt(len(owned))
    stated, limit = emn.expected_owned_edges(5, size), norm.isf(1e-6 / 2)
    assert abs(np.mean(owned) - stated) <= limit * error
    assert abs(np.mean(owned) - stated * 25 / 15) > limit * error


def test_the_papers_sets_own_no_edge():
    """Near the number for independent uniform masks, D n (n + 1)/2 2^-D, and out of the floats' range for larger n."""
    size = emn.training_set_size(5)
    independent = size * 15 * 2.0**-size
    assert 1e-3 < emn.expected_owned_edges(5) / independent < 1e3
    assert emn.expected_owned_edges(20) < 1e-300


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: emn.mean_quotient(0, 1), "n must be"),
        (lambda: emn.mean_quotient(2, 0), "size must be"),
        (lambda: emn.mean_quotient(2, 10**7), "size must be at most"),
        (lambda: emn.mean_quotient(2, 2, 1.5), "p must be"),
        (lambda: emn.expected_owned_edges(0), "n must be"),
        (lambda: emn.expected_owned_edges(500), "n must be at most"),
        (lambda: emn.expected_owned_edges(2, 0), "size must be"),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message) as refused:
        call()
    assert "\n" not in str(refused.value)
