"""One style: its colours are told apart by everybody, its files do not change from run to run."""

import re
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from papers.ledger.registry import BUILT_IN, load_paper
from papers.plot_style import COLOURS, STYLE, draw, pdf_for_paper, save, saved, style

ROOT = Path(__file__).resolve().parents[3]
# Viénot, Brettel and Mollon (1999): how linear RGB looks without the long, and without the middle, cones.
BLIND = {
    "protanopia": [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
    "deuteranopia": [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
    "all cones": np.eye(3).tolist(),
}


def both(n: int) -> Figure:
    figure = Figure()
    axes = figure.subplots()
    axes.plot(range(n), range(n), label=r"theory, $\tau$")
    axes.errorbar(range(n), range(n), 0.3, fmt="o", label="runs")
    axes.set(xlabel=r"$t / \tau$", ylabel="loss")
    axes.legend()
    return figure


def lab(colour: str, cones: Any) -> Any:
    """CIE L*a*b* of a colour as these cones see it."""
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.clip(np.array(cones) @ np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4), 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear
    f = np.cbrt(np.maximum(xyz / [0.9505, 1, 1.089], 0.008856))
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("kind", BLIND)
def test_the_colours_are_told_apart(kind: str) -> None:
    """A distance of 2.3 is just noticed; ten of that between any two, for everybody."""
    seen = [lab(colour, BLIND[kind]) for colour in COLOURS]
    assert len(set(COLOURS)) == len(COLOURS) == 8
    distances = {
        pair: float(np.linalg.norm(np.subtract(*pair_seen)))
        for pair, pair_seen in zip(combinations(COLOURS, 2), combinations(seen, 2), strict=True)
    }
    assert [pair for pair, distance in distances.items() if distance < 15] == []


def test_the_cycle_is_that_of_the_file() -> None:
    with style():
        cycle = mpl.rcParams["axes.prop_cycle"].by_key()["color"]
    assert [mpl.colors.to_hex(f"#{colour.removeprefix('#')}") for colour in cycle] == list(COLOURS)


def test_the_style_ends_with_the_block() -> None:
    before = mpl.rcParams.copy()
    draw(both, 3)
    with pytest.raises(ZeroDivisionError), style():
        raise ZeroDivisionError
    assert mpl.rcParams == before


def test_a_figure_keeps_its_colours_outside() -> None:
    """A notebook shows a figure after the block; colours by number would then be those of another style."""
    figure = draw(both, 3)
    found = [f"#{line.get_color().removeprefix('#')}" for line in figure.axes[0].lines]
    assert found[:2] == list(COLOURS[:2])


@pytest.mark.parametrize("format", ["svg", "pdf", "png"])
def test_the_same_bytes_again(format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = saved(draw(both, 4), format)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    monkeypatch.setitem(mpl.rcParams, "svg.hashsalt", "other")
    assert saved(draw(both, 4), format) == first
    assert saved(draw(both, 5), format) != first


def test_an_svg_has_no_date_and_no_font() -> None:
    svg = saved(draw(both, 4), "svg").decode()
    assert not re.search("<dc:date>|<text", svg)


def test_another_process_writes_the_same(python: Callable[..., Any], tmp_path: Path) -> None:
    code = """
import sys
from matplotlib.figure import Figure
from papers.plot_style import draw, save

def plot():
    figure = Figure()
    figure.subplots().errorbar([1, 2], [3, 4], 0.1, fmt="o")
    return figure

save(draw(plot), sys.argv[1])
"""
    for name, seed in (("a.svg", "1"), ("b.svg", "2")):
        assert python("-c", code, tmp_path / name, env={"PYTHONHASHSEED": seed}).stderr == ""
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


@pytest.mark.parametrize(("panels", "width"), [(1, 3.4), (2, 7.0)])
def test_width_of_a_column(panels: int, width: float) -> None:
    def plot() -> Figure:
        figure = Figure(figsize=(5, 3))
        for axes in figure.subplots(1, panels, squeeze=False)[0]:
            axes.plot([1, 2], [3, 4])
            axes.set(xlabel="t", ylabel="loss")
        return figure

    (box,) = re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", pdf_for_paper(plot))
    assert float(box[0]) == pytest.approx(72 * width)
    assert float(box[1]) <= 72 * 3


def test_save(tmp_path: Path) -> None:
    figure = draw(both, 4)
    save(figure, tmp_path / "f.png")
    assert (tmp_path / "f.png").read_bytes() == saved(figure, "png")


def test_the_style_is_used_and_not_repeated() -> None:
    """No colour of the cycle, nothing of rc and no file format's details beside the style."""
    files = [
        f
        for name in ("papers", "examples", "docs")
        for f in (ROOT / name).rglob("*.py")
        if f.parent.name != "plot_style"
    ]
    assert len(files) > 50
    own = re.compile("|".join((*COLOURS[:6], r"rcParams", r"rc_context", r"hashsalt", r"\.savefig\(")), re.IGNORECASE)
    assert [f.relative_to(ROOT).as_posix() for f in files if own.search(f.read_text(encoding="utf-8"))] == []


def test_the_style_is_a_file_of_matplotlib() -> None:
    assert STYLE.suffix == ".mplstyle"
    with mpl.rc_context():
        mpl.style.use(STYLE)


def test_claims_have_plots() -> None:
    plots = [c for slug in BUILT_IN for c in load_paper(slug)[0].claims if c.plot]
    assert len(plots) > 50
