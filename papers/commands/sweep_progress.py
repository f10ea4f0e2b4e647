"""A sweep in a terminal: a bar with rate and time left for a person, plain lines for a log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar
from rich.text import Text

from sims.sweep import Progress

from ..pages.log_line import log_line

Listener = Callable[[Progress], None]


def plain_line(seen: Progress) -> str:
    """One cell in one line of a log."""
    why = f" - {seen.record.reason}" if seen.record.reason else ""
    return f"{seen.done}/{seen.total} {seen.cell}: {seen.record.status}{why} [{seen.record.seconds:.1f} s]"


def rate(speed: float | None) -> str:
    """Cells in the unit of time in which there is at least one."""
    if not speed:
        return "- cells/s"
    for unit, seconds in (("s", 1), ("min", 60), ("h", 3600)):
        if speed * seconds >= 1 or unit == "h":
            return f"{speed * seconds:.3g} cells/{unit}"
    return ""


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(rate(task.finished_speed or task.speed))


@contextmanager
def listener(console: Console) -> Iterator[Listener]:
    """What to call after each cell."""
    if not console.is_terminal:
        yield lambda seen: log_line(console, plain_line(seen))
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeElapsedColumn())
    with Bar(*columns, TextColumn("left"), TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def heard(seen: Progress) -> None:
            bar.update(task, total=seen.total, completed=seen.done, description="cells")
            if seen.record.reason:
                log_line(bar.console, plain_line(seen))

        yield heard
