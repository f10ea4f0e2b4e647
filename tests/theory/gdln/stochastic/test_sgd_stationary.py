"""Where SGD settles: the stationary covariance in rationals, the small-step order."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.linalg import solve_continuous_lyapunov

from theory import strategies as sg
from theory.gdln import FourthMoments, largest_mean_square_lr, small_step_covariance, stationary_covariance
from theory.gdln.stochastic import sgd_moments
from theory.spectrum import EPS

from .gaussian_law import gaussian_law


@given(sg.exact_samples(n=1), st.integers(1, 3))
def test_the_exact_stationary_covariance_is_a_fixed_point(drawn, batch):
    """In rationals: one step of the recursion, started at the minimum with this covariance, leaves it as it is."""
    x, y, g = drawn
    law = FourthMoments.from_samples(x, y, g)
    limit = largest_mean_square_lr(law, batch)
    lr = Fraction(1, 2) * Fraction(limit if np.isfinite(limit) else 1).limit_denominator(50)
    assume(0 < lr < 0.9 * limit)
    C = stationary_covariance(law, lr, batch)
    A, s = law.problem.A, law.problem.scale
    h = lr * s**2
    after = C - h * (A @ C + C @ A) + h**2 * law.second_order(C, batch) + lr**2 * s**2 / batch * law.gradient_noise()
    assert np.array_equal(C, after)
    assert np.array_equal(C, C.T)
    floating = FourthMoments.from_samples(x.astype(float), y, g)
    values = floating.problem.spectrum.eigenvalues
    condition = values[-1] / values[0] if len(values) else 1.0
    difference = stationary_covariance(floating, float(lr), batch) - C.astype(float)
    # a linear system of condition at most that of A over the distance 0.1 to the limit
    assert np.max(np.abs(difference), initial=0) <= 1e4 * EPS * condition * (1 + float(np.max(C)))


@given(sg.rngs(), st.integers(1, 3), st.integers(1, 3), st.floats(0.2, 0.6))
def test_the_recursion_ends_there(rng, K, batch, share):
    """From the minimum, iterated until the slowest mode has decayed by e^-25, to 1e-10; well-conditioned gated features."""
    x = np.concatenate([np.eye(2), -np.eye(2), 1.5 * np.eye(2)])
    x, g = np.tile(x, (K, 1)), np.repeat(np.eye(K, dtype=int), 6, axis=0)
    law = FourthMoments.from_samples(x, rng.normal(size=6 * K), g, rng.uniform(1, 2, size=6 * K))
    values = law.problem.spectrum.eigenvalues
    lr = share * largest_mean_square_lr(law, batch)
    C = stationary_covariance(law, lr, batch)
    steps = int(25 / ((1 - share) * lr * law.problem.scale**2 * values[0])) + 1
    end = sgd_moments(law, law.problem.minimum_norm_weights, steps, lr, batch)[1]
    # residuals are squared: what is below eps of y2 is rounding, in the noise of all steps, divided by the slowest decay
    rounding = 100 * EPS * law.problem.y2 * lr / values[0] * values[-1] / (1 - share)
    assert np.max(np.abs(end - C)) <= 1e-10 * np.trace(C) + rounding


@pytest.mark.parametrize("seed", range(3))
def test_the_small_step_limit_and_its_order(seed):
    """Sigma solves the Lyapunov equation (SciPy); |C - lr Sigma| falls with slope 2 +- 0.1, over two decades above rounding."""
    rng = np.random.default_rng(seed)
    law = FourthMoments.from_samples(rng.normal(size=(15, 2)), rng.normal(size=15), rng.integers(0, 2, size=(15, 2)))
    Sigma = small_step_covariance(law, 2)
    lyapunov = solve_continuous_lyapunov(law.problem.A, law.gradient_noise() / 2)
    values = law.problem.spectrum.eigenvalues
    assert np.max(np.abs(Sigma - lyapunov)) <= 1e3 * EPS * values[-1] / values[0] * np.max(np.abs(Sigma))
    rates = largest_mean_square_lr(law, 2) * 0.02 / 2.0 ** np.arange(5)
    off = [np.linalg.norm(stationary_covariance(law, lr, 2) - lr * Sigma) for lr in rates]
    assert abs(np.polyfit(np.log(rates), np.log(off), 1)[0] - 2) <= 0.1


def test_nothing_to_learn():
    """A = 0: no limit, no covariance. A perfect fit: no noise at the minimum."""
    still = FourthMoments.from_samples([[1.0]], [1.0], [[0]])
    assert largest_mean_square_lr(still, 1) == np.inf
    assert not np.any(stationary_covariance(still, 3.0, 1))
    assert not np.any(small_step_covariance(still, 1))
    fitted = FourthMoments.from_samples([[2.0], [1.0]], [2.0, 1.0], [[1], [1]])
    assert np.max(np.abs(stationary_covariance(fitted, 0.1, 1))) <= 10 * EPS**2


def test_refuses_unstable_steps_by_the_limit():
    """At and above the limit there is no stationary covariance, and the message names the limit."""
    law = gaussian_law(np.eye(1))
    assert abs(largest_mean_square_lr(law, 1) - 2 / 3) <= 10 * EPS
    for lr in (0.667, 1.9, 5.0):
        with pytest.raises(ValueError, match="lr must be below 0.666667"):
            stationary_covariance(law, lr, 1)
    for wrong in ({"batch": 0}, {"batch": 1.5}):
        with pytest.raises(ValueError, match="batch must"):
            small_step_covariance(law, **wrong)
