"""What a given sequence of masks does: enumeration in rationals, the average over masks, the order of lr, real SGD."""

from fractions import Fraction
from functools import reduce
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from sims.emn import train_batch
from theory import emn
from theory.emn.rates.step_scale import step_scale
from theory.emn.rates.transfer import row_law
from theory.strategies import mask_sets, rngs

F = Fraction
NODES = [F(k, 4) for k in range(5)]
BOOLE = [F(w, 90) for w in (7, 32, 12, 32, 7)]  # the moments of the uniform law up to degree five, exactly
EPS = np.finfo(np.float64).eps
FAMILY_WISE = 1e-6


def over_inputs(n, function):
    """The exact mean of function(x) over the grid that has the uniform law's moments."""
    terms = (
        reduce(lambda p, k: p * BOOLE[k], nodes, F(1)) * function(np.array([NODES[k] for k in nodes], dtype=object))
        for nodes in product(range(5), repeat=n)
    )
    return reduce(lambda total, term: total + term, terms)


def exact_matrix(rng, n, symmetric=True):
    S = np.array([[F(int(rng.integers(-3, 4)), int(rng.integers(1, 4))) for _ in range(n)] for _ in range(n)])
    return S + S.T if symmetric else S


def test_the_derivation_is_proved():
    assert emn.mask_order_derivation().proved


@pytest.mark.parametrize(("n", "batch", "batches", "weighted"), [(1, 2, 2, False), (2, 1, 2, True), (2, 2, 1, False)])
def test_error_by_enumeration_of_the_inputs(n, batch, batches, weighted):
    """Two masks, all inputs of all batches: the mean square error of SGD itself, exactly, and the mean error."""
    rng, lr = np.random.default_rng(3), F(1, 3)
    masks = np.array(
        [[[F(int(v), 2 if weighted else 1) for v in row] for row in A] for A in rng.integers(0, 2, (2, n, n))]
    )
    masks[0, 0, 0] = F(1)
    beta = exact_matrix(rng, n, symmetric=False)
    h = step_scale(n, lr)
    steps = []
    for i in range(n):
        e = beta[i] - 1
        second, mean = np.multiply.outer(e, e), e
        for A in masks:
            D = A[i]
            unit = np.array([[F(j == k) for k in range(n)] for j in range(n)])

            def moved(x, D=D, unit=unit):
                z = x.reshape(batch, n) * D
                return unit - h * (z.T @ z) / F(batch)

            for _ in range(batches):
                second = over_inputs(n * batch, lambda x, S=second, moved=moved: moved(x) @ S @ moved(x).T)
                mean = over_inputs(n * batch, moved) @ mean
        steps.append((second, mean))
    diagonal, off = emn.risk_entries()
    Q = np.array([[diagonal if j == k else off for k in range(n)] for j in range(n)])
    error = sum(np.sum(Q * second) for second, _ in steps) / n
    assert emn.error_after_masks(masks, lr, batch=batch, batches=batches, start=beta) == error
    C = emn.mean_contraction(masks, lr, batches=batches)
    for i, (_, mean) in enumerate(steps):
        assert np.all(C[i] @ (beta[i] - 1) == mean)


@pytest.mark.parametrize("reduction", ["mean", "sum_outputs"])
def test_averaged_over_all_masks_it_is_the_expected_error(reduction):
    """All sequences of two masks of fair bits, n = 2: exactly `expected_error`, which knows no sequence."""
    masks = np.array(list(product((0, 1), repeat=4))).reshape(-1, 2, 2)
    sequences = np.array([[a, b] for a in masks for b in masks])
    found = emn.error_after_masks(sequences, F(1, 10), reduction=reduction)
    assert found.mean() == emn.expected_error(2, 2, F(1, 10), law=row_law(2), reduction=reduction)


