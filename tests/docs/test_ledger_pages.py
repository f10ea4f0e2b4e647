"""The pages of the ledger and of the errata: every claim of a verdict, formulas among its words drawn."""

from collections.abc import Callable
from types import ModuleType

import pytest

from papers import Origin
from papers.ledger.expected import read_expected
from papers.ledger.registry import BUILT_IN, load_paper
from theory.latex.formulas_in_words import formulas


@pytest.fixture(scope="module")
def ledger_pages(extension: Callable[[str], ModuleType]) -> ModuleType:
    return extension("ledger_pages")


@pytest.mark.parametrize("slug", BUILT_IN)
@pytest.mark.parametrize("page", ["ledger", "errata"])
def test_formulas_among_the_words_are_drawn(ledger_pages: ModuleType, page: str, slug: str) -> None:
    text = ledger_pages.pages()[f"{page}/{slug}.md"]()
    paper, folder = load_paper(slug)
    verdicts = read_expected(folder)
    in_errata = [c for c in paper.claims if verdicts[c.id] == "corrected" and c.origin is not Origin.OWN]
    shown = list(paper.claims) if page == "ledger" else in_errata
    words = [c.statement for c in shown] + [a for c in shown if page == "errata" for a in c.assumptions]
    drawn = {piece.strip() for said in words for piece, math in formulas(said) if math and "|" not in piece}
    assert len(drawn) > 40
    assert [piece for piece in drawn if piece not in text] == []
    assert [c.id for c in shown if f"`{c.id}`" not in text] == []
    if page == "errata":
        assert text.count("\nPrinted\n") + text.count("\nAs we read it\n") == len(shown)
        assert [c.id for c in paper.claims if c not in shown and f"(`{c.id}`)" in text] == []


def test_a_row_links_to_the_derivations_that_its_test_reaches(ledger_pages: ModuleType) -> None:
    rows = ledger_pages.pages()["ledger/gated_deep_linear_networks.md"]().splitlines()
    (row,) = [row for row in rows if "`eq-9`" in row]
    assert "`eq-9`, [derivation](#theory-gdln-flows-general-flow-derivation)" in row
    (row,) = [row for row in rows if "`eq-2`" in row]
    assert "[derivation]" not in row
