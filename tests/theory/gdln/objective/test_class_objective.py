"""The least loss as a function of the gates, in population, sample and exact form."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given

from theory import GatedRegression
from theory import strategies as sg
from theory.gdln import class_objective, class_objective_derivation
from theory.moments import gated_features
from theory.spectrum import EPS


def class_moments(x, y, gates):
    F = gated_features(x, gates.astype(object))
    one, zero = F[y == 1], F[y == 0]
    return one.sum(0) / Fraction(len(one)), one.T @ one / Fraction(len(one)), zero.T @ zero / Fraction(len(zero))


@given(sg.exact_samples())
def test_class_moments_give_the_sample_objective(drawn):
    """In rationals, for any balance of the classes: the least loss from class moments is the one from samples."""
    x, y, gates = drawn
    assume(0 < y.sum() < len(y))
    moments = class_moments(x, y, gates)
    q = Fraction(int(y.sum()), len(y))
    assert class_objective(*moments, q) == GatedRegression.from_samples(x, y, gates).minimum_loss
    floating = class_objective(*(m.astype(float) for m in moments), float(q))
    spectrum = GatedRegression.from_samples(x.astype(float), y, gates).spectrum.eigenvalues
    condition = spectrum[-1] / spectrum[0] if len(spectrum) else 1.0
    assert abs(floating - float(class_objective(*moments, q))) <= 100 * x.shape[1] * gates.shape[1] * EPS * condition


def test_sample_objective_is_optimistic(fractions):
    """Exactly, over all 4^3 samples of three points: the mean of the least loss is below the population's."""
    x, y, gates = fractions([[1], [2], [-1], [3]]), np.array([1, 0, 1, 0]), np.array([[1, 0], [1, 1], [0, 1], [0, 1]])
    population = GatedRegression.from_samples(x, y, gates)
    fitted, fresh = [], []
    for chosen in product(range(4), repeat=3):
        sample = GatedRegression.from_samples(x[list(chosen)], y[list(chosen)], gates[list(chosen)])
        fitted.append(sample.minimum_loss)
        fresh.append(population.loss(sample.minimum_norm_weights))
    assert sum(fitted) / 64 < population.minimum_loss < sum(fresh) / 64
    assert min(fresh) >= population.minimum_loss


def test_every_step_of_the_derivation_is_proved_and_has_teeth(has_teeth):
    assert has_teeth(class_objective_derivation())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: class_objective([1.0], [[1.0]], [[1.0]], 1.5), "positive must be a share"),
        (lambda: class_objective([1.0], [[1.0]], [[1.0, 0.0]]), "second_0 must have shape"),
        (lambda: class_objective([2.0], [[0.0]], [[0.0]]), "b must lie in the range"),
    ],
)
def test_refuses(call, message):
    """Each argument by name."""
    with pytest.raises(ValueError, match=message):
        call()
