"""Counts: every user of them takes and refuses the same."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from sims.gdln import predict_from_recording
from theory import GatedRegression, emn, gradient_descent, loss_along_descent
from theory import validation as v
from theory.gdln import FourthMoments, sgd_moments
from theory.inputs import Gaussian, Mixture

W0 = [[0.0, 0.0]]
SAMPLES = [[1.0, 2.0], [0.5, -1.0]], [1.0, 2.0], [[1], [1]]
EXACT = [[Fraction(1), Fraction(2)]], [Fraction(1)], [[1]]
NOTHING = [[Fraction(0), Fraction(0)]]
NET = emn.Architecture(2, (1,))
PARAMS = NET.parameters([[[0.5, 0.1], [0.2, 0.3]], [[[0.5]], [[0.4]]]])
LAW = Mixture(Gaussian([[4.0]]), Gaussian([[1.0]]))


def recorded(steps):
    """One weight matrix a step."""
    T = len(steps) if isinstance(steps, list | np.ndarray) else 2
    return predict_from_recording(np.ones((T, 1, 1)), steps, LAW, lr=0.1, batch=2, freeze_at=0)


TAKES = {  # what each function calls the counts that it takes, the function of them alone, and the shapes for one number
    "gradient_descent": (
        "steps",
        lambda s: gradient_descent(GatedRegression.from_samples(*SAMPLES), W0, s, 0.1),
        [(1, 2)],
    ),
    "gradient_descent, exact": (
        "steps",
        lambda s: gradient_descent(GatedRegression.from_samples(*EXACT), NOTHING, s, Fraction(1, 9)),
        [(1, 2)],
    ),
    "loss_along_descent": (
        "steps",
        lambda s: loss_along_descent(GatedRegression.from_samples(*SAMPLES), W0, s, 0.1),
        [()],
    ),
    "sgd_moments": (
        "steps",
        lambda s: sgd_moments(FourthMoments.from_samples(*SAMPLES), W0, s, 0.1, 2),
        [(1, 2), (2, 2)],
    ),
    "sgd_moments, exact": (
        "steps",
        lambda s: sgd_moments(
            FourthMoments.from_samples(*(np.array(part) for part in EXACT)), NOTHING, s, Fraction(1, 9), 2
        ),
        [(1, 2), (2, 2)],
    ),
    "expected_error": ("masks", lambda m: emn.expected_error(2, m), [()]),
    "expected_error, exact": ("masks", lambda m: emn.expected_error(2, m, Fraction(1, 10)), [()]),
    "predicted_errors": ("masks", lambda m: emn.predicted_errors(NET, PARAMS, m), [()]),
}
BAD = {
    "negative": -1,
    "no whole number": 1.5,
    "a float": 2.0,
    "a flag": True,
    "flags": [True, False],
    "flags, Python's": np.array([True], dtype=object),
    "text": "3",
    "None": None,
    "a negative one": [0, -1],
    "a float in it": [0, 1.5],
    "a fraction": Fraction(1, 2),
    "a matrix": [[1, 2]],
    "an empty matrix": [[]],
    "dates": np.array([3], dtype="datetime64[ns]"),
}
RAGGED = {"rows of unequal length": [[1], [1, 2]], "a masked entry": np.ma.array([1, 2], mask=[False, True])}
GOOD = {
    "a number": (2, ()),
    "of NumPy": (np.uint8(2), ()),
    "of SymPy": (sp.Integer(2), ()),
    "a row": ([0, 2], (2,)),
    "twice the same": ((2, 2), (2,)),
    "small": (np.array([0, 200], dtype=np.uint8), (2,)),
    "Python's": (np.array([0, 2], dtype=object), (2,)),
    "none": ([], (0,)),
    "none, of ints": (np.array([], dtype=np.int64), (0,)),
}


@pytest.mark.parametrize("name", TAKES)
@pytest.mark.parametrize("kind", BAD)
def test_every_function_has_the_same_rule_in_the_same_words(name, kind):
    argument, takes, _ = TAKES[name]
    with pytest.raises(ValueError, match=rf"^{argument} must be a whole number >= 0 or one (ascending )?row of them;"):
        takes(BAD[kind])


@pytest.mark.parametrize("name", TAKES)
@pytest.mark.parametrize("kind", RAGGED)
def test_every_function_says_what_is_no_array(name, kind):
    argument, takes, _ = TAKES[name]
    with pytest.raises(ValueError, match=f"^{argument} must (be a rectangular array|have a value everywhere); got"):
        takes(RAGGED[kind])


@pytest.mark.parametrize("kind", [*BAD, *RAGGED])
def test_a_recording_has_the_rule_too(kind):
    with pytest.raises(ValueError, match=r"^steps must (be|have) "):
        recorded({**BAD, **RAGGED}[kind])


@pytest.mark.parametrize("name", TAKES)
@pytest.mark.parametrize("kind", GOOD)
def test_every_function_gives_the_shape_of_the_counts(name, kind):
    """Also of none, for floats and for fractions."""
    value, shape = GOOD[kind]
    _, takes, one = TAKES[name]
    value = np.minimum(value, 3) if "exact" in name and kind == "small" else value
    found = takes(value)
    found = found if isinstance(found, tuple) else (found,)
    assert [np.shape(part) for part in found] == [shape + each for each in one]
    assert all(part.dtype.kind == ("O" if "exact" in name else "f") for part in map(np.asarray, found))


def test_a_count_beyond_64_bits_is_a_count():
    """It is taken where there is a closed form, and elsewhere refused for its size."""
    assert v.counts("steps", 2**70, most=np.inf).item() == 2**70
    assert v.counts("steps", [1, 2**70], most=np.inf).tolist() == [1, 2**70]
    for name, (argument, takes, _) in TAKES.items():
        if name in ("gradient_descent", "loss_along_descent"):
            assert np.all(np.isfinite(takes(2**70)))
        elif "descent" not in name:
            with pytest.raises(ValueError, match=rf"{argument} must be at most \d+"):
                takes(2**70)
    with pytest.raises(ValueError, match="^the largest of steps must be at most"):
        recorded([0, 2**70])


def test_ascending_rows():
    assert v.counts("steps", [0, 0, 3], ascending=True).tolist() == [0, 0, 3]
    assert v.counts("steps", [3, 0]).tolist() == [3, 0]
    with pytest.raises(
        ValueError, match=r"^steps must be a whole number >= 0 or one ascending row of them; got \[3, 0\]"
    ):
        v.counts("steps", np.array([3, 0], dtype=np.uint8).tolist(), ascending=True)
    with pytest.raises(ValueError, match="^steps must be .* ascending"):
        v.counts("steps", np.array([3, 0], dtype=np.uint8), ascending=True)
