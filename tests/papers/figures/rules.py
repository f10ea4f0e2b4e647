"""What breaks the house's rules for a figure, as a function of the figure alone."""

import re
from collections.abc import Iterator
from itertools import combinations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.container import ErrorbarContainer
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D

from papers.plot_style import style

UNITS = ("steps", "seconds", "decades")
SINGLE = ".x+"  # a dot is one run or one computed number, a cross a printed one: neither has a spread of its own
NONE = ("None", "none", "", " ", None)
NUMBER = re.compile(r"[-−+.\d^{}$ ×]*\d[-−+.\d^{}$ ×]*")
Look = tuple[str, str, str]  # colour, marker, line style


def broken_rules(figure: Figure) -> list[str]:
    """What breaks the house's rules: theory is a line, simulation points with error bars, all is named, axes have symbols.

    A rule that needs the meaning of a number, such as whether a line is a theory's, is not decided here.
    """
    with style():
        FigureCanvasAgg(figure)
        figure.draw_without_rendering()
    legends = [*figure.legends, *(legend for axes in figure.axes if (legend := axes.get_legend()))]
    return [fault for axes in figure.axes for fault in (*_axes_faults(axes), *_points(axes), *_unnamed(axes, legends))]


def _axes_faults(axes: Axes) -> Iterator[str]:
    for axis in (axes.xaxis, axes.yaxis):
        if not (axes.axison and axis.get_visible() and _numeric(axis)):
            continue
        label = axis.get_label_text() or getattr(axes.figure, f"get_sup{axis.axis_name}label")()
        if not label:
            yield f"an axis {axis.axis_name} with numbers has no label"
        elif "$" not in label and not set(UNITS) & set(re.findall(r"\w+", label)):
            yield f"{label!r} has no symbol and no unit"


def _numeric(axis: Axis) -> bool:
    labels = [t for t in (*axis.get_ticklabels(), *axis.get_ticklabels(minor=True)) if t.get_visible()]
    texts = [re.sub(r"\\mathdefault|\\times", "", t.get_text()) for t in labels]
    return any(NUMBER.fullmatch(text) for text in texts)


def _points(axes: Axes) -> Iterator[str]:
    held = {c.lines[0] for c in axes.containers if isinstance(c, ErrorbarContainer)}
    for line in _drawn(axes):
        _, marker, joined = _look(line)
        name = f"{line.get_label()} ({marker})"
        if joined and (marker or line in held):
            yield f"points are joined by a line: {name}"
        elif marker and marker not in SINGLE and line not in held:
            yield f"points have no error bars: {name}"


def _drawn(axes: Axes) -> list[Line2D]:
    """The lines of an axes that show something, without the caps of error bars."""
    caps = {cap for c in axes.containers if isinstance(c, ErrorbarContainer) for cap in c.lines[1]}
    return [line for line in axes.lines if line not in caps and line.get_visible() and len(line.get_xdata()) > 0]  # type: ignore[arg-type]


def _zero(line: Line2D) -> bool:
    """A line along an axis, which needs no name."""
    return _look(line)[1] == "" and not (np.any(line.get_xdata()) and np.any(line.get_ydata()))


def _look(line: Line2D) -> Look:
    marker, joined = (value if value not in NONE else "" for value in (line.get_marker(), line.get_linestyle()))
    return to_hex(line.get_color()), str(marker), str(joined)


def _unnamed(axes: Axes, legends: list[Legend]) -> Iterator[str]:
    """Colours, markers and line styles that no legend shows, or that have two names."""
    looks = {_look(line) for line in _drawn(axes) if not _zero(line)}
    words = {text.get_text() for legend in legends for text in legend.get_texts()}
    named = [h for legend in legends for h in legend.legend_handles if isinstance(h, Line2D)]
    own: dict[str, Look] = {}
    for other in axes.figure.axes:
        for handle, label in zip(*other.get_legend_handles_labels(), strict=True):
            line = handle.lines[0] if isinstance(handle, ErrorbarContainer) else handle
            if isinstance(line, Line2D) and label in words:
                named.append(line)
                own |= {label: _look(line)} if other is axes else {}
    if len(looks) > 1 + len(axes.texts):
        for part, what in enumerate(("colour", "marker", "line style")):
            drawn, shown = {look[part] for look in looks} - {""}, {_look(line)[part] for line in named}
            if (part or len(drawn) > 1) and drawn - shown:
                yield f"no legend shows {what} {', '.join(sorted(drawn - shown))}"
    for (one, look), (other_name, second) in combinations(own.items(), 2):
        if look == second:
            yield f"{one} and {other_name} look alike"
