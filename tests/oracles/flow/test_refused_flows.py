"""Arguments of `gradient_flow` that are wrong against errors that name them."""

import math

import numpy as np
import pytest

from theory import gradient_flow

from ..common import refuses
from .references import sampled

BAD = {
    "no problem": ("problem", {"problem": None}),
    "a matrix for a problem": ("problem", {"problem": np.eye(6)}),
    "w0 flat": ("w0", {"w0": np.zeros(6)}),
    "w0 transposed": ("w0", {"w0": np.zeros((2, 3))}),
    "w0 a scalar": ("w0", {"w0": 0.0}),
    "w0 with nan": ("w0", {"w0": np.full((3, 2), math.nan)}),
    "w0 with inf": ("w0", {"w0": np.full((3, 2), math.inf)}),
    "w0 complex": ("w0", {"w0": np.full((3, 2), 1j)}),
    "w0 of words": ("w0", {"w0": np.full((3, 2), "a")}),
    "w0 ragged": ("w0", {"w0": [[1.0, 2.0], [1.0], [0.0]]}),
    "t negative": ("t", {"t": -1.0}),
    "t minus inf": ("t", {"t": -math.inf}),
    "t nan": ("t", {"t": math.nan}),
    "t with a negative entry": ("t", {"t": np.array([1.0, -1e-9])}),
    "t with nan": ("t", {"t": np.array([1.0, math.nan])}),
    "t of two dimensions": ("t", {"t": np.ones((2, 2))}),
    "t complex": ("t", {"t": 1j}),
    "t a word": ("t", {"t": "long"}),
    "t None": ("t", {"t": None}),
    "tau 0": ("tau", {"tau": 0.0}),
    "tau negative": ("tau", {"tau": -1.0}),
    "tau nan": ("tau", {"tau": math.nan}),
    "tau inf": ("tau", {"tau": math.inf}),
    "tau an array": ("tau", {"tau": np.ones(2)}),
    "tau a word": ("tau", {"tau": "1"}),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input(what):
    """gradient_flow names what is wrong."""
    name, change = BAD[what]
    arguments = {"problem": sampled(0)[0], "w0": np.zeros((3, 2)), "t": 1.0, "tau": 1.0}
    refuses(name, lambda: gradient_flow(**(arguments | change)))
