"""What the README shows is what the project does."""

import contextlib
import io
import re
import runpy
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

import papers.ensemble_mask_networks
import papers.gated_deep_linear_networks
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
