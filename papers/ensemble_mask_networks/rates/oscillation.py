"""The companion's failure signature: what an oscillating loss says of the step size."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from theory import emn
from theory.emn.rates.step_scale import step_scale
from theory.emn.rates.transfer import transfer

SIZES = (1, 2, 3, 5, 10, 20)
BATCHES = (1, 2, 20)
RATIOS = (0.1, 0.5, 0.8, 0.95, 1.05, 1.5)  # of the learning rate over the largest stable one
MASKS = 100
EPS = float(np.finfo(np.float64).eps)


def turns_are(says: Callable[[float], tuple[float, float]], context: Context) -> Outcome:
    """says(ratio) = least and most times that the expected loss of () turns from rising to falling or back over 100 masks.

    At `ratio` times the largest stable learning rate, from the start of the initialization and from errors that sum to zero in
    each row. The expected loss is a r^t + b s^t, r and s the eigenvalues of the recursion of two numbers; these are checked to be
    real and not negative, and then a (r - 1) r^t + b (s - 1) s^t changes its sign once at most: a proof for any number of masks.
    """
    effective = 0
    for n, batch in product(SIZES, BATCHES):
        limit = float(emn.largest_stable_lr(n, batch=batch))
        starts = [None, *([(1.0, -1 / (n - 1))] if n > 1 else [])]
        for ratio, start in product(RATIOS, starts):
            lr = ratio * limit
            values = np.linalg.eigvals(transfer(n, float(step_scale(n, lr)), batch, 4).astype(float))
            if np.any(np.abs(values.imag) > 0) or np.any(values.real < -64 * EPS * np.abs(values).max()):
                return Outcome(
                    None, Evidence.CERTIFIED, effective, detail=f"n = {n}, ratio {ratio}: eigenvalues {values}"
                )
            error = emn.expected_error(n, np.arange(MASKS + 1), lr, batch=batch, start=start)
            change = np.diff(error)
            sign = np.sign(change[np.abs(change) > 64 * MASKS * EPS * error[:-1]])
            turns, (least, most) = int(np.sum(sign[1:] != sign[:-1])), says(ratio)
            effective += 1
            if not least <= turns <= most:
                found = (
                    f"n = {n}, batch {batch}, {ratio:g} of the limit{'' if start is None else ', errors of sum 0'}: "
                )
                return Outcome(
                    False,
                    Evidence.CERTIFIED,
                    effective,
                    float(turns),
                    counterexample=found + f"{turns} turns",
                    level="number of turns",
                )
    return Outcome(
        True, Evidence.CERTIFIED, effective, 0.0, detail="the exact expectation after every mask, eigenvalues >= 0"
    )


CLAIMS = (
    Claim(
        id="oscillating-loss",
        locator="p. 1, companion notes, failure signature 2",
        origin=Origin.OWN,
        statement="An oscillating loss may indicate that mask updates are too aggressive. In expectation it never oscillates, "
        "however large the step: it turns once at most, a rise before the fall below the limit of stability, and above it the "
        "other way round. What oscillates in a run is the noise of its masks and inputs, at any step.",
        printed=Statement(
            r"\mathrm{lr} \to \mathrm{lr}_{\max}:\ \ge 2\ \text{turns}",
            lambda ratio: (0, 1) if ratio < 0.9 else (2, np.inf),
        ),
        corrected=Statement(r"\text{turns of}\ \langle L\rangle_t \le 1\ \text{at any lr}", lambda ratio: (0, 1)),
        test=turns_are,
        wrong={
            "it only falls or only rises": lambda ratio: (0, 0),
            "one turn near the limit": lambda ratio: (0, 0) if ratio < 0.9 else (1, 1),
        },
        assumptions=("no hidden layer", "fresh masks of fair bits, one epoch, four fresh batches a mask"),
        oracle="the exact recursion of the expected loss, its eigenvalues",
        cost=2,
    ),
)
