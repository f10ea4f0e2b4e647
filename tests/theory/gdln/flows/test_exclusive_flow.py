"""Exclusive gates: block by block it is the general flow, without the general matrix."""

import tracemalloc
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import GatedRegression, gradient_flow, numpy_function
from theory import strategies as sg
from theory.gdln import ExclusiveRegression, exclusive_flow_derivation
from theory.gdln.flows import exclusive_flow
from theory.gdln.flows.general_flow import K, c, lam, mode, t, tau, u0
from theory.spectrum import EPS

times = st.lists(st.one_of(st.just(0.0), st.floats(1e-6, 1e6), st.just(np.inf)), min_size=1, max_size=4)


def condition(problem) -> float:
    return max((block.eigenvalues[-1] / block.eigenvalues[0] for block in problem.spectrum.blocks), default=1.0)


def rounding(problem, w0) -> float:
    """Two ways to the same modes: eps of the weights times the condition of the modes that are kept.

    b may cancel to less than the rounding of its sum, eps sqrt(lambda <y^2>), so weights of K sqrt(<y^2> / lambda) count too.
    """
    least = min((block.eigenvalues[0] for block in problem.spectrum.blocks), default=np.inf)
    size = np.linalg.norm(w0) + np.linalg.norm(problem.minimum_norm_weights) + problem.K * np.sqrt(problem.y2 / least)
    return 100 * len(problem.b) * EPS * condition(problem) * size


@st.composite
def exclusive_samples(draw, exact=False):
    """Samples with at most one gate on at each, some points with none, and some weights that are zero."""
    K = draw(st.integers(1, 4))
    x, y, _ = draw(sg.exact_samples(K=K)) if exact else draw(sg.samples(K=K))
    rng = draw(sg.rngs())
    g = (rng.integers(0, K + 1, size=len(y))[:, None] == np.arange(K)).astype(np.int8)
    if exact:
        weight = np.array([Fraction(int(v)) for v in rng.integers(0, 4, size=len(y))], dtype=object)
        weight[0] += 1
        return x, y, g, weight
    weight = draw(st.sampled_from((None, rng.random(len(y)) * (rng.random(len(y)) < 0.8) + 1e-3)))
    return x, y, g, weight


@given(st.data(), exclusive_samples(), times, st.floats(0.1, 10))
def test_equals_the_general_flow(data, drawn, t, tau):
    """At all times, infinity included, for any exclusive gates, with gates that are never on and points with none."""
    general, problem = GatedRegression.from_samples(*drawn), ExclusiveRegression.from_samples(*drawn)
    w0 = data.draw(sg.weights(general))
    one, other = exclusive_flow(problem, w0, t, tau), gradient_flow(general, w0, t, tau)
    assert one.shape == other.shape
    assert np.max(np.abs(one - other)) <= rounding(general, w0)
    assert np.max(np.abs(problem.minimum_norm_weights - general.minimum_norm_weights)) <= rounding(general, w0)
    assert (
        abs(problem.minimum_loss - general.minimum_loss) <= 100 * len(general.b) * EPS * condition(general) * general.y2
    )
    assert np.max(np.abs(exclusive_flow(problem, w0, t[0], tau) - one[0])) <= rounding(general, w0)


@given(exclusive_samples(exact=True), st.integers(-3, 3))
def test_exact_input_is_exactly_the_same(drawn, start):
    """In rationals the minimum, the minimizer and the end of the flow agree to the last digit."""
    general, problem = GatedRegression.from_samples(*drawn), ExclusiveRegression.from_samples(*drawn)
    w0 = np.array([[Fraction(start + k - i, 2) for i in range(general.n)] for k in range(general.K)], dtype=object)
    assert problem.minimum_loss == general.minimum_loss
    assert np.array_equal(problem.minimum_norm_weights, general.minimum_norm_weights)
    assert np.array_equal(exclusive_flow(problem, w0, np.inf), gradient_flow(general, w0, np.inf))


@given(exclusive_samples(exact=True))
def test_each_block_is_least_squares_on_its_own_data(drawn):
    """K times the weights that leave no correlation with the inputs of the gate's own data, from the samples."""
    x, y, g, weight = drawn
    problem = ExclusiveRegression.from_samples(x, y, g, weight)
    for k, w in enumerate(problem.minimum_norm_weights):
        on = g[:, k] == 1
        residual = x[on] @ w / Fraction(problem.K) - y[on]
        assert not np.any((weight[on] * residual) @ x[on]) or not np.any(on)
        assert problem.share[k] == sum(weight[on], Fraction(0)) / sum(weight, Fraction(0))


