"""Formulas as MathML: signs that the converter takes for letters have their space."""

from html import unescape

import pytest

from papers.pages.mathml import formula, unreadable

WIDE, NARROW = ('<mo lspace="0.278em" rspace="0.278em">:</mo>', '<mo lspace="0" rspace="0">:</mo>')


@pytest.mark.parametrize(
    ("latex", "colons"),
    [
        (r"\xi_1 > \xi_2:\ \text{localized}", [WIDE]),
        (r"\{x : x_{1:n} > 0\}", [WIDE, NARROW]),
        (r"x^{a:b}_{c:d}", [NARROW, NARROW]),
        (r"\sum_{i : a_i > 0}^n f : \frac{a:b}{c}", [NARROW, WIDE, WIDE]),
        (r"f\colon A \to B", [WIDE]),
        (r"\text{so: } a = b", []),
    ],
)
def test_a_colon_has_space_but_not_in_an_index(latex: str, colons: list[str]) -> None:
    drawn = formula(latex)
    found = [
        WIDE if drawn.startswith(WIDE, at) else NARROW for at in range(len(drawn)) if drawn.startswith("<mo lspace", at)
    ]
    assert found == colons
    assert "<mi>:</mi>" not in drawn
    assert f'aria-label="{latex.replace(">", "&gt;")}"' in drawn


@pytest.mark.parametrize(
    ("latex", "drawn"), [(r"(x, y) \sim (-x, y)", "&#x0223C;"), ("a; b", ";"), (r"\bigoplus_q A_q", "&#x02A01;")]
)
def test_a_relation_and_a_semicolon_are_no_letters(latex: str, drawn: str) -> None:
    assert f"<mo>{drawn}</mo>" in formula(latex)
    assert "~" not in formula(latex).partition(">")[2]


@pytest.mark.parametrize("name", [r"\operatorname*{arg\,min}", r"\operatorname {arg~min}", r"\argmin"])
def test_the_name_of_an_operator_is_one_word(name: str) -> None:
    assert ">arg\N{THIN SPACE}min</mo>" in formula(rf"w = {name}_v f(v)")
    assert ">argmin</mo>" in formula(r"w = \operatorname{arg\!min}_v f(v)")


@pytest.mark.parametrize("name", [r"\operatorname*{arg\,min}", r"\operatorname *{ess~sup}", r"\argmax"])
def test_what_belongs_to_a_starred_operator_stands_below_it_in_a_block(name: str) -> None:
    assert [formula(f"{name}_v f", shown).count("<munder>") for shown in ("block", "inline")] == [1, 0]
    assert formula(f"{name}_v^n f").count("<munderover>") == 1
    assert formula(f"{name} f").count("munder") == formula(name.replace("*", "") + "^n f").count("<munder>") == 0


@pytest.mark.parametrize("size", ["big", "Bigl", "biggr", "left"])
@pytest.mark.parametrize(("name", "drawn"), [(r"\langle", "⟨"), (r"\}", "}"), (r"\rVert", "‖"), (r"\lceil", "⌈")])
def test_a_large_delimiter_is_drawn(size: str, name: str, drawn: str) -> None:
    end = r" \right." if size == "left" else ""
    assert f">{drawn}</mo>" in unescape(formula(rf"\{size}{name} x{end}"))


@pytest.mark.parametrize(
    ("latex", "signs"),
    [
        ("U(-1, -a)", 2),
        ("x = -1", 1),
        (r"\{-1, \pm 1\}", 2),
        ("(a) - b", 0),
        ("|x| - 1", 0),
        ("x - 1", 0),
        (r"\langle -x", 1),
        (r"x \to -x", 1),
    ],
)
def test_the_sign_of_a_number_is_no_difference(latex: str, signs: int) -> None:
    assert formula(latex).count('form="prefix"') == signs


@pytest.mark.parametrize("name", ["tr-x", r"\mathbb{E}", r"\lambda", "f_1"])
def test_a_name_that_is_no_word_is_drawn_without_the_star(name: str) -> None:
    for source in (rf"\operatorname*{{{name}}}_v f", rf"\operatorname *{{{name}}}_v f"):
        assert unreadable(source) == ""
        assert "&#x0002A;" not in formula(source)


def test_lines_that_are_aligned_are_a_table() -> None:
    drawn = formula(r"\begin{aligned} a &= b \\ c &= d \end{aligned}")
    assert (
        drawn.count("<mtr>") == drawn.count('<mtd columnalign="right">') == drawn.count('<mtd columnalign="left">') == 2
    )
    assert drawn.count('<mtable displaystyle="true"') == 1  # the page sets its columns without space between


@pytest.mark.parametrize("latex", [r"\lVert w \rVert_2^2", r"\lvert w \rvert", r"\lvert w \rvert^2", "|w|"])
def test_bars_are_as_high_as_letters(latex: str) -> None:
    assert formula(rf"{latex} + \frac{{a}}{{b}}").count('<mo stretchy="false" lspace="0" rspace="0">&#x0') == 2


def test_bars_with_left_and_right_are_as_high_as_what_they_enclose() -> None:
    assert formula(r"\left\lVert \frac{a}{b} \right\rVert").count('<mo stretchy="true" fence="true" form=') == 2


def test_a_starred_space_is_a_space() -> None:
    assert '<mspace width="1em" />' in formula(r"a \hspace*{1em} b")


@pytest.mark.parametrize("arrow", [r"\xrightarrow{n \to \infty}", r"\xleftarrow[a]{b}", r"\xRightarrow[n]{}"])
def test_an_arrow_is_as_long_as_its_label(arrow: str) -> None:
    drawn = formula(rf"a {arrow} \tfrac{{1}}{{2}}")
    assert drawn.count('<mo stretchy="true">&#x2') == 1
    assert "mpadded" not in drawn  # Chromium knows no width that is a sum
    assert drawn.count('<mspace width="0.4em" />') == 2 * (1 + ("[" in arrow))


def test_limits_stand_below_in_a_block() -> None:
    latex = r"\lim_{x\to\infty} \max _k f"
    assert (formula(latex).count("<munder>"), formula(latex, "inline").count("<munder>")) == (2, 0)
    assert "<mi>&#x0221E;</mi>" in formula(latex)  # a number: no space around it, as an operator has


def test_arrows_are_as_high_as_letters() -> None:
    assert formula(r"|c| \downarrow, a \uparrow").count('<mo stretchy="false">&#x0219') == 2
    assert formula(r"a \to b").count('stretchy="false"') == 0


@pytest.mark.parametrize(
    ("latex", "wrong"),
    [
        (r"\frac{a}{b", "{ is not closed"),
        (r"\frac{a}{b}}", "} closes nothing"),
        (r"\left( x", r"\left is not closed"),
        (r"{x \right)", r"\right closes nothing"),
        (r"\begin{pmatrix} a", r"\begin{pmatrix} is not closed"),
        (r"\begin{pmatrix} a \end{matrix}", r"\end{matrix} closes nothing"),
        (r"a \begin", r"\begin has no name"),
        ("a \\", "it ends in a backslash"),
        (r"\foo x", r"\foo is not known"),
        ("x^", "missing super script or subscript"),
        ("x_1_2", "double subscripts"),
        ("a & b", "& stands outside of all environments that are known"),
    ],
)
def test_what_cannot_be_read_is_shown_as_it_is_and_named(latex: str, wrong: str) -> None:
    assert unreadable(latex) == wrong
    assert formula(latex) == f"<code>{latex.replace('&', '&amp;')}</code>"
    assert unreadable(r"\left(\frac{a}{b}\right) + \{") == ""
