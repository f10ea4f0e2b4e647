"""What a run found, as JSON, HTML and LaTeX."""

import json
import math
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import papers
from papers.ledger.registry import BUILT_IN, load_paper
from papers.ledger.report import Report
from papers.pages import page_style
from papers.pages.mathml import formula
from papers.plot_style import COLOURS
from theory.latex_words import latex_words as latex_text

IN_DESIGN = {
    "id",
    "locator",
    "verdict",
    "evidence",
    "printed",
    "corrected",
    "deviation",
    "effective",
    "seconds",
    "error",
}
EXTRAS = {"error_bar", "level", "statement", "counterexample", "detail", "assumptions", "oracle", "refuted_variants"}
VOID = {"meta", "br", "img", "link", "input", "hr"}
LOADS = {"src", "href", "xlink:href", "srcset", "data", "action", "poster", "background", "formaction"}
SCRIPT_OF_PAGE = page_style.SCRIPT
SCRIPT = "Says <script>alert('one & two')</script> nothing."


@pytest.fixture
def report(showcase: Path) -> Report:
    return papers.verify(showcase, workers=1)


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


def test_json_has_the_keys_of_the_design(report: Report, verdicts: dict[str, str]) -> None:
    found = json.loads(report.to_json())
    assert set(found) == {"provenance", "papers"}
    assert {"versions", "platform", "seed", "commit"} <= set(found["provenance"])
    (paper,) = found["papers"]
    assert set(paper) == {"slug", "title", "claims"}
    assert paper["slug"] == "showcase"
    assert all(set(claim) == IN_DESIGN | EXTRAS for claim in paper["claims"])
    assert {claim["id"]: claim["verdict"] for claim in paper["claims"]} == verdicts
    assert [claim["id"] for claim in paper["claims"]] == list(verdicts)


def test_json_values(report: Report) -> None:
    claims = {claim["id"]: claim for claim in json.loads(report.to_json())["papers"][0]["claims"]}
    for claim in claims.values():
        assert isinstance(claim["printed"], str)
        assert type(claim["effective"]) is int
        assert type(claim["seconds"]) is float
        assert (claim["corrected"] is None) == (claim["verdict"] != "corrected")
        assert (claim["error"] is None) == (claim["verdict"] != "error")
        assert (claim["evidence"] is None) == (claim["verdict"] in ("definition", "error", "undecided", "vacuous"))
    corrected, measured, defined = claims["corrected"], claims["measured"], claims["defined"]
    assert (corrected["printed"], corrected["corrected"]) == (r"x_{1} \le corrected", r"\frac{1}{2} x")
    assert (corrected["evidence"], corrected["effective"], corrected["deviation"]) == ("certified", 4, 0.25)
    assert (measured["deviation"], measured["error_bar"], measured["evidence"]) == (0.5, 0.125, "simulated")
    assert (defined["statement"], defined["deviation"], defined["effective"]) == (SCRIPT, None, 0)
    assert corrected["assumptions"] == ["x > 0", "n & m"]
    assert corrected["refuted_variants"] == {"a wrong variant": "n = 1"}
    assert claims["raises"]["error"].startswith("ArithmeticError: division by <zero> (")


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_json_is_never_extended(report: Report, value: float, tmp_path: Path) -> None:
    (paper,) = report.papers
    odd = replace(report, papers=(replace(paper, claims=(replace(paper.claims[0], deviation=value),)),))
    with pytest.raises(ValueError, match="JSON"):
        odd.to_json(tmp_path / "odd.json")
    assert not (tmp_path / "odd.json").exists()


def test_files_hold_what_is_returned(report: Report, tmp_path: Path) -> None:
    for write, name in ((report.to_json, "r.json"), (report.to_html, "r.html"), (report.to_latex, "r.tex")):
        text = write(tmp_path / name)
        assert (tmp_path / name).read_text(encoding="utf-8") == text == write()
    assert sorted(p.name for p in tmp_path.glob("r.*")) == ["r.html", "r.json", "r.tex"]


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
        assert [words for words in shown if words and words not in page.text] == []
        assert r.printed in (page.text if "&" in r.printed else page.formulas)
        assert r.corrected is None or r.corrected in page.formulas
    assert page.text.count(SCRIPT) == 2  # in the table and in its section
    assert paper.title in page.text
    assert paper.citation in page.text
    assert "0.5 ± 0.12 (one standard error)" in page.text
    assert "x > 0" in page.formulas  # among words too
    assert "; n & m" in page.text
    assert f"sympy {report.provenance['versions']['sympy']}" in page.text
    assert "gatelemma verify ./showcase --claim holds --explain" in page.text
    assert page.scripts == [SCRIPT_OF_PAGE]


