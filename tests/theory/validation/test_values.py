"""Single values: what comes through as what type, and a line for what does not."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from theory import validation as v


@given(st.integers(-10, 10), st.integers(-10, 10), st.integers(-10, 10), st.sampled_from([int, np.int32, np.uint8]))
def test_natural_is_a_whole_number_in_its_range(value, least, most, kind):
    value = kind(abs(value)) if kind is np.uint8 else kind(value)
    if least <= value <= most:
        found = v.natural("count", value, least, most)
        assert (found, type(found)) == (int(value), int)
    else:
        with pytest.raises(ValueError, match="^count must be"):
            v.natural("count", value, least, most)


@pytest.mark.parametrize(
    "value", [0.1, np.float32(0.1), Fraction(1, 3), 2, np.int64(2), sp.Rational(1, 3), np.array(0.1), np.array(2)]
)
def test_a_real_number_is_a_float_or_a_fraction_and_the_same(value):
    found = v.real_number("lr", value, above=0)
    assert type(found) is (float if isinstance(np.asarray(value).item(), float) else Fraction)
    assert found == value


@given(st.floats() | st.fractions())
def test_a_probability_lies_between_0_and_1(value):
    if 0 < float(value) < 1:
        assert v.probability("level", value) == float(value)
    else:
        with pytest.raises(ValueError, match="^level must be"):
            v.probability("level", value)


@given(st.text(max_size=300))
def test_one_line_is_one_and_no_longer(text):
    found = v.one_line(text)
    assert found.splitlines() == [found]
    assert len(found) <= 80
    assert found == " ".join(repr(text).split()) or found.endswith("...")


def test_a_number_that_python_does_not_write_is_told():
    assert v.one_line(10**5000) == "int too long to write"


def test_what_is_right_comes_through():
    assert v.flag("full", np.True_) is True
    assert v.choice("law", "b", ["a", "b"]) == "b"
    assert v.entries("copies", np.array([1, 2]), 2) == [1, 2]
    assert v.function("test", len) is len
    assert v.float_type("dtype", "float32") == np.float32


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: v.natural("n", True), "n must be a whole number >= 1; got True."),
        (lambda: v.natural("n", 2.0), "n must be a whole number >= 1; got 2.0."),
        (lambda: v.natural("n", 2**63), "n must be at most 9223372036854775807; got"),
        (lambda: v.real_number("lr", True), "lr must be a real number; got True."),
        (lambda: v.real_number("lr", "1"), "lr must be a real number; got '1'."),
        (lambda: v.real_number("lr", 1j), "lr must be a real number; got 1j."),
        (lambda: v.real_number("lr", float("nan")), "lr must be finite; got nan."),
        (lambda: v.real_number("lr", 10**400), "lr must be finite; got"),
        (lambda: v.real_number("lr", 0, above=0), "lr must be finite and > 0; got 0."),
        (lambda: v.real_number("lr", -1, least=0), "lr must be finite and >= 0; got -1."),
        (lambda: v.flag("full", 1), "full must be True or False; got 1."),
        (lambda: v.choice("law", "c", ["a", "b"]), "law must be one of 'a', 'b'; got 'c'."),
        (lambda: v.choice("law", ["a"], ["a"]), "law must be one of 'a'; got ['a']."),
        (lambda: v.entries("copies", "12"), "copies must be a list; got '12'."),
        (lambda: v.entries("copies", np.array(1)), "copies must be a list; got array(1)."),
        (lambda: v.entries("copies", [1], 2), "copies must have 2 entries; got 1."),
        (lambda: v.function("test", 3), "test must be a function; got 3."),
        (lambda: v.float_type("dtype", None), "dtype must be float32 or float64; got None."),
        (lambda: v.float_type("dtype", np.float16), "dtype must be float32 or float64; got <class 'numpy.float16'>."),
    ],
)
def test_refusals(call, message):
    """Each begins with the argument and the rule, and is one line."""
    with pytest.raises((ValueError, TypeError)) as refused:
        call()
    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)
