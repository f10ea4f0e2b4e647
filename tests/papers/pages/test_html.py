"""The ledger as a page: nothing loaded, every claim shown and escaped, formulas drawn."""

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

import papers
from papers import Origin
from papers.ledger.registry import BUILT_IN, load_paper
from papers.ledger.report import Report
from papers.pages import page_style
from papers.pages.mathml import formula
from theory.gdln import general_flow_derivation
from theory.latex.derivations import display

VOID = {"meta", "br", "img", "link", "input", "hr"}
LOADS = {"src", "href", "xlink:href", "srcset", "data", "action", "poster", "background", "formaction"}
SCRIPT_OF_PAGE = page_style.SCRIPT
SCRIPT = "Says <script>alert('one & two')</script> nothing."


class Page(HTMLParser):
    """Tags in balance, what is loaded or linked, the ids, and the text outside <style>."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.text, self.style, self.formulas, self.scripts = "", "", [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)
        self.links += [str(value) for name, value in attrs if name in LOADS]
        self.ids += [str(value) for name, value in attrs if name == "id"]
        self.style += "".join(str(value) for name, value in attrs if name in ("style", "clip-path"))
        self.formulas += [str(value) for name, value in attrs if (tag, name) == ("math", "aria-label")]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            self.style += data
        elif self.open and self.open[-1] == "script":
            self.scripts.append(data)
        else:
            self.text += data


def test_html_loads_nothing(report: Report) -> None:
    page = Page(report.to_html())
    assert page.tags & {"link", "img", "iframe", "object", "embed", "base"} == set()
    assert [link for link in page.links if not link.startswith("#")] == []
    assert re.findall(r"@import|url\((?!#)", page.style) == []
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert {"svg", "table", "section"} <= page.tags


def test_html_shows_every_claim_escaped(report: Report, verdicts: dict[str, str]) -> None:
    html = report.to_html()
    page = Page(html)
    (paper,) = report.papers
    assert [id for id in page.ids if id.startswith("showcase-")] == [f"showcase-{id}" for id in verdicts]
    claims = [f"#showcase-{id}" for id in verdicts]  # linked from the table, and each from its own heading
    assert [link for link in page.links if link.startswith("#showcase-")] == claims + claims
    for r in paper.claims:
        shown = (r.statement, r.locator, str(r.verdict), r.error, r.counterexample, r.oracle)
        assert [words for words in shown if words and words not in page.text and words not in page.formulas] == []
        assert r.counterexample == "" or r.counterexample in page.formulas
        assert r.printed in (page.text if "&" in r.printed else page.formulas)
        assert r.corrected is None or r.corrected in page.formulas
    assert page.text.count(SCRIPT) == 2  # in the table and in its section
    assert paper.title in page.text
    assert paper.citation in page.text
    assert "0.5 ± 0.12 (one standard error)" in page.text
    assert "x > 0" in page.formulas  # among words too
    assert "; n & m" in page.text
    assert "no instance could have refuted it" in page.text  # why a claim is vacuous
    assert f"sympy {report.provenance['versions']['sympy']}" in page.text
    assert "gatelemma verify ./showcase --claim holds --explain" in page.text
    assert page.scripts == [SCRIPT_OF_PAGE]


def test_words_of_a_claim_are_drawn_and_linked(report: Report) -> None:
    """In the table, in the statement and in every row that holds sentences."""
    (paper,) = report.papers
    first, *others = paper.claims
    told = {
        "counterexample": "`defined`, a_1 = 1",
        "detail": "`defined`, a_2 = 2",
        "refuted_variants": {"`defined`, a_3 = 3": "`defined`, a_6 = 6"},
    }
    changed = replace(first, statement="`defined`, a_4 = 4", assumptions=("`defined`, a_5 = 5",), **told)
    page = Page(replace(report, papers=(replace(paper, claims=(changed, *others)),)).to_html())
    assert [page.formulas.count(f"a_{{{i}}} = {i}") for i in range(1, 7)] == [1, 1, 2, 2, 1, 1]
    assert page.text.count("defined, ") == 8
    assert page.links.count("#showcase-defined") == 2 + 8


def test_a_claim_without_an_oracle(report: Report) -> None:
    (paper,) = report.papers
    (with_one,) = [r for r in paper.claims if r.id == "holds"]
    for oracle, words in (("counting", "instances, by counting</dd>"), ("", "instances</dd>")):
        page = replace(report, papers=(replace(paper, claims=(replace(with_one, oracle=oracle),)),)).to_html()
        assert page.count(words) == 1


def test_one_instance(report: Report) -> None:
    (paper,) = report.papers
    (one,) = [replace(r, effective=1, oracle="") for r in paper.claims if r.id == "holds"]
    page = replace(report, papers=(replace(paper, claims=(one,)),)).to_html()
    assert "<dd>certified, 1 instance</dd>" in page


def test_definitions_stand_apart(report: Report) -> None:
    """Eight entries, one of each verdict: seven claims and a definition."""
    summary = report.to_html().split("<table>")[1].split("</table>")[0]
    heads = re.findall(r'class="n">([^<]+)</th>', summary)
    numbers = re.findall(r'class="n">(\d+)</td>', summary)
    assert dict(zip(heads, map(int, numbers), strict=True)) == {
        **dict.fromkeys(heads, 1),
        "claims": 7,
        "of them ours": 0,
    }
    assert heads[-3:] == ["claims", "of them ours", "definitions beside them"]
    assert "definition" not in heads


def test_what_the_paper_does_not_say_is_marked(report: Report) -> None:
    """Above its formula, and counted apart."""
    (paper,) = report.papers
    first, second, *rest = paper.claims
    marked = replace(paper, claims=(replace(first, origin=Origin.OWN), replace(second, origin=Origin.READ), *rest))
    html = replace(report, papers=(marked,)).to_html()
    captions = re.findall("<figcaption>([^<]+)</figcaption>", html)
    assert [c for c in captions if c != "corrected"] == [str(Origin.OWN), str(Origin.READ), *["printed"] * len(rest)]
    summary = html.split("<table>")[1].split("</table>")[0]
    heads = re.findall(r'class="n">([^<]+)</th>', summary)
    assert re.findall(r'class="n">(\d+)</td>', summary)[heads.index("of them ours")] == "1"


def test_a_claim_alone_in_a_notebook(report: Report) -> None:
    for result in report.papers[0].claims:
        page = Page(result._repr_html_())
        assert result.locator in page.text
        assert str(result.verdict) in page.text
        assert (result.error or "") in page.text
        assert not page.scripts
    assert "corrected form" in Page(report.claim("corrected")._repr_html_()).text


def test_the_code_behind_a_claim_is_named() -> None:
    html = papers.verify("gated_deep_linear_networks", claim="eq-9").to_html()
    place = r"papers/gated_deep_linear_networks/flows/general_solution\.py:\d+ weights_solve"
    assert re.search(rf"<code>{place}</code>, <code>theory\.gdln\.general_flow_derivation</code>", html)


def test_a_page_of_one_claim_hides_nothing() -> None:
    """No filter by the one verdict, what refuted the variants open, and below them the steps of the derivation."""
    report = papers.verify("gated_deep_linear_networks", claim="eq-9")
    page = Page(report.to_html())
    assert not page.tags & {"input", "fieldset", "output"}
    assert page.scripts == []
    assert re.findall("<details[^>]*>", report.to_html()) == ["<details open>", '<details class="derivation" open>']
    derivation = general_flow_derivation()
    assert f"Derivation: {derivation.title}" in page.text
    steps = [display(step, "aligned") for step in derivation.steps]
    assert [latex for latex in steps if latex not in page.formulas] == []
    assert page.text.count("[given]") == sum(step.given for step in derivation.steps)
    assert page.text.count("[holds, by ") == sum(not step.given for step in derivation.steps) > 0


def test_a_page_of_several_claims_folds_what_is_long(good: Path, report: Report) -> None:
    assert "<details open>" not in report.to_html()
    assert {"input", "fieldset", "output"} <= Page(report.to_html()).tags
    (paper,) = report.papers
    twice = [r for r in paper.claims if r.id == "holds"] * 2
    assert "fieldset" not in Page(replace(report, papers=(replace(paper, claims=tuple(twice)),)).to_html()).tags


def test_ids_of_plots_are_their_own(showcase: Path) -> None:
    report = papers.verify(showcase, workers=1)
    (paper,) = report.papers
    twice = replace(report, papers=(paper, replace(paper, slug="again")))
    page = Page(twice.to_html())
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links} <= set(page.ids)


@pytest.mark.parametrize(
    ("latex", "drawn"),
    [
        (r"\frac{1}{2} x", True),
        (r"w = \argmin_v L(v)", True),
        (r"\unknowncommand{x}", False),
        (r"\text{<script>alert(1)</script>}", False),
        ("x & y", False),
        ("{", False),
    ],
)
def test_a_formula_is_mathml_or_its_own_source(latex: str, drawn: bool) -> None:
    page = Page(formula(latex))
    assert page.tags <= ({"math"} | {t for t in page.tags if t.startswith("m")} if drawn else {"code"})
    assert (page.formulas == [latex]) if drawn else (page.text == latex)


@pytest.mark.parametrize(
    ("latex", "drawn"),
    [
        (r"A \iff B", "<mo>&#x027FA;</mo>"),
        (r"A \implies B", "<mo>&#x027F9;</mo>"),
        (r"x \sim y", "<mo>&#x0223C;</mo>"),
        (r"\mathbf 1", "<mn>&#x1D7CF;</mn>"),
        (r"\mathbb E", "&#x1D53C;"),
        (r"\mathbb{E}", "&#x1D53C;"),
    ],
)
def test_relations_have_space_and_alphabets_are_characters(latex: str, drawn: str) -> None:
    """The converter makes letters of the first and attributes, which browsers do not draw, of the second."""
    assert drawn in formula(latex)


def test_every_formula_of_the_papers_is_drawn() -> None:
    claims = [claim for slug in BUILT_IN for claim in load_paper(slug)[0].claims]
    formulas = [s.latex for claim in claims for s in (claim.printed, claim.corrected) if s]
    assert [latex for latex in formulas if not formula(latex).startswith("<math")] == []


def test_html_is_the_same_twice(report: Report) -> None:
    assert report.to_html() == report.to_html()


def test_html_escapes_a_slug(write: Callable[[str, str], Path]) -> None:
    slug = '"><script>x</script>&'
    folder = write("odd", f"PAPER = Paper({slug!r}, '', '', (Claim('a', 'Eq. (1)', '', Statement('x')),))")
    page = Page(papers.verify(folder).to_html())
    assert page.scripts == []
    assert page.ids == [slug, f"{slug}-a"]
    assert page.links == [f"#{slug}", f"#{slug}-a", f"#{slug}-a"]


def test_a_plot_that_fails_does_not_cost_the_page(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    (paper,) = report.papers
    claims = tuple(replace(r, data={"nothing": "here"}) if r.id == "measured" else r for r in paper.claims)
    page = Page(replace(report, papers=(replace(paper, claims=claims),)).to_html())
    assert "svg" not in page.tags
    assert "The plot failed: KeyError: 'points'" in page.text


def test_a_table_for_jupyter(report: Report, verdicts: dict[str, str]) -> None:
    page = Page(report._repr_html_())
    assert (page.links, page.ids) == ([], [])
    assert "script" not in page.tags
    assert page.text.count(SCRIPT) == 1
    assert [str(r.verdict) for r in report.papers[0].claims if str(r.verdict) not in page.text] == []
    assert [r.locator for r in report.papers[0].claims if r.locator not in page.text] == []
    assert re.findall(r"(?m)^(?:body|h1|table|code)", page.style) == []  # a notebook keeps its own style
    assert len(re.findall(r"(?m)^mt(?:d|able)\[", page.style)) == 4  # but for the lines of a formula
