"""Equations of a LaTeX source: those that are printed with a number, in order, with that number."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers.commands.tex.equations import Equation, equations

ATOMS = (
    "x_1",
    r"\frac{a}{b}",
    r"\begin{cases} 1 & x \\ 2 & y \end{cases}",
    r"\begin{pmatrix} a & b \\[2pt] c & d \end{pmatrix}",
    r"\text{if \& only \\ 50\% if}",
    r"\left\{ y \right.",
    r"{p \\ q & r}",
    r"\alpha\beta",
)
NOISE = (
    "Text with $a = b$ and \\[ c = d \\] in it.\n",
    "% \\begin{equation} commented \\end{equation}\n",
    "50\\% of it\\\\% \\begin{align} commented\n",
    "\\begin{verbatim}\n\\begin{equation} % no\n\\end{equation}\n\\end{verbatim}\n",
    "\\verb|\\begin{equation}| \\verb+%+\n",
    "\\begin{comment}\\begin{gather} no \\end{gather}\\end{comment}\n",
    "\\iffalse \\begin{equation} no \\end{equation} \\fi\n",
    "\\newcommand{\\be}[1][x]{\\begin{equation}}\\def\\ee{\\end{equation}}\n",
    "\\section*{Unnumbered}\n",
    "\\begin{displaymath} no \\end{displaymath}\n",
)
NAMES = ("equation", "multline", "align", "gather", "alignat", "flalign", "eqnarray")
OWN = "".join(
    rf"\newcommand{{\open{n}}}{{\begin{{{n}}}}}\def\shut{n}{{\end{{{n}}}}}" + "\n" for n in NAMES
)  # not for pdflatex, where align needs its own \end
formulas = st.lists(st.sampled_from(ATOMS), min_size=1, max_size=3).map(" + ".join)
labels = st.none() | st.from_regex(r"eq:[a-z]{1,6}", fullmatch=True)
tags = st.sampled_from(["A", "3'", r"$\ast$", r"\dag"])


@dataclass
class Written:
    """A source as it grows, and what a reader of the print would list."""

    within: bool
    text: str = ""
    found: list[Equation] = field(default_factory=list)
    section: int = 0
    equation: int = 0
    letter: int | None = None

    def number(self) -> str:
        if self.letter is None:
            self.equation += 1
        else:
            self.letter += 1
        letter = "" if self.letter is None else "abcdefghijklmnopqrstuvwxyz"[self.letter - 1]
        return (f"{self.section}." if self.within else "") + f"{self.equation}{letter}"


@st.composite
def row(draw: st.DrawFn, written: Written, starred: bool, aligned: bool) -> str:
    """One row of a display, and its entry in the list."""
    left, right, label = draw(formulas), draw(formulas), draw(labels)
    kind = draw(st.sampled_from(["number", "number", "nonumber", "notag", "tag"]))
    tag = draw(tags)
    parts = [f"{left} {'&= ' if aligned else '= '}{right}"]
    parts += [rf"\label{{{label}}}"] if label else []
    parts += {"nonumber": [r"\nonumber"], "notag": [r"\notag "], "tag": [rf"\tag{{{tag}}}"]}.get(kind, [])
    number = tag if kind == "tag" else written.number() if kind == "number" and not starred else None
    if number is not None:
        written.found.append(Equation(number, " ".join(f"{left} = {right}".split()), label or ""))
    return draw(st.sampled_from([" ", "\n  ", " % \\\\ & \\tag{no}\n"])).join(
        draw(st.permutations(parts)) if not aligned else parts
    )


@st.composite
def sources(draw: st.DrawFn) -> tuple[str, list[Equation]]:
    written = Written(draw(st.booleans()))
    for _ in range(draw(st.integers(1, 6))):
        _block(draw, written, draw(st.booleans()))
    start = OWN + "\\numberwithin{equation}{section}\n" if written.within else OWN
    whole = draw(st.booleans())
    begin, end = (
        ("\\begin{document}\n", "\\end{document}\n\\begin{equation} after \\end{equation}") if whole else ("", "")
    )
    return f"\\documentclass{{article}}\n{start}{begin}{written.text}{end}", written.found


def _block(draw: st.DrawFn, written: Written, nested: bool) -> None:
    kind = draw(st.sampled_from(["equation", "multline", "rows", "noise", "section", "set", "subequations"]))
    star = draw(st.sampled_from(["", "", "*"]))
    if kind in ("equation", "multline"):
        body = draw(row(written, bool(star), False))
        written.text += _display(draw, kind + star, f"\n{body}\n")
    elif kind == "rows":
        name = draw(st.sampled_from(["align", "gather", "alignat", "flalign", "eqnarray"]))
        aligned = name != "gather"
        rows = [draw(row(written, bool(star), aligned)) for _ in range(draw(st.integers(1, 4)))]
        between = draw(st.sampled_from([r" \\ ", "\\\\[2pt]\n", r"\\*", "\\\\ \\intertext{and \\emph{so}}\n"]))
        body = between.join(rows)
        if draw(st.booleans()):
            body += r" \\ "  # LaTeX numbers the empty row
            _ = written.number() if not star else None
        written.text += _display(draw, name + star, f"{'{2}' if name == 'alignat' else ''}\n{body}\n")
    elif kind == "noise":
        written.text += draw(st.sampled_from(NOISE))
    elif kind == "section":
        written.text += draw(st.sampled_from(["\\section{One}\n", "\\section[short]{Long}\n"]))
        written.section += 1
        written.equation = 0 if written.within else written.equation
    elif kind == "set" and written.letter is None:
        value = draw(st.integers(0, 9))
        add = draw(st.booleans())
        written.text += f"\\{'addto' if add else 'set'}counter{{equation}}{{{value}}}\n"
        written.equation = value + (written.equation if add else 0)
    elif kind == "subequations" and nested and written.letter is None:
        written.text += "\\begin{subequations}\\label{all}\n"
        written.equation, written.letter = written.equation + 1, 0
        for _ in range(draw(st.integers(1, 2))):
            _plain(draw, written)
        written.letter = None
        written.text += "\\end{subequations}\n"


def _display(draw: st.DrawFn, name: str, body: str) -> str:
    """The environment by its name, or by commands of the source's own."""
    if name in NAMES and draw(st.booleans()):
        return f"\\open{name}{body}\\shut{name}\n"
    return f"\\begin{{{name}}}{body}\\end{{{name}}}\n"


