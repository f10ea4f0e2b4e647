"""How far a sweep is, as a log and on a terminal."""

import re
import time

from rich.console import Console

from papers.commands.sweep_progress import listener, plain_line, rate
from sims.store import Record
from sims.sweep import Cell, Progress


def seen(done: int, reason: str | None = None) -> Progress:
    cell = Cell("e", {"n": 2}, 0)
    record = Record(cell.key, "e", {"n": 2}, 0, "failed" if reason else "done", reason, seconds=0.25)
    return Progress(done, 4, cell, record)


def test_progress_lines() -> None:
    assert plain_line(seen(2)) == "2/4 n = 2, seed = 0: done [0.2 s]"
    assert plain_line(seen(2, "KeyError: [x]")) == "2/4 n = 2, seed = 0: failed - KeyError: [x] [0.2 s]"
    assert [rate(s) for s in (None, 0, 12.345, 1, 0.5, 0.01, 1e-6)] == [
        "- cells/s",
        "- cells/s",
        "12.3 cells/s",
        "1 cells/s",
        "30 cells/min",
        "36 cells/h",
        "0.0036 cells/h",
    ]


def test_progress_on_a_terminal_has_a_rate_and_the_time_left() -> None:
    console = Console(force_terminal=True, width=100, record=True, color_system=None)
    with console.capture() as captured, listener(console) as heard:
        for done in (1, 2, 3):
            heard(seen(done, "KeyError: [x]" if done == 2 else None))
            time.sleep(0.15)
    text = captured.get()
    assert re.search(r"cells .*3/4 +[\d.]+ cells/s +\d:\d\d:\d\d +left +(\d:\d\d:\d\d|-:--:--)", text)
    assert text.count("2/4 n = 2, seed = 0: failed - KeyError: [x]") == 1
