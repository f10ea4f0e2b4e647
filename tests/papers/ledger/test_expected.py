"""What a person accepted is compared with what was computed, and never influences it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import papers
from papers.cli import main
from papers.ledger.expected import accept, read_expected

FILE = "expected.json"


def computed(folder: Path) -> dict[str, str]:
    return {r.id: str(r.verdict) for r in papers.verify(folder, workers=1).papers[0].claims}


def test_without_the_file_nothing_is_accepted(good: Path) -> None:
    (good / FILE).unlink()
    report = papers.verify(good, workers=1)
    drift = [(result.id, accepted) for result, accepted in report.papers[0].drift()]
    assert drift == [("eq-1", "none accepted yet"), ("eq-2", "none accepted yet")]
    assert not report.ok


def test_drift(good: Path) -> None:
    (good / FILE).write_text('{"eq-1": "holds", "eq-2": "holds"}', encoding="utf-8")
    report = papers.verify(good, workers=1)
    assert [(r.id, str(r.verdict), old) for r, old in report.papers[0].drift()] == [("eq-2", "refuted", "holds")]
    assert not report.ok
    assert main(["verify", str(good), "--workers", "1"]) == 1


def test_a_failure_that_was_accepted_is_still_one(showcase: Path, verdicts: dict[str, str]) -> None:
    (showcase / FILE).write_text(json.dumps(verdicts), encoding="utf-8")
    report = papers.verify(showcase, workers=1)
    assert list(report.papers[0].drift()) == []
    assert not report.ok
    for id in ("undecided", "vacuous", "raises"):
        assert not papers.verify(showcase, claim=id).ok
    for id in ("defined", "holds", "corrected", "refuted", "measured"):
        assert papers.verify(showcase, claim=id).ok


@pytest.mark.parametrize("content", ["{}", '{"eq-1": "refuted", "eq-2": "holds"}', '{"gone": "error"}', None])
def test_the_file_changes_no_verdict(good: Path, content: str | None) -> None:
    before = computed(good)
    if content is None:
        (good / FILE).unlink()
    else:
        (good / FILE).write_text(content, encoding="utf-8")
    assert computed(good) == before == {"eq-1": "holds", "eq-2": "refuted"}


def test_accept_writes_what_was_computed(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = good / FILE
    wanted = path.read_text(encoding="utf-8")
    path.write_text('{"eq-2": "holds", "gone": "holds"}', encoding="utf-8")
    assert main(["verify", str(good), "--workers", "1", "--accept"]) == 0
    assert path.read_text(encoding="utf-8") == wanted
    out, err = capsys.readouterr()
    assert "differ" not in out
    assert err.splitlines()[0] == "gatelemma: good: accepted now: eq-1 holds, eq-2 refuted (was holds)"
    assert main(["verify", str(good), "--workers", "1"]) == 0
    assert main(["verify", str(good), "--workers", "1", "--accept"]) == 0
    assert capsys.readouterr().err == ""  # nothing new


def test_accepted_ids_that_are_no_claims_are_named(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = good / FILE
    wanted = path.read_text(encoding="utf-8")
    path.write_text(json.dumps({**json.loads(wanted), **dict.fromkeys("abcde", "holds")}), encoding="utf-8")
    main(["verify", str(good), "--claim", "eq-1"])
    named = "good: accepted before, no claims any longer: a, b, c, d, e; rename them back, or drop them by --accept."
    assert named in capsys.readouterr().out.splitlines()
    path.write_text(json.dumps({**json.loads(wanted), **dict.fromkeys("abcdefg", "holds")}), encoding="utf-8")
    assert main(["verify", str(good), "--workers", "1", "--accept"]) == 0
    out, err = capsys.readouterr()
    assert err == "gatelemma: good: dropped, no claims any longer: a, b, c, d, e and 2 more\n"
    assert "any longer" not in out
    assert path.read_text(encoding="utf-8") == wanted
    main(["verify", str(good), "--workers", "1"])
    assert "any longer" not in "".join(capsys.readouterr())


def test_only_accept_writes(good: Path, tmp_path: Path) -> None:
    (good / FILE).unlink()
    out = str(tmp_path / "out")
    assert (
        main(["verify", str(good), "--workers", "1", "--json", f"{out}/r.json", "--report", out, "--latex", out]) == 1
    )
    assert not (good / FILE).exists()


def test_accepting_one_claim_keeps_the_others(good: Path) -> None:
    path = good / FILE
    path.write_text('{"eq-1": "vacuous"}', encoding="utf-8")
    assert main(["verify", str(good), "--claim", "eq-2", "--accept"]) == 0
    assert json.loads(path.read_text(encoding="utf-8")) == {"eq-1": "vacuous", "eq-2": "refuted"}


def test_accepting_failures_is_recorded_but_fails(
    showcase: Path, verdicts: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """All but an error, which is no verdict on the claim."""
    assert main(["verify", str(showcase), "--workers", "1", "--accept"]) == 1
    failed = ", ".join(f"{id} ({v})" for id, v in verdicts.items() if v in {"undecided", "vacuous", "error"})
    told, err = capsys.readouterr()
    assert f"{showcase.name}: no pass, accepted or not: {failed}" in told.splitlines()
    assert "--accept" not in told  # it would not help
    assert "gatelemma: showcase: an error is not accepted: raises" in err.splitlines()
    recorded = {id: v for id, v in verdicts.items() if v != "error"}
    assert read_expected(showcase) == recorded
    assert list(read_expected(showcase)) == list(recorded)


@pytest.mark.parametrize("all_claims", [True, False])
def test_an_error_leaves_what_was_accepted(
    showcase: Path, capsys: pytest.CaptureFixture[str], all_claims: bool
) -> None:
    (showcase / FILE).write_text('{"raises": "holds", "holds": "refuted"}', encoding="utf-8")
    chosen = [] if all_claims else ["--claim", "raises"]
    assert main(["verify", str(showcase), "--workers", "1", "--accept", *chosen]) == 1
    out, err = capsys.readouterr()
    assert "gatelemma: showcase: an error is not accepted: raises (stays holds)" in err.splitlines()
    assert ("accepted now: " in err) == all_claims
    assert "showcase raises: error, accepted: holds" in out.splitlines()
    accepted = read_expected(showcase)
    assert (accepted["raises"], accepted["holds"]) == ("holds", "holds" if all_claims else "refuted")


def test_nothing_is_written_where_there_is_nothing_to_accept(showcase: Path) -> None:
    assert main(["verify", str(showcase), "--claim", "raises", "--accept"]) == 1
    assert not (showcase / FILE).exists()


def test_what_is_no_pass_is_not_to_be_accepted(
    showcase: Path, verdicts: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nothing else differs, the advice to record it would not help."""
    failing = {id for id, v in verdicts.items() if v in {"undecided", "vacuous", "error"}}
    for wrong, advised in ((failing, False), ({*failing, "holds"}, True)):
        kept = {id: "definition" if id in wrong else v for id, v in verdicts.items()}
        (showcase / FILE).write_text(json.dumps(kept), encoding="utf-8")
        assert main(["verify", str(showcase), "--workers", "1"]) == 1
        assert ("record them with --accept" in capsys.readouterr().out) is advised


def test_accepted_verdicts_stand_in_the_order_of_the_paper(tmp_path: Path) -> None:
    accept(tmp_path, {"b": "holds", "gone": "holds", "a": "refuted"}, ["a", "b", "c"])
    assert (tmp_path / FILE).read_text(encoding="utf-8") == '{\n  "a": "refuted",\n  "b": "holds"\n}\n'


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"holds"', b'{"a": 1}', b'{"a": {"b": "holds"}}', b"\xff\xfe"])
def test_a_broken_file_is_refused_before_the_work(
    write: Callable[[str, str], Path], content: bytes, tmp_path: Path
) -> None:
    source = """
    def leaves_a_mark(says, context):
        (HERE / "mark").touch()
        return found(says, context)

    PAPER = Paper("p", "", "", (Claim("a", "Eq. (1)", "", Statement("", (True, 1)), test=leaves_a_mark, wrong=WRONG),))
    """
    folder = write("p", source)
    papers.verify(folder)
    (folder / "mark").unlink()
    (folder / FILE).write_bytes(content)
    with pytest.raises(ValueError, match=r"p/expected\.json .*delete it and run verify --accept"):
        papers.verify(folder)
    assert not (folder / "mark").exists()
    assert (folder / FILE).read_bytes() == content
