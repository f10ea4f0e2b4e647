"""What the next mask gains: the errors of sequences, all masks, powers of lr and of the mask, ranks, no linear ranking."""

from fractions import Fraction
from itertools import combinations, product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import emn
from theory.emn.masks.mask_score import pair_products
from theory.strategies import rngs

F = Fraction


def exact_start(rng, n):
    return np.array([[F(int(v), 4) for v in row] for row in rng.integers(-6, 7, (n, n))])


def all_rows(n):
    return np.array(list(product((0, 1), repeat=n)))


def in_first_row(rows):
    """Masks (D, n, n) of the rows (D, n) of exact numbers, all other rows 0."""
    rows = np.asarray(rows, dtype=object)
    masks = np.full((len(rows), rows.shape[1], rows.shape[1]), F(0))
    masks[:, 0] = rows
    return masks


def reduced(M):
    """The rows of M in echelon form by elimination in fractions, every pivot 1 and alone in its column; zero rows left out."""
    M, rank = [[F(v) for v in row] for row in M], 0
    for c in range(len(M[0])):
        pivot = next((r for r in range(rank, len(M)) if M[r][c] != 0), None)
        if pivot is None:
            continue
        M[rank], M[pivot] = M[pivot], M[rank]
        M[rank] = [v / M[rank][c] for v in M[rank]]
        for r in range(len(M)):
            if r != rank:
                M[r] = [v - M[r][c] * w for v, w in zip(M[r], M[rank], strict=True)]
        rank += 1
    return M[:rank]


def test_the_derivation_is_proved():
    assert emn.mask_score_derivation().proved


@settings(max_examples=20)
@given(st.integers(1, 3), st.integers(1, 3), st.booleans(), rngs())
def test_the_gain_is_the_error_before_less_the_error_after(n, batches, known, rng):
    """Exactly; the largest gain is the first choice of the greedy sequence."""
    masks, lr = rng.integers(0, 2, (5, n, n)), F(1, 3)
    arguments = {"batch": 2, "batches": batches, "start": exact_start(rng, n) if known else None}
    gains = emn.mask_gain(masks, lr, **arguments)
    sequences = np.stack([np.zeros_like(masks[:1]), *(masks[:, None])])
    errors = emn.error_after_masks(sequences, lr, **arguments)
    assert np.all(gains == errors[0] - errors[1:])
    assert gains[emn.greedy_sequence(masks, 1, lr, **arguments)[0]] == gains.max()


@given(st.integers(1, 4), rngs())
def test_several_starts_at_once(n, rng):
    """Each with masks of its own, and every row by itself: gains of rows add."""
    masks, start = rng.random((3, 2, n, n)) < 0.5, rng.normal(size=(3, n, n))
    together, forms = emn.mask_gain(masks, start=start), emn.gain_form(start)
    for r in range(3):
        assert np.max(np.abs(together[r] - emn.mask_gain(masks[r], start=start[r]))) <= 1e-13 * n * np.max(start**2 + 1)
        assert np.all(forms[r] == emn.gain_form(start[r]))
    rows = sum(emn.mask_gain(masks * np.eye(n)[i][:, None], start=start) for i in range(n))
    assert np.max(np.abs(together - rows)) <= 1e-13 * n**2 * np.max(start**2 + 1)


@pytest.mark.parametrize("reduction", ["mean", "sum_outputs", "sum"])
@pytest.mark.parametrize("risk", [None, (1, 0), (F(1, 3), F(-1, 7))])
def test_the_form_is_the_first_order_of_the_gain(reduction, risk):
    """All rows of three entries, in rationals: the difference quotient of the gain, less the form's, halves where lr does."""
    rng, n = np.random.default_rng(0), 3
    start = exact_start(rng, n)
    masks = np.array([np.roll(all_rows(n), shift, axis=0) for shift in range(n)]).swapaxes(0, 1)
    off = []
    for lr in (F(1, 4000), F(1, 2000)):
        arguments = {"reduction": reduction, "risk": risk, "batches": 3, "batch": 5}
        form = emn.gain_form(start, lr, **arguments)
        quotient = (
            emn.mask_gain(masks, lr, start=start, **arguments) - np.einsum("dij,ijk,dik->d", masks, form, masks)
        ) / lr
        off.append([float(v) for v in quotient])
    for small, large, mask in zip(*off, masks, strict=True):
        assert abs(np.log2(large / small) - 1) <= 0.1 if mask.any() else small == large == 0


