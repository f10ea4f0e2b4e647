"""Completion scripts, tried in the shells themselves."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from papers.cli import _parser, main
from papers.commands.completion import SHELLS, completion
from papers.ledger.registry import BUILT_IN, load_paper

CASES = [
    ("", "verify"),
    ("ver", "verify"),
    ("verify --cl", "--claim"),
    ("verify --claim eq-10-", "eq-10-limit"),
    ("verify gat", "gated_deep_linear_networks"),
    ("verify ensemble_mask_networks --claim fewer-updates-", "fewer-updates-reason"),
    ("sweep r", "run"),
    ("sweep run --ret", "--retry"),
    ("sweep show --va", "--value"),
    ("gates --family ex", "exclusive"),
    ("gates --data n", "nlgp"),
    ("cite eq-10-", "eq-10-limit"),
    ("cite eq-4 --paper en", "ensemble_mask_networks"),
    ("completion fi", "fish"),
    ("new-paper slug --f", "--from"),
]
TRY = {
    "bash": 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _gatelemma; echo "${COMPREPLY[*]}"',
    "fish": 'source $argv[1]; complete -C (string join " " $argv[2..])',
}


@pytest.fixture(params=TRY)
def completed(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], list[str]]:
    """completed("verify --cl") is what the shell offers for the last word."""
    shell = shutil.which(request.param)
    if shell is None:
        pytest.skip(f"{request.param} is not installed")
    script = tmp_path / f"gatelemma.{request.param}"
    script.write_text(completion(_parser(), request.param), encoding="utf-8")

    def offered(typed: str) -> list[str]:
        words = ["gatelemma", *typed.split(" ")]
        more = ["-"] if request.param == "bash" else []
        done = subprocess.run(
            [shell, "-c", TRY[request.param], *more, script, *words],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            timeout=30,
            env={"HOME": str(tmp_path), "PATH": ""},
        )
        assert done.stderr == ""
        return [line.split("\t")[0] for line in done.stdout.split("\n" if request.param == "fish" else None) if line]

    return offered


@pytest.mark.parametrize(("typed", "wanted"), CASES)
def test_what_is_offered(typed: str, wanted: str, completed: Callable[[str], list[str]]) -> None:
    found = completed(typed)
    assert wanted in found
    assert [word for word in found if not word.startswith(typed.split(" ")[-1])] == []


@pytest.mark.parametrize("completed", ["bash"], indirect=True)
def test_claims_are_those_of_the_paper_that_is_named(completed: Callable[[str], list[str]]) -> None:
    """One of the other paper would be refused."""
    assert completed("verify ensemble_mask_networks --claim eq-") == []
    assert completed("verify gated_deep_linear_networks --claim fewer-") == []
    assert "eq-10" in " ".join(completed("verify gated_deep_linear_networks --claim eq-1")).split()


def test_files_where_a_file_stands(completed: Callable[[str], list[str]]) -> None:
    """Nothing of ours is offered, so that the shell offers files."""
    assert {w for w in completed("verify --json ") if not w.startswith("gatelemma.")} == set()


def test_every_option_is_in_every_script() -> None:
    for shell in SHELLS:
        script = completion(_parser(), shell)
        for option in (
            "claim",
            "explain",
            "symbols",
            "store",
            "gates",
            "min-points",
            "retry",
            "value",
            "from",
            "paper",
        ):
            assert f"-l {option}" in script if shell == "fish" else f"--{option}" in script


def test_claims_are_those_of_the_papers() -> None:
    script = completion(_parser(), "bash")
    (line,) = (line for line in script.splitlines() if '"verify|--claim")' in line)
    offered = set(line.split('words="')[1].split('"')[0].split())
    accepted = {c.id for slug in BUILT_IN for c in load_paper(slug)[0].claims}
    assert len(offered & accepted) > 200
    assert offered == {i for i in offered if i.replace("-", "").isalnum()}  # nothing for a shell to interpret


def test_the_zsh_script_is_that_of_bash() -> None:
    bash, zsh = (completion(_parser(), shell) for shell in ("bash", "zsh"))
    assert zsh.endswith(bash)
    assert "bashcompinit" in zsh


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "fish"]) == 0
    assert capsys.readouterr().out == completion(_parser(), "fish")
    with pytest.raises(SystemExit):
        main(["completion", "bsh"])
    assert "shell 'bsh' is not known; did you mean bash or zsh?" in capsys.readouterr().err
