"""The style of figures: colours, letters, and one call that draws in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STYLE = Path(__file__).with_name("gatelemma.mplstyle")
COLOURS = tuple(f"#{found}" for found in re.findall(r'"([0-9a-f]{6})"', STYLE.read_text(encoding="utf-8")))


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
