"""Gated features, and moments read in pieces."""

from fractions import Fraction

import numpy as np
from hypothesis import given

from theory import GatedRegression
from theory import moments as moments_module
from theory import strategies as sg


@given(sg.samples())
def test_features_and_samples_agree(drawn):
    """The gated features with scale 1/K are the gated samples."""
    x, y, g = drawn
    a = GatedRegression.from_samples(x, y, g)
    b = GatedRegression.from_features(moments_module.gated_features(x, g), y, scale=1 / a.K)
    assert np.array_equal(a.A, b.A)
    assert a.minimum_loss == b.minimum_loss
    assert np.array_equal(a.minimum_norm_weights.ravel(), b.minimum_norm_weights.ravel())


def test_pieces_do_not_change_the_moments(monkeypatch):
    """Read sample by sample or all at once, exact moments are the same."""
    rng = np.random.default_rng(0)
    x = np.array([[Fraction(int(v), 3) for v in row] for row in rng.integers(-5, 6, size=(23, 2))], dtype=object)
    y, g = rng.integers(0, 2, size=23), rng.integers(0, 2, size=(23, 2))
    whole = GatedRegression.from_samples(x, y, g)
    monkeypatch.setattr(moments_module, "PIECE_BYTES", 1)
    pieces = GatedRegression.from_samples(x, y, g)
    assert np.array_equal(whole.A, pieces.A)
    assert np.array_equal(whole.b, pieces.b)
    assert whole.y2 == pieces.y2
