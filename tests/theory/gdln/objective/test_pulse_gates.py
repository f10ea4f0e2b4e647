"""All gates 1[x_i >= x_(i+1)] on single pulses: the fields that fit any function of the length, on every ring tried."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from theory import GatedRegression, gdln
from theory.inputs import SinglePulse


def predictions(fields, L):
    """Lengths and yhat of all pulses, gates and sums written out."""
    out = []
    for x in SinglePulse(L, 1, L).support[0].tolist():
        on = [i for i in range(L) if x[i] >= x[(i + 1) % L]]
        out.append((sum(x), sum(fields[i][j] * x[j] for i in on for j in range(L)) / L))
    return out


@pytest.mark.parametrize("L", [2, 3, 4, 7, 11])
def test_every_target_is_fitted_exactly(L):
    rng = np.random.default_rng(L)
    target = np.array([Fraction(int(a), int(b)) for a, b in rng.integers(1, 9, (L, 2))], dtype=object)
    assert all(yhat == target[length - 1] for length, yhat in predictions(gdln.pulse_fields(target), L))


def test_the_fields_are_shifts_of_one_and_those_of_another_neighbour_fit_nothing():
    """Row i is row 0 moved by i; for gates 1[x_i >= x_(i-1)] they are the wrong ones."""
    w = gdln.pulse_fields([0.3, 1.0, -0.2, 0.5])
    assert all(np.array_equal(w[i], np.roll(w[0], i)) for i in range(4))
    assert any(abs(yhat - [0.3, 1.0, -0.2, 0.5][n - 1]) > 0.1 for n, yhat in predictions(w[:, ::-1], 4))


def test_they_are_best_where_y_depends_on_the_length():
    """Their loss is <var(y|x)> in the regression with these gates, which finds its own weights; lengths of any weights."""
    x, p = SinglePulse(5, 1, 5).support
    y = np.array([Fraction(1, length) for length in x.sum(axis=1).tolist()], dtype=object)
    gates = (x >= np.roll(x, -1, axis=1)).astype(int).astype(object)
    exact = np.array([[Fraction(int(v)) for v in row] for row in x], dtype=object)
    assert GatedRegression.from_samples(exact, y, gates, p).minimum_loss == 0
    assert GatedRegression.from_samples(exact, y, gates[:, 1:], p).minimum_loss > 0


def test_floats_are_off_by_no_more_than_documented():
    target = np.random.default_rng(0).uniform(-1, 1, 60)
    w = gdln.pulse_fields(target)
    assert np.max(np.abs(w)) <= 120
    off = [abs(yhat - target[length - 1]) for length, yhat in predictions(w, 60)]
    assert max(off) <= 60**2 * np.finfo(float).eps


def test_every_step_of_the_derivation_is_proved_and_has_teeth(has_teeth):
    """And where a gate is also off behind the pulse, or on before it, the step is refuted."""
    assert has_teeth(gdln.pulse_gates_derivation())
    steps = gdln.pulse_gates_derivation().steps
    behind, before = steps[2], steps[3]
    assert replace(behind, rhs=before.rhs).check().holds is False
    assert replace(before, rhs=behind.rhs).check().holds is False


@pytest.mark.parametrize("target", [[1.0], [], [[1.0, 2.0]], [1.0, np.nan], "ab"])
def test_bad_targets_are_refused(target):
    with pytest.raises((ValueError, TypeError), match="^target "):
        gdln.pulse_fields(target)