def test_the_derived_mode_with_the_share_is_the_flow():
    """One input, two gates: the symbolic mode at p <x^2> and p <x y>, to rounding."""
    x, y, g = np.array([[1.0], [2.0], [3.0], [1.0]]), np.array([1.0, 0.5, 1.0, 2.0]), [[1, 0], [1, 0], [1, 0], [0, 1]]
    closed = numpy_function([lam, c, u0, t, K, tau], mode())
    w = exclusive_flow(ExclusiveRegression.from_samples(x, y, g), [[0.3], [-1.0]], 0.7, 0.4)
    expected = [closed(14 / 4, 5 / 4, 0.3, 0.7, 2, 0.4), closed(1 / 4, 2 / 4, -1.0, 0.7, 2, 0.4)]
    assert np.max(np.abs(w.ravel() - expected)) <= 32 * EPS


def test_never_on_gates_do_not_move_by_a_bit():
    """Whatever the time, and for zero weight as for no sample."""
    problem = ExclusiveRegression.from_samples([[1.0], [2.0]], [1.0, 0.0], [[0, 1, 0], [0, 0, 1]], [1.0, 0.0])
    w0 = np.array([[0.1], [0.2], [0.3]])
    w = exclusive_flow(problem, w0, [0.0, 3.0, np.inf])
    assert np.array_equal(w[:, [0, 2]], np.broadcast_to(w0[[0, 2]], (3, 2, 1)))
    assert problem.share == (0.0, 1.0, 0.0)


def test_memory_is_that_of_blocks():
    """K n = 16000 in blocks of 40: the dense matrix would need 2 GB, this stays below 60 MB."""
    rng = np.random.default_rng(0)
    K, n = 400, 40
    x, k = rng.normal(size=(60 * K, n)), np.repeat(np.arange(K), 60)
    gates = k[:, None] == np.arange(K)
    tracemalloc.start()
    problem = ExclusiveRegression.from_samples(x, x[:, 0], gates)
    w = exclusive_flow(problem, np.zeros((K, n)), np.inf)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60e6
    # y = x_1 is fitted by K e_1; the least eigenvalue of 60 normal points in 40 dimensions is far above 1e-4
    assert np.max(np.abs(w - K * np.eye(n)[0])) <= 1e4 * 100 * n * EPS * K


@pytest.mark.parametrize(
    ("gates", "message"),
    [
        ([[1, 0], [0, 1], [1, 1]], "gates 0, 1 on at sample 2"),
        ([[1, 0], [0, 0.5], [0, 1]], "gates must be 0 or 1"),
        ([[1, 0], [0, 1]], "gates must have shape"),
        (np.zeros((3, 0)), "the number of gates"),
    ],
)
def test_refuses_gates(gates, message):
    """Overlap is named by its first sample."""
    with pytest.raises(ValueError, match=message):
        ExclusiveRegression.from_samples([[1.0], [2.0], [3.0]], [0.0, 1.0, 1.0], gates)


def test_refuses_other_input():
    """Problems of another kind, weights of another shape, times that run backwards."""
    problem = ExclusiveRegression.from_samples([[1.0]], [1.0], [[1]])
    general = GatedRegression.from_samples([[1.0]], [1.0], [[1]])
    for arguments, message in (
        ((general, [[0.0]], 1.0), "problem must be an ExclusiveRegression"),
        ((problem, [0.0], 1.0), "w0 must have shape"),
        ((problem, [[0.0]], -1.0), "t must be"),
        ((problem, [[0.0]], 1.0, 0.0), "tau must be"),
    ):
        with pytest.raises((TypeError, ValueError), match=message):
            exclusive_flow(*arguments)
    with pytest.raises(ValueError, match="x must hold at least one sample"):
        ExclusiveRegression.from_samples(np.zeros((0, 1)), [], np.zeros((0, 1)))


def test_every_step_of_the_derivation_is_proved_and_has_teeth(has_teeth):
    assert has_teeth(exclusive_flow_derivation())
