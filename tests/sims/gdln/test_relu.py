"""SGD on ReLU networks: the gradient, the recordings, the batch axis."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sims.gdln import Diverged, gates_of, train_relu
from sims.gdln.relu import sgd_step
from theory import strategies as sg
from theory.inputs import Mixture, RingGaussian, SinglePulse

LAW = Mixture(RingGaussian(5, 1.2), RingGaussian(5, 0.8))


def half_loss(w, x, y):
    """1/2 mean (yhat - y)^2 from the definition, for complex weights too: the gate is that of the real part."""
    hidden = x @ w.T
    yhat = np.mean(np.where(hidden.real >= 0, hidden, 0), axis=1)
    return np.mean((yhat - y) ** 2) / 2


@given(sg.rngs(), st.integers(1, 3), st.integers(1, 4), st.integers(1, 6))
def test_one_step_is_minus_lr_times_the_gradient(rng, K, L, B):
    """Every entry against a complex step, which has no cancellation."""
    w, x, y = rng.normal(size=(2, K, L)), rng.normal(size=(2, B, L)), rng.normal(size=(2, B))
    after = sgd_step(w, x, y, 0.25)
    for r in range(2):
        for where in np.ndindex(K, L):
            moved = w[r].astype(complex)
            moved[where] += 1e-30j
            gradient = half_loss(moved, x[r], y[r]).imag / 1e-30
            assert abs(after[r][where] - (w[r][where] - 0.25 * gradient)) <= 1e-13 * (1 + abs(gradient))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_runs_are_independent_of_their_neighbours(dtype):
    """Run r of a batch is the run alone, to the rounding of forty steps; the float type is that of w0."""
    w0 = np.random.default_rng(0).normal(size=(3, 2, 5)).astype(dtype)
    options = {"steps": 40, "lr": 0.2, "batch": 7, "record": (0, 10)}
    together = train_relu(w0, LAW, rngs=[1, 2, 3], **options)
    for r, run in enumerate(together):
        alone = train_relu(w0[r : r + 1], LAW, rngs=[r + 1], **options)[0]
        assert run.weights.dtype == dtype
        assert run.steps.tolist() == [0, 10, 40]
        assert np.max(np.abs(run.weights - alone.weights)) <= 40 * 100 * np.finfo(dtype).eps
    assert not np.array_equal(together[0].weights[-1] - w0[0], together[1].weights[-1] - w0[1])


def test_recordings_hold_the_weights_and_their_gates():
    """The start as it was, a shorter training as the beginning of a longer one, gates recomputed from the weights."""
    w0, probe = np.random.default_rng(0).normal(size=(1, 2, 5)), np.random.default_rng(1).normal(size=(9, 5))
    options = {"lr": 0.2, "batch": 4, "probe": probe}
    long = train_relu(w0, LAW, steps=30, record=[20, 0, 20], rngs=[5], **options)[0]
    short = train_relu(w0, LAW, steps=20, rngs=[5], **options)[0]
    assert long.steps.tolist() == [0, 20, 30]
    assert np.array_equal(long.weights[0], w0[0])
    assert np.array_equal(long.weights[1], short.weights[-1])
    assert long.gates.shape == (3, 9, 2)
    for w, gates in zip(long.weights, long.gates, strict=True):
        assert np.array_equal(gates, (probe @ w.T) >= 0)
        assert np.array_equal(gates, gates_of(w, probe))
    bare = train_relu(w0, LAW, steps=1, lr=0.1, batch=1, rngs=[0])[0]
    assert bare.gates.shape == (1, 0, 2)


def test_a_unit_that_is_off_everywhere_stays():
    """Pulses are not negative, so negative weights see no gradient, bit for bit; another unit learns."""
    law = Mixture(SinglePulse(6, 2, 3), SinglePulse(6, 1, 1))
    w0 = np.stack([-np.ones(6), np.ones(6)])[None]
    end = train_relu(w0, law, steps=20, lr=0.5, batch=10, rngs=[0])[0].weights[-1]
    assert np.array_equal(end[0], w0[0, 0])
    assert not np.array_equal(end[1], w0[0, 1])


def test_divergence_is_returned_for_its_run_only():
    """One run starts far out at a step that is unstable; the other unit is off and stays finite."""
    law = Mixture(SinglePulse(3, 3, 3), SinglePulse(3, 3, 3))
    w0 = np.stack([np.ones((1, 3)), -np.ones((1, 3))])
    failed, fine = train_relu(w0, law, steps=2000, lr=30.0, batch=2, rngs=[0, 1])
    assert isinstance(failed, Diverged) or np.all(failed.weights[-1] @ np.ones(3) < 0)
    assert np.array_equal(fine.weights[-1], w0[1])
    growing = Mixture(RingGaussian(2, 0.5), RingGaussian(2, 0.5))
    (run,) = train_relu(np.ones((1, 3, 2)), growing, steps=400, lr=1e4, batch=2, rngs=[0])
    assert isinstance(run, Diverged)
    assert "lr = 10000" in str(run)


class Wrong:
    """A law of other shapes."""

    def sample(self, rng, size):
        return np.zeros((size, 4)), np.zeros(size)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"w0": np.ones((2, 5))}, "^w0 must"),
        ({"w0": np.full((1, 1, 5), np.nan)}, "^w0 must"),
        ({"w0": np.ones((1, 0, 5))}, "^w0 must"),
        ({"w0": np.full((1, 1, 5), np.inf, dtype=np.float32)}, "^w0 must"),
        ({"law": Wrong()}, "^law must sample"),
        ({"steps": 0}, "^steps must"),
        ({"lr": 0.0}, "^lr must"),
        ({"batch": 2.5}, "^batch must"),
        ({"rngs": [0, 1]}, "^rngs must"),
        ({"rngs": []}, "^rngs must"),
        ({"record": [6]}, "^record must"),
        ({"record": [-1]}, "every entry of record must"),
        ({"probe": np.ones((3, 4))}, "^probe must"),
    ],
)
def test_refusals(change, message):
    """Each argument by name, in one line."""
    arguments = {"w0": np.ones((1, 1, 5)), "law": LAW, "steps": 5, "lr": 0.1, "batch": 2, "rngs": [0]} | change
    w0, law = arguments.pop("w0"), arguments.pop("law")
    with pytest.raises((ValueError, TypeError), match=message) as refused:
        train_relu(w0, law, **arguments)
    assert "\n" not in str(refused.value)


def test_one_generator_for_two_runs_is_refused():
    """Two runs that share a stream would not be independent."""
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="^rngs must hold a generator of its own for each network; got one twice"):
        train_relu(np.ones((2, 1, 5)), LAW, steps=1, lr=0.1, batch=1, rngs=[rng, rng])
