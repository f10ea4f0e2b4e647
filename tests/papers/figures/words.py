"""Words of a figure that cannot be read, as functions of the figure alone: cut by the canvas, or over one another."""

from itertools import combinations

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text

from papers.plot_style import style

PIXEL = 0.5


def cut(figure: Figure) -> list[str]:
    """The words and legends that reach over the edge of the canvas."""
    with style():
        FigureCanvasAgg(figure)
        figure.draw_without_rendering()
        boxes = [(t.get_text(), t.get_window_extent()) for t in shown(figure)]
        boxes += [("a legend", legend.get_window_extent()) for legend in figure.findobj(Legend)]
    page = figure.bbox
    return [
        name
        for name, box in boxes
        if box.x0 < page.x0 - PIXEL or box.x1 > page.x1 + PIXEL or box.y0 < page.y0 - PIXEL or box.y1 > page.y1 + PIXEL
    ]


def overlapping(figure: Figure) -> list[tuple[str, str]]:
    """Pairs of words, level or upright, that lie over one another."""
    with style():
        FigureCanvasAgg(figure)
        figure.draw_without_rendering()
        texts = [t for t in shown(figure) if t.get_rotation() % 90 == 0]
        boxes = [(t.get_text(), t.get_window_extent()) for t in texts]
    return [
        (one, other)
        for (one, box), (other, second) in combinations(boxes, 2)
        if box.x0 < second.x1 and second.x0 < box.x1 and box.y0 < second.y1 and second.y0 < box.y1
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
