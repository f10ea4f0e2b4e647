"""Words and legends of a figure that cannot be read are seen: cut by the canvas, or over one another."""

from matplotlib.figure import Figure

from papers.plot_style import draw, figure_for_paper

from .words import cut, overlapping, shown


def labelled(ylabel: str, title: str) -> Figure:
    figure = Figure(figsize=(4, 3))
    axes = figure.subplots()
    axes.plot([0, 1.05], [0, 1.05])
    axes.set(ylabel=ylabel, title=title, xlabel="t")
    return figure


def test_words_that_are_cut_are_seen() -> None:
    assert cut(draw(labelled, "loss", "runs")) == []
    assert cut(draw(labelled, "loss " * 20, "runs")) == ["loss " * 20]
    assert cut(draw(labelled, "loss", "runs " * 20)) == ["runs " * 20]


def test_a_narrower_canvas_may_cut_what_the_report_shows() -> None:
    title = "a title as wide as the report has room for, nearly"
    assert cut(draw(labelled, "loss", title)) == []
    assert cut(figure_for_paper(labelled, "loss", f"{title}, and more than a column has")) != []


def test_labels_of_ticks_beyond_the_axis_are_no_words_of_it() -> None:
    figure = draw(labelled, "loss", "runs")
    figure.axes[0].set(xlim=(0, 1.05), xticks=[0, 1, 9], xticklabels=["none", "one", "far beyond"])
    figure.axes[0].set_xlim(0, 1.05)
    assert cut(figure) == []
    assert {t.get_text() for t in shown(figure)} >= {"none", "one", "loss", "runs", "t"}


def test_words_that_overlap_are_seen() -> None:
    figure = draw(labelled, "loss", "runs")
    assert overlapping(figure) == []
    figure.axes[0].set(xticks=[0.1, 0.2], xticklabels=["a long name of one", "and of another"])
    assert overlapping(figure) == [("a long name of one", "and of another")]


def test_a_legend_that_is_cut_is_seen() -> None:
    figure = draw(labelled, "loss", "runs")
    figure.axes[0].lines[0].set_label("t")
    figure.set_layout_engine("none")
    figure.axes[0].legend(handlelength=60)
    assert "a legend" in cut(figure)
