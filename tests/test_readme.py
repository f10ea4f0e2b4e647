"""What the README shows is what the project does."""

import contextlib
import io
import re
import runpy
import shlex
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import papers.ensemble_mask_networks
import papers.gated_deep_linear_networks
from papers.cli import _parser, main
from papers.ledger.expected import read_expected

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAPERS = {"note": papers.gated_deep_linear_networks, "Ensemble Mask Networks": papers.ensemble_mask_networks}


def test_the_ledger_excerpt_is_the_accepted_ledger():
    """Each row's id, locator and verdict, against the claims and expected.json."""
    row = r"^\| `(.+?)` \| (note|Ensemble Mask Networks), (.+?) \| .+? \| (\w[\w ]*) \| \w+ \|"
    rows = re.findall(row, README, flags=re.M)
    assert len(rows) == 6
    for id, name, locator, verdict in rows:
        module = PAPERS[name]
        (claim,) = [c for c in module.PAPER.claims if c.id == id]
        assert claim.locator == locator
        assert read_expected(Path(module.__file__).parent)[id] == verdict


def test_the_first_command_shows_what_is_said_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    """One line: an environment, an install into it and nothing else, and a claim of the table with its grounds."""
    line = next(line for line in README.splitlines() if line.startswith("    "))
    venv, install, verify = (shlex.split(part) for part in line.split("&&"))
    assert venv == ["python3", "-m", "venv", ".venv"]
    assert install == [".venv/bin/python", *["-m", "pip", "install", "-q", "-c", "constraints.txt", "-e", "."]]
    assert (ROOT / "constraints.txt").is_file()
    assert verify[0] == ".venv/bin/gatelemma"
    assert main(verify[1:]) == 0
    out = capsys.readouterr().out
    for word in ("eq-4, Eq. (4): corrected", "printed:", "corrected:", "oracle:", "counterexample:", "refutes "):
        assert word in out


def test_the_commands_shown_are_parsed() -> None:
    """Each indented call of gatelemma; the comment and the other commands of its line aside."""
    parts = [part for line in README.splitlines() if line.startswith("    ") for part in line.split("&&")]
    calls = [words[1:] for part in parts if (words := shlex.split(part, comments=True))[0].endswith("gatelemma")]
    assert [call[0] for call in calls] == ["verify", "verify", "gates"]
    assert all(_parser().parse_args(call).run for call in calls)


def test_the_python_example_runs_and_prints_what_it_says():
    """corrected; a loss equal to the minimum; constants predicted to the bound given."""
    (code,) = re.findall(r"```python\n(.*?)```", README, flags=re.S)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "README.md", "exec"), {})
    verdict, losses, gap = out.getvalue().splitlines()
    least, reached = map(float, losses.split())
    assert verdict == "corrected"
    assert abs(reached - least) <= 1e-15
    assert float(gap) < 0.01


def test_the_figure_is_the_one_that_the_ledger_draws_today(tmp_path: Path) -> None:
    """Or python docs/make_figures.py has not been called. A tenth of a point is not seen; rounding moves far less."""
    runpy.run_path(str(ROOT / "docs" / "make_figures.py"))["main"](tmp_path)
    now, kept = (ElementTree.parse(folder / "learned_constants.svg").getroot() for folder in (tmp_path, ROOT / "docs"))
    assert [e.tag for e in now.iter()] == [e.tag for e in kept.iter()]
    places = [[float(e.get(axis, 0)) for e in root.iter() for axis in "xy"] for root in (now, kept)]
    assert len(places[0]) > 1000
    np.testing.assert_allclose(*places, atol=0.1, rtol=0)
