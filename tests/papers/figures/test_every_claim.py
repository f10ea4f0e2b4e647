"""Every claim's figure keeps the house's rules, and its words can be read in the report and at a paper's width."""

import pytest

import papers
from papers.ledger.registry import BUILT_IN, load_paper
from papers.plot_style import draw, figure_for_paper

from .rules import broken_rules
from .words import cut, overlapping

DRAWN = [(slug, claim.id) for slug in BUILT_IN for claim in load_paper(slug)[0].claims if claim.plot]


@pytest.mark.full
@pytest.mark.parametrize(("slug", "id"), DRAWN, ids=["-".join(job) for job in DRAWN])
def test_no_word_is_cut_or_covered_and_no_rule_broken(slug: str, id: str) -> None:
    (paper,) = papers.verify(slug, claim=id, workers=1).papers
    plot = paper.plot(id)
    assert plot is not None
    assert cut(draw(plot)) == []
    assert cut(figure_for_paper(plot)) == []
    assert overlapping(draw(plot)) == []
    assert overlapping(figure_for_paper(plot)) == []
    assert broken_rules(draw(plot)) == []
