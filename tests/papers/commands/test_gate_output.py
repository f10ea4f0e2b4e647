"""How far a search for gates is, on a terminal and in a log."""

import re
import time
from io import StringIO

import numpy as np
from rich.console import Console

from papers.commands.gate_data import GateData
from papers.commands.gate_output import lines, listener, progress_line
from theory.gates import optimize


def test_what_an_exact_fit_leaves_is_rounding() -> None:
    x = np.array([[0.1, 0.3, 1], [0.7, 0.9, 2], [0.2, 1.1, 0]])
    x, w = np.vstack([x, x / 3, x * 7]), [0.1, 0.7, 1 / 3]
    small = r"0 to rounding \(\d\.\de-\d\d\)"
    for y, loss, bound in (
        (x @ w, small, small),
        (np.zeros(9), "0", "0"),
        (x @ w + 1e-9 * (x[:, 0] > 1), r"\d\.\d+e-\d\d, 0\.00% of <y\^2>", r"\d\.\d+e-\d\d"),
    ):
        data = GateData(x, y, None, "nine", ("x1", "x2", "x3"))
        told = lines(data, optimize(x, y, 1))
        assert re.fullmatch(f"loss       {loss}", told[2])
        assert re.fullmatch(f"bound      {bound}: no gates of this family go below, to rounding", told[3])


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
