"""Section 5: which cells of the sweep converge, in the paper's list, in our runs and in theory, by the threshold.

The paper does not say what "converged" means. A cell fails where its test error is above a threshold; a list of failing
cells is possible where one threshold gives it, and then for a whole window of thresholds. The cells simulated by default
are those of fewest steps (`TOP`); all others are at the rounding floor, where with `--full` they are seen to be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Outcome, Statement
from theory import emn

from .mask_roundings import rounding_line
from .own_thresholds import above_ten_floors, own_windows
from .phase_cells import CONTROL, FIRST, LISTS, ORACLE, SETTING, SWEEPS, Cell, measured, plot_cells, plot_data


def cells_fail(says: Mapping[str, frozenset[Cell]], context: Context) -> Outcome:
    """says[condition] is the set of failing cells: one threshold must give it in every run, float type, and in theory.

    Theory is the larger of `theory.emn.predicted_errors` and `rounding_floor`, from the runs' own starts.
    """
    runs = measured(context)
    errors: dict[Any, float] = {}
    failing: set[Any] = set()
    for condition, cells in says.items():
        for key, found in runs.items():
            if key[0] == condition:
                errors |= {(*key, cell): error for cell, error in found.items()}
                failing |= {(*key, cell) for cell in found if cell in cells}
    low, high = emn.threshold_window(errors, failing)
    detail = f"thresholds from {low:.2g} to {high:.2g}" if low < high else _why_not(errors, failing)
    own = "; ".join(own_windows(runs, condition, cells) for condition, cells in says.items())
    above = "; ".join(above_ten_floors(runs, condition) for condition in says)
    data = plot_data(runs, says, (low, high))
    says_no = "" if low < high else f"no threshold: {detail}; {own}"
    return Outcome(low < high, Evidence.SIMULATED, len(runs), None, None, says_no, f"{detail}; {own}; {above}", data)


def shuffled_fails(says: Mapping[str, frozenset[Cell]], context: Context) -> Outcome:
    """`cells_fail`; what other roundings of the numbers of masks change is told."""
    found = cells_fail(says, context)
    return replace(found, detail=f"{found.detail}; {context.once('roundings', lambda: rounding_line(context))}")


def _why_not(errors: Mapping[Any, float], failing: set[Any]) -> str:
    """A cell that should converge beside one that should fail and is better."""
    worst = max((k for k in errors if k not in failing), key=lambda k: errors[k])
    best = min(failing, key=lambda k: errors[k])
    names = [f"(n, e, m) = {k[-1]} has {errors[k]:.2g} ({', '.join(map(str, k[:-1]))})" for k in (best, worst)]
    return f"{names[0]} and should fail, {names[1]} and should not"


def least_meta_epochs(says: int, context: Context) -> Outcome:
    """`says` is the least number of meta-epochs from which control always converges, at every threshold of `FIRST`."""
    runs = measured(context)
    first = {(*k, c): v for k, found in runs.items() for c, v in found.items() if k[0] == "shuffled"}
    low, high = emn.threshold_window(first, {k for k in first if k[-1] in FIRST})
    least = set()
    for key, found in runs.items():
        if key[0] == "control":
            for threshold in (low, np.nextafter(high, 0)):
                least.add(1 + max((m for (_, _, m), v in found.items() if v > threshold), default=0))
    passed = low < high and least == {says}
    detail = f"from {' or '.join(map(str, sorted(least)))} meta-epochs on, at thresholds from {low:.2g} to {high:.2g}"
    against = "" if passed else f"{detail}, stated from {says} on"
    return Outcome(bool(passed), Evidence.SIMULATED, len(runs), counterexample=against, detail=detail)


CLAIMS = (
    Claim(
        id="converged-large-n",
        locator="Sec. 5, sentence, large n",
        statement="Every (epochs, meta-epochs) pair converged for n = 20 and higher, at a threshold at which some cell of "
        "a smaller n fails.",
        printed=Statement(r"n \ge 20:\ \text{every } (e, m) \text{ converged}", {"control": FIRST, "shuffled": FIRST}),
        test=cells_fail,
        wrong={
            "(1, 1) failed at n = 20": {"control": FIRST | {(20, 1, 1)}, "shuffled": FIRST},
            "(1, 1) failed at n = 20 only": {"control": frozenset({(20, 1, 1)})},
        },
        assumptions=(*SETTING, "n = 40 and 100 with --full, by default the predicted error falls with n"),
        oracle=ORACLE,
        cost=8,
        plot=plot_cells,
        sweeps=SWEEPS,
    ),
    Claim(
        id="converged-control",
        locator="Sec. 5, sentence, control",
        statement="For control, all (e, 1) failed at n = 10, and at n = 5 also (1, 2), where for shuffled only (1, 1) at n = 5 "
        "did. One threshold for both conditions leaves (1, 1) at n = 5 alone: both have errors of nearly one law. At a "
        "threshold of its own the longer list is met by few 32-bit runs, if any, and by no 64-bit run.",
        printed=Statement(
            r"\text{control fails at } n = 10{:}\ (e, 1);\ n = 5{:}\ (e, 1), (1, 2)",
            LISTS,
        ),
        corrected=Statement(r"\text{control fails at } n = 5{:}\ (1, 1)", {"control": FIRST, "shuffled": FIRST}),
        test=cells_fail,
        wrong={
            "(1, 1) at n = 10 too": {"control": FIRST | {(10, 1, 1)}, "shuffled": FIRST},
            "the list of n = 5": {"control": frozenset(c for c in CONTROL if c[0] == 5), "shuffled": FIRST},
        },
        assumptions=SETTING,
        oracle=ORACLE,
        cost=8,
        plot=plot_cells,
        sweeps=SWEEPS,
    ),
    Claim(
        id="converged-shuffled",
        locator="Sec. 5, sentence, shuffled",
        statement="For shuffled, only (1, 1) at n = 5 failed.",
        printed=Statement(r"\text{shuffled fails at } n = 5{:}\ (1, 1)", {"shuffled": FIRST}),
        test=shuffled_fails,
        wrong={
            "(1, 2) at n = 5 too": {"shuffled": FIRST | {(5, 1, 2)}},
            "(1, 1) at n = 10": {"shuffled": frozenset({(10, 1, 1)})},
            "the list of control": {"shuffled": CONTROL},
        },
        assumptions=SETTING,
        oracle=ORACLE,
        cost=8,
        plot=plot_cells,
        sweeps=SWEEPS,
    ),
    Claim(
        id="converged-two-meta-epochs",
        locator="Sec. 5, sentence, 2 meta epochs",
        statement="2 meta-epochs and above generally got the control condition working.",
        printed=Statement(r"m \ge 2 \Rightarrow \text{control converges}", 2),
        test=least_meta_epochs,
        wrong={"one is enough": 1, "four are needed": 4},
        assumptions=(*SETTING, "thresholds at which shuffled fails in (1, 1) at n = 5 only"),
        oracle=ORACLE,
        cost=8,
        sweeps=SWEEPS,
    ),
)
