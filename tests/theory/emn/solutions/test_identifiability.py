"""Which edges a mask law teaches: exact null spaces, trained rows, and inputs that depend on the masks."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import GatedRegression, emn, exact, gradient_flow
from theory import strategies as sg
from theory.emn.masks.sparse_masks import SparseMasks
from theory.emn.solutions.identifiability import derivation, determined_combinations, unlearnable_edges


def as_fractions(A):
    out = np.empty(np.shape(A), dtype=object)
    for where, value in np.ndenumerate(A):
        out[where] = Fraction(value).limit_denominator(64)
    return out


def second_moment(rng, n, rank):
    """<x x^T> of `rank` or fewer exact rational inputs."""
    X = np.array([[Fraction(int(v), 3) for v in row] for row in rng.integers(-3, 4, size=(rank, n))], dtype=object)
    return X.T @ X / rank


def in_row_space(rows, v):
    """Whether v adds nothing to the span of the rows, by the rank."""
    return exact.rank(np.vstack([rows, v[None, :]])) == exact.rank(rows) if len(rows) else False


@st.composite
def laws(draw, singular=None):
    n, rng = draw(st.integers(1, 4)), draw(sg.rngs())
    masks = as_fractions(draw(sg.mask_sets(n, max_size=3, binary=draw(st.booleans()))))
    rank = int(rng.integers(1, n + 1)) if singular else 2 * n
    S = second_moment(rng, n, rank)
    if not singular:
        S = S + np.array([[Fraction(int(i == j), 9) for j in range(n)] for i in range(n)])
    return masks, S


@given(laws())
def test_positive_definite_inputs_teach_the_edges_that_a_mask_opens(drawn):
    """The null space of Q_i is spanned by the e_j with M_jj = 0: the rank and the rows of Q_i, exactly."""
    masks, S = drawn
    closed = unlearnable_edges(masks)
    assert np.array_equal(closed, ~np.any(masks != 0, axis=0))
    assert np.array_equal(closed, unlearnable_edges(masks, S))
    for i in range(len(S)):
        a = masks[:, i, :]
        Q = (a.T @ a) / len(a) * S
        assert len(determined_combinations(Q)) == np.count_nonzero(~closed[i])
        assert not np.any(Q[closed[i]])
        assert exact.is_positive_semidefinite(Q)


@given(laws(singular=True))
def test_singular_inputs_determine_the_range(drawn):
    """An edge is learned if e_j is in the range of Q_i = <(a * x)(a * x)^T>, by rank; its combinations span that range."""
    masks, S = drawn
    learned = ~unlearnable_edges(masks, S)
    for i, a in enumerate(masks.swapaxes(0, 1)):
        Q = (a.T @ a) / len(a) * S
        rows = determined_combinations(Q)
        for j, e in enumerate(as_fractions(np.eye(len(S)))):
            assert learned[i, j] == in_row_space(Q, e)
        assert all(in_row_space(rows, v) for v in Q if np.any(v))
        assert len(rows) == exact.rank(Q)


@given(sg.rngs(), st.integers(1, 4), st.integers(1, 4))
def test_the_flow_learns_the_determined_combinations_and_no_other(rng, n, rank):
    """Gradient flow of () in exact rationals ends at v . beta = v . 1 for them, and leaves every u with Q u = 0 as it was."""
    Q = second_moment(rng, n, min(rank, n))
    ones, start = as_fractions(np.ones(n)), as_fractions(rng.integers(-3, 4, size=n))
    problem = GatedRegression.from_moments(Q, Q @ ones, Q.sum(), 1, n)
    end = gradient_flow(problem, start[None, :], np.inf)[0]
    rows = determined_combinations(Q)
    assert all(v @ end == v.sum() for v in rows)
    for v in np.eye(n, dtype=int).astype(object):
        left = exact.null_part(Q, v)
        assert left @ end == left @ start


@given(sg.rngs(), st.integers(1, 5), st.integers(1, 5))
def test_combinations_in_floating_point(rng, n, rank):
    """An orthonormal basis of the same range: the projections agree to rounding."""
    Q = second_moment(rng, n, min(rank, n))
    F = determined_combinations(Q).astype(float)
    rows = determined_combinations(Q.astype(float))
    assert rows.shape == F.shape
    if len(F):
        nonzero = np.linalg.svd(Q.astype(float))[1][: len(F)]
        expected = np.linalg.pinv(F) @ F
        bound = 100 * n * np.finfo(float).eps * (nonzero[0] / nonzero[-1] + np.linalg.cond(F))
        assert np.max(np.abs(rows.T @ rows - expected)) <= bound


@pytest.mark.parametrize("n", [1, 2, 5])
def test_the_laws_of_the_package_teach_every_edge(n):
    """The paper's masks, and its test masks; with no active entry nothing."""
    assert not unlearnable_edges(emn.PaperMasks(n)).any()
    assert not unlearnable_edges(SparseMasks(n, Fraction(1, 2), weighted=True)).any() or n == 1
    assert unlearnable_edges(SparseMasks(n, 0)).all()


