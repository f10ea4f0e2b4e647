"""What a run found: as JSON, as LaTeX, from a notebook."""

import json
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import papers
from papers import Origin
from papers.ledger.report import Report
from papers.plot_style import COLOURS
from theory.latex.formulas_in_words import latex_words as latex_text

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
EXTRAS = {
    "error_bar",
    "level",
    "statement",
    "counterexample",
    "detail",
    "assumptions",
    "oracle",
    "refuted_variants",
    "origin",
}


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
    assert defined["statement"] == "Says <script>alert('one & two')</script> nothing."
    assert (defined["deviation"], defined["effective"]) == (None, 0)
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
    assert head == r"where & verdict & evidence & statement & corrected \\ \hline \endhead"
    assert r" & \emph{" not in latex
    ours = replace(report, papers=(replace(paper, claims=(replace(odd, origin=Origin.OWN),)),)).to_latex()
    assert r" & \emph{ours:} " in ours
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
