"""Laws of gradient descent: the exact discrete map, its stability limit, its order."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from theory import GatedRegression, gradient_descent, gradient_flow, largest_stable_lr, loss_along_descent
from theory import strategies as sg
from theory.spectrum import EPS


@given(st.data(), sg.problems(), st.integers(0, 40), st.floats(0.01, 2.5))
def test_equals_the_loop(data, problem, steps, share):
    """The powers equal the written-out recursion, below, at and above the stability limit."""
    w = w0 = data.draw(sg.weights(problem))
    limit = largest_stable_lr(problem)
    lr = share * (limit if np.isfinite(limit) else 1.0)
    size = 1 + np.linalg.norm(w0)
    for _ in range(steps):
        w = w + lr / problem.K * (problem.b - problem.A @ w.ravel() / problem.K).reshape(w.shape)
        size = max(size, float(np.linalg.norm(w)))
    # one step loses eps (1 + |lr A / K^2|) of the size, and grows what was lost by at most |1 - share 2| a step
    grown = steps * max(1.0, abs(1 - 2 * share)) ** steps
    bound = 200 * len(problem.b) * EPS * size * (1 + grown) + conditioning(problem, w0)
    assert np.linalg.norm(gradient_descent(problem, w0, steps, lr) - w) <= bound


def conditioning(problem, w0) -> float:
    values = problem.spectrum.eigenvalues
    condition = values[-1] / values[0] if len(values) else 1.0
    return 100 * len(problem.b) * EPS * condition * (np.linalg.norm(w0) + np.linalg.norm(problem.minimum_norm_weights))


@given(st.data(), sg.problems(), st.floats(0.01, 0.99))
def test_loss_never_rises_below_the_limit(data, problem, share):
    """Below the derived limit each mode shrinks, so the loss does; it ends where the flow ends."""
    assume(len(problem.spectrum.eigenvalues))
    w0 = data.draw(sg.weights(problem))
    lr = share * largest_stable_lr(problem)
    losses = loss_along_descent(problem, w0, np.arange(30), lr)
    assert np.all(np.diff(losses) <= 100 * len(problem.b) * EPS * (1 + losses[0]))
    end = gradient_descent(problem, w0, 10**12, lr)
    assert np.linalg.norm(end - gradient_flow(problem, w0, np.inf)) <= conditioning(problem, w0)


def test_the_stability_limit_is_sharp():
    """One part in a thousand above the limit the loss grows, below it falls; at the limit the fastest mode alternates."""
    problem = GatedRegression.from_moments(np.diag([8.0, 1.0]), [0.0, 0.0], 1.0, 2, 1)
    w0, limit = np.array([[1.0], [0.0]]), largest_stable_lr(problem)
    assert limit == 1.0
    assert problem.loss(gradient_descent(problem, w0, 1000, 1.001 * limit)) > problem.loss(w0)
    assert problem.loss(gradient_descent(problem, w0, 1000, 0.999 * limit)) < problem.loss(w0)
    assert gradient_descent(problem, w0, [1, 2, 3], limit)[:, 0, 0].tolist() == [-1.0, 1.0, -1.0]


@pytest.mark.parametrize("seed", range(3))
def test_first_order_in_the_step(seed):
    """The distance to the flow at a fixed time falls with lr at slope 1 +- 0.1, far above rounding."""
    rng = np.random.default_rng(seed)
    x, y, g = rng.normal(size=(30, 2)), rng.normal(size=30), rng.integers(0, 2, size=(30, 3))
    problem, w0 = GatedRegression.from_samples(x, y, g), rng.normal(size=(3, 2))
    end = gradient_flow(problem, w0, 4.0, tau=1.0)
    steps = np.array([64, 128, 256, 512])
    errors = [np.linalg.norm(gradient_descent(problem, w0, int(s), 4.0 / s) - end) for s in steps]
    slope = np.polyfit(np.log(4.0 / steps), np.log(errors), 1)[0]
    assert abs(slope - 1) <= 0.1
    assert min(errors) > 1e8 * EPS


@given(sg.exact_samples(), st.integers(0, 6), st.integers(1, 9))
def test_exact_input_gives_exact_weights(drawn, steps, tenths):
    """Rationals stay rational and equal the loop in rationals."""
    problem = GatedRegression.from_samples(*drawn)
    lr, w = Fraction(tenths, 10), np.full((problem.K, problem.n), Fraction(1, 3))
    w0 = w.copy()
    for _ in range(steps):
        w = w + (lr / problem.K * (problem.b - problem.A @ w.ravel() / problem.K)).reshape(w.shape)
    assert np.array_equal(gradient_descent(problem, w0, steps, lr), w)


def test_overflow_is_refused_with_the_limit():
    """An unstable step over many steps names the limit instead of returning infinity."""
    problem = GatedRegression.from_moments([[1.0]], [0.5], 1.0, 1, 1)
    with pytest.raises(ValueError, match="largest_stable_lr = 2"):
        gradient_descent(problem, [[1.0]], 10**6, 3.0)


@pytest.mark.parametrize(
    ("steps", "lr"), [(-1, 0.1), (1.5, 0.1), (1, -0.1), (1, np.nan), ("a", 0.1), (True, 0.1), ([[1]], 0.1)]
)
def test_refuses(steps, lr):
    """Steps that are no whole numbers, learning rates that are negative or NaN."""
    with pytest.raises((ValueError, TypeError), match="^(steps|lr) must"):
        gradient_descent(GatedRegression.from_moments([[1.0]], [1.0], 1.0, 1, 1), [[0.0]], steps, lr)


def test_the_minimum_stays_put_at_any_step():
    """Started at the minimum an unstable step moves nothing, and counts beyond 64 bits are counts."""
    problem = GatedRegression.from_moments([[1.0]], [0.0], 2.0, 1, 1)
    assert gradient_descent(problem, [[0.0]], 10**5, 5.0).item() == 0.0
    assert gradient_descent(problem, [[1.0]], 10**400, 0.5).item() == 0.0
