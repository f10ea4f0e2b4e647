"""Networks with biases: the gradient against differences, ReLU against `sims.gdln.relu`, and what is refused."""

import numpy as np
import pytest

from sims.gdln import Biased, Diverged, train_biased, train_relu
from sims.gdln.biased import ACTIVATIONS, activation, minus_gradient
from theory.inputs import NLGP, Mixture

LAW = Mixture(NLGP(5, 0.8, 3.0), NLGP(5, 0.5, 3.0))
EPS = np.finfo(float).eps


def networks(R=2, K=3, L=5):
    rng = np.random.default_rng(0)
    return Biased(rng.normal(size=(R, K, L)), rng.normal(size=(R, K)), rng.normal(size=R))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_gradient_is_that_of_the_loss(name):
    """Central differences: right to h^2 times a third derivative below 10, and to rounding / h."""
    net, rng, h = networks(), np.random.default_rng(1), 1e-5
    x, y = rng.normal(size=(2, 7, 5)), rng.normal(size=(2, 7))
    found = minus_gradient(net, name, x, y)

    def loss(w, b1, b2):
        values, _ = activation(name, np.einsum("rkl,rbl->rbk", w, x) + b1[:, None])
        return np.sum((values.mean(axis=-1) + b2[:, None] - y) ** 2) / (2 * 7)

    parts = (net.w, net.b1, net.b2)
    for part, entry in enumerate((found.w, found.b1, found.b2)):
        for where in np.ndindex(entry.shape):
            moved = [[p.copy() for p in parts] for _ in range(2)]
            moved[0][part][where] += h
            moved[1][part][where] -= h
            difference = (loss(*moved[1]) - loss(*moved[0])) / (2 * h)
            assert abs(entry[where] - difference) <= 10 * h**2 + 1e3 * EPS / h


def test_without_biases_relu_is_the_other_program():
    """Biases 0 and held there: step by step the same as `train_relu`, to rounding."""
    w0 = 0.3 * networks().w
    rngs = [np.random.default_rng([7, r]) for r in range(2)]
    start = Biased(w0, np.zeros((2, 3)), np.zeros(2))
    found = train_biased(start, "ReLU", LAW, steps=1, lr=(0.4, 0.0, 0.0), batch=20, rngs=rngs)
    x, y = zip(*(LAW.sample(np.random.default_rng([7, r]), 20) for r in range(2)), strict=True)

    class Same:
        def __init__(self):
            self.calls = 0

        def sample(self, rng, size):  # the first batch for each network, whatever is drawn ahead
            r, self.calls = self.calls, self.calls + 1
            return np.resize(x[r], (size, 5)), np.resize(y[r], size)

    theirs = train_relu(w0, Same(), steps=1, lr=0.4, batch=20, rngs=[np.random.default_rng(r) for r in range(2)])
    assert np.max(np.abs(found.w - np.stack([run.weights[-1] for run in theirs]))) <= 1e3 * EPS
    assert not np.any(found.b1)
    assert not np.any(found.b2)


def test_networks_side_by_side_are_networks_one_by_one():
    net = networks()
    options = {"steps": 5, "lr": (0.3, 0.2, 0.1), "batch": 4}
    both = train_biased(net, "erf", LAW, rngs=[np.random.default_rng(r) for r in range(2)], **options)
    for r in range(2):
        one = Biased(net.w[r : r + 1], net.b1[r : r + 1], net.b2[r : r + 1])
        alone = train_biased(one, "erf", LAW, rngs=[np.random.default_rng(r)], **options)
        assert np.max(np.abs(alone.w[0] - both.w[r])) <= 1e3 * EPS
        assert np.max(np.abs(alone.b1[0] - both.b1[r])) <= 1e3 * EPS
        assert abs(alone.b2[0] - both.b2[r]) <= 1e3 * EPS


@pytest.mark.parametrize("part", [0, 1, 2])
def test_each_parameter_takes_its_own_step(part):
    """With two of the three steps 0 one parameter moves, and in one step by that times minus its gradient."""
    net, lr = networks(), [0.0, 0.0, 0.0]
    lr[part] = 0.2
    rngs = [np.random.default_rng(r) for r in range(2)]
    x, y = (np.stack(drawn) for drawn in zip(*(LAW.sample(np.random.default_rng(r), 4) for r in range(2)), strict=True))
    found = train_biased(net, "sigmoid", LAW, steps=1, lr=tuple(lr), batch=4, rngs=rngs)
    slope = minus_gradient(net, "sigmoid", x, y)
    parts = zip((net.w, net.b1, net.b2), (found.w, found.b1, found.b2), (slope.w, slope.b1, slope.b2), strict=True)
    for index, (before, after, change) in enumerate(parts):
        assert np.any(after != before) == (index == part)
        assert np.max(np.abs(after - before - lr[index] * change)) <= 1e2 * EPS


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "tanh"}, "^activation must be one of"),
        ({"start": Biased(np.ones((2, 5)), np.ones(2), np.ones(2))}, "^start.w must have three axes"),
        ({"start": Biased(np.ones((1, 2, 5)), np.ones((1, 3)), np.ones(1))}, "^start.b1 must have shape"),
        ({"start": Biased(np.ones((1, 2, 5)), np.ones((1, 2)), np.array([np.nan]))}, "^start.b2 must be finite"),
        ({"start": Biased(np.ones((1, 2, 4)), np.ones((1, 2)), np.ones(1))}, "^the inputs of law must have shape"),
        ({"lr": (1.0, 1.0)}, "^lr must be 3"),
        ({"lr": (1.0, -1.0, 0.0)}, "^every lr must"),
        ({"steps": 0}, "^steps must"),
        ({"batch": 0}, "^batch must"),
        ({"rngs": [1, 2]}, "^rngs must hold a generator for each network, 1 in all; got 2"),
    ],
)
def test_refusals(change, message):
    start = Biased(np.ones((1, 2, 5)), np.ones((1, 2)), np.ones(1))
    options = {"start": start, "name": "erf", "lr": (1.0, 1.0, 1.0), "steps": 1, "batch": 2, "rngs": [1]} | change
    start, name = options.pop("start"), options.pop("name")
    with pytest.raises((ValueError, TypeError), match=message) as refused:
        train_biased(start, name, LAW, **options)
    assert "\n" not in str(refused.value)


def test_a_training_that_diverges_says_so():
    with pytest.raises(Diverged, match="lower it"):
        train_biased(networks(), "ReLU", LAW, steps=400, lr=(50.0, 50.0, 50.0), batch=4, rngs=[1, 2])
