"""A layer of long short-term memory: its equations in scalars, the gradient by complex steps, what its state is for."""

import cmath
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sims.diverged import Diverged
from sims.lstm import LSTM, forward, gradient, initial, train
from theory import strategies as sg

EPS = np.finfo(float).eps


def network(rng, n=2, H=2, m=2, runs=None):
    """Every weight and bias different from 0."""
    start = initial(n, H, m, runs=runs, rng=rng)
    return LSTM(*(part + 0.3 * rng.normal(size=part.shape) for part in start.parts))


def by_definition(net, series, memory=True):
    """yhat (T, m) of one series, the docstring's equations number by number; complex weights too."""
    H = net.u.shape[1]
    c, h, out = [0.0] * H, [0.0] * H, []
    for x in series:
        if not memory:
            c, h = [0.0] * H, [0.0] * H
        a = [sum(net.w[r] * x) + sum(net.u[r] * np.array(h)) + net.b[r] for r in range(4 * H)]
        i, f, o = ([1 / (1 + cmath.exp(-a[k * H + j])) for j in range(H)] for k in range(3))
        c = [f[j] * c[j] + i[j] * cmath.tanh(a[3 * H + j]) for j in range(H)]
        h = [o[j] * cmath.tanh(c[j]) for j in range(H)]
        out.append([sum(net.v[k] * np.array(h)) + net.d[k] for k in range(len(net.d))])
    return np.array(out)


@given(sg.rngs(), st.integers(1, 3), st.integers(1, 4), st.booleans())
def test_the_gradient_by_complex_steps(rng, H, T, memory):
    """Every entry of two networks side by side; a complex step has no cancellation."""
    net = network(rng, n=2, H=H, m=1, runs=2)
    x, y = rng.normal(size=(2, 2, T, 2)), rng.normal(size=(2, 2, T, 1))
    found = gradient(net, x, y, memory=memory)
    for part, entry in enumerate(found.parts):
        for where in np.ndindex(entry.shape):
            moved = [p.astype(complex) for p in net.parts]
            moved[part][where] += 1e-30j
            error = forward(LSTM(*moved), x, memory=memory) - y
            slope = np.mean(error**2, axis=(1, 2, 3))[where[0]].imag / 1e-30
            assert abs(entry[where] - slope) <= 1e-13 * (1 + abs(slope))


@given(sg.rngs(), st.integers(1, 3), st.integers(1, 4), st.booleans())
def test_forward_is_the_definition(rng, H, T, memory):
    net = network(rng, H=H)
    net = LSTM(*(part + 0.1j * rng.normal(size=part.shape) for part in net.parts))
    x = rng.normal(size=(3, T, 2))
    found = forward(net, x, memory=memory)
    assert found.shape == (3, T, 2)
    for series, values in zip(x, found, strict=True):
        assert np.max(np.abs(values - by_definition(net, series, memory))) <= 1e-13


def test_two_steps_by_hand() -> None:
    """All gates 1/2, inputs that enter the cell as 0.8 and 0.4: c = 0.4, then 0.2 + 0.2; afresh it would be 0.2."""
    net = LSTM(np.array([[0.0], [0], [0], [1]]), np.zeros((4, 1)), np.zeros(4), np.array([[2.0]]), np.array([1.0]))
    x = np.arctanh([[[0.8], [0.4]]])
    assert np.max(np.abs(forward(net, x)[0, :, 0] - (1 + np.tanh([0.4, 0.4])))) <= 4 * EPS
    assert np.max(np.abs(forward(net, x, memory=False)[0, :, 0] - (1 + np.tanh([0.4, 0.2])))) <= 4 * EPS
    # d loss / d d with y = 1 is the mean of 2 (yhat - y)
    assert abs(gradient(net, x, np.ones((1, 2, 1))).d[0] - 2 * math.tanh(0.4)) <= 4 * EPS


