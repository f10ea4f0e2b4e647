"""One legend for panels with names in common, and no other way to make one."""

import ast
from pathlib import Path

from matplotlib.colors import to_hex
from matplotlib.figure import Figure

import papers
from papers.plot_style.legend import add_legend

# Files that place a legend themselves, and why.
OWN = {"commands/gate_scatter.py": "beside the panel: it names every set of gates, which may be many and are short"}


def test_each_name_once_and_black_for_several_colours() -> None:
    figure = Figure(layout="constrained")
    for axes in figure.subplots(1, 2):
        for colour in ("C0", "C1"):
            axes.plot([1, 2], [1, 2], color=colour, label="theory")
            axes.plot([1, 2], [1, 2], ".", color=colour, label=f"run {colour}")
            axes.errorbar([1, 2], [1, 2], 0.1, fmt="s", mfc="none", color=colour, label="runs")
            axes.plot([1, 2], [1, 2], "o", color=colour, label="_hidden")
    legend = add_legend(figure, figure.axes, "bars: two", columns=2)
    assert [text.get_text() for text in legend.get_texts()] == ["theory", "run C0", "run C1", "runs"]
    assert legend.get_title().get_text() == "bars: two"
    theory, first, second, runs = legend.legend_handles
    assert [to_hex(line.get_color()) for line in (theory, runs)] == ["#000000"] * 2
    assert (theory.get_linestyle(), theory.get_marker()) == ("-", "None")
    assert (runs.get_linestyle(), runs.get_marker(), runs.get_markerfacecolor()) == ("None", "s", "none")
    assert to_hex(first.get_color()) == to_hex("C0")
    assert to_hex(second.get_color()) == to_hex("C1")


def test_no_title_where_none_is_asked_for() -> None:
    figure = Figure()
    axes = figure.subplots()
    axes.plot([1, 2], label="one")
    assert add_legend(figure, [axes]).get_title().get_text() in ("", "None")


def test_areas_and_lines_made_as_one() -> None:
    """An area is an area in the legend, black where it stands for several colours; so is what `hlines` draws a line."""
    figure = Figure(layout="constrained")
    for axes, colour in zip(figure.subplots(1, 2), ("C0", "C1"), strict=True):
        axes.fill_between([1, 2], 0, 1, color=colour, alpha=0.2, label="between")
        axes.axhspan(0, 1, color="C2", label="thresholds")
        axes.hlines([1, 2], 0, 1, color="C3", label="least")
    between, thresholds, least = add_legend(figure, figure.axes).legend_handles
    assert (to_hex(between.get_facecolor()), between.get_alpha()) == ("#000000", 0.2)
    assert to_hex(thresholds.get_facecolor()) == to_hex("C2")
    assert to_hex(least.get_color()) == to_hex("C3")


def test_a_legend_is_below_all_panels() -> None:
    """So that it covers nothing, whatever is drawn."""
    figure = Figure(layout="constrained")
    panels = figure.subplots(2, 2)
    panels[0, 0].plot([1, 2], label="one")
    legend = add_legend(figure, panels.flat)
    figure.draw_without_rendering()
    top = legend.get_window_extent().y1
    assert all(axes.get_tightbbox().y0 >= top for axes in panels.flat)


def test_no_file_makes_a_legend_itself() -> None:
    root = Path(papers.__file__).parent
    found = set()
    for file in root.rglob("*.py"):
        calls = (
            node.func for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
        )
        if any(isinstance(called, ast.Attribute) and called.attr == "legend" for called in calls):
            found.add(file.relative_to(root).as_posix())
    assert found == {"plot_style/legend.py", *OWN}
