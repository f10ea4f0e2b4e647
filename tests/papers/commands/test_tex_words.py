"""Words of a LaTeX source: what a reader of the print would type, or the source where that is not known."""

import pytest

from papers.commands.tex_words import title_and_authors, words


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
        ("", ("", "")),
        (r"\title{A}", ("A", "")),
        (r"\newcommand{\X}{Ising}\title[no]{The \X\ model} % \title{B}", ("The Ising model", "")),
        (r"\titlerunning{no}\title {A {b} c}\author{D \and E \AND F}", ("A b c", "D, E, F")),
        (r"\author[1]{D}\author{E}\authorrunning{no}", ("", "D, E")),
    ],
)
def test_title_and_authors(source: str, found: tuple[str, str]) -> None:
    assert title_and_authors(source) == found
