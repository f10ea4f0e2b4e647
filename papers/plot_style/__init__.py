"""How figures look: one style file, and one call that draws in it and writes files that do not change from run to run.

legend  one legend for panels that have names in common
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STYLE = Path(__file__).with_name("gatelemma.mplstyle")
COLOURS = tuple(f"#{found}" for found in re.findall(r'"([0-9a-f]{6})"', STYLE.read_text(encoding="utf-8")))
COLUMN, PAGE = 3.4, 7.0  # inches: one column of a two-column paper, and both
DATES: dict[str, dict[str, Any]] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}


@contextmanager
def style(letters: float = 10.0) -> Iterator[None]:
    """`with style():` figures made here have the style; in a notebook, `matplotlib.style.use(STYLE)` is for all cells."""
    import matplotlib.style  # here, so that `import papers` stays quick

    with matplotlib.style.context([STYLE, {"font.size": letters}]):
        yield


def draw(plot: Callable[..., Figure], *data: Any, letters: float = 10.0) -> Figure:
    """The figure that `plot(*data)` makes, in the style: for a claim's plot, in a notebook as in the report."""
    with style(letters):
        return plot(*data)


def saved(figure: Figure, format: str) -> bytes:
    """The figure as a file, "svg", "pdf" or "png", the same bytes from run to run."""
    out = BytesIO()
    with style():
        figure.savefig(out, format=format, metadata=DATES.get(format))
    return out.getvalue()


def save(figure: Figure, path: str | Path) -> None:
    """Write the figure to a .svg, .pdf or .png."""
    path = Path(path)
    path.write_bytes(saved(figure, path.suffix.lower()[1:]))


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
