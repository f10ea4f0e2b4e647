"""Learned constants against equations solved by hand, and networks that have none against a refusal."""

import math

import numpy as np
import pytest

from theory import emn

from ..common import EPS, refuses
from .references import rebuilt


def test_an_unreached_entry_has_no_part_by_hand():
    """w = (1, 3), d = 1, the second entry never unmasked: the loss is 0 already, so the constant is 1."""
    net = emn.Architecture(n=2, copies=(1,))
    params = rebuilt(net.init(0), [np.array([[1.0, 3.0], [1.0, 3.0]]), np.ones((2, 1, 1))])
    masks = np.ones((3, 2, 2))
    masks[:, 0, 1] = 0
    got = emn.learned_constants(net, params, masks)
    # row 1 is reached everywhere: 2 c^4 - 9 c^2 - 1 = 0
    expected = [1.0, math.sqrt((9 + math.sqrt(81 + 8)) / 4)]
    assert np.abs(got / expected - 1).max() <= 8 * EPS  # a few roundings


def test_constants_closed_form_by_hand():
    """n = 1, w = 2, d = 1: c^2 - 1/c^2 = 3, c = sqrt((3 + sqrt 13)/2); both signs turned, the constant too."""
    net = emn.Architecture(n=1, copies=(1,))
    for sign in (1, -1):
        params = rebuilt(net.init(0), [np.full((1, 1), 2.0 * sign), np.full((1, 1, 1), 1.0 * sign)])
        expected = sign * math.sqrt((3 + math.sqrt(13)) / 2)
        assert abs(emn.learned_constants(net, params)[0] - expected) <= 8 * EPS * abs(expected)  # a few roundings


@pytest.mark.parametrize("c", [1.0, -0.3, 25.0, -1e-4, 1e4])
def test_settled_networks_stay(c):
    """A network at zero loss, w = c 1 and d = 1/c, has learned c, also where the root's terms nearly cancel."""
    n = 5
    net = emn.Architecture(n=n, copies=(1,))
    params = rebuilt(net.init(0), [np.full((n, n), c), np.full((n, 1, 1), 1 / c)])
    # kappa = n c^2 - c^-2 rounds to 4 n eps of its terms, and d log c^2 / d kappa = 1 / (n c^2 + c^-2)
    assert np.abs(emn.learned_constants(net, params) / c - 1).max() <= 8 * n * EPS


def test_without_hidden_layer_all_constants_are_one():
    """(): ones, whatever the start."""
    net = emn.Architecture(n=4, copies=())
    assert np.array_equal(emn.learned_constants(net, net.init(0)), np.ones(4))


@pytest.mark.parametrize("copies", [(2,), (3, 1), (2, 3)])
def test_more_copies_have_no_constants(copies):
    """For copies > 1 a clear error."""
    net = emn.Architecture(n=3, copies=copies)
    refuses("copies|net", lambda: emn.learned_constants(net, net.init(0)))


def test_a_row_that_no_mask_reaches_has_no_constant():
    """No mask in a row: nothing is learned there, and nothing is made up."""
    net = emn.Architecture(n=3)
    masks = np.ones((4, 3, 3))
    masks[:, 1] = 0
    refuses("masks", lambda: emn.learned_constants(net, net.init(0), masks))


BAD_CONSTANTS = {
    "masks of another size": np.ones((2, 4, 4)),
    "one mask": np.ones((3, 3)),
    "no masks": np.ones((0, 3, 3)),
    "masks above 1": np.full((2, 3, 3), 2.0),
    "masks with nan": np.full((2, 3, 3), math.nan),
    "a word": "paper",
    "a number": 5,
}


@pytest.mark.parametrize("what", BAD_CONSTANTS)
def test_bad_constants(what):
    """learned_constants names its masks."""
    net = emn.Architecture(n=3)
    refuses("masks", lambda: emn.learned_constants(net, net.init(0), BAD_CONSTANTS[what]))
