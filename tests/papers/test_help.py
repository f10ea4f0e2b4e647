"""Each help text ends with examples, and each example works when it is pasted."""

import argparse
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from papers.cli import _parser
from papers.commands.parser import Parser
from theory.gates.family import BUILT_IN, family_of

ROOT = Path(__file__).resolve().parents[2]
SHOWN = "gatelemma COMMAND --help"


def parsers(parser: argparse.ArgumentParser) -> Iterator[Parser]:
    assert isinstance(parser, Parser)
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from parsers(below)


ALL = {parser.prog: parser for parser in parsers(_parser())}


def dear(line: str) -> bool:
    words = shlex.split(line, comments=True)
    return words[:2] == ["gatelemma", "verify"] and "--claim" not in words and "./" not in line


@pytest.mark.parametrize("prog", ALL)
def test_the_help_shows_them(prog: str) -> None:
    parser = ALL[prog]
    assert parser.examples
    text = parser.format_help()
    assert text.endswith("\n".join(["examples:", *(f"  {line}" for line in parser.examples)]) + "\n")
    assert parser.description


def test_the_help_names_every_solver() -> None:
    families = [family_of(name) for name in BUILT_IN]
    known = {"auto", "exhaustive", *(solver for family in families for solver in getattr(family, "solvers", {}))}
    text = " ".join(ALL["gatelemma gates"].format_help().split())
    listed = text.partition("the solver: ")[2].partition(";")[0].replace(" (default, by size)", "")
    assert {name.replace("-", " ") for name in listed.split(", ")} == known
    assert all(name in text for name in BUILT_IN)


def commands(line: str) -> list[list[str]]:
    """The calls of gatelemma in a line of shell, as words."""
    found: list[list[str]] = []
    for word in shlex.split(line.replace("&&", " ; ").replace("$(", " ; ").replace(")", " ; "), comments=True):
        if word == "gatelemma":
            found.append([])
        elif word in (";", ">", ">>", "eval") or word.endswith(";"):
            found += [[]] if not word.endswith(";") or word == ";" else []
            if word.endswith(";") and word != ";" and found:
                found[-1].append(word[:-1])
                found.append([])
        elif found:
            found[-1].append(word)
    return [words for words in found if words and words[0] in {p.split()[1] for p in ALL if " " in p}]


@pytest.mark.parametrize("line", sorted({line for p in ALL.values() for line in p.examples}))
def test_every_example_is_parsed(line: str) -> None:
    if "gatelemma" in line and line != SHOWN and "eval" not in line:
        calls = commands(line)
        assert calls
        for words in calls:
            assert _parser().parse_args(words).run


@pytest.mark.parametrize("prog", ALL)
def test_every_example_runs(prog: str, tmp_path: Path) -> None:
    """Pasted one after the other into a shell that stops at the first that fails."""
    bin = tmp_path / "bin"
    bin.mkdir()
    (bin / "gatelemma").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m papers "$@"\n', encoding="utf-8")
    (bin / "gatelemma").chmod(0o755)
    lines = [line for line in ALL[prog].examples if not dear(line) and line != SHOWN]
    # a paper just made from LaTeX is undecided, which is exit status 1
    lines = [f"{line} || [ $? = 1 ]" if "--from" in line else line for line in lines]
    env = os.environ | {
        "PATH": f"{bin}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path),
    }
    done = subprocess.run(
        ["bash", "-euc", "\n".join(lines)], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=250
    )
    told = [line for line in done.stderr.splitlines() if "gatelemma:" in line and "placeholder" not in line]
    assert (done.returncode, told) == (0, []), done.stdout + done.stderr
    wanted = {
        "gatelemma verify": ["report/index.html", "tex/verdicts.tex", "tex/derivations.tex"],
        "gatelemma gates": ["gates.png", "gates.json"],
        "gatelemma sweep export": ["small.csv"],
        "gatelemma sweep show": ["small.png"],
        "gatelemma new-paper": ["my_paper/expected.json", "another_paper/claims.py"],
        "gatelemma cite": ["references.bib"],
        "gatelemma completion": [".config/fish/completions/gatelemma.fish"],
    }
    assert [name for name in wanted.get(prog, []) if not (tmp_path / name).is_file()] == []
