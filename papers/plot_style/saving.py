"""Figures as files that do not change from run to run."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .drawing import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = (".png", ".svg", ".pdf")
DATES: dict[str, dict[str, Any]] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}


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
