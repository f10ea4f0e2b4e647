"""The command: exit status 0, 1 or 2, and one clear line for bad input."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from papers.cli import main

Run = Callable[..., Any]
SECONDS = re.compile(r"\d+\.\d s\]")


def test_exit_0_when_every_verdict_is_the_accepted_one(good: Path, command: Run) -> None:
    done = command("verify", "good", "--workers", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert SECONDS.sub("", done.stdout).splitlines() == [
        "good eq-1: holds (certified, 1 instance) [",
        "good eq-2: refuted (certified, 1 instance) [",
        "Good: 1 holds, 1 refuted",
    ]


def test_exit_1_when_one_is_not(good: Path, command: Run) -> None:
    (good / "expected.json").write_text('{"eq-1": "holds", "eq-2": "corrected"}', encoding="utf-8")
    done = command("verify", "good", "--workers", "1")
    assert (done.returncode, done.stderr) == (1, "")
    assert "good eq-2: refuted, accepted: corrected" in done.stdout.splitlines()


TOLD = (  # of `showcase`
    "gatelemma: showcase: LaTeX that a page shows as text: defined printed (& stands outside of all environments that are "
    "known); mend it in the claim\n"
)


def test_exit_1_when_a_claim_fails(showcase: Path, verdicts: dict[str, str], command: Run) -> None:
    (showcase / "expected.json").write_text(json.dumps(verdicts), encoding="utf-8")
    done = command("verify", "showcase")
    assert (done.returncode, done.stderr) == (1, TOLD)
    found = dict(re.findall(r"^showcase ([\w-]+): ([a-z ]+?)(?: \(| - | \[)", done.stdout, re.MULTILINE))
    assert found == verdicts
    assert "\x1b" not in done.stdout  # plain lines where it is no terminal


def test_files(showcase: Path, verdicts: dict[str, str], command: Run, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "er"
    done = command("verify", "showcase", "--json", out / "r.json", "--report", out / "html", "--latex", out / "tex")
    assert (done.returncode, done.stderr) == (1, TOLD)
    report = json.loads((out / "r.json").read_text(encoding="utf-8"))
    assert {c["id"]: c["verdict"] for c in report["papers"][0]["claims"]} == verdicts
    assert 'id="showcase-refuted"' in (out / "html" / "index.html").read_text(encoding="utf-8")
    assert "Sec. 1, sentence refuted & refuted &" in (out / "tex" / "verdicts.tex").read_text(encoding="utf-8")
    assert sorted(p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()) == [
        "html/index.html",
        "r.json",
        "tex/derivations.tex",
        "tex/figures/showcase-measured.pdf",
        "tex/verdicts.tex",
    ]


def test_explain(command: Run) -> None:
    done = command("verify", "gated_deep_linear_networks", "--claim", "eq-10-limit", "--explain", "--seed", "5")
    lines = done.stdout.splitlines()
    assert done.stderr == ""
    assert (
        len([line for line in lines if line.startswith("gated_deep_linear_networks eq-10-limit")]) == 1
    )  # one heading
    for start in (
        "gated_deep_linear_networks eq-10-limit, Eq. (10), sentence: corrected [",
        "  says: If no eigenvalue is zero",
        "  printed: w",
        "  corrected: w",
        "  assumptions: A invertible; b != 0",
        "  oracle: the gradient of the loss",
        "  evidence: certified, ",
        "  counterexample: x = ",
        "  refutes 'K^2 A^-1 b': x = ",
        "  refutes 'minus': x = ",
        "computed with python 3.",
    ):
        assert [line for line in lines if line.startswith(start)] != [], start
    (versions,) = (line for line in lines if line.startswith("computed with"))
    assert re.search(r"^computed with .*, sympy \d.*, numpy \d.*; SymPy ground types python; seed 5; commit", versions)


def test_python_m_papers_is_the_command(good: Path, command: Run, python: Run) -> None:
    script = Path(sys.executable).with_name("gatelemma")
    if not script.is_file():
        pytest.skip("gatelemma is not installed here")
    for arguments in (("verify", "good", "--explain", "--workers", "1"), ("verify", "--help"), ("verify", "nothing")):
        one, other = command(*arguments), python(script, *arguments)
        assert SECONDS.sub("", one.stdout) == SECONDS.sub("", other.stdout)
        assert (one.stderr, one.returncode) == (other.stderr, other.returncode)


def test_without_a_paper_all_are_run(command: Run) -> None:
    done = command("verify", "--claim", "eq-3")
    assert done.stdout.startswith("gated_deep_linear_networks eq-3: definition [")
    assert (done.returncode, done.stderr) == (0, "")


def broken(folder: Path, name: str, text: str | None) -> str:
    path = folder / name
    path.unlink(missing_ok=True)
    if text is not None:
        path.write_text(text, encoding="utf-8")
    return "./good"


INIT, EXPECTED = "__init__.py", "expected.json"
BAD: dict[str, tuple[Callable[[Path], list[Any]], str]] = {
    "no command": (lambda p: [], "required: COMMAND"),
    "unknown command": (lambda p: ["verfy"], "verfy"),
    "unknown paper": (lambda p: ["verify", "gated_deep_linear_netwrks"], "did you mean gated_deep_linear_networks"),
    "one unknown paper of two": (lambda p: ["verify", p, "xyzzy"], "paper 'xyzzy' is not known"),
    "a file for a paper": (lambda p: ["verify", p / INIT], "is not known"),
    "unknown claim": (lambda p: ["verify", p, "--claim", "eq-l"], "did you mean eq-"),
    "claim of no paper": (lambda p: ["verify", "--claim", "subnetwork"], "did you mean subnetworks"),
    "report below a file": (lambda p: ["verify", p, "--report", p / INIT / "out"], "cannot write to"),
    "report is a file": (lambda p: ["verify", p, "--report", p / INIT], "cannot write to"),
    "json below a file": (lambda p: ["verify", p, "--json", p / INIT / "r.json"], "cannot write to"),
    "json over the claims": (
        lambda p: ["verify", p, "--json", p / INIT],
        "__init__.py, which is read; name another",
    ),
    "json over the verdicts": (lambda p: ["verify", p, "--json", p / EXPECTED], "--json must not be"),
    "json is a folder": (lambda p: ["verify", p, "--json", p], "it is a folder"),
    "latex below a file": (lambda p: ["verify", p, "--latex", p / INIT / "out"], "cannot write to"),
    "syntax error": (lambda p: ["verify", broken(p, INIT, "PAPER = (\n")], "cannot be imported: SyntaxError"),
    "missing import": (lambda p: ["verify", broken(p, INIT, "import nothing_here")], "ModuleNotFoundError"),
    "raises": (lambda p: ["verify", broken(p, INIT, "raise ValueError('one\\ntwo')")], "ValueError: one"),
    "misspelt keyword": (
        lambda p: ["verify", broken(p, INIT, "from papers import Claim\n\nCLAIM = Claim(statment='x')\n")],
        "cannot be imported: TypeError: Claim has no argument 'statment'; did you mean statement? (__init__.py, line 3)",
    ),
    "exits": (lambda p: ["verify", broken(p, INIT, "raise SystemExit(0)")], "cannot be imported: SystemExit: 0"),
    "no __init__": (lambda p: ["verify", broken(p, INIT, None)], "must have an __init__.py"),
    "no PAPER": (lambda p: ["verify", broken(p, INIT, "paper = 1")], "must define PAPER"),
    "PAPER is no paper": (lambda p: ["verify", broken(p, INIT, "PAPER = 1")], "must define PAPER"),
    "negative seed": (lambda p: ["verify", p, "--seed", "-1"], "--seed must be a whole number >= 0; got -1"),
    "seed is no number": (lambda p: ["verify", p, "--seed", "one"], "--seed must be a whole number >= 0; got 'one'"),
    "no workers": (lambda p: ["verify", p, "--workers", "0"], "--workers must be a whole number >= 1; got 0"),
    "unknown option": (lambda p: ["verify", p, "--fast"], "--fast"),
    "new paper without a name": (lambda p: ["new-paper"], "SLUG"),
    "bad slug": (lambda p: ["new-paper", "My-Paper"], "slug must be a lower-case Python name"),
    "folder exists": (lambda p: ["new-paper", "good"], "exists already"),
    "broken expected.json": (lambda p: ["verify", broken(p, EXPECTED, "{")], "delete it and run verify --accept"),
    "wrong expected.json": (lambda p: ["verify", broken(p, EXPECTED, "[1]")], "must map claim ids to verdicts"),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_is_one_line_and_exit_2(kind: str, good: Path, command: Run) -> None:
    make, words = BAD[kind]
    done = command(*make(good))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("gatelemma: ")
    assert words in done.stderr
    assert done.stdout == ""
    assert [p for p in good.parent.rglob("*") if p.suffix == ".partial" or p.name in ("out", "r.json")] == []


def test_another_distribution_called_sims_or_theory(good: Path, tmp_path: Path, command: Run) -> None:
    for name in ("sims", "theory"):
        elsewhere = tmp_path / f"site-{name}"
        (elsewhere / name).mkdir(parents=True)
        (elsewhere / name / "__init__.py").write_text("raise ImportError('not for you')\n", encoding="utf-8")
        done = command("verify", "good", path=(elsewhere,))
        assert (done.returncode, done.stdout) == (2, "")
        (line,) = done.stderr.splitlines()
        assert line.startswith(f"gatelemma: {name} would be imported from {elsewhere}")
        assert "which is not gatelemma's" in line


def test_a_mistake_of_ours_keeps_its_traceback(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit status 2 is for what a person can mend; an error of the program itself must not look like that."""

    def wrong(*arguments: Any) -> None:
        raise ValueError("a bug")

    monkeypatch.setattr("papers.pages.terminal.show", wrong)
    with pytest.raises(ValueError, match="a bug"):
        main(["verify", str(good), "--workers", "1"])


