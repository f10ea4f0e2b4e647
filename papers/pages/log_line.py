"""One line on a console as it is: not wrapped, not coloured by what is in it."""

from __future__ import annotations

from rich.console import Console


def log_line(console: Console, text: str, style: str | None = None) -> None:
    """Print `text` in one line; brackets in it are no markup."""
    console.print(text, style=style, soft_wrap=True, markup=False, highlight=False)
