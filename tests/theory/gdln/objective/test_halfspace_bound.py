"""What half-spaces never fit, and that as many as it takes fit the rest."""

from fractions import Fraction

import numpy as np
import pytest

from theory import GatedRegression
from theory.gdln import bayes_bound, halfspace_bound, halfspace_bound_derivation


@pytest.mark.parametrize("n", [1, 2, 3])
def test_halfspace_bound_is_reached(fractions, n):
    """By two half-spaces for each axis, in rationals, on supports with rays and opposite points; Bayes' bound is not."""
    rng = np.random.default_rng(n)
    axes = fractions(rng.integers(1, 30, size=(1 if n == 1 else 3, n)))
    x = np.concatenate([axes, -axes, 2 * axes, -3 * axes[:1]])
    y = np.array([Fraction(int(v)) for v in rng.integers(0, 2, size=len(x))], dtype=object)
    y[:2] = 1, 0
    near = []
    for axis in axes.astype(float):
        along = rng.normal(size=n)
        along -= along @ axis / (axis @ axis) * axis
        near += [along + 1e-6 * axis, along - 1e-6 * axis]
    near += [near[0], -near[0]]
    gates = (x.astype(float) @ np.array(near).T >= 0).astype(int)
    bound = halfspace_bound(x, y)
    assert GatedRegression.from_samples(x, y, gates).minimum_loss == bound > bayes_bound(x, y)
    assert abs(halfspace_bound(x.astype(float), y.astype(float)) - float(bound)) <= 1e-9  # eps times the condition


def test_halfspaces_cannot_fit_an_odd_nonlinear_target():
    """y = x_1^3 on a symmetric support of one length: even with many gates the odd part is linear."""
    angle = np.linspace(0.1, 0.1 + 2 * np.pi, 12, endpoint=False)
    x = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    directions = np.random.default_rng(0).normal(size=(2, 60))
    least = GatedRegression.from_samples(x, x[:, 0] ** 3, x @ directions >= 0).minimum_loss
    linear = GatedRegression.from_features(x, x[:, 0] ** 3).minimum_loss
    assert abs(least - linear) <= 1e-9
    assert linear > 0.01


def test_every_step_of_the_derivation_is_proved_and_has_teeth(has_teeth):
    assert has_teeth(halfspace_bound_derivation())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: halfspace_bound([[np.nan]], [1.0]), "x must be finite"),
    ],
)
def test_refuses(call, message):
    """Each argument by name."""
    with pytest.raises(ValueError, match=message):
        call()
