"""One legend for a figure whose panels have names in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend


def add_legend(figure: Figure, panels: Iterable[Axes], title: str = "", columns: int = 3) -> Legend:
    """A legend below all panels with each name once: in black where it stands for several colours.

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
    from matplotlib.lines import Line2D

    named: dict[str, list[Any]] = {}
    for axes in panels:
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True):
            named.setdefault(label, []).append(handle)
    handles = []
    for found in named.values():
        lines = [handle if isinstance(handle, Line2D) else handle[0] for handle in found]
        if len({line.get_color() for line in lines}) == 1:
            handles.append(found[0])
        else:
            handles.append(Line2D([], [], color="black"))
            handles[-1].update_from(lines[0])
            handles[-1].set(color="black", markeredgecolor="black")
            if lines[0].get_markerfacecolor() not in ("none", "None"):
                handles[-1].set_markerfacecolor("black")
    return figure.legend(handles, list(named), loc="outside lower center", ncols=columns, title=title or None)
