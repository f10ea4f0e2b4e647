"""One legend for panels with names in common."""

from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from papers.plot_style.legend import add_legend


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
