"""The learning rate above which no solution is stable."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import emn
from theory import strategies as sg
from theory.emn.masks.row_risk import row_risk
from theory.emn.rates.step_scale import gain
from theory.emn.rates.training_limit import derivation, flattest_gain, fullest_row, lr_above_limit
from theory.emn.solutions.solution_set import nearest_solution


def gain_along_ones(net, params):
    """sum over layers of the squared derivative of beta . 1 / sqrt(n), row by row, by central differences of a polynomial
    that is linear in each entry, hence exact to rounding."""
    out = np.zeros(net.n)
    for l, layer in enumerate(params.layers):
        for where in np.ndindex(layer.shape):
            ends = []
            for sign in (1, -1):
                moved = [x.copy() for x in params.layers]
                moved[l][where] += sign
                ends.append(emn.effective_weights(net, net.parameters(moved)).sum(axis=1))
            out += ((ends[0] - ends[1]) / 2) ** 2 / net.n
    return out


@given(st.integers(1, 4), st.lists(st.integers(1, 3), max_size=3), sg.rngs())
def test_no_solution_is_flatter(n, copies, rng):
    """The gain along the ones of random solutions of any widths is at least a + n g."""
    net = emn.Architecture(n, tuple(copies))
    layers = [rng.choice([-1, 1], s) * rng.uniform(0.5, 2, s) for s in net.shapes]
    at = nearest_solution(net, net.parameters(layers)) if copies else emn.zero_loss_parameters(net)
    off = np.max(np.abs(emn.effective_weights(net, at) - 1))
    a, g = flattest_gain(n, len(copies))
    # a solution that is off by `off` has beta . 1 >= n (1 - off), to the power 2 m / (m + 1) < 2
    assert np.all(gain_along_ones(net, at) >= (a + n * g) * (1 - 2 * off - 1e-9))


@pytest.mark.parametrize("n", [1, 2, 5])
@pytest.mark.parametrize("depth", [0, 1, 2, 3])
def test_the_balanced_solution_attains_it(n, depth):
    """All |w|^2 = d_l^2 = n^(1/(m+1)): the gain along the ones, and a across them, are those stated."""
    net, a_g = emn.Architecture(n, (1,) * depth), flattest_gain(n, depth)
    d = n ** (1 / (2 * (depth + 1)))
    layers = [np.full(net.shapes[0], d**-depth), *(np.full(s, d) for s in net.shapes[1:])]
    at = net.parameters(layers)
    assert emn.effective_weights(net, at) == pytest.approx(np.ones((n, n)), abs=1e-14)
    assert gain_along_ones(net, at) == pytest.approx(np.full(n, a_g[0] + n * a_g[1]), rel=1e-12)
    assert a_g[0] == pytest.approx(d ** (2 * depth), rel=1e-13)
    if depth == 1:
        assert a_g == pytest.approx(gain(n**-0.25), rel=1e-13)


@pytest.mark.parametrize("n", [1, 3, 8])
@pytest.mark.parametrize("reduction", ["mean", "sum_outputs"])
def test_is_the_limit_of_the_papers_law(n, reduction):
    """`largest_stable_lr` for () and at the flattest constant of (1); silence just below, the limit itself just above."""
    for copies, c in (((), None), ((1,), n**-0.25)):
        net = emn.Architecture(n, copies)
        limit = emn.largest_stable_lr(n, c, reduction=reduction)
        assert lr_above_limit(net, limit * (1 - 1e-6), reduction=reduction) is None
        assert lr_above_limit(net, limit * (1 + 1e-6), reduction=reduction) == pytest.approx(limit, rel=1e-6)


def test_binary_sets_through_their_fullest_row():
    """All 2^n rows once are the paper's law; one full row among empty ones decides alone."""
    n, net = 3, emn.Architecture(3, (1,))
    rows = np.array(np.meshgrid(*[[0, 1]] * n)).reshape(n, -1).T
    every = np.repeat(rows[:, None, :], n, axis=1)
    assert lr_above_limit(net, 1e6, every) == pytest.approx(lr_above_limit(net, 1e6), rel=1e-12)
    one = np.zeros((4, n, n), dtype=bool)
    one[:, 1] = True
    full = np.ones((4, n, n))
    assert lr_above_limit(net, 1e6, one) == lr_above_limit(net, 1e6, full) < lr_above_limit(net, 1e6)


@given(sg.rngs(), st.integers(1, 4))
def test_weighted_sets_by_descent(rng, n):
    """1^T Q 1 / n of the population risk; the limit returned is 2 over the gain times it, above the true one of descent."""
    masks, net = rng.random((3, n, n)), emn.Architecture(n, (1,))
    Q = row_risk(n, masks)
    along, law = fullest_row(masks, n)
    assert law is None
    assert along == pytest.approx(max(q.sum() / n for q in Q), rel=1e-12)
    limit = lr_above_limit(net, 1e6, masks)
    assert limit == pytest.approx(2 / (2 / n * 2 * np.sqrt(n) * along), rel=1e-12)
    assert lr_above_limit(net, limit * (1 - 1e-9), masks) is None
    flattest = min(emn.sharpness(q, emn.flattest_constant(q)) for q in [Q[np.argmax(Q.sum(axis=(1, 2)))]])
    assert 2 / (2 / n * flattest) <= limit * (1 + 1e-9)


def test_edges_never_opened_are_no_instability():
    """A row that no mask opens keeps its error, and no lr makes it grow."""
    net = emn.Architecture(3)
    assert lr_above_limit(net, 1e6, np.zeros((2, 3, 3))) is None
    assert lr_above_limit(net, 1.0, np.eye(3)[None]) is None
    assert lr_above_limit(net, 100.0, np.eye(3)[None]) is not None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"lr": 0}, "lr must be"),
        ({"lr": 1, "reduction": "none"}, "reduction must be"),
        ({"lr": 1, "batch": 0}, "batch must be"),
        ({"lr": 1, "batches": 0}, "batches must be"),
        ({"lr": 1, "masks": np.ones((1, 2, 2))}, "masks must have shape"),
        ({"lr": 1, "masks": np.ones((0, 3, 3))}, "masks must hold at least one matrix"),
        ({"lr": 1, "masks": np.full((1, 3, 3), 1.5)}, "masks must lie in"),
    ],
)
def test_refuses(options, message):
    """Each argument by name."""
    with pytest.raises(ValueError, match=message):
        lr_above_limit(emn.Architecture(3), **options)


def test_derivation():
    """Every step is proved."""
    assert derivation().proved