def test_an_interrupt_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*arguments: Any, **more: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("papers.ledger.run.verify", interrupted)
    assert main(["verify"]) == 130
    assert capsys.readouterr().err == "gatelemma: interrupted\n"


def test_a_broken_pipe_is_silent(python: Run) -> None:
    code = """
import sys
import papers.ledger.run
from papers.cli import main


def gone(*arguments, **more):
    raise BrokenPipeError


papers.ledger.run.verify = gone
sys.exit(main(["verify"]))
"""
    done = python("-c", code)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


def test_a_reader_that_goes_away(good: Path) -> None:
    env = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    command = [sys.executable, "-m", "papers", "verify", "good", "--explain", "--workers", "1"]
    with subprocess.Popen(
        command, cwd=good.parent, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["verfy"], "command 'verfy' is not known; did you mean verify? See gatelemma --help"),
        (["frobnicate"], "command 'frobnicate' is not known; known: verify, gates, sweep,"),
        (
            ["verify", "--exlain"],
            "unrecognized arguments: --exlain; did you mean --explain? See gatelemma verify --help",
        ),
        (
            ["verify", "--claim", "litmus"],
            "claim 'litmus' is not known; did you mean litmus-power or litmus-level? (in ens",
        ),
        (
            ["verify", "--claim", "eq-99"],
            "did you mean eq-9, eq-29 or eq-19? (in gated_deep_linear_networks; gatelemma verify",
        ),
        (
            ["verify", "--claim", "eq-4", "--claim", "eq-7"],
            "--claim is given twice; give it once; see gatelemma verify",
        ),
        (["verify", "--claim", "EQ-4"], "claim 'EQ-4' is not known; did you mean eq-4, "),
        (
            ["gates", "a.csv", "--gate", "2"],
            "required: --gates; --gate is not known; did you mean --gates? See gatelemma",
        ),
        (["gates", "a.csv", "-K", "2"], "are required: --gates; -K is not known; see gatelemma gates --help"),
        (["gates", "a.csv", "--gate=2"], "; --gate is not known; did you mean --gates? See"),
        (["gates", "a.csv"], "the following arguments are required: --gates; see gatelemma gates --help"),
        (
            ["verify", "ensemble_mask_networks", "--claim", "nonsense"],
            "known is near (in ensemble_mask_networks; gatelemma verify --list names them)",
        ),
        (
            ["verify", "gated_deep_linear_networks", "--claim", "sec-5-binary-weighted"],
            "is none of gated_deep_linear_networks; it is one of ensemble_mask_networks.",
        ),
        (["verify", "--claim", "Eq. (4)"], "claim 'Eq. (4)' is a place in a paper, not an id; take eq-4."),
        (
            ["verify", "gated_deep_linear_networks", "--claim", "eq. (3)"],
            "claim 'eq. (3)' is a place in gated_deep_linear_networks, not an id; take eq-3.",
        ),
        (["verify", "--claim", "nonsense"], "gated_deep_linear_networks; gatelemma verify --list names"),
        (["cite", "nonsense"], "known is near (gatelemma verify --list names them; a folder's"),
        (["verify", "eq-4"], "paper 'eq-4' is not known; it is a claim: did you mean --claim eq-4?"),
        (
            ["new-paper", "numpy"],
            "slug must not be the name of a module, which it would hide; got 'numpy'. Try my_numpy.",
        ),
        (["new-paper", "json"], "Try my_json."),
        (["verify", "--ful"], "unrecognized arguments: --ful; did you mean --full?"),  # no hours of work by a slip
        (["verify", "--sed=3"], "unrecognized arguments: --sed=3; did you mean --seed?"),
        (["completion", "bash", "b" * 9999], "unrecognized arguments: " + "b" * 200 + "...; see gatelemma completion"),
        (["cite", "a", "b"], "cite takes one claim; the paper goes after --paper: gatelemma cite CLAIM --paper PAPER."),
        (["verify", "--zzz"], "unrecognized arguments: --zzz; see gatelemma verify --help"),
        (["sweep", "runn", "x"], "command 'runn' is not known; did you mean run? See gatelemma sweep --help"),
        (["sweep", "run", "x", "--rety"], "did you mean --retry? See gatelemma sweep run --help"),
        (["gates", "--gates", "2", "--data", "spp"], "--data 'spp' is not known; did you mean sp? See gatelemma gates"),
        (
            ["gates", "--gates", "2", "--data", "sp", "--sites", "4", "--pulse", "1", "2", "--family", "tabel"],
            "family 'tabel' is not known; did you mean table?",
        ),
        (
            [
                "gates",
                "--gates",
                "2",
                "--data",
                "sp",
                "--sites",
                "4",
                "--pulse",
                "1",
                "2",
                "--method",
                "brunch-and-bound",
            ],
            "did you mean branch and bound?",
        ),
    ],
)
def test_the_nearest_name(arguments: list[str], words: str, refused: Callable[[list[str]], str]) -> None:
    assert words in refused(arguments)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"gatelemma {version('gatelemma')}\n")