def test_one_mask_teaches_everything():
    """The mask of all ones alone has Q = <x x^T>; without self-loops the diagonal is never learned."""
    assert not unlearnable_edges(np.ones((1, 3, 3))).any()
    assert np.array_equal(unlearnable_edges(1 - np.eye(3)[None]), np.eye(3, dtype=bool))


def test_symmetric_and_directed_masks_have_the_same_rows():
    """All symmetric binary masks on 2 nodes and all directed ones have the same M_i, exactly."""
    every = np.array([[[a, b], [c, d]] for a, b, c, d in product((0, 1), repeat=4)])
    symmetric = every[every[:, 0, 1] == every[:, 1, 0]]
    moments = [[as_fractions(A[:, i]).T @ as_fractions(A[:, i]) / len(A) for i in range(2)] for A in (every, symmetric)]
    assert np.array_equal(*moments)


def test_inputs_that_depend_on_the_masks():
    """Both moments positive definite or full, every edge opened, and yet the rank falls from 2 to 1, or to 0."""
    a, x = np.array([[1, 1], [0, 0]]), np.array([[1, 1], [1, -1]])  # the row is open for (1, 1), closed for (1, -1)
    masks = np.array([[row, row] for row in a])
    assert not unlearnable_edges(masks, as_fractions(x.T @ x)).any()  # if they were independent
    joint = GatedRegression.from_features(as_fractions(a * x), as_fractions((a * x).sum(axis=1))).A
    assert len(determined_combinations(joint)) == 1
    a, x = np.array([[1, 0], [0, 1]]), np.array([[0, 1], [1, 0]])
    joint = GatedRegression.from_features(as_fractions(a * x), as_fractions((a * x).sum(axis=1))).A
    assert len(determined_combinations(joint)) == 0


def test_derivation():
    """Every step is proved, and none would hold with 1 added."""
    assert derivation().proved
    assert all(replace(step, rhs=step.rhs + 1).check().holds is False for step in derivation().steps)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: unlearnable_edges(np.zeros((0, 2, 2))), "masks must hold at least one"),
        (lambda: unlearnable_edges(2 * np.ones((1, 2, 2))), r"\[0, 1\]"),
        (lambda: unlearnable_edges(np.ones((1, 2, 3))), "masks must have shape"),
        (lambda: unlearnable_edges(np.ones((2, 2))), "masks must have three axes"),
        (lambda: unlearnable_edges(np.ones((1, 2, 2)), np.eye(3)), "inputs must have shape"),
        (lambda: unlearnable_edges(np.ones((1, 2, 2)), np.triu(np.ones((2, 2)))), "inputs must be symmetric"),
        (lambda: unlearnable_edges(np.ones((1, 2, 2)), np.ones((2, 2))), "Pass exact rationals"),
        (lambda: unlearnable_edges(np.ones((1, 2, 2)), as_fractions(np.ones((2, 2)))), "masks must be exact"),
        (lambda: unlearnable_edges(np.ones((1, 1, 1)), as_fractions(-np.ones((1, 1)))), "inputs must be positive"),
        (lambda: determined_combinations(-np.eye(2)), "Q must be positive semidefinite"),
        (lambda: determined_combinations(as_fractions(-np.eye(2))), "Q must be positive semidefinite"),
        (lambda: determined_combinations(np.triu(np.ones((2, 2)))), "Q must be symmetric"),
        (lambda: determined_combinations(np.ones((1, 2))), "Q must have shape"),
    ],
)
def test_refuses(call, message):
    """Each kind of bad input by the name of the argument, in one line."""
    with pytest.raises((ValueError, TypeError), match=message) as refused:
        call()
    assert "\n" not in str(refused.value)
