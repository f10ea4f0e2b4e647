"""A table and a bar for a person at a terminal, plain lines for a log."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

import papers
from papers import Origin
from papers.ledger.report import Report
from papers.pages import terminal


def console(width: int = 120, tty: bool = True) -> Console:
    return Console(file=io.StringIO(), width=width, force_terminal=tty, color_system=None, _environ={})


def written(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_table_has_a_row_a_claim(report: Report, verdicts: dict[str, str]) -> None:
    screen = console()
    terminal.show(screen, report)
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in written(screen).splitlines() if "│" in line]
    assert {row[1]: row[2] for row in rows} == verdicts
    assert [row[0] for row in rows] == [r.locator for r in report.papers[0].claims]


def test_a_narrow_terminal_cuts_nothing(report: Report, verdicts: dict[str, str]) -> None:
    screen = console(width=80)
    terminal.show(screen, report)
    text = written(screen)
    assert "…" not in text
    assert {len(line) <= 80 for line in text.splitlines() if line[0] in "┏┡│└"} == {True}
    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in text.splitlines() if "│" in line]
    assert [row[2] for row in cells if row[2]] == list(verdicts.values())
    assert "".join(row[1] for row in cells) == "".join(verdicts)


def test_plain_lines_in_a_log(report: Report, verdicts: dict[str, str]) -> None:
    log = console(width=40, tty=False)
    with terminal.listener(log, 8) as progress:
        for result in report.papers[0].claims:
            progress("showcase", result)
    lines = [re.sub(r"\[\d+\.\d s\]$", "", line) for line in written(log).splitlines()]
    assert lines[1] == "showcase holds: holds (certified, 3 instances) "
    assert lines[0] == "showcase defined: definition "
    assert lines[6] == "showcase vacuous: vacuous (no instance could have refuted it) "
    assert [line.split(": ")[1].split(" (")[0].strip() for line in lines[:7]] == list(verdicts.values())[:7]
    assert lines[7].startswith("showcase raises: error - ArithmeticError: division by <zero> (__init__.py, line ")
    assert len(lines) == len(verdicts)


def test_a_bar_on_a_terminal(report: Report) -> None:
    screen = console()
    with terminal.listener(screen, 8) as progress:
        for result in report.papers[0].claims:
            progress("showcase", result)
    assert "8/8" in written(screen)
    lines = written(screen).splitlines()  # above the bar a line a claim stays, as in a log
    assert all(any(terminal.plain_line("showcase", r) in line for line in lines) for r in report.papers[0].claims)


def test_a_person_is_told_where_to_read_on(report: Report) -> None:
    alone = replace(report, papers=(replace(report.papers[0], claims=report.papers[0].claims[1:2]),))
    for shown, tty, told in ((report, True, True), (report, False, False), (alone, True, False)):
        screen = console(tty=tty)
        terminal.show(screen, shown)
        assert ("--claim ID --explain" in written(screen).splitlines()[-1]) == told


def test_an_error_is_said_again_where_its_line_may_be_far_up(report: Report) -> None:
    failed = [r for r in report.papers[0].claims if r.error]
    alone = replace(report, papers=(replace(report.papers[0], claims=tuple(failed[:1])),))
    for shown, times in ((report, 1), (alone, 0)):
        log = console(tty=False)
        terminal.show(log, shown)
        assert written(log).count(f"{failed[0].id}: {failed[0].error}") == times


def test_drift_is_shown_with_what_was_accepted(good: Path) -> None:
    (good / "expected.json").write_text('{"eq-1": "holds", "eq-2": "holds"}', encoding="utf-8")
    log = console(tty=False)
    terminal.show(log, papers.verify(good, workers=1))
    assert written(log).splitlines() == [
        "good eq-2: refuted, accepted: holds",
        "Good: 1 holds, 1 refuted",
        "Verdicts differ from the accepted ones; after a review, record them with --accept.",
    ]
    (good / "expected.json").write_text('{"eq-1": "holds", "eq-2": "refuted"}', encoding="utf-8")
    log = console(tty=False)
    terminal.show(log, papers.verify(good, workers=1))
    assert written(log) == "Good: 1 holds, 1 refuted\n"


@pytest.mark.parametrize("tty", [True, False])
def test_no_line_a_claim_where_it_is_told_below(good: Path, tty: bool) -> None:
    screen = console(tty=tty)
    with terminal.listener(screen, 2, lines=False) as progress:
        papers.verify(good, workers=1, progress=progress)
    assert "good eq-" not in written(screen)


def test_claims_that_are_not_the_papers_are_marked_and_counted(report: Report) -> None:
    (paper,) = report.papers
    ours = replace(report, papers=(replace(paper, claims=(replace(paper.claims[1], origin=Origin.OWN),)),))
    log = console(tty=False)
    terminal.explain(log, ours)
    assert "\n  ours, not in the paper: x_{1}" in written(log)
    assert "\n  printed: " not in written(log)
    log = console(tty=False)
    terminal.show(log, ours)
    assert "1 holds; 1 of them ours, not in the paper" in written(log)


def test_explain_says_everything(report: Report) -> None:
    log = console(width=40, tty=False)
    terminal.explain(log, report)
    text = written(log)
    start, end = text.index("showcase corrected"), text.index("showcase refuted")
    source = Path(report.papers[0].reference, "__init__.py").read_text(encoding="utf-8").splitlines()
    line_of_the_test = source.index("def found(says, context):") + 1
    assert re.sub(r"\[\d+\.\d s\]", "[0.0 s]", text[start:end]).splitlines() == [
        "showcase corrected, Sec. 1, sentence corrected: corrected [0.0 s]",
        "  says: The corrected one.",
        r"  printed: x_{1} \le corrected",
        r"  corrected: \frac{1}{2} x",
        "  assumptions: x > 0; n & m",
        "  oracle: counting",
        "  evidence: certified, 4 instances",
        "  deviation: 0.25",
        "  counterexample: n = 1",
        "  corrected form: by counting",
        f"  code: showcase/__init__.py:{line_of_the_test} found",
        "  refutes 'a wrong variant': n = 1",
    ]
    assert "deviation: 0.5 +- 0.12" in text
    assert text.count("  evidence: no instance could have refuted it\n") == 1
    assert "error: ArithmeticError: division" in text
    last = text.splitlines()[-1]
    versions = report.provenance["versions"]
    assert [name for name, v in versions.items() if f"{name} {v}" not in last] == []
    assert "ground types python; seed 0; commit" in last
