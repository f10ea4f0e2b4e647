"""One legend for a figure whose panels have names in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend


def add_legend(figure: Figure, panels: Iterable[Axes], title: str = "", columns: int = 3) -> Legend:
    """A legend below all panels, where it covers nothing, with each name once: in black where it stands for several colours.

    Example:
    >>> from matplotlib.figure import Figure
    >>> from papers.plot_style.legend import add_legend
    >>> figure = Figure(layout="constrained")
    >>> panels = figure.subplots(1, 2)
    >>> for axes in panels:
    ...     for colour in ("C0", "C1"):
    ...         _ = axes.plot([1, 2], [1, 2], color=colour, label="theory")
    >>> [line.get_color() for line in add_legend(figure, panels).legend_handles]
    ['black']
    """
    named: dict[str, list[Any]] = {}
    for axes in panels:
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True):
            named.setdefault(label, []).append(handle)
    handles = [found[0] if len(set(map(_colour, found))) == 1 else _in_black(found[0]) for found in named.values()]
    return figure.legend(handles, list(named), loc="outside lower center", ncols=columns, title=title or None)


def _shown(handle: Any) -> Any:
    """Of points with error bars the points, of lines and areas they themselves."""
    return handle[0] if isinstance(handle, tuple) else handle


def _colour(handle: Any) -> str:
    from matplotlib.colors import to_hex, to_rgba_array

    shown = _shown(handle)
    found = shown.get_color() if hasattr(shown, "get_color") else shown.get_facecolor()
    return to_hex(to_rgba_array(found)[0])  # of several lines under one name that of the first


def _in_black(handle: Any) -> Any:
    """A line or points, or an area, of the same look."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    shown = _shown(handle)
    if not isinstance(shown, Line2D):
        return Patch(facecolor="black", alpha=shown.get_alpha())
    line = Line2D([], [], color="black")
    line.update_from(shown)
    line.set(color="black", markeredgecolor="black")
    if shown.get_markerfacecolor() not in ("none", "None"):
        line.set_markerfacecolor("black")
    return line
