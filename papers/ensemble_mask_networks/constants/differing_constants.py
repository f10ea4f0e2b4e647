"""Section 5: the rows of a network learn differing constants, each that of its own initialization."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from theory import emn

from .constant_runs import positive_root, relative_error, trained


def rows_differ(says: Callable[[Any, int], Any], context: Context) -> Outcome:
    """says(kappa, n) are the squares that the rows of one network learn, from their conserved quantities kappa (n,).

    Rows share no parameter and a squared error adds up over outputs, so each learns as if it were alone; kappa is its
    own, and differs. All pairs of rows must differ by more than the training's own error, and all squares agree.
    """
    net = emn.Architecture(5, (1,))
    rngs = [context.rng(f"rows {seed}") for seed in range(3)]
    starts, learned = context.once("rows", lambda: trained(net, rngs, meta_epochs=4))
    least = 1.0
    for seed, (params, constants) in enumerate(zip(starts, learned, strict=True)):
        kappa = emn.conserved_quantities(net, params)[0][:, 0, 0]
        row = {"n": net.n, "kappa": kappa, "learned": constants}
        off = relative_error(row, says)
        if off > 1:
            found = f"network {seed}: a square is off by {off:.3g} times what lr 0.1 explains"
            return Outcome(
                False,
                Evidence.SIMULATED,
                seed + 1,
                deviation=off,
                counterexample=found,
                level="largest error over what lr 0.1 explains",
            )
        least = min(least, float(np.min(np.diff(np.sort(constants)))))
    detail = f"the closest two constants of a network differ by {least:.2g}, its squares are those of each row's kappa"
    return Outcome(
        least > 1e-6,
        Evidence.SIMULATED,
        len(starts),
        deviation=least,
        detail=detail,
        level="least difference of two constants of a network; more than 1e-6 is asked",
    )


CLAIMS = (
    Claim(
        id="sec-5-differing-constants",
        locator="Sec. 5, sentence, differing constants",
        origin=Origin.READ,
        statement="(1) learns and separates each row-wise multiplication, as seen by the differing constants. Each row learns "
        "the constant of its own initialization, whatever the other rows do.",
        printed=Statement(r"c_i \neq c_j,\quad c_i = c(\kappa_i)", positive_root),
        test=rows_differ,
        wrong={
            "one constant for all rows": lambda kappa, n: positive_root(np.full(n, np.mean(kappa)), n),
            "that of the next row": lambda kappa, n: positive_root(np.roll(kappa, 1), n),
        },
        assumptions=("architecture (1)", "n = 5, lr 0.1"),
        oracle="trained networks; the conservation law of each row",
        cost=2,
    ),
)