def _plain(draw: st.DrawFn, written: Written) -> None:
    body = draw(row(written, False, False))
    written.text += f"\\begin{{equation}} {body} \\end{{equation}}\n{draw(st.sampled_from(NOISE))}"


@given(sources())
def test_the_numbered_equations_in_order(drawn: tuple[str, list[Equation]]) -> None:
    source, expected = drawn
    assert list(equations(source)) == expected


@pytest.mark.parametrize(
    ("source", "numbers"),
    [
        ("", []),
        (r"\begin{equation} \label{a} \end{equation}\begin{equation}x\end{equation}", ["2"]),
        (r"\begin{equation} never ends", ["1"]),
        (r"\begin{alignat}{2} a &= b & c &= d \end{alignat}", ["1"]),
        (
            r"\begin{subequations}\begin{align} a \\ b \end{align}\end{subequations}\begin{equation}c\end{equation}"
            r"\begin{subequations}\begin{equation}d\end{equation}\end{subequations}",
            ["1a", "1b", "2", "3a"],
        ),
        (
            r"\begin{align} a \tag{x} \\ b \\ c \nonumber \\ d \\ \end{align}\begin{gather}e\end{gather}",
            ["x", "1", "2", "4"],
        ),
        (r"\section{A}\begin{equation}x\end{equation}\appendix\section{B}\begin{equation}y\end{equation}", ["1", "2"]),
        (
            r"\numberwithin{equation}{section}\section{A}\begin{equation}x\end{equation}"
            r"\appendix\section{B}\begin{equation}y\end{equation}",
            ["1.1", "A.1"],
        ),
        (
            r"\numberwithin{equation}{section}\chapter{A}\section{A}\begin{equation}x\end{equation}"
            r"\chapter{B}\section{A}\section{B}\begin{equation}y\end{equation}\appendix\chapter{C}\section{D}"
            r"\begin{equation}z\end{equation}",
            ["1.1.1", "2.2.1", "A.1.1"],
        ),
        (
            r"\numberwithin{equation}{chapter}\chapter{A}\section{A}\begin{equation}x\end{equation}"
            r"\section{B}\begin{equation}y\end{equation}",
            ["1.1", "1.2"],
        ),
        (
            r"\documentclass[a4paper]{report}\begin{equation}x\end{equation}\chapter{A}\begin{equation}y\end{equation}"
            r"\section{B}\begin{equation}z\end{equation}\appendix\chapter{C}\begin{equation}u\end{equation}",
            ["1", "1.1", "1.2", "A.1"],
        ),
        (r"\documentclass{scrreprt}\begin{equation}x\end{equation}", ["0.1"]),
        (
            r"\numberwithin{equation}{subsection}\begin{equation}a\end{equation}\section{A}\begin{equation}b\end{equation}"
            r"\subsection{A}\begin{equation}c\end{equation}\begin{equation}d\end{equation}\subsection*{A}"
            r"\begin{equation}e\end{equation}\subsection{B}\begin{equation}f\end{equation}\section{B}"
            r"\begin{equation}g\end{equation}\appendix\section{C}\subsection{D}\begin{equation}h\end{equation}",
            ["0.0.1", "1.0.1", "1.1.1", "1.1.2", "1.1.3", "1.2.1", "2.0.1", "A.1.1"],  # as pdflatex has it
        ),
        (
            r"\numberwithin{equation}{section}\section{A}\subsection{A}\begin{equation}a\end{equation}"
            r"\subsection{B}\begin{equation}b\end{equation}",
            ["1.1", "1.2"],
        ),
        (r"\begin{equation}a\end{equation}\[ s \tag{9} \]\[ t \]\begin{equation}b\end{equation}", ["1", "9", "2"]),
        (
            r"x \\[2pt] \[ \begin{aligned} s \\[2pt] t \\ \end{aligned} \tag{9} \] \[ t \] \\[a\] \[ u \tag*{8} \]"
            r"\begin{displaymath} v \tag{7} \end{displaymath}",
            ["9", "8", "7"],
        ),
        (
            r"\documentclass{book}\counterwithout{equation}{chapter}\chapter{A}\begin{equation}x\end{equation}",
            ["1"],
        ),
    ],
)
def test_numbers(source: str, numbers: list[str]) -> None:
    assert [e.number for e in equations(source)] == numbers


