"""Intervals around constants: they contain the value, on every branch, or there are none."""

import mpmath
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from theory.enclosure import enclosed_parts, enclosure

Q = sp.Rational
CONSTANTS = (Q(1, 3), -Q(7, 2), sp.pi, sp.E, sp.I, 1 - 2 * sp.I, -sp.sqrt(2) + sp.I / 3)


def contains(expression: sp.Expr) -> bool:
    """Whether 40 digits of SymPy's value, and what those may be off by, lie in the intervals."""
    real, imag = sp.N(expression, 50).as_real_imag()
    parts = enclosed_parts(expression)
    with mpmath.workdps(50):
        for part, value in zip(parts, (real, imag), strict=False):
            slack = mpmath.mpf("1e-40") * (1 + abs(mpmath.mpf(str(value))))
            if not mpmath.mpf(part.a) - slack <= mpmath.mpf(str(value)) <= mpmath.mpf(part.b) + slack:
                return False
        return bool(parts) and (len(parts) == 2 or abs(mpmath.mpf(str(imag))) < 1e-40)


def test_enclosures_contain_the_value():
    """exp, log, roots, pi: 50 digits of SymPy lie inside, and the interval is narrow."""
    value = sp.exp(Q(1, 3)) * sp.log(7) / sp.sqrt(5) + sp.pi ** Q(2, 3) - sp.sin(2) * sp.cos(3) + sp.E
    ball = enclosure(value)
    assert float(ball.delta) < 1e-50
    assert contains(value)
    assert float(enclosure(value, 240).delta) < 1e-230


@given(st.sampled_from(CONSTANTS), st.sampled_from(CONSTANTS), st.integers(-4, 4))
def test_principal_values(a, b, k):
    """Powers, logarithms and parts of complex numbers, as SymPy evaluates them."""
    for expression in (
        a**k + b,
        a**b,
        sp.log(a) * b,
        sp.exp(a * b),
        sp.sin(a) - sp.cos(b),
        sp.tanh(a) + b,
        sp.sqrt(a) + b ** Q(k, 3),
    ):
        assert contains(expression), expression
    for part in (sp.Abs, sp.re, sp.im, sp.conjugate):
        assert contains(part(sp.exp(a, evaluate=False) + b, evaluate=False)), part


@pytest.mark.parametrize("value", [-2, -Q(1, 7), -sp.pi])
def test_on_the_branch_cut_a_logarithm_has_the_imaginary_part_pi(value):
    real, imag = enclosed_parts(sp.log(value, evaluate=False))
    with mpmath.workdps(70):
        assert mpmath.mpf(imag.a) <= +mpmath.pi <= mpmath.mpf(imag.b)
    assert float(imag.delta) < 1e-55
    assert float(real.mid) == pytest.approx(float(sp.log(-value)), rel=1e-15)


@pytest.mark.parametrize(
    "expression",
    [
        sp.log(sp.sin(1) ** 2 + sp.cos(1) ** 2 - 1, evaluate=False),
        sp.Pow(sp.sin(1) ** 2 + sp.cos(1) ** 2 - 1, Q(1, 3), evaluate=False),
        sp.log(-1 + sp.I * (sp.sin(1) ** 2 + sp.cos(1) ** 2 - 1), evaluate=False),
        sp.besselj(0, 1),
    ],
)
def test_what_cannot_be_told_from_a_branch_cut_has_none(expression):
    """0 to 60 digits, and a negative number with an imaginary part that may be 0; and a function that is not known."""
    assert enclosure(expression) is None
    assert enclosed_parts(expression) == []
