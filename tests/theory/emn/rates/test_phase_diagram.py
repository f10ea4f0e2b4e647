"""Predicted errors of the cells, and the thresholds at which a pattern of failing cells appears."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import emn
from theory.emn.masks.row_risk import row_risk
from theory.emn.rates.stability import spectral_radius
from theory.emn.rates.step_scale import gain, step_scale
from theory.emn.rates.transfer import transfer


def descent(params, steps, h):
    """The population risk over gradient descent on it in all n + 1 weights of every row, and where it ends."""
    w, d = params.layers[0].copy(), params.layers[1][:, 0, 0].copy()
    Q, out = row_risk(len(d)), []
    for _ in range(steps + 1):
        e = d[:, None] * w - 1
        g = np.einsum("ijk,ik->ij", Q, e)
        out.append(np.sum(e * g, axis=1))
        w, d = w - h * d[:, None] * g, d - h * np.sum(w * g, axis=1)
    return np.array(out), w[:, 0]


@pytest.mark.parametrize(("n", "epochs"), [(1, 1), (3, 2), (5, 1)])
def test_the_two_factors(n, epochs):
    """Descent in all weights times the noise of each mask, from their definitions, before and after it is linear."""
    net = emn.Architecture(n)
    params, lr, batches = net.init(3), 0.3, 4 * epochs
    h = float(step_scale(n, lr))
    risks, c = descent(params, 400 * batches, h)
    counts = np.array([np.argmax(risks.max(axis=1) < 1e-22) // batches, 0, 1, 10])  # the last above rounding, linear
    along, across = (float(v) for v in emn.risk_eigenvalues(n))
    slowest = [across / v**2 if n > 1 else along * (1 / v**2 + v**2) for v in c]
    noise = [
        spectral_radius(transfer(n, h, 2 * n, batches, None, gain(v))) / (1 - h * s) ** (2 * batches)
        for v, s in zip(c, slowest, strict=True)
    ]
    expected = [np.mean(risks[t * batches] * np.array(noise) ** t) for t in counts]
    found = emn.predicted_errors(net, params, counts, epochs=epochs, lr=lr)
    # linear below 1e-8; beta is right to 1e-15, and its error at the last count is 1e-11
    assert np.max(np.abs(found / expected - 1)) <= 1e-3


def test_it_needs_no_loop_for_many_masks():
    """A thousand times the masks continue the same line."""
    net = emn.Architecture(4)
    far = np.log(emn.predicted_errors(net, net.init(0), np.array([1000, 2000, 3000])))
    assert np.all(np.diff(far) < 0)
    assert abs(far[2] - 2 * far[1] + far[0]) <= 1  # the slowest row of four takes over


@given(st.dictionaries(st.integers(0, 9), st.floats(1e-30, 1), min_size=1), st.data())
def test_thresholds(errors, data):
    """Exactly the thresholds inside the window give the pattern: all those between neighbouring errors are tried."""
    failing = data.draw(st.sets(st.sampled_from(sorted(errors))))
    low, high = emn.threshold_window(errors, failing)
    values = sorted({0.0, *errors.values()})
    for t in values + [(a + b) / 2 for a, b in pairwise(values)]:
        assert ({cell for cell, v in errors.items() if v > t} == failing) == (low <= t < high)


def test_refuses():
    net = emn.Architecture(3)
    with pytest.raises(ValueError, match=r"net must have copies \(1,\)"):
        emn.predicted_errors(emn.Architecture(3, ()), emn.Architecture(3, ()).init(0), [1])
    with pytest.raises(ValueError, match="the largest of masks must be at most"):
        emn.predicted_errors(net, net.init(0), [3, 10**13])
    with pytest.raises(ValueError, match="lr must let descent settle"):
        emn.predicted_errors(net, net.init(0), [1], lr=100)
    with pytest.raises(ValueError, match="failing must be cells"):
        emn.threshold_window({1: 0.5}, {2})
