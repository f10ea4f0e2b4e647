"""From SymPy to NumPy: constants broadcast, removable singularities are filled, no NaN leaves."""

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from theory import numpy_function

x, y = sp.symbols("x y", real=True)
relaxation = numpy_function([x], (1 - sp.exp(-x)) / x)
cosine = numpy_function([x], (1 - sp.cos(x)) / x**2)


@given(st.floats(-300, 300))
def test_relaxation_to_rounding(value):
    """(1 - exp(-x)) / x to 4 eps of 700-digit arithmetic, for all x, 0 and the smallest included."""
    with mpmath.workdps(700):
        true = float((1 - mpmath.exp(-mpmath.mpf(value))) / mpmath.mpf(value)) if value else 1.0
    assert abs(relaxation(value) - true) <= 4 * np.finfo(float).eps * abs(true)


@pytest.mark.parametrize("value", [0.0, 1e-300, 1e-12, 1e-8, 1e-4, 1.0])
def test_cancellation_is_noticed(value):
    """(1 - cos x) / x^2 is 0 or noise near 0 in plain double precision; here it is right to 2^-39."""
    with mpmath.workdps(700):
        true = float((1 - mpmath.cos(mpmath.mpf(value))) / mpmath.mpf(value) ** 2) if value else 0.5
    assert abs(cosine(value) - true) <= 2.0**-39


def test_shapes():
    """Constants take the shape of the arguments, arguments broadcast, scalars give floats."""
    assert numpy_function([x], sp.Integer(3))(np.zeros((2, 2))).tolist() == [[3.0, 3.0], [3.0, 3.0]]
    assert numpy_function([x, y], x + y)(np.zeros((3, 1)), np.ones(2)).shape == (3, 2)
    assert isinstance(relaxation(1.0), float)
    assert relaxation(np.array([0.0, np.inf])).tolist() == [1.0, 0.0]


def test_removable_singularities_in_two_variables():
    """(x^2 - y^2)/(x - y) is x + y on the line x = y too."""
    f = numpy_function([x, y], (x**2 - y**2) / (x - y))
    assert f(np.array([1.0, 2.0]), np.array([1.0, 2.0])).tolist() == [2.0, 4.0]


@pytest.mark.parametrize(
    ("expression", "at"),
    [(1 / x, 0.0), (sp.Abs(x) / x, 0.0), (sp.sqrt(x), -1.0), (sp.log(x), 0.0), (x, np.nan), (sp.exp(x), np.inf)],
)
def test_no_nan_and_no_infinity_leaves(expression, at):
    """Poles, jumps, complex values, NaN in the input: one clear line."""
    with pytest.raises(ValueError, match="must"):
        numpy_function([x], expression)(at)


def test_a_direction_dependent_limit_is_refused():
    """x y / (x^2 + y^2) has no value at the origin."""
    with pytest.raises(ValueError, match="must be finite"):
        numpy_function([x, y], x * y / (x**2 + y**2))(0.0, 0.0)


def test_free_symbols_are_refused():
    """A symbol without an argument is named."""
    with pytest.raises(ValueError, match=r"\['y'\]"):
        numpy_function([x], x * y)
