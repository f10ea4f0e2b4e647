"""How far a search for gates is, on a terminal and in a log."""

import time
from io import StringIO

from rich.console import Console

from papers.commands.gate_output import listener, progress_line


def test_progress_for_a_person_and_for_a_log() -> None:
    for terminal, every, expected in ((True, 0.0, "gap 0.5"), (False, 0.0, "work 7: best 0.75, bound 0.25, gap 0.5\n")):
        out = StringIO()
        console = Console(file=out, force_terminal=terminal, width=100, legacy_windows=False)
        with listener(console, every) as progress:
            progress(7, 0.75, 0.25)
            time.sleep(0.2 if terminal else 0)
        assert expected in out.getvalue()
        assert ("\x1b" in out.getvalue()) == terminal
    out = StringIO()
    with listener(Console(file=out)) as progress:
        progress(1, 1.0, 0.0)
    assert out.getvalue() == ""  # a log hears of long searches only
    assert progress_line(1, 0.25, 0.5).endswith("gap 0")
