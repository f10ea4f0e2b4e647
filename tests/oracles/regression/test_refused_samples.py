"""Samples and features that are wrong against errors that name the argument."""

import math

import numpy as np
import pytest

from theory import GatedRegression

from ..common import refuses
from .references import replaced

X, Y, G = np.arange(12.0).reshape(6, 2), np.arange(6.0), np.array([[1, 0, 1]] * 6)
BAD_SAMPLES = {
    "x of one dimension": ("x", {"x": np.arange(6.0)}),
    "x of three dimensions": ("x", {"x": np.zeros((6, 2, 1))}),
    "x without columns": ("x", {"x": np.zeros((6, 0))}),
    "x with nan": ("x", {"x": replaced(X, (1, 1), math.nan)}),
    "x with inf": ("x", {"x": replaced(X, (1, 1), math.inf)}),
    "x complex": ("x", {"x": X + 1j}),
    "x of words": ("x", {"x": np.full((6, 2), "a")}),
    "x of objects": ("x", {"x": np.full((6, 2), None, dtype=object)}),
    "x of objects, rational y": ("x", {"x": np.full((6, 2), None, dtype=object), "y": np.arange(6)}),
    "x object with nan": ("x", {"x": replaced(X, (0, 0), math.nan, dtype=object), "y": np.arange(6)}),
    "x of rationals and a word": ("x", {"x": replaced([[1, 2]] * 6, (0, 0), "a", dtype=object), "y": np.arange(6)}),
    "x ragged": ("x", {"x": [[1.0, 2.0], [1.0]]}),
    "x is None": ("x", {"x": None}),
    "x of dates": ("x", {"x": np.zeros((6, 2), dtype="datetime64[s]")}),
    "y too short": ("x|y", {"y": np.arange(5.0)}),
    "y of two dimensions": ("y", {"y": np.zeros((6, 1))}),
    "y a scalar": ("y", {"y": 1.0}),
    "y with nan": ("y", {"y": replaced(Y, 2, math.nan)}),
    "y complex": ("y", {"y": Y + 1j}),
    "gates of a half": ("gates", {"gates": replaced(G, (0, 0), 0.5)}),
    "gates of 2": ("gates", {"gates": replaced(G, (0, 0), 2, dtype=int)}),
    "gates of -1": ("gates", {"gates": -G}),
    "gates with nan": ("gates", {"gates": replaced(G, (0, 0), math.nan)}),
    "gates too short": ("gates", {"gates": G[:5]}),
    "gates transposed": ("gates", {"gates": G.T}),
    "gates of one dimension": ("gates", {"gates": np.ones(6)}),
    "no gates": ("gates", {"gates": np.zeros((6, 0))}),
    "gates ragged": ("gates", {"gates": [[1, 0], [1]]}),
    "gates of words": ("gates", {"gates": np.full((6, 3), "on")}),
    "negative weight": ("sample_weight", {"sample_weight": replaced(np.ones(6), 3, -0.5)}),
    "weights that sum to 0": ("sample_weight", {"sample_weight": np.zeros(6)}),
    "weight nan": ("sample_weight", {"sample_weight": replaced(np.ones(6), 3, math.nan)}),
    "weight inf": ("sample_weight", {"sample_weight": replaced(np.ones(6), 3, math.inf)}),
    "weights too short": ("sample_weight", {"sample_weight": np.ones(5)}),
    "weights of two dimensions": ("sample_weight", {"sample_weight": np.ones((6, 1))}),
    "no samples": ("x|y", {"x": np.zeros((0, 2)), "y": np.zeros(0), "gates": np.zeros((0, 3))}),
    "moments that overflow": ("x", {"x": 1e200 * (X + 1)}),
    "target that overflows": ("y", {"y": 1e200 * (Y + 1)}),
}


@pytest.mark.parametrize("what", BAD_SAMPLES)
def test_bad_samples(what):
    """from_samples names what is wrong."""
    name, change = BAD_SAMPLES[what]
    refuses(name, lambda: GatedRegression.from_samples(**({"x": X, "y": Y, "gates": G} | change)))


BAD_FEATURES = {
    "of one dimension": ("features", {"features": np.arange(6.0)}),
    "with nan": ("features", {"features": replaced(X, (1, 1), math.nan)}),
    "complex": ("features", {"features": X + 1j}),
    "no samples": ("features|y", {"features": np.zeros((0, 2)), "y": np.zeros(0)}),
    "no columns": ("features", {"features": np.zeros((6, 0))}),
    "y too long": ("features|y", {"y": np.arange(7.0)}),
    "y with inf": ("y", {"y": replaced(Y, 2, -math.inf)}),
    "scale nan": ("scale", {"scale": math.nan}),
    "scale inf": ("scale", {"scale": math.inf}),
    "scale a word": ("scale", {"scale": "1/K"}),
    "scale an array": ("scale", {"scale": np.ones(2)}),
    "scale 0": ("scale", {"scale": 0}),
    "weights that sum to 0": ("sample_weight", {"sample_weight": np.zeros(6)}),
    "weights negative": ("sample_weight", {"sample_weight": -np.ones(6)}),
}


@pytest.mark.parametrize("what", BAD_FEATURES)
def test_bad_features(what):
    """from_features names what is wrong."""
    name, change = BAD_FEATURES[what]
    refuses(name, lambda: GatedRegression.from_features(**({"features": X, "y": Y} | change)))
