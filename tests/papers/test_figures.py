"""Every word of a claim's figure lies on its canvas, in the report and at the width of a paper's column or page."""

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

import papers
from papers.ledger.registry import BUILT_IN, load_paper
from papers.plot_style import draw, figure_for_paper, style

PIXEL = 0.5
DRAWN = [(slug, claim.id) for slug in BUILT_IN for claim in load_paper(slug)[0].claims if claim.plot]


def cut(figure: Figure) -> list[str]:
    """The words that reach over the edge of the canvas."""
    with style():
        FigureCanvasAgg(figure)
        figure.draw_without_rendering()
        boxes = [(t, t.get_window_extent()) for t in shown(figure)]
    page = figure.bbox
    return [
        t.get_text()
        for t, box in boxes
        if box.x0 < page.x0 - PIXEL or box.x1 > page.x1 + PIXEL or box.y0 < page.y0 - PIXEL or box.y1 > page.y1 + PIXEL
    ]


def shown(figure: Figure) -> list[Text]:
    """All words but the labels of ticks beyond an axis's ends, which are not drawn."""
    beyond = set()
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        ticks = (*axis.get_major_ticks(), *axis.get_minor_ticks())
        beyond |= {label for t in ticks if not low <= t.get_loc() <= high for label in (t.label1, t.label2)}
    return [
        t
        for t in figure.findobj(Text)
        if isinstance(t, Text) and t.get_visible() and t.get_text().strip() and t not in beyond
    ]


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


@pytest.mark.full
@pytest.mark.parametrize(("slug", "id"), DRAWN, ids=["-".join(job) for job in DRAWN])
def test_no_word_is_cut(slug: str, id: str) -> None:
    (paper,) = papers.verify(slug, claim=id, workers=1).papers
    plot = paper.plot(id)
    assert plot is not None
    assert cut(draw(plot)) == []
    assert cut(figure_for_paper(plot)) == []