def test_gates_that_are_open_sum_up_what_came() -> None:
    """Also far out, without an overflow: sigma(1000) is 1, and a closed forget gate leaves the present alone."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 6, 1))
    for forget, kept in ((1000.0, np.cumsum(np.tanh(x), axis=1)), (-1000.0, np.tanh(x))):
        b = np.array([1000.0, forget, 1000.0, 0.0])
        net = LSTM(np.array([[0.0], [0], [0], [1]]), np.zeros((4, 1)), b, np.ones((1, 1)), np.zeros(1))
        assert np.max(np.abs(forward(net, x) - np.tanh(kept))) <= 20 * EPS


def test_without_memory_each_time_is_by_itself() -> None:
    """The feed-forward network o tanh(i g), with nothing for `u` to learn; one time is the same with and without."""
    rng = np.random.default_rng(1)
    net, x, y = network(rng, H=3), rng.normal(size=(4, 5, 2)), rng.normal(size=(4, 5, 2))
    a = x @ net.w.T + net.b
    i, o = (1 / (1 + np.exp(-a[..., k : k + 3])) for k in (0, 6))
    expected = (o * np.tanh(i * np.tanh(a[..., 9:]))) @ net.v.T + net.d
    assert np.max(np.abs(forward(net, x, memory=False) - expected)) <= 1e-14
    order = rng.permutation(5)
    assert np.array_equal(forward(net, x[:, order], memory=False), forward(net, x, memory=False)[:, order])
    assert not np.allclose(forward(net, x[:, order]), forward(net, x)[:, order])
    found = gradient(net, x, y, memory=False)
    assert not np.any(found.u)
    assert not np.any(found.b[3:6])
    assert np.array_equal(forward(net, x[:, :1]), forward(net, x[:, :1], memory=False))


def test_it_learns_to_repeat_the_last_input() -> None:
    """y_t = x_(t-1) of variance 1, that no map of x_t explains any of; held out, after the first time, in each of 4 runs."""
    rng = np.random.default_rng(2)
    x, held = (rng.uniform(-(3**0.5), 3**0.5, size=(4, 200, 6, 1)) for _ in range(2))
    y = np.concatenate([np.zeros((4, 200, 1, 1)), x[:, :, :-1]], axis=2)
    start = initial(1, 4, 1, runs=4, forget=1.0, rng=0)
    left = {}
    for memory in (True, False):
        net = train(start, x, y, steps=300, lr=0.2, momentum=0.9, batch=32, memory=memory, rng=1)
        left[memory] = np.mean((forward(net, held, memory=memory)[:, :, 1:] - held[:, :, :-1]) ** 2, axis=(1, 2, 3))
    assert np.max(left[True]) < 0.2
    assert np.min(left[False]) > 0.8


def test_steps_with_momentum_are_by_the_rule() -> None:
    """Two of them, each network of a batch as alone; the same seed draws the same series with and without momentum."""
    rng = np.random.default_rng(3)
    net, x, y = network(rng, runs=2), rng.normal(size=(2, 4, 3, 2)), rng.normal(size=(2, 4, 3, 2))
    one = train(net, x, y, steps=1, lr=0.3)
    two = train(net, x, y, steps=2, lr=0.3, momentum=0.5)
    for w, g, first, g1, second in zip(
        net.parts, gradient(net, x, y).parts, one.parts, gradient(one, x, y).parts, two.parts, strict=True
    ):
        assert np.array_equal(first, w - 0.3 * g)
        assert np.max(np.abs(second - (first + 0.5 * (first - w) - 0.3 * g1))) <= 4 * EPS
    together = train(net, x, y, steps=5, lr=0.3, batch=2, rng=7)
    for r in range(2):
        alone = train(LSTM(*(part[r] for part in net.parts)), x[r], y[r], steps=5, lr=0.3, batch=2, rng=7)
        for part, expected in zip(together.parts, alone.parts, strict=True):
            assert np.max(np.abs(part[r] - expected)) <= 1e-13


def test_how_it_starts() -> None:
    net = initial(3, 4, 2, runs=5, forget=2.0, rng=0)
    assert [part.shape for part in net.parts] == [(5, 16, 3), (5, 16, 4), (5, 16), (5, 2, 4), (5, 2)]
    assert max(np.max(np.abs(part)) for part in (net.w, net.u, net.v)) <= 0.5
    assert net.b[0].tolist() == [0.0] * 4 + [2.0] * 4 + [0.0] * 8
    assert initial(3, 4, 2, rng=0).w.shape == (16, 3)


def test_divergence_is_told() -> None:
    rng = np.random.default_rng(4)
    with pytest.raises(Diverged, match="lr = 1e\\+200; lower it"):
        train(network(rng), rng.normal(size=(2, 3, 2)), rng.normal(size=(2, 3, 2)), steps=10, lr=1e200)


GOOD = initial(2, 2, 2, rng=0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"net": LSTM(GOOD.w[:7], *GOOD.parts[1:])}, "^net.w must"),
        ({"net": LSTM(GOOD.w[0], *GOOD.parts[1:])}, "^net.w must"),
        ({"net": LSTM(GOOD.w[None, None], *GOOD.parts[1:])}, "^net.w must"),
        ({"net": LSTM(GOOD.w, GOOD.u.T, *GOOD.parts[2:])}, "^net.u must"),
        ({"net": LSTM(*GOOD.parts[:2], GOOD.b[1:], *GOOD.parts[3:])}, "^net.b must"),
        ({"net": LSTM(*GOOD.parts[:3], GOOD.v + 1j, GOOD.d)}, "^net.v must"),
        ({"net": LSTM(*GOOD.parts[:4], GOOD.d * np.nan)}, "^net.d must"),
        ({"x": np.ones((3, 4, 3))}, "^x must"),
        ({"x": np.ones((4, 2))}, "^x must"),
        ({"x": np.ones((3, 0, 2)), "y": np.ones((3, 0, 2))}, "^x must"),
        ({"y": np.ones((3, 4, 1))}, "^y must"),
        ({"y": np.full((3, 4, 2), np.inf)}, "^y must"),
        ({"steps": 0}, "^steps must"),
        ({"lr": 0.0}, "^lr must"),
        ({"momentum": 1.0}, "^momentum must"),
        ({"momentum": -0.1}, "^momentum must"),
        ({"batch": 0}, "^batch must"),
        ({"memory": 1}, "^memory must"),
        ({"batch": 2, "rng": "seed"}, "^rng must"),
    ],
)
def test_refusals(change, message):
    """Each argument by name, in one line."""
    arguments = {"net": GOOD, "x": np.ones((3, 4, 2)), "y": np.ones((3, 4, 2)), "steps": 2, "lr": 0.1} | change
    net, x, y = (arguments.pop(name) for name in ("net", "x", "y"))
    with pytest.raises((ValueError, TypeError), match=message) as refused:
        train(net, x, y, **arguments)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n": 0}, "^n must"),
        ({"hidden": 1.5}, "^hidden must"),
        ({"outputs": 0}, "^outputs must"),
        ({"runs": 0}, "^runs must"),
        ({"forget": math.nan}, "^forget must"),
    ],
)
def test_starts_that_are_refused(change, message):
    with pytest.raises((ValueError, TypeError), match=message) as refused:
        initial(**({"n": 2, "hidden": 2, "outputs": 1, "rng": 0} | change))
    assert "\n" not in str(refused.value)


def test_series_of_another_width_are_refused() -> None:
    with pytest.raises(ValueError, match="^x must have shape"):
        forward(GOOD, np.ones((3, 4, 3)))
