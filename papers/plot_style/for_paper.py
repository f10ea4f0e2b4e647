"""Figures at the widths of a two-column paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .drawing import draw
from .saving import saved

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLUMN, PAGE = 3.4, 7.0  # inches: one column of a two-column paper, and both


def pdf_for_paper(plot: Callable[..., Figure], *data: Any) -> bytes:
    """`figure_for_paper` as PDF."""
    return saved(figure_for_paper(plot, *data), "pdf")


def figure_for_paper(plot: Callable[..., Figure], *data: Any) -> Figure:
    """`plot(*data)` at the width of a column, of the page where panels stand side by side; letters of 8 points.

    The canvas shrinks and the letters do not, so its height shrinks less: by the square root of the width's factor.
    """
    figure = draw(plot, *data, letters=8)
    width, height = figure.get_size_inches()
    columns = max(grid.ncols for axes in figure.axes if (grid := axes.get_gridspec()))
    target = COLUMN if columns == 1 else PAGE
    figure.set_size_inches(target, float(height * min(1, target / width) ** 0.5))
    return figure
