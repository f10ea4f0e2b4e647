"""How far a search for gates is, on a terminal and in a log."""

import re
import time
from io import StringIO
from typing import Any

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


def told(y: list[float], K: int, x: list[float] | None = None, ring: bool = False, **options: Any) -> list[str]:
    """The lines on the gates of one input: 1, 2, ... where it is not given."""
    inputs = np.array(x or range(1, len(y) + 1), dtype=float)[:, None]
    data = GateData(inputs, np.array(y), options.get("sample_weight"), "d", ("a",), ring)
    found = lines(data, optimize(inputs, y, K, **options))
    return [line for line in found if line.startswith(("gate ", "note "))]


def test_the_samples_of_a_gate_are_named() -> None:
    """Up to 20 of them; not where they are all."""
    assert told([2, 4, -3, -4, 10], 2) == [
        "gate 1     on at 3 of 5 samples (1, 2, 5), adds +2 a",
        "gate 2     on at 2 of 5 samples (3, 4), adds -1 a",
    ]
    assert told([1, 2], 1) == ["gate 1     on at 2 of 2 samples, adds +1 a"]
    for S, named in ((20, " (11, 12, 13, 14, 15, 16, 17, 18, 19, 20)"), (21, "")):
        first, _ = told([2.0 * s if s <= 10 else -s for s in range(1, S + 1)], 2)
        assert first.startswith(f"gate 1     on at {S - 10} of {S} samples{named}, adds -1")


def test_what_is_fitted_whatever_the_target_is() -> None:
    """Exclusive gates one by one, others all together; different inputs count that weigh something. A law on a ring has all."""
    end = "which fit them whatever y is; --min-points asks for more, or compare the loss on samples held out"
    assert told([2, 4, 9], 2)[2:] == [f"note       gate 2: no more different inputs than weights (1), {end}"]
    assert told([2, 5, 9], 3)[3:] == [f"note       gate 1, 2, 3: no more different inputs than weights (1), {end}"]
    assert told([2, 4, 9], 2, ring=True)[2:] == []
    assert told([2, 4, 9, 9], 2, [1, 2, 3, 3])[2:] == [
        f"note       gate 2: no more different inputs than weights (1), {end}"
    ]
    assert told([2, 4, 9, 12], 2)[2:] == []
    weight = np.array([1.0, 1.0, 1.0, 0.0])
    assert told([2, 10, 15, 0], 2, sample_weight=weight)[2:] == [
        f"note       gate 1: no more different inputs than weights (1), {end}"
    ]
    for K, inputs in ((3, "note       3 weights for 3 different inputs: gates of this many fit noise too; "), (2, "")):
        assert [line.partition("compare")[0] for line in told([2, 4, 9], K, family="table")[K:]] == [inputs] * bool(
            inputs
        )


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
