"""Section 5: how the spread of errors over the cells of the sweep changes with n."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from theory.validation import Array

from .phase_cells import ORACLE, SETTING, SWEEPS, Cell, measured


def spread_falls(says: int, context: Context) -> Outcome:
    """`says` is the sign of the change with n of the range of log10 errors over the cells, in every run and in theory.

    The cells of a run are the same for every n of it: those that all have. An n of a single cell has no range and is left out.
    The cells simulated by default leave 64-bit floats far above the floor at n = 5, so that their range is not the sweep's.
    """
    runs = measured(context)
    changes, widths = set(), dict[tuple[str, tuple[int, ...], int], list[Array]]()
    for (_, dtype, seed), found in runs.items():
        if dtype == "float64" and seed != "theory" and not context.full:
            continue
        sizes, cells = common_cells(found)
        width = np.array([np.ptp([np.log10(found[n, *cell]) for cell in cells]) for n in sizes])
        changes |= set(np.sign(np.diff(width)).astype(int).tolist())
        if seed != "theory":
            widths.setdefault((dtype, sizes, len(cells)), []).append(width)
    told = [
        f"{dtype}, n = {', '.join(map(str, sizes))}, {count} cells: {', '.join(f'{x:.2g}' for x in np.median(w, axis=0))} "
        f"({len(w)} runs)"
        for (dtype, sizes, count), w in widths.items()
    ]
    detail = f"range of log10 error over the same cells, median over runs: {'; '.join(told)}"
    passed = changes == {says}
    compared = sum(len(w) for w in widths.values())
    return Outcome(passed, Evidence.SIMULATED, compared, counterexample="" if passed else detail, detail=detail)


def common_cells(found: Mapping[Cell, float]) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
    """The n of which a run has more than one cell, in order, and the cells (epochs, meta-epochs) that all of them have."""
    own: dict[int, set[tuple[int, int]]] = {}
    for n, *cell in found:
        own.setdefault(n, set()).add((cell[0], cell[1]))
    sizes = tuple(sorted(n for n, cells in own.items() if len(cells) > 1))
    return sizes, tuple(sorted(set.intersection(*(own[n] for n in sizes)))) if sizes else ()


CLAIMS = (
    Claim(
        id="spread-falls",
        locator="Sec. 5, sentence, spread",
        origin=Origin.READ,
        statement="The spread over the sweep falls with n: the more steps a cell has, the closer to the floor it is.",
        printed=Statement(r"\text{spread over } (e, m)\ \downarrow\ \text{in}\ n", -1),
        test=spread_falls,
        wrong={"it grows": 1, "it stays": 0},
        assumptions=(
            *SETTING,
            "the same cells for every n: all fifteen in theory and with --full; by default runs have (1, 1), (2, 1) and "
            "(3, 1), in 32-bit floats",
            "n = 5, 10 and 20; with --full also 40 and 100, in 64-bit floats by theory alone",
        ),
        oracle=ORACLE,
        cost=8,
        sweeps=SWEEPS,
    ),
)
