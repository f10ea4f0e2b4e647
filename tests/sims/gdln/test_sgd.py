"""Hand-written training of gated deep linear networks against the exact maps of the theory."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from sims.gdln import Diverged, train
from theory import GatedRegression, gradient_descent, largest_stable_lr
from theory import strategies as sg
from theory.gdln import evolving_flow, soft_problem
from theory.spectrum import EPS


@given(st.data(), sg.samples(), st.floats(0.01, 0.99), st.integers(0, 30))
def test_full_batch_descent_is_the_exact_map(data, drawn, share, steps):
    """Recorded steps equal the powers of the discrete map, weighted samples and several runs at once included."""
    x, y, g = drawn
    weight = data.draw(st.sampled_from((None, np.random.default_rng(0).random(len(y)) + 0.1)))
    problem = GatedRegression.from_samples(x, y, g, weight)
    limit = largest_stable_lr(problem)
    lr = share * min(limit, 1.0)
    w0 = np.stack([data.draw(sg.weights(problem)) for _ in range(2)])
    record = [0, steps // 2, steps]
    found = train(x, y, g, w0, lr=lr, steps=steps, sample_weight=weight, record=record)
    assert found.shape == (3, *w0.shape)
    values = problem.spectrum.eigenvalues
    condition = values[-1] / values[0] if len(values) else 1.0
    size = np.linalg.norm(w0) + np.linalg.norm(problem.minimum_norm_weights)
    for run in range(2):
        exact = gradient_descent(problem, w0[run], record, lr)
        # each step rounds to a few eps of the weights and never lengthens what was lost before
        bound = 100 * (1 + steps) * len(problem.b) * EPS * condition * size
        assert np.max(np.abs(found[:, run] - exact)) <= bound
        alone = train(x, y, g, w0[run], lr=lr, steps=steps, sample_weight=weight)
        assert np.max(np.abs(alone[0] - found[-1, run])) <= bound


def test_minibatch_sgd_has_the_mean_of_descent():
    """The mean over 4000 runs of every weight within its standard error, at a family-wise level of 1e-6; a step size 10 %
    larger, or a loss without the 1/K of one factor, is refuted."""
    rng = np.random.default_rng(0)
    x, y, g = rng.normal(size=(6, 2)), rng.normal(size=6), rng.integers(0, 2, size=(6, 2))
    weight, w0 = rng.random(6) + 0.5, rng.normal(size=(2, 2))
    runs = train(x, y, g, np.tile(w0, (4000, 1, 1)), lr=0.3, steps=12, batch=2, sample_weight=weight, rng=1)[0]
    error = runs.std(axis=0, ddof=1) / np.sqrt(len(runs))
    problem = GatedRegression.from_samples(x, y, g, weight)
    threshold = norm.isf(1e-6 / 2 / w0.size)

    def worst(lr):
        return np.max(np.abs(runs.mean(axis=0) - gradient_descent(problem, w0, 12, lr)) / error)

    assert worst(0.3) <= threshold
    assert worst(0.33) > threshold


def test_runs_and_seeds():
    """One seed gives one result, runs differ from each other, a generator is used as it is."""
    x, y, g, w0 = np.array([[1.0], [2.0]]), np.array([1.0, 0.0]), np.ones((2, 1)), np.zeros((3, 1, 1))
    options = {"lr": 0.1, "steps": 5, "batch": 1}
    one, two = train(x, y, g, w0, rng=3, **options), train(x, y, g, w0, rng=3, **options)
    assert np.array_equal(one, two)
    assert len(np.unique(one)) > 1
    assert not np.array_equal(one, train(x, y, g, w0, rng=4, **options))


def test_gates_in_time_follow_the_flow_at_first_order():
    """Gates given step by step: the distance to the smooth flow at a fixed time falls with slope 1 +- 0.1 in lr."""
    rng = np.random.default_rng(2)
    x, y, phase = rng.normal(size=(5, 2)), rng.normal(size=5), rng.random((5, 2)) * 6

    def gates(time):
        return 0.5 + 0.5 * np.sin(time + phase)

    w0 = rng.normal(size=(2, 2))
    end = evolving_flow(lambda time: soft_problem(x, y, gates(time)), w0, 4.0, 64)[-1]
    steps = np.array([64, 128, 256, 512])
    found = [train(x, y, lambda s, lr=4.0 / c: gates(s * lr), w0, lr=4.0 / c, steps=int(c))[0] for c in steps]
    slope = -np.polyfit(np.log(steps), np.log([np.linalg.norm(w - end) for w in found]), 1)[0]
    assert abs(slope - 1) <= 0.1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"w0": [0.0]}, "w0 must have shape"),
        ({"w0": [[np.nan]]}, "w0 must be finite"),
        ({"gates": [[2.0]]}, "gates must lie in"),
        ({"gates": [[1.0, 0.0]]}, "gates must have shape"),
        ({"gates": lambda step: [[0.5 + step]]}, "gates must lie in"),
        ({"y": [1.0, 2.0]}, "y must have shape"),
        ({"lr": 0.0}, "lr must be"),
        ({"steps": -1}, "steps must be"),
        ({"record": [4]}, "record must be at most"),
        ({"batch": 0}, "batch must be"),
        ({"sample_weight": [-1.0]}, "sample_weight must be"),
        ({"batch": 1, "rng": "seed"}, "rng must be"),
    ],
)
def test_refuses(change, message):
    """Each argument by name."""
    given = {"x": [[1.0]], "y": [1.0], "gates": [[1.0]], "w0": [[0.0]], "lr": 0.1, "steps": 3} | change
    x, y, gates, w0 = (given.pop(name) for name in ("x", "y", "gates", "w0"))
    with pytest.raises((ValueError, TypeError), match=message):
        train(x, y, gates, w0, **given)


def test_divergence_is_named():
    """A step far above stability is reported, without warnings."""
    with pytest.raises(Diverged, match="lr = 50"):
        train([[10.0]], [1.0], [[1.0]], [[1.0]], lr=50.0, steps=1000)