@given(st.integers(1, 4).flatmap(lambda n: st.tuples(mask_sets(n, binary=False), rngs())), st.floats(0, 1))
def test_sequences_compose_and_floats_agree_with_fractions(drawn, lr):
    """The second half starts where the first ends; a whole number of eps for each of the 4 D batches."""
    A, rng = drawn
    n, D = A.shape[-1], len(A)
    start = rng.normal(size=(n, n))
    C = emn.mean_contraction(A, lr)
    halves = emn.mean_contraction(A[D // 2 :], lr) @ emn.mean_contraction(A[: D // 2], lr) if D > 1 else C
    assert np.max(np.abs(C - halves)) <= 50 * n * D * EPS
    several = np.array([A, A[::-1]])
    one_by_one = [emn.error_after_masks(sequence, lr, start=start) for sequence in several]
    scale = (1 + np.abs(start).max()) ** 2 * n
    assert np.max(np.abs(emn.error_after_masks(several, lr, start=start) - one_by_one)) <= 100 * n * D * EPS * scale
    binary = (A > 0).astype(int)
    exact = emn.error_after_masks(binary[:2], F(1, 7))
    assert abs(float(exact) - emn.error_after_masks(binary[:2], 1 / 7)) <= 1000 * n * EPS


@given(st.integers(1, 4).flatmap(lambda n: mask_sets(n)), st.floats(0.01, 1))
def test_the_mean_error_is_part_of_the_error(A, lr):
    """The mean of squares is at least the square of the mean, <e^T Q e> >= <e>^T Q <e>, and equal as batches grow."""
    n = A.shape[-1]
    C = emn.mean_contraction(A, lr)
    diagonal, off = (float(v) for v in emn.risk_entries())
    Q = np.full((n, n), off) + (diagonal - off) * np.eye(n)
    beta = np.random.default_rng(0).normal(size=(n, n))
    mean = np.einsum("ijk,ik->ij", C, beta - 1)
    least = float(np.mean(np.einsum("ij,jk,ik->i", mean, Q, mean)))
    assert emn.error_after_masks(A, lr, start=beta) >= least * (1 - 1e-12) - 1e-300
    assert emn.error_after_masks(A, lr, start=beta, batch=10**12) == pytest.approx(least, rel=1e-6, abs=1e-9)


def test_two_orders_differ_at_second_order_and_on_average_at_third():
    """Exact rationals, so that lr can be small: slopes over a factor 4, for the mean error, the error, its average."""
    rng = np.random.default_rng(1)
    A = rng.integers(0, 2, (3, 3, 3))
    both, beta = (A, A[[2, 0, 1]]), exact_matrix(rng, 3, symmetric=False)
    rates = [F(1, 4000), F(1, 1000)]
    kinds = {
        "mean": (lambda masks, lr: emn.mean_contraction(masks, lr).astype(object), 2),
        "error": (lambda masks, lr: emn.error_after_masks(masks, lr, start=beta), 2),
        "average": (lambda masks, lr: emn.error_after_masks(masks, lr), 3),
    }
    for function, power in kinds.values():
        low, high = (float(np.max(np.abs(function(both[0], lr) - function(both[1], lr)))) for lr in rates)
        assert abs(np.log(high / low) / np.log(4) - power) <= 0.1
    # a test law that is not the same for all pairs would have no third order: Q and <e e^T> must commute
    assert emn.error_after_masks(both[0], rates[1]) != emn.error_after_masks(both[1], rates[1])


def test_the_coefficient_is_the_sum_of_commutators():
    """lr^2 of the difference of two products: 16 h^2 times the commutators of the turned pairs, exactly in the limit."""
    rng = np.random.default_rng(2)
    n, A = 3, rng.integers(0, 2, (3, 3, 3))
    X = np.array([[F(1, 3) if i == j else F(1, 4) for j in range(n)] for i in range(n)])
    for order in permutations(range(3)):
        turned = [(s, t) for s in range(3) for t in range(s + 1, 3) if order.index(s) > order.index(t)]
        lr = F(1, 10**9)
        h = step_scale(n, lr)
        found = (emn.mean_contraction(A, lr) - emn.mean_contraction(A[list(order)], lr)) / (16 * h**2)
        for i in range(n):
            B = [a[i][:, None] * X * a[i][None, :] for a in A]
            K = sum((B[t] @ B[s] - B[s] @ B[t] for s, t in turned), 0 * X)
            assert np.max(np.abs((found[i] - K).astype(float))) <= 1e-6  # what is left is of order h


@pytest.mark.parametrize("start", [True, False])
def test_training_agrees(start):
    """The mean error of 600 networks () after each of two orders of 18 masks, by z-scores; single inputs, large steps.

    Power: the error without the batches' noise is refuted, and from a known start the other order's error.
    """
    n, lr, count = 4, 1.2, 600
    rng = np.random.default_rng(4)
    full, first = np.ones((n, n), dtype=bool), np.arange(n) < 2
    A = np.concatenate([np.tile(full, (6, 1, 1)), np.tile(full * first, (6, 1, 1)), rng.random((6, n, n)) < 0.5])
    net = emn.Architecture(n, ())
    known = 1 + np.tile([1.0, 1.0, -1.0, 0.5], (n, 1)) if start else None
    limit, exact = norm.isf(FAMILY_WISE / 2 / 2), []
    for order in (A, A[::-1]):
        starts = [net.parameters([known]) if start else net.init(rng) for _ in range(count)]
        runs = train_batch(net, starts, rngs=rng.spawn(count), masks=order, lr=lr, vectors=4, batch=1)
        e = np.array([emn.effective_weights(net, run.params) - 1 for run in runs])
        diagonal, off = (float(v) for v in emn.risk_entries())
        risks = ((diagonal - off) * np.sum(e**2, axis=2) + off * np.sum(e, axis=2) ** 2).mean(axis=1)
        bar = limit * risks.std(ddof=1) / np.sqrt(count)
        exact.append(emn.error_after_masks(order, lr, start=known, batch=1))
        assert abs(risks.mean() - exact[-1]) <= bar
        assert abs(risks.mean() - emn.error_after_masks(order, lr, start=known, batch=10**9)) > bar
    if start:
        assert abs(exact[0] - exact[1]) > bar


@settings(max_examples=25)
@given(st.integers(1, 4), st.integers(1, 7), rngs())
def test_greedy_takes_the_best_next_mask(n, size, rng):
    """Every choice of seven, against the errors of the sequences themselves; no index twice."""
    A = rng.random((7, n, n)) < 0.5
    chosen = emn.greedy_sequence(A, size, 0.5)
    assert len(set(chosen.tolist())) == size
    for t in range(size):
        so_far = list(chosen[:t])
        left = [i for i in range(len(A)) if i not in so_far]
        errors = [emn.error_after_masks(A[[*so_far, i]], 0.5) for i in left]
        assert errors[left.index(chosen[t])] <= min(errors) * (1 + 1e-12)


def test_the_best_next_mask_need_not_begin_the_best_sequence():
    """All 720 orders of six masks, five sets: none is below the least, and for some set greedy is above it."""
    rng = np.random.default_rng(5)
    missed = 0
    for _ in range(5):
        A = rng.random((6, 4, 4)) < 0.5
        every = emn.error_after_masks(np.array([A[list(p)] for p in permutations(range(6))]), 0.8)
        own = emn.error_after_masks(A[emn.greedy_sequence(A, 6, 0.8)], 0.8)
        assert every.min() * (1 - 1e-12) <= own <= every.max() * (1 + 1e-12)
        missed += own > every.min() * (1 + 1e-9)
    assert missed > 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: emn.error_after_masks(np.zeros((2, 2))), "masks must have three axes"),
        (lambda: emn.error_after_masks(np.zeros((1, 2, 3))), "masks must have shape"),
        (lambda: emn.error_after_masks(np.full((1, 2, 2), 1.5)), "masks must lie in"),
        (lambda: emn.error_after_masks(np.full((1, 2, 2), np.nan)), "masks must be finite"),
        (lambda: emn.error_after_masks(np.ones((1, 2, 2)), -1), "lr must be"),
        (lambda: emn.error_after_masks(np.ones((1, 2, 2)), start=np.ones(2)), "start must have shape"),
        (lambda: emn.error_after_masks(np.ones((1, 2, 2)), batch=0), "batch must be"),
        (lambda: emn.mean_contraction(np.ones((1, 1, 2, 2))), "masks must have three axes"),
        (lambda: emn.mean_contraction(np.ones((1, 2, 2)), batches=0), "batches must be"),
        (lambda: emn.greedy_sequence(np.ones((2, 2, 2)), 3), "size must be at most"),
        (lambda: emn.greedy_sequence(np.ones((2, 2, 2)), 0), "size must be"),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()
