"""Deciding whether an expression is zero: proved, refuted with a point, certified at points, or undecided."""

import pytest
import sympy as sp

from theory.zero import Decision, is_zero

x, y = sp.symbols("x y", real=True)
z = sp.Symbol("z")  # complex
p = sp.Symbol("p", positive=True)
A, B = (sp.MatrixSymbol(name, 2, 2) for name in "AB")


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


@pytest.mark.parametrize(
    "expression",
    [
        sp.log(x**2) - 2 * sp.log(x),
        sp.log(x * y) - sp.log(x) - sp.log(y),
        (x**3) ** sp.Rational(1, 3) - x,
        sp.conjugate(z) - z,
        sp.re(z) - z,
        sp.Abs(z) ** 2 - z**2,
        sp.log(z**2) - 2 * sp.log(z),
        sp.log(sp.exp(z)) - z,
        sp.sqrt(z**2) - z,
        sp.exp(sp.I * x) - sp.cos(x) + sp.I * sp.sin(x),
    ],
)
def test_what_holds_on_a_part_of_the_domain_is_refuted(expression):
    """On positive or real numbers alone, or in the real part: the values between are no reason to leave a point out."""
    decision = is_zero(expression)
    assert decision.holds is False
    assert "difference" in decision.detail
    assert is_zero(expression.subs({x: p, y: p + 1})).holds is not False or expression.has(z, sp.I)


def test_a_point_that_is_not_enclosed_leaves_it_undecided():
    """It holds where floor(x) is evaluated, at every point; what is left of it is unknown at each."""
    f = sp.Function("f")
    decision = is_zero((f(x) - 1) * sp.Heaviside(-x))
    assert decision.holds is None
    assert "points where none was possible, one at x = -" in decision.detail


@pytest.mark.parametrize("rate", [p, -p])
def test_derivatives_and_limits_are_evaluated(rate):
    """So that a wrong right side is refuted, and no error."""
    falls = sp.exp(-p * x)
    assert is_zero(sp.Derivative(falls, x) + rate * falls).holds is (rate == p)
    assert is_zero(sp.Limit(falls, x, sp.oo) - (rate - p)).holds is (rate == p)


def test_what_sympy_cannot_evaluate_is_undecided():
    f = sp.Function("f")
    for expression in (sp.Derivative(f(x), x) - f(x), sp.Integral(sp.exp(x), x) - x):
        decision = is_zero(expression)
        assert decision.holds is None
        assert "SymPy cannot evaluate it at x = " in decision.detail


def test_matrix_symbols_are_taken_by_their_entries():
    """Of a size that is a number; others are decided where SymPy reduces them to the zero matrix."""
    C, D = (sp.MatrixSymbol(name, *sp.symbols("n n", integer=True, positive=True)) for name in "CD")
    for zero in ((A * B).T - B.T * A.T, sp.Trace(A * B) - sp.Trace(B * A), sp.ZeroMatrix(2, 2), (C * D).T - D.T * C.T):
        assert is_zero(zero).holds is True
    for other in ((A * B).T - A.T * B.T, sp.Trace(A * B) - sp.Trace(A), A[0, 1] - A[1, 0], A - sp.Identity(2)):
        decision = is_zero(other)
        assert decision.holds is False
        assert "A[0, " in decision.detail
    assert is_zero((C * D).T - C.T * D.T).method == "matrices without a size"
    assert is_zero(sp.Trace(C * D) - sp.Trace(D * C)).holds is None


def test_numbers_have_no_point():
    assert is_zero(sp.SparseMatrix([[0, 1]])).detail == "difference 1"


def test_cancellation_is_enclosed_with_more_digits(monkeypatch):
    """e^200 is beyond 60 digits of relative accuracy for an absolute 1e-40."""
    monkeypatch.setattr(sp, "simplify", lambda e: e)
    big = sp.exp(200) * (sp.sin(1) ** 2 + sp.cos(1) ** 2 - 1)
    assert is_zero(big).holds is True
    monkeypatch.setattr("theory.zero.PRECISIONS", (60,))
    assert is_zero(big).holds is None


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


def test_assumptions_without_a_rational_are_undecided():
    found = is_zero(sp.Symbol("q", irrational=True) - 1)
    assert found.holds is None
    assert found.detail == "no point was found that meets the assumptions on q"


def test_a_sum_that_sympy_cannot_evaluate_is_undecided_with_a_hint():
    """Bounds that are no integers: SymPy raises from within."""
    r, n = sp.symbols("r n")
    for k in (sp.Symbol("k"), sp.Symbol("k", positive=True)):
        found = is_zero(sp.Sum(r**k, (k, 0, n - 1)) - (1 - r**n) / (1 - r))
        assert found.holds is None, found
        assert "declare bounds of sums as integers" in found.detail


def test_the_word_of_a_decision() -> None:
    assert [Decision(holds, "by hand").word for holds in (True, False, None)] == ["holds", "refuted", "undecided"]
