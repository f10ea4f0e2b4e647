"""The reader's notation replaces symbols, all at once, and leaves words alone."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers.pages.notation import Notation, balanced, read_notation

SYMBOLS = ("x", "K", r"\tau", r"\Lambda", "7")


@pytest.mark.parametrize(
    ("symbols", "latex", "theirs"),
    [
        ({}, "a  b", "a  b"),
        ({r"\tau": "T"}, r"e^{-t/\tau} \taux", r"e^{-t/T} \taux"),
        ({r"\tau": "T"}, r"\tau x", "T x"),
        ({"K": r"\kappa"}, "Kx", r"\kappa x"),
        ({"K": "n", "n": "K"}, "K n K", "n K n"),
        ({"W_1": "M"}, "W_1 W_{1} W _1 W_{12} W_2", "M M M W_{12} W_2"),
        ({"W_1": "M", "W": "V"}, "W_1 W_2", "M V_2"),
        ({"c_i": "a_i"}, "c_i^2 c_{ij}", "{a_i}^2 c_{ij}"),
        ({r"\hat y": "f"}, r"\hat{y} \hat y \hat{z}", r"f f \hat z"),
        ({"x": r"\mathbf x"}, r"A_x \frac{x}{2}", r"A_{\mathbf x} \frac{\mathbf x}2"),
        (
            {"t": "s"},
            r"\text{at } t, \mathrm{tr}\, t \operatorname*{arg\,t} t \hspace{1pt} t",
            r"\text{at } s, \mathrm{tr}\, s \operatorname*{arg\,t} s \hspace{1pt} s",
        ),
        ({"c": "d"}, r"\begin{cases} c & 1 \end{cases}", r"\begin{cases} d & 1 \end{cases}"),
        ({r"\Lambda": "D"}, r"\Lambda^{-1} b", "D^{-1} b"),
    ],
)
def test_symbols(symbols: dict[str, str], latex: str, theirs: str) -> None:
    assert Notation(symbols)(latex) == theirs


formulas = st.recursive(
    st.sampled_from((*SYMBOLS, "y", r"\alpha", r"\text{x K}", "+")),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(" ".join),
        inner.map(lambda f: f"{{{f}}}"),
        st.tuples(inner, inner).map(lambda p: rf"\frac{{{p[0]}}}{{{p[1]}}}"),
        st.tuples(inner, inner).map(lambda p: f"{{{p[0]}}}_{{{p[1]}}}"),
    ),
    max_leaves=8,
)
maps = st.dictionaries(st.sampled_from(SYMBOLS), st.sampled_from((*SYMBOLS, "a_b", r"\mathbf q")), max_size=5)


@given(formulas, maps)
def test_what_is_balanced_stays_so(latex: str, symbols: dict[str, str]) -> None:
    assert balanced(latex)
    assert balanced(Notation(symbols)(latex))


@given(formulas, st.permutations(SYMBOLS))
def test_a_renaming_can_be_undone(latex: str, names: list[str]) -> None:
    there = dict(zip(SYMBOLS, names, strict=True))
    back = Notation({new: old for old, new in there.items()})(Notation(there)(latex))
    assert re.sub(r"[{}\s]", "", back) == re.sub(r"[{}\s]", "", latex)  # but for needless braces


def test_unused_symbols() -> None:
    notation = Notation({"K": "n", "Q": "R"})
    notation("K + 1")
    assert notation.unused() == ("Q",)


@pytest.mark.parametrize(
    ("latex", "fits"),
    [
        ("", True),
        ("{", False),
        ("}{", False),
        (r"\{", True),
        (r"\left( x", False),
        (r"\left( x \right.", True),
        (r"\leftarrow x", True),
        (r"\begin{cases} x \end{cases}", True),
        (r"\begin{cases} x \end{matrix}", False),
        (r"\begin{cases} { \end{cases} }", False),
        (r"\end{cases}", False),
        (r"\begin x", False),
        ("x\\", False),
    ],
)
def test_balanced(latex: str, fits: bool) -> None:
    assert balanced(latex) is fits


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "cannot read"),
        ('"\\tau" = "T"', "has a control character; write symbols in single quotes"),
        ('"\\Lambda" = "T"', "is no TOML"),
        ("K = 3", "'K' must map to LaTeX in quotes; got 3."),
        ("[symbols]\nK = 'n'", "must map to LaTeX in quotes; got {'K': 'n'}; write the lines without a heading."),
        ("K = '{n'", "'{n' has braces or environments that do not match"),
        ("' ' = 'n'", "a symbol must not be empty"),
    ],
)
def test_refused_maps(text: str | None, words: str, tmp_path: Path) -> None:
    path = tmp_path / "symbols.toml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=".") as refused:
        read_notation(path)
    assert words in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_a_map_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "symbols.toml"
    path.write_text("'\\tau' = 'T'  # our time constant\nK = 'N'\n", encoding="utf-8")
    assert read_notation(path)(r"K \tau") == "N T"
    assert read_notation(None)(r"K \tau") == r"K \tau"
