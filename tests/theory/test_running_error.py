"""Bounds on rounding against values of 60 digits: they hold, and where nothing cancels they are a few units."""

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given

from theory.running_error import EPS, value_and_error
from theory.strategies import rngs

x, y = sp.symbols("x y", positive=True)
EXPRESSIONS = [
    sp.exp(x),
    (x + y) * (x - y) + sp.Rational(1, 3),
    sp.exp(x - y) * sp.log(x) - sp.sqrt(y),
    (1 - sp.cos(x / 1000)) / x**2,
    sp.atan(x / y) + sp.pi * sp.erf(x),
    x ** sp.Rational(3, 2) - y**3 + sp.Piecewise((x, x > y), (-y, True)),
]


def true(expression: sp.Expr, a: float, b: float) -> mpmath.mpf:
    """At the floats themselves, which are exact rationals."""
    return expression.xreplace({x: sp.Rational(a), y: sp.Rational(b)}).evalf(60)


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
@given(rngs())
def test_the_bound_holds(expression, rng):
    at = {s: 10 ** rng.uniform(-2, 1, size=4) for s in (x, y)}
    at[y][0] = np.nextafter(at[x][0], 99)  # what is subtracted cancels
    values, bounds = value_and_error(expression, at)
    for value, bound, a, b in zip(values, bounds, at[x], at[y], strict=True):
        assert abs(true(expression, a, b) - sp.Rational(value)) <= bound


@given(rngs())
def test_without_cancellation_the_bound_is_some_units_of_the_value(rng):
    at = {s: rng.uniform(0.1, 2, size=5) for s in (x, y)}
    value, bound = value_and_error(sp.exp(x) * sp.sqrt(y) + x * y, at)
    assert np.all(bound <= 40 * EPS * np.abs(value))
    assert np.all(bound > 0)


def test_what_cancels_is_told():
    """1 - cos of a small angle: the bound grows to the size of what is left, and the value is off by a part of it."""
    at = {x: np.array([1e-3, 1e-6, 1e-8])}
    value, bound = value_and_error(1 - sp.cos(x), at)
    off = np.abs(value - 2 * np.sin(at[x] / 2) ** 2)
    assert np.all(off <= bound)
    assert bound[0] < 1e-8 * value[0]
    assert bound[2] > value[2]


def test_inputs_and_small_whole_numbers_have_no_error():
    at = {x: np.array([0.1, 3.0])}
    for expression in (x, sp.Integer(7)):
        assert not np.any(value_and_error(expression, at)[1])
    assert value_and_error(sp.Rational(1, 3), at)[1] > 0


def test_no_bound_where_there_is_no_value():
    value, bound = value_and_error(1 / x + sp.log(y), {x: np.array([0.0, 1.0]), y: np.array([1.0, -1.0])})
    assert not np.any(np.isfinite(value))
    assert not np.any(np.isfinite(bound))
