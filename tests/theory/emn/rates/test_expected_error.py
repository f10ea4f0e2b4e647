"""The expected error of (): a thousand simulated runs at every step, exact values, the flow as its limit."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from theory import emn
from theory.emn.rates.step_scale import step_scale

FAMILY_WISE = 1e-6
RUNS = 1000


def simulated(n, masks, lr, batch, batches, seed, one_mask=True):
    """The risk of one row of RUNS runs after each mask, (masks + 1, RUNS), by the definition of SGD."""
    rng = np.random.default_rng(seed)
    e = rng.uniform(-1, 1, (RUNS, n)) / np.sqrt(n) - 1
    diagonal, off = (float(v) for v in emn.risk_entries())
    out = []
    for _ in range(masks + 1):
        out.append((diagonal - off) * np.sum(e**2, axis=1) + off * np.sum(e, axis=1) ** 2)
        a = rng.random((RUNS, n)) < 0.5
        for _batch in range(batches):
            x = rng.random((RUNS, batch, n)) * a[:, None, :]
            gradient = np.einsum("rbn,rb->rn", x, np.einsum("rbn,rn->rb", x, e)) * 2 / (n * batch)
            e = e - lr * gradient
            if not one_mask:
                a = rng.random((RUNS, n)) < 0.5
    return np.array(out)


def worst_z(runs, prediction):
    """The largest |z| over the steps, and its limit at the family-wise error."""
    z = (runs.mean(axis=1) - prediction) / (runs.std(axis=1, ddof=1) / np.sqrt(RUNS))
    return np.abs(z).max(), norm.isf(FAMILY_WISE / 2 / len(runs))


@pytest.mark.parametrize(("n", "masks", "lr", "batch"), [(5, 60, 0.1, 10), (3, 12, 1.8, 1)])
def test_a_thousand_runs_agree_at_every_step(n, masks, lr, batch):
    """The paper's settings at n = 5, and large steps on single inputs, where the fourth moment counts.

    Power: the wrong curves below are refuted, a new mask for every batch at both, no fourth moment at the second.
    """
    steps = np.arange(masks + 1)
    runs = simulated(n, masks, lr, batch, 4, seed=1)
    found, limit = worst_z(runs, emn.expected_error(n, steps, lr, batch=batch))
    assert found <= limit
    fresh = emn.expected_error(n, 4 * steps, lr, batch=batch, batches=1)
    assert worst_z(runs, fresh)[0] > limit
    if batch == 1:
        no_fourth_moment = emn.expected_error(n, steps, lr, batch=10**9)
        assert worst_z(runs, no_fourth_moment)[0] > limit


@given(st.integers(1, 6), st.integers(0, 3), st.fractions(0, 1, max_denominator=10))
def test_all_batches_of_a_mask_are_a_mask(n, masks, lr):
    """Exactly; a single one of them is one of a mask of its own at the start alone, where no mask went before."""
    after = [emn.expected_error(n, masks, lr, batch=3, within=b) for b in range(5)]
    assert after[0] == emn.expected_error(n, masks, lr, batch=3)
    assert after[4] == emn.expected_error(n, masks + 1, lr, batch=3)
    assert emn.expected_error(n, 0, lr, batch=3, within=1) == emn.expected_error(n, 1, lr, batch=3, batches=1)
    apart = emn.expected_error(n, 0, lr, batch=3, within=2) - emn.expected_error(n, 2, lr, batch=3, batches=1)
    assert (apart == 0) == (lr == 0)


def test_one_batch_a_mask():
    """A mask for every batch is batches = 1, and is not what four batches a mask do."""
    runs = simulated(5, 40, 0.1, 10, 4, seed=2, one_mask=False)
    steps = np.arange(41)
    found, limit = worst_z(runs, emn.expected_error(5, 4 * steps, batches=1))
    assert found <= limit
    assert worst_z(runs, emn.expected_error(5, steps))[0] > limit


@given(st.integers(1, 8), st.integers(0, 40), st.fractions(0, 1, max_denominator=10))
def test_floats_agree_with_fractions(n, masks, lr):
    """Both ways, to a few eps a mask; at lr <= 1 nothing grows."""
    exact = emn.expected_error(n, masks, lr)
    assert isinstance(exact.item(), Fraction)
    assert abs(float(exact.item()) - emn.expected_error(n, masks, float(lr))) <= 1e-13 * (1 + masks) * n


@given(st.integers(1, 6), st.integers(1, 6))
def test_masks_compose(n, masks):
    """t masks from the start are one mask from where t - 1 end: the two numbers are enough."""
    start = (Fraction(3), Fraction(2) if n > 1 else Fraction(0))
    once = emn.expected_error(n, masks, Fraction(1, 5), start=start)
    T = [
        [emn.expected_error(n, 1, Fraction(1, 5), start=s, risk=q).item() for s in ((1, 0), (0, 1))]
        for q in ((Fraction(1, n), Fraction(0)), (Fraction(0), Fraction(1, max(1, n * (n - 1)))))
    ]
    for _ in range(masks - 1):
        start = tuple(row[0] * start[0] + row[1] * start[1] for row in T)
    assert emn.expected_error(n, 1, Fraction(1, 5), start=start) == once


def test_small_steps_follow_the_flow():
    """At a fixed time lr * masks the distance from the flow's error falls with lr: slope 1 +- 0.1."""
    n, time = 4, 3.0
    along, across = (float(v) for v in emn.risk_eigenvalues(n))
    # E e e^T = 1 1^T + I / (3 n): n + 1/(3 n) along the ones, 1/(3 n) in each of the n - 1 directions across
    flow = along * (n + 1 / (3 * n)) * np.exp(-2 * along * time) + across * (n - 1) / (3 * n) * np.exp(
        -2 * across * time
    )
    errors = []
    counts = np.array([50, 100, 200, 400])
    for masks in counts:
        lr = time / (4 * masks) * n / 2  # h = 2 lr / n, four steps a mask
        assert float(step_scale(n, lr)) * 4 * masks == pytest.approx(time)
        errors.append(abs(float(emn.expected_error(n, int(masks), lr)) - flow))
    assert abs(np.polyfit(np.log(counts), np.log(errors), 1)[0] + 1) <= 0.1


