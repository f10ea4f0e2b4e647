"""Architectures, parameters, masks and inputs that are wrong against errors that name the argument."""

import math

import numpy as np
import pytest

from sims.emn import train
from theory import emn

from ..common import refuses

BAD_ARCHITECTURES = {
    "n zero": ("n", {"n": 0}),
    "n negative": ("n", {"n": -3}),
    "n not whole": ("n", {"n": 2.5}),
    "n nan": ("n", {"n": math.nan}),
    "n a word": ("n", {"n": "3"}),
    "n None": ("n", {"n": None}),
    "copies a number": ("copies", {"copies": 1}),
    "copies zero": ("copies", {"copies": (0,)}),
    "copies negative": ("copies", {"copies": (2, -1)}),
    "copies not whole": ("copies", {"copies": (1.5,)}),
    "copies a word": ("copies", {"copies": "12"}),
    "copies None": ("copies", {"copies": None}),
    "copies nested": ("copies", {"copies": ((1,),)}),
}


@pytest.mark.parametrize("what", BAD_ARCHITECTURES)
def test_bad_architecture(what):
    """Architecture names what is wrong."""
    name, change = BAD_ARCHITECTURES[what]
    refuses(name, lambda: emn.Architecture(**({"n": 3, "copies": (1,)} | change)))


NET = emn.Architecture(n=3, copies=(2,))


@pytest.mark.parametrize("dtype", [np.int64, np.complex128, np.float16, "word", 3])
def test_bad_dtype(dtype):
    """init takes float32 and float64 only."""
    refuses("dtype", lambda: NET.init(0, dtype=dtype))


@pytest.mark.parametrize("rng", ["seed", -1, 1.5, math.nan, [0.5], np.random.RandomState])
def test_bad_rng(rng):
    """init and train name rng."""
    refuses("rng", lambda: NET.init(rng))
    refuses("rng", lambda: train(NET, NET.init(0), masks=np.ones((1, 3, 3)), rng=rng))


BAD_FORWARD = {
    "A of another size": ("A", {"A": np.ones((2, 2))}),
    "A not square": ("A", {"A": np.ones((3, 2))}),
    "A of one dimension": ("A", {"A": np.ones(3)}),
    "A a stack": ("A", {"A": np.ones((2, 3, 3))}),
    "A above 1": ("A", {"A": np.full((3, 3), 1.5)}),
    "A below 0": ("A", {"A": np.full((3, 3), -0.1)}),
    "A with nan": ("A", {"A": np.full((3, 3), math.nan)}),
    "A complex": ("A", {"A": np.ones((3, 3)) + 0j}),
    "A of words": ("A", {"A": np.full((3, 3), "a")}),
    "A None": ("A", {"A": None}),
    "x of one dimension": ("x", {"x": np.ones(3)}),
    "x of another width": ("x", {"x": np.ones((4, 2))}),
    "x transposed": ("x", {"x": np.ones((3, 4))}),
    "x with nan": ("x", {"x": np.full((4, 3), math.nan)}),
    "x with inf": ("x", {"x": np.full((4, 3), math.inf)}),
    "x complex": ("x", {"x": np.ones((4, 3)) + 0j}),
    "x None": ("x", {"x": None}),
    "x ragged": ("x", {"x": [[1.0, 2.0, 3.0], [1.0]]}),
}


@pytest.mark.parametrize("what", BAD_FORWARD)
def test_bad_forward(what):
    """forward names what is wrong."""
    name, change = BAD_FORWARD[what]
    arguments = {"A": np.ones((3, 3)), "x": np.ones((4, 3))} | change
    refuses(name, lambda: emn.forward(NET, NET.init(0), arguments["A"], arguments["x"]))


def other_parameters():
    """Parameters that do not belong to NET, each with what is wrong."""
    return {
        "another n": emn.Architecture(n=4, copies=(2,)).init(0),
        "other copies": emn.Architecture(n=3, copies=(3,)).init(0),
        "another depth": emn.Architecture(n=3, copies=(2, 2)).init(0),
        "an array": np.ones((6, 3)),
        "nothing": None,
    }


@pytest.mark.parametrize("what", ["another n", "other copies", "another depth", "an array", "nothing"])
def test_bad_parameters(what):
    """Every function refuses parameters of another network, and names them."""
    params = other_parameters()[what]
    refuses("params", lambda: emn.effective_weights(NET, params))
    refuses("params", lambda: emn.forward(NET, params, np.ones((3, 3)), np.ones((2, 3))))
    refuses("params", lambda: train(NET, params, masks=np.ones((1, 3, 3)), rng=0))
    refuses("params", lambda: emn.learned_constants(emn.Architecture(n=3), params))


@pytest.mark.parametrize("net", [None, 3, (3, (1,))])
def test_bad_network(net):
    """Every function refuses what is no architecture, and names it."""
    params = NET.init(0)
    refuses("net", lambda: emn.effective_weights(net, params))
    refuses("net", lambda: emn.forward(net, params, np.ones((3, 3)), np.ones((2, 3))))
    refuses("net", lambda: train(net, params, masks=np.ones((1, 3, 3)), rng=0))
    refuses("net", lambda: emn.learned_constants(net, params))
