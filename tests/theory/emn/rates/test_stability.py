"""Limits of the learning rate: orders, closed forms, the real network's step, and what lies on both sides."""

from fractions import Fraction
from functools import reduce
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sims.emn import sgd_step
from theory import GatedRegression, emn, largest_stable_lr
from theory.emn.landscape.sharpness import flattest_constant
from theory.emn.rates.stability import SENSES, mean_eigenvalues, spectral_radius
from theory.emn.rates.step_scale import gain, step_scale
from theory.emn.rates.transfer import row_law, transfer

sizes = st.integers(1, 12)
constants = st.one_of(st.none(), st.floats(0.2, 3))
probabilities = st.floats(0.1, 1)


def test_the_derivation_is_proved():
    assert emn.stability_derivation().proved


@given(sizes, probabilities)
def test_descent_without_hidden_layer_is_the_regression_of_a_row(n, p):
    """2 over the largest eigenvalue, as for any gated regression whose A is the Hessian 2 Q / n."""
    diagonal, off = emn.risk_entries(p)
    Q = np.full((n, n), off) + (diagonal - off) * np.eye(n)
    row = GatedRegression.from_moments(2 * Q / n, 2 * Q.sum(axis=1) / n, 2 * Q.sum() / n, 1, n)
    assert emn.largest_stable_lr(n, sense="descent", law=row_law(n, p)) == pytest.approx(largest_stable_lr(row), 1e-12)


@settings(max_examples=20)
@given(sizes, constants, probabilities)
def test_one_batch_a_mask_is_stable_in_mean_like_descent(n, c, p):
    """To the 1e-12 of the root and the conditioning of a simple root, n."""
    law = row_law(n, p)
    descent = emn.largest_stable_lr(n, c, sense="descent", law=law)
    assert emn.largest_stable_lr(n, c, sense="mean", batches=1, law=law) == pytest.approx(descent, rel=1e-9)


@settings(max_examples=20)
@given(sizes, constants, st.integers(1, 5), st.integers(1, 30))
def test_the_three_limits_are_in_order(n, c, batches, batch):
    """E |e|^2 >= |E e|^2: mean square implies mean. With an even number of batches a mask, mean implies descent (Jensen)."""
    descent, mean, square = (emn.largest_stable_lr(n, c, sense=sense, batches=batches, batch=batch) for sense in SENSES)
    assert square <= mean * (1 + 1e-9)
    if batches % 2 == 0 and c is None:
        assert mean <= descent * (1 + 1e-9)


@settings(max_examples=20)
@given(sizes, constants, st.integers(1, 4), probabilities)
def test_the_radius_crosses_one_at_the_limit(n, c, batches, p):
    """Below the limit second moments shrink, above it they grow."""
    law = row_law(n, p)
    lr = emn.largest_stable_lr(n, c, batches=batches, law=law)
    assert emn.is_stable(n, c, lr=0.999 * lr, batches=batches, law=law)
    assert not emn.is_stable(n, c, lr=1.001 * lr, batches=batches, law=law)
    h = float(step_scale(n, lr))
    assert abs(spectral_radius(transfer(n, h, 2 * n, batches, law, gain(c))) - 1) <= 1e-8


def test_mean_eigenvalues_by_enumeration():
    """n = 3 and all masks: E (1 - h P D X D)^4 exactly, for () and (1)."""
    n, h, X = 3, Fraction(1, 3), np.full((3, 3), Fraction(1, 4))
    for i in range(n):
        X[i, i] = Fraction(1, 3)
    unit = np.array([[Fraction(i == j) for j in range(n)] for i in range(n)])
    for c in (None, Fraction(2, 3)):
        a, g = gain(c)
        P = unit * a + g
        T = np.full((n, n), Fraction(0))
        for mask in product((0, 1), repeat=n):
            A = unit - h * (P @ (np.multiply.outer(mask, mask) * X))
            T = T + reduce(lambda left, _, A=A: left @ A, range(4), unit) / Fraction(8)
        along, across = mean_eigenvalues(n, h, 4, None, c)
        assert along == T[0].sum()
        assert across == T[0, 0] - T[0, 1]


@pytest.mark.parametrize("copies", [(), (1,)])
def test_a_step_of_the_network_is_the_linear_one(copies):
    """What is left of one SGD step near the solution falls with the square of the distance: slope 2 +- 0.1; 0 for ()."""
    rng, n, c = np.random.default_rng(0), 4, 0.6
    net = emn.Architecture(n, copies)
    A, x = (rng.random((n, n)) < 0.6).astype(float), rng.random((5, n))
    exact = emn.zero_loss_parameters(net, np.full(n, c) if copies else None)
    direction = [rng.normal(size=layer.shape) for layer in exact.layers]
    a, g = gain(c if copies else None)
    h = float(step_scale(n, 0.7))
    P, G = a * np.eye(n) + g, x.T @ x / len(x)
    distances, left = 10.0 ** -np.arange(2, 5), []
    for distance in distances:
        layers = [layer + distance * move for layer, move in zip(exact.layers, direction, strict=True)]
        before = emn.effective_weights(net, net.parameters(layers)) - 1
        sgd_step(layers, A, A, x, h)
        after = emn.effective_weights(net, net.parameters(layers)) - 1
        linear = np.array([e - h * P @ (m * (G @ (m * e))) for e, m in zip(before, A, strict=True)])
        left.append(np.abs(after - linear).max())
    if copies:
        assert abs(np.polyfit(np.log(distances), np.log(left), 1)[0] - 2) <= 0.1
    else:
        assert max(left) <= 1e-14


@given(st.integers(2, 30))
def test_the_flattest_solution_bears_the_largest_lr(n):
    """c = n^(-1/4), as for any risk with equal row sums, and 2 sqrt(n) times the sharpness of ()."""
    diagonal, off = (float(v) for v in emn.risk_entries())
    c = flattest_constant(np.full((n, n), off) + (diagonal - off) * np.eye(n))
    best = emn.largest_stable_lr(n, c, sense="descent")
    assert best * 2 * np.sqrt(n) == pytest.approx(emn.largest_stable_lr(n, sense="descent"), rel=1e-10)
    others = emn.largest_stable_lr(n, [0.7 * c, 1.4 * c], sense="descent")
    assert np.all(others < best)


def test_reductions():
    """A sum over n outputs, or over the batch too, divides the limit by their number."""
    mean = emn.largest_stable_lr(5, 0.7)
    assert emn.largest_stable_lr(5, 0.7, reduction="sum_outputs") == pytest.approx(mean / 5, rel=1e-12)
    assert emn.largest_stable_lr(5, 0.7, reduction="sum", batch=10) == pytest.approx(mean / 50, rel=1e-12)
    assert step_scale(5, Fraction(1, 10)) == Fraction(1, 25)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: emn.largest_stable_lr(3, sense="always"), "sense must be one of"),
        (lambda: emn.largest_stable_lr(3, 0.0), "c must not be 0"),
        (lambda: emn.largest_stable_lr(3, reduction="max"), "reduction must be one of"),
        (lambda: emn.largest_stable_lr(0), "n must be"),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()
