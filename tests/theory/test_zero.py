"""Deciding whether an expression is zero: proved, refuted with a point, certified at points, or undecided."""

import mpmath
import pytest
import sympy as sp

from theory.zero import enclosure, is_zero

x, y = sp.symbols("x y", real=True)
p = sp.Symbol("p", positive=True)


@pytest.mark.parametrize(
    "expression",
    [
        (x + y) ** 2 - x**2 - 2 * x * y - y**2,
        sp.sin(x) ** 2 + sp.cos(x) ** 2 - 1,
        sp.sqrt(p**2) - p,
        sp.Matrix([[0, x - x], [sp.exp(x) * sp.exp(-x) - 1, 0]]),
    ],
)
def test_identities_are_proved(expression):
    """By expansion or simplification, without sampling."""
    decision = is_zero(expression)
    assert decision.holds is True
    assert decision.proved


@pytest.mark.parametrize(
    "expression", [x + sp.Rational(1, 10**30), sp.exp(x) - 1 - x, sp.sqrt(x**2) - x, sp.Matrix([0, x])]
)
def test_falsehoods_are_refuted_with_a_point(expression):
    """Also where the difference is tiny, or nonzero on one side only."""
    decision = is_zero(expression)
    assert decision.holds is False
    assert "difference" in decision.detail


def test_what_simplification_misses_is_certified_and_says_so(monkeypatch):
    """Interval evaluation at rational points: true, but not proved."""
    monkeypatch.setattr(sp, "simplify", lambda e: e)
    decision = is_zero(sp.sin(2 * x) - 2 * sp.sin(x) * sp.cos(x))
    assert decision.holds is True
    assert not decision.proved
    assert decision.method.startswith("certified at")


def test_unknown_functions_stay_undecided():
    """No enclosure is known for a Bessel function, so the answer is neither true nor false."""
    assert is_zero(sp.besselj(0, x) - 1 + x**2 / 4).holds is None


def test_noncommutative_expressions_are_decided_by_expansion():
    """A B - A B is zero, A B - B A is left over."""
    A, B = sp.symbols("A B", commutative=False)
    assert is_zero(A * B - A * B).holds is True
    assert is_zero(A * B - B * A).holds is None


def test_enclosures_contain_the_value():
    """exp, log, roots, pi: 50 digits of SymPy lie inside, and the interval is narrow."""
    value = (
        sp.exp(sp.Rational(1, 3)) * sp.log(7) / sp.sqrt(5) + sp.pi ** sp.Rational(2, 3) - sp.sin(2) * sp.cos(3) + sp.E
    )
    ball = enclosure(value)
    assert float(ball.delta) < 1e-50
    with mpmath.workdps(50):
        true = mpmath.mpf(str(sp.N(value, 50)))
        assert mpmath.mpf(ball.a) - mpmath.mpf("1e-45") <= true <= mpmath.mpf(ball.b) + mpmath.mpf("1e-45")


def test_a_sum_that_sympy_cannot_evaluate_is_undecided_with_a_hint():
    """Bounds that are no integers: SymPy raises from within."""
    r, n = sp.symbols("r n")
    for k in (sp.Symbol("k"), sp.Symbol("k", positive=True)):
        found = is_zero(sp.Sum(r**k, (k, 0, n - 1)) - (1 - r**n) / (1 - r))
        assert found.holds is None, found
        assert "declare bounds of sums as integers" in found.detail