@pytest.mark.parametrize(
    ("tags", "numbers"),
    [  # as pdflatex has it; an equation that is numbered by itself comes before each and after all
        ([r"\ref{l1}$'$"], ["1", "1$'$", "2"]),
        ([r"\ref*{l2}a"], ["1", "2a", "2"]),
        ([r"\ref{t2}a", r"\ref{l1}b"], ["1", "1ba", "2", "1b", "3"]),
        ([r"\eqref{ l1 }, \ref{l2}"], ["1", "(1), 2", "2"]),
        ([r"\theequation$'$", r"\theequation a"], ["1", "1$'$", "2", "2a", "3"]),
        ([r"\ref{t1}"], ["1", r"\ref{t1}", "2"]),
        ([r"\ref{gone}, \ref{}"], ["1", r"\ref{gone}, \ref{}", "2"]),
    ],
)
def test_a_tag_that_refers(tags: list[str], numbers: list[str]) -> None:
    tagged = "".join(
        rf"\begin{{equation}} x \label{{l{k}}} \end{{equation}}\begin{{equation}} y \label{{t{k}}} \tag{{{tag}}} \end{{equation}}"
        for k, tag in enumerate(tags, 1)
    )
    last = rf"\begin{{align}} z \label{{l{len(tags) + 1}}} \end{{align}}"
    assert [e.number for e in equations(tagged + last)] == numbers


