"""Values for symbols: what is drawn meets the assumptions, and varies where they allow it."""

import numpy as np
import pytest
import sympy as sp

from theory.draws import draw


def drawn(symbol, count=60):
    rng = np.random.default_rng(0)
    return [draw(symbol, rng) for _ in range(count)]


@pytest.mark.parametrize(
    "assumptions",
    [
        {"positive": True},
        {"nonpositive": True},
        {"integer": True},
        {"even": True, "negative": True},
        {"prime": True},
        {"imaginary": True},
        {"real": False},
        {"rational": True, "integer": False},
    ],
)
def test_assumptions_are_met(assumptions):
    for value in drawn(sp.Symbol("s", **assumptions)):
        assert [getattr(value, f"is_{name}") for name in assumptions] == list(assumptions.values())


def test_all_that_is_allowed_occurs():
    """Both signs of a real symbol; real and complex values, imaginary parts beyond pi, of one without assumptions."""
    assert {value > 0 for value in drawn(sp.Symbol("x", real=True))} == {True, False}
    plain = drawn(sp.Symbol("z"))
    assert {value.is_real for value in plain} == {True, False}
    assert max(abs(sp.im(value)) for value in plain) > sp.pi


@pytest.mark.parametrize("assumptions", [{"infinite": True}, {"zero": True}, {"irrational": True}])
def test_none_where_there_is_none(assumptions):
    assert draw(sp.Symbol("s", **assumptions), np.random.default_rng(0)) is None
