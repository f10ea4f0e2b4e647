"""Memorization scores against leave-one-out minima by the pseudoinverse, averages over starts, and the quotient."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from theory import emn
from theory import strategies as sg

EPS = np.finfo(np.float64).eps


@st.composite
def problems(draw):
    """Masks of entries 0 or at least 1/2, a start, and a well conditioned S = <x x^T>."""
    n, rng = draw(st.integers(1, 4)), draw(sg.rngs())
    A = draw(sg.mask_sets(n, binary=draw(st.booleans())))
    rotation = np.linalg.qr(rng.normal(size=(n, n)))[0]
    S = (rotation * rng.uniform(0.5, 2, n)) @ rotation.T
    return np.where(A > 0, (1 + A) / 2, 0), rng.uniform(-2, 2, (n, n)), (S + S.T) / 2


def trained(A, beta, S, shares):
    """Where least squares from beta ends: the nearest point of least risk, row by row."""
    out = beta.copy()
    for i in range(len(beta)):
        Q = sum((share * np.outer(a[i], a[i]) * S for share, a in zip(shares, A, strict=True)), np.zeros_like(S))
        out[i] -= np.linalg.pinv(Q, rcond=1e-9, hermitian=True) @ Q @ (beta[i] - 1)
    return out


def loss(a, beta, S):
    """By n inputs of second moment S, output by output."""
    x = np.linalg.cholesky(S).T * np.sqrt(len(S))
    return np.mean([(sum(a[i, j] * (beta[i, j] - 1) * x[:, j] for j in range(len(S)))) ** 2 for i in range(len(S))])


@given(problems(), sg.rngs())
def test_scores_are_leave_one_out_losses(drawn, rng):
    """For any shares of the masks. Q has eigenvalues from 1/8 to 24: n 192 eps in errors of up to 3, 1e5 eps in a loss."""
    A, beta, S = drawn
    shares = rng.uniform(1, 2, len(A))
    full = trained(A, beta, S, shares)
    for m, score in enumerate(emn.memorization_scores(A, beta, inputs=S)):
        others = np.arange(len(A)) != m
        without = trained(A[others], beta, S, shares[others])
        assert abs(loss(A[m], without, S) - loss(A[m], full, S) - score) <= 1e5 * EPS


@given(problems())
def test_a_mask_is_memorized_if_it_owns_an_edge(drawn):
    A, beta, S = drawn
    beta = np.where(np.abs(beta - 1) < 0.01, 0, beta)
    for start in (beta, None):
        scores = emn.memorization_scores(A, start, inputs=S)
        for m, mask in enumerate(A):
            rest = np.delete(A, m, axis=0).sum(axis=0) if len(A) > 1 else 0 * mask
            assert (scores[m] > 0) == bool(np.any((mask > 0) & (rest == 0)))


def test_mean_over_starts_by_enumeration():
    """Weights +-1/3 have the two moments of uniform ones on +-1/sqrt(3): all 512 starts of n = 3."""
    A = np.random.default_rng(0).integers(0, 2, (3, 3, 3))
    signs = np.array(list(product((-1, 1), repeat=9))).reshape(-1, 3, 3) / 3
    S = np.array([[2.0, 0.5, -0.3], [0.5, 1.0, 0.2], [-0.3, 0.2, 0.7]])
    for inputs in (None, S):
        average = np.mean([emn.memorization_scores(A, start, inputs=inputs) for start in signs], axis=0)
        assert np.any(average > 0)
        assert np.max(np.abs(average - emn.memorization_scores(A, inputs=inputs))) <= 100 * EPS


@given(st.integers(1, 4).flatmap(lambda n: sg.mask_sets(n)))
def test_mean_scores_count_owned_edges(A):
    """Rows with u owned edges: u (1/3 + 1/(9n)) + u (u - 1)/4; exact rationals stay exact and floats agree."""
    n = A.shape[-1]
    exact = np.vectorize(Fraction, otypes=[object])(A.astype(int))
    scores = emn.memorization_scores(exact)
    for m in range(len(A)):
        u = [sum(A[m, i, j] == 1 == A[:, i, j].sum() for j in range(n)) for i in range(n)]
        stated = sum(
            (Fraction(k) * (Fraction(1, 3) + Fraction(1, 9 * n)) + Fraction(k * (k - 1), 4) for k in u), Fraction(0)
        )
        assert scores[m] == stated / n
    assert np.max(np.abs(scores.astype(float) - emn.memorization_scores(A))) <= 100 * n * EPS


@given(problems())
def test_quotient(drawn):
    """0 where each edge is open twice, 1 for one mask, and in between by the definition."""
    A, beta, S = drawn
    assume(np.any(A > 0))
    beta = np.where(np.abs(beta - 1) < 0.01, 0, beta)
    assert emn.memorization_quotient(np.concatenate([A, A]), beta, inputs=S) == 0
    assert emn.memorization_quotient(A[A.any(axis=(1, 2))][:1], beta, inputs=S) == 1
    scores = emn.memorization_scores(A, beta, inputs=S).sum()
    untrained = sum(loss(a, beta, S) for a in A)
    assert emn.memorization_quotient(A, beta, inputs=S) == pytest.approx(scores / untrained, rel=1e-9)
    assert 0 <= emn.memorization_quotient(A) <= 1


def test_quotient_of_one_start_can_exceed_one():
    """Errors 1 and -1 cancel in the output at first; without the mask that owns the second edge the -1 is left alone."""
    masks, start = np.array([[[1, 1], [0, 0]], [[0.1, 0], [0, 0]]]), [[2, 0], [0, 0]]
    assert emn.memorization_quotient(masks, start) == pytest.approx((1 / 3) / (1 / 6 + 0.01 / 3))
    assert emn.memorization_quotient(masks) < 1


def test_derivation():
    """Every step is proved, and none would hold with 1 added."""
    assert emn.memorization_derivation().proved
    steps = emn.memorization_derivation().steps
    assert all(replace(step, rhs=step.rhs + 1).check().holds is False for step in steps)


ONES = np.ones((1, 2, 2))
HALF = np.full((2, 2), Fraction(1, 2))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: emn.memorization_scores(np.zeros((0, 2, 2))), "masks must hold at least one"),
        (lambda: emn.memorization_scores(2 * ONES), "masks must lie in"),
        (lambda: emn.memorization_scores(np.ones((1, 2, 3))), "masks must have shape"),
        (lambda: emn.memorization_scores(np.ones((2, 2))), "masks must have three axes"),
        (lambda: emn.memorization_scores(ONES, np.ones(2)), "start must have shape"),
        (lambda: emn.memorization_scores(ONES, HALF), "masks is floating point"),
        (lambda: emn.memorization_scores(ONES, 1e200 * np.ones((2, 2))), "masks, start, inputs must keep"),
        (lambda: emn.memorization_scores(ONES, inputs=np.ones((2, 2))), "inputs must be positive definite"),
        (lambda: emn.memorization_scores(HALF[None], inputs=HALF), "inputs must be positive definite"),
        (lambda: emn.memorization_scores(ONES, inputs=np.triu(np.ones((2, 2)))), "inputs must be symmetric"),
        (lambda: emn.memorization_scores(ONES, inputs=np.eye(3)), "inputs must have shape"),
        (lambda: emn.memorization_quotient(0 * ONES), "masks and start must leave"),
        (lambda: emn.memorization_quotient(ONES, np.ones((2, 2))), "masks and start must leave"),
    ],
)
def test_refuses(call, message):
    """Each kind of bad input by the name of the argument, in one line."""
    with pytest.raises((ValueError, TypeError), match=message) as refused:
        call()
    assert "\n" not in str(refused.value)
