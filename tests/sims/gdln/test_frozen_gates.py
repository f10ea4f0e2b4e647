"""Recordings predicted by frozen gates: exact where gates never change, closed form for Gaussian laws, noise to first order."""

import numpy as np
import pytest

from sims.gdln import predict_from_recording, train_relu
from theory import GatedRegression, gradient_descent
from theory.gdln import FourthMoments, halfspace_problem, stationary_covariance
from theory.inputs import NLGP, Mixture, RingGaussian, SinglePulse
from theory.spectrum import EPS

PULSES = Mixture(SinglePulse(4, 2, 3), SinglePulse(4, 1, 1))
GAUSSIAN = Mixture(RingGaussian(4, 1.0), RingGaussian(4, 0.6))


def all_on(K):
    x, y, p = (np.asarray(part).astype(float) for part in PULSES.support)
    return x, y, np.ones((len(x), K)), p


@pytest.mark.parametrize("K", [1, 3])
def test_a_recording_whose_gates_never_change_is_predicted_exactly(K):
    """Positive weights on pulses: all gates on, and the descent of the linear network is the recording itself."""
    problem = GatedRegression.from_samples(*all_on(K))
    steps = np.array([0, 3, 10, 40])
    w0 = np.linspace(1, 1.2, 4 * K).reshape(K, 4)
    weights = gradient_descent(problem, w0, steps, 0.3)
    assert np.all(weights > 0)
    found = predict_from_recording(weights, steps, PULSES, lr=0.3, batch=10, freeze_at=3)
    assert found.steps.tolist() == [3, 10, 40]
    assert found.predicted.shape == found.recorded.shape == (3, K, 4)
    # powers of the step with condition numbers below 100
    assert np.max(found.relative_error) <= 1e4 * EPS
    assert not np.any(found.flipped)
    assert np.max(np.abs(found.predicted_ipr - found.recorded_ipr)) <= 1e4 * EPS


def test_wrong_gates_are_noticed():
    """One weight of the recording flipped: gates flip by the share of pulses that see it, and the prediction is off."""
    problem = GatedRegression.from_samples(*all_on(1))
    steps = np.array([0, 5, 10])
    weights = gradient_descent(problem, np.ones((1, 4)), steps, 0.3)
    weights[2, 0, 0] = -10.0
    found = predict_from_recording(weights, steps, PULSES, lr=0.3, batch=10, freeze_at=0)
    x, _, _, p = all_on(1)
    assert found.relative_error[1] <= 1e4 * EPS < 0.5 < found.relative_error[2]
    assert abs(found.flipped[2] - np.sum(p[x[:, 0] == 1])) <= 10 * EPS


def test_gates_of_another_step():
    """On a finite support: descent from one step with the gates of another, which differ."""
    x, y, _, p = all_on(2)
    weights, steps = np.random.default_rng(5).normal(size=(3, 2, 4)), [2, 4, 9]
    gates = [(x @ w.T >= 0).astype(int) for w in weights]
    assert not np.array_equal(gates[0], gates[2])
    for gates_at, used in ((None, 0), (2, 0), (9, 2)):
        found = predict_from_recording(weights, steps, PULSES, lr=0.2, batch=5, freeze_at=2, gates_at=gates_at)
        problem = GatedRegression.from_samples(x, y, gates[used], p)
        assert np.array_equal(found.predicted, gradient_descent(problem, weights[0], [0, 2, 7], 0.2))
        assert found.flipped[0] == 0 if used == 0 else found.flipped[2] == 0


def test_gaussian_laws_need_no_sample():
    """The moments are those of the half-spaces in closed form, whatever the number of samples; gates from another step."""
    rng = np.random.default_rng(0)
    weights, steps = rng.normal(size=(3, 2, 4)), [0, 4, 9]
    options = {"lr": 0.2, "batch": 5, "samples": 50, "rng": 1}
    found = predict_from_recording(weights, steps, GAUSSIAN, freeze_at=0, gates_at=9, **options)
    exact = gradient_descent(halfspace_problem(GAUSSIAN, weights[2]), weights[0], [0, 4, 9], 0.2)
    assert np.array_equal(found.predicted, exact)
    here = predict_from_recording(weights, steps, GAUSSIAN, freeze_at=4, **options)
    exact = gradient_descent(halfspace_problem(GAUSSIAN, weights[1]), weights[1], [0, 5], 0.2)
    assert np.array_equal(here.predicted, exact)


def test_sampled_moments_are_right_to_their_standard_error():
    """The root mean square of |w - w(exact)| falls four times for sixteen times the samples of a Gaussian law."""

    class Sampled:
        def sample(self, rng, size):
            return GAUSSIAN.sample(rng, size)

    weights, steps = np.random.default_rng(0).normal(size=(2, 1, 4)), [0, 20]
    options = {"lr": 0.2, "batch": 5, "freeze_at": 0}
    exact = predict_from_recording(weights, steps, GAUSSIAN, **options, rng=0).predicted[-1]
    off = []
    for size in (200, 3200):
        runs = [
            predict_from_recording(
                weights, steps, Sampled(), **options, samples=size, rng=np.random.default_rng([size, r])
            )
            for r in range(40)
        ]
        off.append(np.sqrt(np.mean([np.sum((run.predicted[-1] - exact) ** 2) for run in runs])))
    # the log of a root mean square over 40 x 4 numbers has a standard deviation of 1 / sqrt(2 * 40) at most; 5 of them
    assert abs(np.log(off[0] / off[1]) - np.log(4)) <= 5 * np.sqrt(2 / 80)


