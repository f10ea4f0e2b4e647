"""Long formulas in lines: every line fits, and together they are the same formula."""

import re
from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from theory.latex.folding import COLUMN, drawn, folded

SYMBOLS = sp.symbols("a b c d x y")


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("a + b", ["a + b"]),
        (r"\alpha + \beta - \gamma + \delta", [r"\alpha + \beta", r"\quad - \gamma + \delta"]),
        (r"- \frac{a + b + c + d}{2}", [r"- \frac{1}{2} \bigl(a", r"\qquad + b + c", r"\qquad + d\bigr)"]),
        (
            r"\left(a + b\right) \left(c + d + f\right)",
            [r"\left(a + b\right) \bigl(c", r"\qquad + d", r"\qquad + f\bigr)"],
        ),
        (r"\left(a + b + c + d\right)^{2}", [r"\bigl(a + b + c", r"\qquad + d\bigr)^{2}"]),
        (r"\sqrt{a + b + c + d}", [r"\bigl(a + b + c", r"\qquad + d\bigr)^{1/2}"]),
        (r"\sqrt[3]{a + b + c + d}", [r"\bigl(a + b + c", r"\qquad + d\bigr)^{1/3}"]),
        ("e^{a + b + c + d + f + g}", [r"\exp\bigl(a", r"\qquad + b + c", r"\qquad + d + f", r"\qquad + g\bigr)"]),
        (r"\log{\left(a + b + c + d\right)}", [r"\log\bigl(a", r"\qquad + b + c", r"\qquad + d\bigr)"]),
        (r"\frac{1}{a + b + c + d + f}", [r"\bigl(a + b", r"\qquad + c + d", r"\qquad + f\bigr)^{-1}"]),
        (
            r"\frac{a + b}{\left(c + d + f + g\right)^{2}}",
            [r"\bigl(a + b\bigr) \bigl(c", r"\qquad + d + f", r"\qquad + g\bigr)^{-2}"],
        ),
        (
            r"\frac{1}{\left\langle a + b + c + d\right\rangle}",
            [r"\bigl(\bigl\langle a", r"\qquad + b + c", r"\qquad + d\bigr\rangle\bigr)^{-1}"],
        ),
        (r"\left. a + b + c + d \right|_{a=1}", [r"\bigl[a + b + c", r"\qquad + d\bigr]_{a=1}"]),
        (r"\left\langle a + b + c + d\right\rangle", [r"\bigl\langle a + b + c", r"\qquad + d\bigr\rangle"]),
        (
            r"\frac{\partial}{\partial t} \frac{a + b + c + d}{2}",
            [r"\frac{\partial}{\partial t} \Bigl[\frac{1}{2} \bigl(a", r"\qquad + b + c", r"\qquad + d\bigr)\Bigr]"],
        ),
        (
            r"\frac{\partial}{\partial t} \left(a + b + c + d\right)",
            [r"\frac{\partial}{\partial t} \bigl(a", r"\qquad + b + c", r"\qquad + d\bigr)"],
        ),
        (
            r"\int\limits_{0}^{1} \left(a + b + c\right)\, dx",
            [r"\int\limits_{0}^{1} \bigl(a + b", r"\qquad + c\bigr)\, dx"],
        ),
        (r"\theta\left(a - b, 1\right) a + b", [r"\theta\bigl(a - b, 1\bigr)", r"\quad \cdot a + b"]),
        (
            r"\sum_{k=1}^{n} \frac{a + b + c + d}{2}",
            [r"\sum_{k=1}^{n} \frac{1}{2} \bigl(a", r"\qquad + b + c", r"\qquad + d\bigr)"],
        ),
        (r"\left[\begin{matrix}a & b & c & d & f\end{matrix}\right]", None),  # too wide, and nothing to be done
        (r"\Theta_{a + b + c + d + f + g + h}", None),
    ],
)
def test_where_a_line_ends(formula: str, found: list[str] | None) -> None:
    lines = folded(formula, 60)
    assert lines == (found or [formula])


def value(latex: str, at: dict[str, Fraction]) -> Fraction:
    """Of sums, products, fractions and powers in whole numbers, read by rules of its own."""
    text = re.sub(r"\\(?:left|right|[bB]igl|[bB]igr)(?![a-z])|\\q?quad", "", latex).replace(r"\cdot", "*")
    text = re.sub(r"\}\s*\{", ",", text).replace(r"\frac", " frac").translate(str.maketrans("{}", "()"))
    tokens = re.findall(r"frac|[a-z]|\d+|\S", text.replace("^", "@"))
    out = ""
    for before, token in zip(["", *tokens], tokens, strict=False):
        beside = re.fullmatch(r"[a-eg-z]|\d+|\)", before) and re.fullmatch(r"frac|[a-z]|\d+|\(", token)
        out += f"{'*' if beside else ''}{f'F({token})' if token.isdigit() else token}"
    found: Fraction = eval(
        out.replace("@", "**"), {"__builtins__": {}}, {"F": Fraction, "frac": lambda p, q: Fraction(p) / q, **at}
    )
    return found


def grown(inner: st.SearchStrategy[sp.Expr]) -> st.SearchStrategy[sp.Expr]:
    several = st.lists(inner, min_size=2, max_size=5)
    sums = several.map(lambda terms: sp.Add(*(t if k % 3 else -t for k, t in enumerate(terms)), evaluate=False))
    return (
        sums
        | several.map(lambda factors: sp.Mul(*factors))
        | st.tuples(sums, sums).map(lambda pair: pair[0] / pair[1] if pair[1] != 0 else pair[0])
        | st.tuples(sums, st.integers(-3, 3)).map(lambda pair: pair[0] ** pair[1] if pair[0] != 0 else pair[0])
    )


atoms = st.sampled_from(SYMBOLS) | st.tuples(st.sampled_from(SYMBOLS), st.integers(2, 99)).map(lambda p: p[0] * p[1])
expressions = grown(grown(atoms) | atoms)
AT = {str(s): Fraction(7 * k + 3, k + 2) for k, s in enumerate(SYMBOLS)}


@given(expressions, st.sampled_from([COLUMN, 100.0, 40.0]))
def test_the_lines_are_the_formula(expression: sp.Expr, line: float) -> None:
    """Exactly the same number, at rational values of the symbols, where that is defined."""
    latex = sp.latex(expression)
    try:
        whole = value(latex, AT)
    except ZeroDivisionError:
        return
    lines = folded(latex, line)
    assert value(" ".join(lines), AT) == whole, lines
    for left, right in (("(", ")"), ("[", "]")):
        assert "".join(lines).count(left) == "".join(lines).count(right)
    for text in lines:
        assert text.count("{") == text.count("}")
        assert text.count(r"\left") == text.count(r"\right")


@given(expressions)
def test_no_line_is_too_wide(expression: sp.Expr) -> None:
    lines = folded(sp.latex(expression))
    assert max(map(drawn, lines)) <= COLUMN, lines


@pytest.mark.parametrize(
    "latex", ["", "x^*", r"\operatorname*{arg\,min}_x y", r"\mathrm d x", r"\frac12", "{", "x^", r"\begin{x}"]
)
def test_any_notation_is_taken(latex: str) -> None:
    assert folded(latex) == [latex]
    assert folded(latex, 0.0)
