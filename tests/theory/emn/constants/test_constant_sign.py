"""The sign rule against the integrated flow, where it is proved and where it fails."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import emn
from theory import strategies as sg


def one_row(n, w, later, others=1.0):
    """A network whose row 0 has the weights given; the other rows are at 1."""
    net = emn.Architecture(n, (1,) * len(later))
    first = np.full((n, n), others)
    first[0] = w
    layers = [np.array([d, *[others] * (n - 1)]).reshape(n, 1, 1) for d in later]
    return net, net.parameters([first, *layers])


def learned_sign(net, params, masks=None, time=200.0):
    """The sign of row 0 of the first layer after some time of flow, and whether its effective weights near 1 by then."""
    end = emn.population_flow(net, params, time, masks, rtol=1e-6)
    beta = emn.effective_weights(net, end)[0]
    return np.sign(end.layers[0][0].sum()), bool(np.all(np.abs(beta - 1) < 0.5))


@st.composite
def rows_near_the_boundary(draw):
    """s d < 0 and |d| near |s|, with a large part v across: where the rule is in doubt. One or two later weights."""
    n, rng = draw(st.integers(2, 5)), draw(sg.rngs())
    across = rng.normal(size=n)
    across -= across.mean()
    w = rng.uniform(0.1, 0.5) / np.sqrt(n) + across / np.linalg.norm(across) * rng.uniform(0.2, 3)
    d = -(w.sum() / np.sqrt(n)) * (1 + draw(st.sampled_from((-0.1, -0.01, 0.01, 0.05, 0.2, 0.5, 1.0))))
    flip = draw(st.sampled_from((-1.0, 1.0)))
    later = [flip * d] if draw(st.booleans()) else [flip * d, flip * rng.choice([-1, 1]) * rng.uniform(0.8, 2)]
    return one_row(n, flip * w if len(later) == 1 or later[1] > 0 else -flip * w, later)


@given(rows_near_the_boundary())
def test_certain_signs_are_right(drawn):
    """Wherever `sign_is_certain` says so, the flow ends with the sign of the margin."""
    net, params = drawn
    if emn.sign_is_certain(net, params)[0]:
        sign, arrived = learned_sign(net, params)
        assert arrived
        assert sign == np.sign(emn.sign_margin(net, params)[0])


def test_the_doubtful_ones_are_few_and_some_are_wrong():
    """Of 4000 initializations at n = 5, at most 1 % are in doubt; and a row in doubt where the rule fails."""
    net = emn.Architecture(5)
    certain = np.concatenate([emn.sign_is_certain(net, net.init(seed)) for seed in range(800)])
    assert np.mean(certain) >= 0.99
    s, v = -0.3, 3.0
    w = s / np.sqrt(2) + np.array([1, -1]) * v / np.sqrt(2)
    net, params = one_row(2, w, [0.31])
    assert emn.sign_margin(net, params)[0] > 0
    assert not emn.sign_is_certain(net, params)[0]
    assert learned_sign(net, params) == (-1.0, True)


@given(st.integers(1, 5), st.floats(0.1, 2), st.floats(0.1, 2), st.booleans())
def test_along_all_ones_the_rule_is_exact(n, s, d, same):
    """Always certain there; the quadrant and the two wedges by the three criteria."""
    net, params = one_row(n, np.full(n, s / np.sqrt(n)), [d if same else -d])
    margin = emn.sign_margin(net, params)[0]
    assert abs(margin - (s + (d if same else -d))) <= 1e-14
    if abs(margin) > 1e-12:
        assert emn.sign_is_certain(net, params)[0]


@pytest.mark.parametrize("d", [0.7, -0.4])
def test_along_all_ones_the_flow_agrees(d):
    """s = 0.5 and d on either side of -0.5."""
    net, params = one_row(4, np.full(4, 0.25), [d])
    sign, arrived = learned_sign(net, params)
    assert arrived
    assert sign == np.sign(0.5 + d)


def test_a_larger_later_weight_keeps_its_sign_for_any_law():
    """|d| > |w| is certain for weighted, directed masks too; nothing else is, where all ones are no eigenvector."""
    rng = np.random.default_rng(0)
    masks = rng.random((6, 3, 3)) * (rng.random((6, 3, 3)) < 0.7)
    for d in (1.2, -1.2):
        net, params = one_row(3, [-0.9, 0.5, -0.4], [d])
        assert emn.sign_is_certain(net, params, masks)[0]
        assert learned_sign(net, params, masks, 1000.0)[0] == np.sign(d)
    net, params = one_row(3, [0.9, 0.5, 0.4], [0.5])
    assert emn.sign_is_certain(net, params)[0]
    assert not emn.sign_is_certain(net, params, masks)[0]


def test_the_least_later_weight_decides_in_deeper_networks():
    """Its margin, the signs of the others taken in; rows by hand."""
    for later, d in (([3.0, -0.1], -0.1), ([-3.0, -0.1], 0.1), ([0.1, -3.0, 2.0], -0.1), ([-3.0, 0.1, -2.0], 0.1)):
        net, params = one_row(4, [0.3, 0.1, 0.2, 0.0], later)
        assert abs(emn.sign_margin(net, params)[0] - (d + 0.3)) <= 1e-15


def test_a_large_other_layer_makes_a_sign_doubtful():
    """n = 2, s = -0.3, v = 1: d = 0.5 keeps its sign, certainly; below a weight of 6 it does not, and is not certain."""
    w = -0.3 / np.sqrt(2) + np.array([1, -1]) / np.sqrt(2)
    net, params = one_row(2, w, [0.5])
    assert emn.sign_is_certain(net, params)[0]
    assert learned_sign(net, params) == (1.0, True)
    net, params = one_row(2, w, [0.5, 6.0])
    assert not emn.sign_is_certain(net, params)[0]
    assert learned_sign(net, params) == (-1.0, True)


def test_two_equal_least_weights_are_not_certain():
    """d_1 = d_2 < |s| against the margin: they go to 0 together, the row to a saddle; a little apart it gets away."""
    net, params = one_row(3, np.full(3, -1.0), [0.5, 0.5])
    assert not emn.sign_is_certain(net, params)[0]
    end = emn.population_flow(net, params, 10.0)
    assert 0 < end.layers[1][0, 0, 0] < 1e-3
    assert end.layers[0][0].max() < -0.5
    net, params = one_row(3, np.full(3, -1.0), [0.5, 0.51])
    assert emn.sign_is_certain(net, params)[0]
    assert learned_sign(net, params) == (-1.0, True)


@given(sg.networks(copies=(1, 1), dtype=np.float64))
def test_turning_a_row(drawn):
    """(w, d) -> (-w, -d) turns the margin and keeps what is certain."""
    net, params = drawn
    turned = net.parameters([-params.layers[0], -params.layers[1], params.layers[2]])
    assert np.array_equal(emn.sign_margin(net, turned), -emn.sign_margin(net, params))
    assert np.array_equal(emn.sign_is_certain(net, turned), emn.sign_is_certain(net, params))


def test_entries_that_no_mask_reaches_do_not_count():
    """Row 0 with its second column never on is the row of n = 1."""
    masks = np.array([[[1, 0], [1, 1]], [[0, 0], [1, 1]]])
    net, params = one_row(2, [0.5, 100.0], [-0.3])
    assert abs(emn.sign_margin(net, params, masks)[0] - 0.2) <= 1e-15
    assert emn.sign_is_certain(net, params, masks)[0]


def test_the_derivation():
    """Every step proved."""
    assert emn.constant_sign_derivation().proved


@pytest.mark.parametrize(
    ("net", "layers", "message"),
    [
        (emn.Architecture(2, ()), [np.ones((2, 2))], "copies must be all 1"),
        (emn.Architecture(1, (2,)), [np.ones((2, 1)), np.ones((1, 1, 2))], "copies must be all 1"),
        (emn.Architecture(1), [np.zeros((1, 1)), np.zeros((1, 1, 1))], "row 0 has zero gradient"),
        (emn.Architecture(1, (1, 1)), [np.ones((1, 1)), *[np.zeros((1, 1, 1))] * 2], "row 0 has zero gradient"),
    ],
)
def test_refuses(net, layers, message):
    """Other architectures, and rows at a saddle."""
    for function in (emn.sign_margin, emn.sign_is_certain):
        with pytest.raises(ValueError, match=message):
            function(net, net.parameters(layers))