def test_the_noise_is_the_root_of_the_stationary_variance_to_first_order():
    """noise |w| / sqrt(tr C) - 1 halves with lr: slope 1 +- 0.1."""
    x, y, gates, p = all_on(1)
    weights = np.ones((2, 1, 4))
    law, off, rates = FourthMoments.from_samples(x, y, gates, p), [], 0.04 / 2.0 ** np.arange(4)
    for lr in rates:
        found = predict_from_recording(weights, [0, 1], PULSES, lr=lr, batch=2, freeze_at=0)
        true = np.sqrt(np.trace(stationary_covariance(law, lr, 2))) / np.linalg.norm(weights[-1])
        off.append(abs(found.noise / true - 1))
    assert abs(np.polyfit(np.log(rates), np.log(off), 1)[0] - 1) <= 0.1


def test_a_real_training_goes_in_as_it_was_recorded():
    """A recording of `train_relu` on sampled inputs: late gates predict the end better than those of the start."""
    law = Mixture(NLGP(8, 1.5, 3.0), NLGP(8, 0.8, 3.0))
    w0 = 0.05 * np.random.default_rng(3).normal(size=(1, 1, 8))
    (run,) = train_relu(w0, law, steps=300, lr=0.3, batch=100, rngs=[0], record=(0, 150))
    options = {"lr": 0.3, "batch": 100, "samples": 2000, "rng": 0}
    start = predict_from_recording(run.weights, run.steps, law, freeze_at=0, **options)
    late = predict_from_recording(run.weights, run.steps, law, freeze_at=150, **options)
    assert start.relative_error[0] == late.relative_error[0] == 0
    assert late.flipped[-1] < start.flipped[-1]
    assert late.relative_error[-1] < start.relative_error[-1]


class Drawn:
    """A law of so many points, whatever is asked for."""

    def __init__(self, count, value=1.0):
        self.count, self.value = count, value

    def sample(self, rng, size):
        return np.full((self.count, 4), self.value), np.ones(self.count)


@pytest.mark.parametrize("shape", [(1, 2, 4), (3, 1, 4), (1, 1, 4)])
def test_one_time_one_unit_and_single_precision(shape):
    """T = 1 predicts nothing but its own start; float32 goes in as the same numbers in float64."""
    weights = np.random.default_rng(2).normal(size=shape).astype(np.float32)
    steps = list(range(0, 5 * shape[0], 5))
    options = {"lr": 0.2, "batch": 5, "freeze_at": 0}
    found = predict_from_recording(weights, steps, PULSES, **options)
    double = predict_from_recording(weights.astype(np.float64), steps, PULSES, **options)
    assert found.predicted.shape == shape
    assert found.relative_error[0] == 0
    assert np.array_equal(found.predicted, double.predicted)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"weights": np.ones((2, 4))}, "^weights must have shape"),
        ({"weights": np.ones((2, 0, 4))}, "^weights must have shape"),
        ({"weights": np.full((2, 1, 4), np.nan)}, "^weights must be finite"),
        ({"weights": np.zeros((2, 1, 4))}, "^weights must not be all 0"),
        ({"weights": np.ones((2, 1, 5))}, r"^law must give x \(\d+, 5\) and y"),
        ({"law": (PULSES, PULSES)}, r"^law must have sample\(rng, size\)"),
        ({"law": None}, r"^law must have sample\(rng, size\)"),
        ({"law": NLGP(4, 0.8, 1.0)}, "^law must give x and y; got x alone from NLGP"),
        ({"law": SinglePulse(4, 1, 2)}, "^law must give x and y; got x alone from SinglePulse"),
        ({"law": Drawn(3)}, r"^law must give x \(20000, 4\) and y \(20000,\) .* got \(3, 4\) and \(3,\)"),
        ({"steps": [0, 1, 2]}, "^steps must"),
        ({"steps": [1, 1]}, "^steps must"),
        ({"steps": [0.0, 1.0]}, "^steps must"),
        ({"steps": [-1, 1]}, "^steps must"),
        ({"freeze_at": 2}, "^freeze_at must be one of steps"),
        ({"gates_at": 2}, "^gates_at must be one of steps"),
        ({"freeze_at": 0.5}, "^freeze_at must"),
        ({"lr": 0}, "^lr must"),
        ({"batch": 0}, "^batch must"),
        ({"samples": 0, "law": NLGP(4, 0.8, 1.0)}, "^samples must"),
        ({"law": Drawn(20_000, np.nan)}, "^the inputs of law must be finite"),
    ],
)
def test_refusals(change, message):
    """Each argument by name, in one line."""
    arguments = {
        "weights": np.ones((2, 1, 4)),
        "steps": [0, 1],
        "law": PULSES,
        "lr": 0.1,
        "batch": 1,
        "freeze_at": 0,
    } | change
    weights, steps, law = (arguments.pop(name) for name in ("weights", "steps", "law"))
    with pytest.raises((ValueError, TypeError), match=message) as refused:
        predict_from_recording(weights, steps, law, **arguments)
    assert "\n" not in str(refused.value)
