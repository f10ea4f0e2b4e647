"""Words of a claim on a page: formulas drawn, names as code, names of claims as links, all else escaped."""

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers.ledger.registry import BUILT_IN, load_paper
from papers.pages.mathml import formula
from papers.pages.prose import found, letters, prose
from theory.latex.formulas_in_words import formulas

TAG = re.compile(r"<math .*?</math>|<[^<>]*>")


def test_formulas_are_drawn_with_their_spaces_outside() -> None:
    drawn = prose("so w_1 = P u < 3 holds")
    assert drawn.startswith('so <math aria-label="w_{1} = P u &lt; 3"')
    assert 'display="inline"' in drawn
    assert drawn.endswith("</math> holds")
    assert "</msub>" in drawn


def test_letters_of_the_formula_are_symbols() -> None:
    assert "<math" not in prose("a row of A, any n")
    assert prose("a row of A, any n", symbols={"a", "A", "n"}).count("<math") == 2  # the article is none


@pytest.mark.parametrize(
    ("latex", "found"),
    [
        (r"A_{ij} = \lambda", {"A", "i", "j", "lambda"}),
        (r"\text{any word}", set()),
        (r"\operatorname{rank} M, \mathrm{tr}\, B", {"M", "B"}),
        (r"\begin{cases} x \end{cases}", {"x"}),
    ],
)
def test_letters_of_a_formula(latex: str, found: set[str]) -> None:
    assert letters(latex) == found


def test_names_of_claims_are_links_and_other_names_code() -> None:
    links = {"eq-8": "#note-eq-8"}
    assert prose("see `eq-8` and `eq-9`", links) == 'see <a href="#note-eq-8">eq-8</a> and <code>eq-9</code>'
    assert prose("a single ` mark", links) == "a single ` mark"


@given(st.text(st.sampled_from("abxAK_^<>|&\"'`() =1.,;~{}\\"), max_size=40))
def test_words_never_become_markup(words: str) -> None:
    rest = TAG.sub("", prose(words))
    assert "<" not in rest
    assert ">" not in rest.replace("&gt;", "")
    assert not re.search(r"&(?!(amp|lt|gt|quot|#x27);)", rest)


@pytest.mark.parametrize(
    "data", ["gates [[1], [0]], n = 1", "off by -A_1_2*x_2*(c_1 - c_2)", "{'a_1': 2}", "x_1**2 = 0", "(c_1 - 1)*x_1"]
)
def test_data_that_a_test_found_stay_as_they_are(data: str) -> None:
    assert found(data) == escape(data)
    assert found(f"{data}; and n = 3") == f"{escape(data)}; and {formula('n = 3', 'inline')}"


@pytest.mark.parametrize("slug", BUILT_IN)
def test_every_formula_in_the_words_of_the_ledgers_converts(slug: str) -> None:
    for claim in load_paper(slug)[0].claims:
        known = letters(" ".join(said.latex for said in (claim.printed, claim.corrected) if said))
        for words in (claim.statement, *claim.assumptions):
            for latex in (part for part, math in formulas(words, known) if math):
                assert formula(latex.strip(), "inline").startswith("<math"), (claim.id, latex)
