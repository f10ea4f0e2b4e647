"""Words of a LaTeX source: what a reader of the print would type, or the source where that is not known."""

import pytest

from papers.commands.tex.without_markup import title_page, words


@pytest.mark.parametrize(
    ("latex", "found"),
    [
        ("", ""),
        ("A.1", "A.1"),
        (r"$\ast$", "*"),
        (r"\dag", "†"),
        (r"$2^{\prime\prime}$", "2''"),
        (r"$\alpha$", "alpha"),
        ("A_1", "A_1"),
        (r"50\% \& more", "50% & more"),
        (r"\ref{eq:a}$'$", r"\ref{eq:a}$'$"),  # unknown: nothing is half undone
        (r"\text{\bf 3}", r"{\bf 3}"),
        (r"\emph{On} {G}ates\\of~one\thanks{me {and} you}", "On Gates of one"),
        (
            r"Erd\H{o}s, \L{}ukasz, Stra\ss e, Gr\"un, \c c, \v{s} and {\'{\i}}",
            "Erdős, Łukasz, Straße, Grün, ç, š and í",
        ),
        (r"Andr\'e M\"{u}ller", "André Müller"),
        (r"A. B.$^{1,2}$", "A. B."),
    ],
)
def test_words(latex: str, found: str) -> None:
    assert words(latex) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("", ("", "", "")),
        (r"\title{A}", ("A", "", "")),
        (r"\newcommand{\X}{Ising}\title[no]{The \X\ model} % \title{B}", ("The Ising model", "", "")),
        (
            r"\title{On \(\frac12  w\) for {$K$}\thanks{$x$}: {\em no} $1^*$$^*$}",
            (r"On $\frac12 w$ for $K$: no $1^*$", "", ""),
        ),
        (r"\title{A \texorpdfstring{$K$}{K}-gate}", ("A $K$-gate", "", "")),
        (r"\titlerunning{no}\title {A {b} c}\author{D \and E \AND F}", ("A b c", "D, E, F", "")),
        (r"\author[1]{D}\author{E}\authorrunning{no}\date{\today}", ("", "D, E", "")),
        (
            r"\author{D. E.\\ University of F \\ \texttt{g@h} \And \textbf{I}\newline J}\date{May 3, 2024}",
            ("", "D. E., I", "2024"),
        ),
        (
            r"\title{\LARGE \bf The $\mathcal{O}(n^2)$ cost of $\frac{1}{K}$:\\ \vspace{1mm} $p\leq 2$ in \LaTeX{} and $\sqrt{n}$}",
            (r"The $\mathcal{O}(n^2)$ cost of $\frac{1}{K}$: $p\leq 2$ in LaTeX and $\sqrt{n}$", "", ""),
        ),
        (
            r"\let\X\alpha\NewDocumentCommand{\Y}{m}{of #1}\title{$\X$ \Y{50\%} \foo{b}\quad c}",
            (r"$\alpha$ of 50% b c", "", ""),
        ),
    ],
)
def test_title_page(source: str, found: tuple[str, str, str]) -> None:
    assert title_page(source) == found