def test_the_start_is_that_of_the_initialization():
    """Before any mask: <(beta - 1)^T Q (beta - 1)> over weights uniform on +-1/sqrt(n), by z-score over 4000 rows."""
    net = emn.Architecture(4, ())
    betas = np.concatenate([emn.effective_weights(net, net.init(seed)) for seed in range(1000)])
    diagonal, off = (float(v) for v in emn.risk_entries())
    risks = (diagonal - off) * np.sum((betas - 1) ** 2, axis=1) + off * np.sum(betas - 1, axis=1) ** 2
    z = (risks.mean() - emn.expected_error(4, 0)) / (risks.std(ddof=1) / np.sqrt(len(risks)))
    assert abs(z) <= norm.isf(FAMILY_WISE / 2)


@settings(max_examples=30)
@given(st.integers(1, 30), st.floats(-9, 0), st.floats(0.02, 1))
def test_masks_to_reach_is_the_first(n, log_error, lr):
    error = 10**log_error
    count = emn.masks_to_reach(n, error, lr)
    assert emn.expected_error(n, count, lr) <= error * (1 + 1e-9)
    if count:
        assert emn.expected_error(n, count - 1, lr) > error * (1 - 1e-9)


def test_the_asymptotic_rate():
    """At small lr a mask multiplies the error by 1 - 2 h batches lambda, the least eigenvalue: to second order in h."""
    n, lr = 6, 1e-3
    k = np.array([400000, 400001])
    late = emn.expected_error(n, k, lr)
    rate = 2 * 4 * float(step_scale(n, lr)) * float(emn.risk_eigenvalues(n)[1])
    assert late[1] / late[0] == pytest.approx(1 - rate, abs=2 * rate**2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: emn.expected_error(3, -1), "masks must be a whole number"),
        (lambda: emn.expected_error(3, 1.5), "masks must be a whole number"),
        (lambda: emn.expected_error(3, 1, start=1), "start must be a list"),
        (lambda: emn.expected_error(3, 1, start=(1, 1, 1)), "start must have 2 entries"),
        (lambda: emn.expected_error(3, 1, batch=0), "batch must be"),
        (lambda: emn.expected_error(3, 1, within=-1), "within must be"),
        (lambda: emn.masks_to_reach(3, 0), "error must be"),
        (lambda: emn.masks_to_reach(10, 1e-3, 6.0), "lr must keep the eigenvalues"),
    ],
)
def test_refuses(call, message):
    with pytest.raises((ValueError, TypeError), match=message):
        call()