@pytest.mark.parametrize(("n", "batches"), [(1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (5, 2), (6, 1), (2, 4)])
def test_degree_in_masks_of_zero_and_one(n, batches):
    """By inclusion and exclusion over all masks of a row, in rationals: products of min(n, 4 batches) entries, no more."""
    start = np.full((n, n), F(1))
    start[0] = [F(k * k + 2, k + 1) for k in range(n)]
    masks = in_first_row(all_rows(n))
    gains = emn.mask_gain(masks, F(1, 3), batch=3, batches=batches, start=start)
    value = {tuple(map(int, mask[0])): gain for mask, gain in zip(masks, gains, strict=True)}
    degree = 0
    for a in value:
        on = [j for j in range(n) if a[j]]
        coefficient = sum(
            (-1) ** (len(on) - size) * value[tuple(int(j in part) for j in range(n))]
            for size in range(len(on) + 1)
            for part in combinations(on, size)
        )
        degree = max(degree, len(on)) if coefficient != 0 else degree
    assert degree == min(n, 4 * batches)


@pytest.mark.parametrize("batches", [1, 2, 3])
def test_degree_in_masks_between(batches):
    """Along t a, in rationals: the differences of order 4 batches + 1 vanish, those of order 4 batches do not."""
    n, degree = 3, 4 * batches
    rng = np.random.default_rng(1)
    rows = [[F(t * k, 3 * (degree + 1)) for k in (3, 1, 2)] for t in range(degree + 2)]
    gains = emn.mask_gain(in_first_row(rows), F(1, 2), batch=2, batches=batches, start=exact_start(rng, n))
    top = [
        sum((-1) ** (order - t) * comb(order, t) * gains[t] for t in range(order + 1)) for order in (degree, degree + 1)
    ]
    assert top[0] != 0
    assert top[1] == 0


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_how_many_masks_determine_the_score(n):
    """The products of pairs of all masks have rank n (n + 1) / 2; those of one and two entries too, and give the form back."""
    size, rows = n * (n + 1) // 2, all_rows(n)
    few = rows[(rows.sum(axis=1) > 0) & (rows.sum(axis=1) < 3)]
    products = pair_products(few).tolist()
    assert len(reduced(pair_products(rows).tolist())) == len(reduced(products)) == size == len(few)
    start = exact_start(np.random.default_rng(n), n)
    form = emn.gain_form(start, F(1, 7), risk=(1, 0))[0]
    weights = np.where(np.eye(n, dtype=bool), form, 2 * form)[np.triu_indices(n)]
    learned = reduced([[*row, a @ form @ a] for row, a in zip(products, few, strict=True)])
    assert [row[-1] for row in learned] == weights.tolist()


def test_two_masks_leave_two_nodes_undecided():
    """The same scores of {1} and {2} for errors (1, 1) and (1, -1), another of {1, 2}."""
    starts = np.array([[[2, 2], [1, 1]], [[2, 0], [1, 1]]])
    forms = emn.gain_form(starts, F(1, 7), risk=(1, 0))[:, 0]
    scores = np.array([[a @ form @ a for a in all_rows(2)] for form in forms])
    assert np.all(scores[0, :3] == scores[1, :3])
    assert scores[0, 3] != scores[1, 3]


@pytest.mark.parametrize("lr", [F(1, 1000), F(1, 10), F(1, 2)])
def test_nothing_linear_in_the_mask_ranks_as_the_gain(lr):
    """Errors 1 and -1: {1} before {1, 2}, {2} before the empty mask. In w . a the two differences are opposite.

    By the exact gain too, up to large lr.
    """
    start = np.array([[2, 0], [1, 1]])
    none, second, first, both = emn.mask_gain(in_first_row(all_rows(2)), lr, start=start, risk=(1, 0))
    assert first > both
    assert second > none


def test_pair_products():
    v = np.arange(12).reshape(2, 2, 3)
    assert pair_products(v).shape == (2, 2, 6)
    assert pair_products(v)[1, 0].tolist() == [36, 42, 48, 49, 56, 64]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: emn.mask_gain(np.zeros((2, 2))), "masks must have three axes"),
        (lambda: emn.mask_gain(np.full((1, 2, 2), 1.5)), "masks must lie in"),
        (lambda: emn.mask_gain(np.ones((1, 2, 2)), start=np.ones((3, 3))), "start must have shape"),
        (lambda: emn.mask_gain(np.ones((4, 1, 2, 2)), start=np.ones((3, 2, 2))), "start must have shape"),
        (lambda: emn.mask_gain(np.ones((1, 2, 2)), batches=0), "batches must be"),
        (lambda: emn.gain_form(np.ones(2)), "start must have shape"),
        (lambda: emn.gain_form(np.ones((2, 3))), "start must have shape"),
        (lambda: emn.gain_form(np.full((2, 2), np.inf)), "start must be finite"),
        (lambda: emn.gain_form(np.ones((2, 2)), -1), "lr must be"),
        (lambda: emn.gain_form(np.ones((2, 2)), risk=(1,)), "risk must have 2 entries"),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()