@pytest.mark.parametrize(
    ("body", "latex"),
    [
        (r"{alignat}{2} a &= b & c &= d", r"a = b \quad c = d"),
        ("{align} e &= f & g &= h & i &= j", r"e = f \quad g = h \quad i = j"),
        (r"{align} e &= f,\qquad & g &= h & \quad i &= j", r"e = f,\qquad g = h \quad i = j"),
        (r"{flalign} & e = f && \text{for } g &", r"e = f \quad \text{for } g"),
        (r"{align} e &= \begin{cases} 1 & g \\ 2 & h \end{cases}", r"e = \begin{cases} 1 & g \\ 2 & h \end{cases}"),
        ("{eqnarray} e &=& f", "e = f"),
    ],
)
def test_the_columns_of_a_row_stay_apart(body: str, latex: str) -> None:
    """Without a space between them `e = f` and `g = h` would read `e = f g = h`."""
    name = body[1 : body.index("}")]
    assert equations(rf"\begin{body}\end{{{name}}}") == (Equation("1", latex, ""),)


def test_a_formula_in_several_lines_is_one() -> None:
    source = "\\begin{multline}\n a \\\\\n + b % no\n \\\\ + c\n\\end{multline}"
    assert equations(source) == (Equation("1", "a + b + c", ""),)
    split = r"\begin{equation}\begin{split} a &= b \\ &= c \end{split}\end{equation}"
    assert equations(split) == (Equation("1", "a = b = c", ""),)


@pytest.mark.parametrize(
    ("rows", "latex"),
    [
        (r"L &= a \nonumber \\ &\quad = b \label{x} \\ c &= d", ["L = a \\quad = b", "c = d"]),
        (r"A &= b \notag \\ C &= d \notag \\ &\leq e", [r"C = d \leq e"]),
        (r"A &= b \notag \\ &- c \notag \\ &+ d", ["A = b - c + d"]),
        (r"A &= b \notag \\ C &= d", ["C = d"]),
        (r"A &= b \\ &= c", ["A = b", "= c"]),
        (r"A &= b \label{x} \\ &= c \notag \\ D &= e", ["A = b = c", "D = e"]),
        (r"A &= b \\ &= c \notag \\ &\quad + d \nonumber", [r"A = b = c \quad + d"]),
        (r"A &= b \\ &= c \notag \\ &= d", ["A = b", "= c = d"]),
        (r"A &= b \\ C &= d \notag \\ &= e \notag", ["A = b"]),
    ],
)
def test_a_row_without_a_number_belongs_to_what_it_goes_on_with(rows: str, latex: list[str]) -> None:
    assert [e.latex for e in equations(rf"\begin{{align}} {rows} \end{{align}}")] == latex


def test_a_comment_does_not_glue_words() -> None:
    assert equations("\\begin{equation}\n\\alpha%\nb\n\\end{equation}")[0].latex == r"\alpha b"


def test_commands_of_ones_own_are_expanded() -> None:
    """Also where one hides a break, a label or a \\notag; a row without a number takes none."""
    source = (
        r"\newcommand{\E}{\mathbb{E}}\newcommand{\no}{\notag}\newcommand\with[1]{\label{eq:#1}}\def\nl{\\}"
        r"\begin{align} \E x \with{a} \nl y \no \\ \E^2 &= z \end{align}"
    )
    assert equations(source) == (Equation("1", r"\mathbb{E} x", "eq:a"), Equation("2", r"\mathbb{E}^2 = z", ""))
