"""Arguments of `gradient_descent` that are wrong against errors that name them."""

import math

import numpy as np
import pytest

from theory import gradient_descent

from ..common import refuses
from .references import sampled

BAD = {
    "no problem": ("problem", {"problem": None}),
    "moments for a problem": ("problem", {"problem": (np.eye(6), np.zeros(6))}),
    "w0 flat": ("w0", {"w0": np.zeros(6)}),
    "w0 transposed": ("w0", {"w0": np.zeros((2, 3))}),
    "w0 with nan": ("w0", {"w0": np.full((3, 2), math.nan)}),
    "w0 complex": ("w0", {"w0": np.full((3, 2), 1j)}),
    "w0 of words": ("w0", {"w0": np.full((3, 2), "a")}),
    "steps negative": ("steps", {"steps": -1}),
    "steps not whole": ("steps", {"steps": 1.5}),
    "steps nan": ("steps", {"steps": math.nan}),
    "steps inf": ("steps", {"steps": math.inf}),
    "steps with a negative entry": ("steps", {"steps": np.array([1, -2])}),
    "steps with a half": ("steps", {"steps": np.array([1.0, 2.5])}),
    "steps of two dimensions": ("steps", {"steps": np.ones((2, 2), dtype=int)}),
    "steps a word": ("steps", {"steps": "many"}),
    "steps None": ("steps", {"steps": None}),
    "steps complex": ("steps", {"steps": 2j}),
    "lr nan": ("lr", {"lr": math.nan}),
    "lr inf": ("lr", {"lr": math.inf}),
    "lr negative": ("lr", {"lr": -0.1}),
    "lr an array": ("lr", {"lr": np.array([0.1, 0.2])}),
    "lr a word": ("lr", {"lr": "0.1"}),
    "lr None": ("lr", {"lr": None}),
    "lr complex": ("lr", {"lr": 0.1j}),
    "lr that overflows": ("lr", {"lr": 1e3, "steps": 10**6, "w0": np.ones((3, 2))}),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input(what):
    """gradient_descent names what is wrong, and never returns what is not finite."""
    name, change = BAD[what]
    arguments = {"problem": sampled(0)[0], "w0": np.zeros((3, 2)), "steps": 3, "lr": 0.1}
    refuses(name, lambda: gradient_descent(**(arguments | change)))