def test_definitions_stand_apart(report: Report) -> None:
    """Eight entries, one of each verdict: seven claims and a definition."""
    summary = report.to_html().split("<table>")[1].split("</table>")[0]
    heads = re.findall(r'class="n">([^<]+)</th>', summary)
    numbers = re.findall(r'class="n">(\d+)</td>', summary)
    assert dict(zip(heads, map(int, numbers), strict=True)) == {**dict.fromkeys(heads, 1), "claims": 7}
    assert heads[-2:] == ["claims", "and definitions"]
    assert "definition" not in heads


def test_the_command_that_runs_a_claim_again(good: Path) -> None:
    (paper,) = (report := papers.verify(good, seed=3, workers=1)).papers
    assert report.command(paper, paper.claims[0]) == "gatelemma verify ./good --claim eq-1 --explain --seed 3"
    built_in = papers.verify("gated_deep_linear_networks", "eq-3", full=True)
    (paper,) = built_in.papers
    command = "gatelemma verify gated_deep_linear_networks --claim eq-3 --explain --full"
    assert built_in.command(paper, paper.claims[0]) == command


def test_a_figure_by_its_claim(report: Report) -> None:
    figure = report.figure("measured")
    assert figure is not None
    assert [line.get_color() for line in figure.axes[0].lines] == [COLOURS[0]]
    assert report.figure("holds") is None
    with pytest.raises(KeyError, match="nothing"):
        report.figure("nothing")


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
    assert page.scripts == [SCRIPT_OF_PAGE]
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


def unescaped_braces(latex: str) -> int:
    """How deep the braces are nested at the end; fails where one closes that was not opened."""
    depth = 0
    for brace in re.findall(r"(?<!\\)(?:\\\\)*([{}])", latex):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    return depth


def test_latex_escapes() -> None:
    for character in "&%_#${}~^":
        assert latex_text(f"a{character}b") in (rf"a\{character}b", rf"a\{character}{{}}b")
    assert latex_text(r"a\b & c") == r"a\textbackslash{}b \& c"
    assert latex_text(r"\&") == r"\textbackslash{}\&"


def test_latex(report: Report, verdicts: dict[str, str]) -> None:
    odd = replace(report.papers[0].claims[0], locator=r"Sec. 1, 50 % of x_1^2 & {y} \z #1 $2~")
    (paper,) = report.papers
    latex = replace(report, papers=(replace(paper, claims=(odd, *paper.claims[1:])),)).to_latex()
    assert unescaped_braces(latex) == 0
    assert latex.count(r"\begin{longtable}{") == latex.count(r"\end{longtable}") == 1
    head, *rows = latex[latex.index("where & ") : latex.index(r"\end{longtable}")].splitlines()
    assert head == r"where & verdict & evidence & printed & corrected \\ \hline \endhead"
    cells = [row.removesuffix(r" \\").split(" & ") for row in rows]
    assert [row.endswith(r" \\") for row in rows] == [True] * len(verdicts)
    assert cells[0][0] == r"Sec. 1, 50 \% of x\_1\^{}2 \& \{y\} \textbackslash{}z \#1 \$2\~{}"
    assert [row[1] for row in cells[1:]] == list(verdicts.values())[1:]
    assert dict(zip(verdicts, cells, strict=True))["corrected"][2:] == [
        "certified",
        r"$x_{1} \le corrected$",
        r"$\frac{1}{2} x$",
    ]
    assert re.sub(r"\\.", "", latex).count("$") % 2 == 0


def test_from_a_notebook(report: Report, verdicts: dict[str, str]) -> None:
    assert report.claim("holds").verdict == "holds"
    with pytest.raises(KeyError, match="nothing"):
        report.claim("nothing")
    assert {str(v): n for v, n in report.papers[0].counts().items()} == dict.fromkeys(
        ("holds", "corrected", "refuted", "not reproduced", "undecided", "vacuous", "error", "definition"), 1
    )
    assert list(report.papers[0].counts()) == list(papers.Verdict)
    lines = str(report).splitlines()
    assert [line.split(":")[0] for line in lines if line.startswith("showcase ")] == [
        f"showcase {id}" for id in verdicts
    ]


def test_compared_again(good: Path) -> None:
    report = papers.verify(good, workers=1)
    (good / "expected.json").write_text('{"eq-1": "holds"}', encoding="utf-8")
    again: Any = report.compared_again()
    assert (report.ok, again.ok) == (True, False)
    assert [r.id for r, _ in again.papers[0].drift()] == ["eq-2"]
