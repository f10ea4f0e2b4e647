"""The claims of papers by name, without a run."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from papers.ledger.registry import BUILT_IN, load_paper


def test_every_claim_is_named_and_none_is_run(command: Callable[..., Any], showcase: Path) -> None:
    done = command("verify", "--list", str(showcase))
    assert (done.returncode, done.stderr) == (0, "")
    head, *rows = done.stdout.splitlines()
    assert head == "showcase: 8 claims"
    assert [row.split()[0] for row in rows] == [claim.id for claim in load_paper(str(showcase))[0].claims]
    assert {row.rstrip().endswith("  not accepted yet") for row in rows} == {True}


def test_all_papers_with_their_accepted_verdicts(command: Callable[..., Any]) -> None:
    lines = command("verify", "--list").stdout.splitlines()
    assert len(lines) == sum(1 + len(load_paper(slug)[0].claims) for slug in BUILT_IN)
    assert lines[0].endswith(" claims; as we read it: words that one could read otherwise; ours: not in the paper")
    ends = {line.split()[0]: line for line in lines}
    assert ends["eq-4"].endswith("  corrected")
    assert ends["fig-4-whole-set"].endswith("  corrected, as we read it")
    assert ends["nlgp-covariance"].endswith("  corrected, ours")


def test_a_claim_beside_it_is_refused(command: Callable[..., Any]) -> None:
    done = command("verify", "--list", "--claim", "eq-4")
    assert (done.returncode, done.stderr) == (2, "gatelemma: --list stands without --claim; leave one out.\n")
