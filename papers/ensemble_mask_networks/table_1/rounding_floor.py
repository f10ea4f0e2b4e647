"""What sets the size of Table 1's minimum errors: rounding, predicted for both float types and held against training."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from theory.emn.rates.rounding_floor import evaluation_variance, rounding_floor, stalled_spread

from ..printed_table_1 import PRINTED
from .at_the_floor import FACTOR, STEPS, Floor
from .floor_plot import plot_floor
from .near_the_solution import NEAR, PYTORCH, near_the_solution

CASES = (*((n, dtype) for n in (5, 10, 20, 40) for dtype in ("float32", "float64")), (100, "float32"))
LARGE = ((100, "float64"),)  # with `full`
OTHER = "U(-1, 1)"  # another initialization, in 32-bit floats, for these n
OTHER_SIZES = (5, 20)
COLUMNS = ("control", "shuffled")


def floor_is(says: Floor, context: Context) -> Outcome:
    """says(constants, steps, dtype), averaged over networks, must be within a factor 3 of the error at rest, everywhere."""
    worst, data = 1.0, list[dict[str, Any]]()
    usual = ((n, dtype, PYTORCH) for n, dtype in (*CASES, *(LARGE if context.full else ())))
    for n, dtype, law in (*usual, *((n, "float32", OTHER) for n in OTHER_SIZES)):
        near = partial(near_the_solution, context, n, dtype, law=law)
        constants, errors = context.once(f"{n} {dtype} {law}", near)
        measured = [e["mean square"] for e in errors]
        predicted = float(np.mean([says(c, STEPS * NEAR[n][1], dtype) for c in constants]))
        ratio = predicted / float(np.mean(measured))
        worst = max(worst, ratio, 1 / ratio if ratio > 0 else np.inf, key=abs)
        printed = [float(PRINTED[n, c][0]) for c in COLUMNS] if dtype == "float32" and law == PYTORCH else []
        data.append(
            {"n": n, "dtype": dtype, "law": law, "predicted": predicted, "measured": measured, "printed": printed}
        )
        if not 1 / FACTOR <= ratio <= FACTOR:
            found = f"n = {n}, {dtype}, {law}: predicted {predicted:.3g}, measured {np.mean(measured):.3g}"
            return Outcome(
                False,
                Evidence.SIMULATED,
                len(data),
                float(np.log10(max(ratio, 1e-300))),
                counterexample=found,
                level="log10 of predicted over measured",
            )
    told = ", ".join(
        f"n = {r['n']}, {r['dtype']}, {r['law']}: {np.mean(r['measured']) / r['predicted']:.2f}" for r in data
    )
    detail = f"off by at most a factor {worst:.2f}; measured over predicted: {told}"
    off, allowed = float(np.log10(worst)), float(np.log10(FACTOR))
    level = "decades allowed"
    return Outcome(True, Evidence.SIMULATED, len(data), off, allowed, "", detail, {"rows": data}, level)


CLAIMS = (
    Claim(
        id="table-1-floor",
        locator="Table 1, floor",
        origin=Origin.OWN,
        statement="The minimum errors are near 0. The error at which training comes to rest has the size of rounding: updates "
        "smaller than half the spacing of floats are lost, and the test's two sums are rounded differently. Whether the "
        "printed figures have it is the claim `table-1-printed-floor`.",
        printed=Statement(
            r"E \approx n s^2 \big(\langle a^2\rangle\langle x^2\rangle - \langle a\rangle^2\langle x\rangle^2\big) + V",
            lambda c, steps, dtype: rounding_floor(c, steps, dtype=dtype),
        ),
        test=floor_is,
        wrong={
            "stalled weights alone": lambda c, steps, dtype: (
                len(c) * np.mean(stalled_spread(c, steps, dtype=dtype) ** 2) * (1 / 18 - 1 / 64)
            ),
            "rounding of the test alone": lambda c, steps, dtype: float(np.mean(evaluation_variance(c, dtype))),
            "the square of the machine epsilon": lambda c, steps, dtype: float(np.finfo(dtype).eps) ** 2,
            "a loss summed over outputs": lambda c, steps, dtype: rounding_floor(
                c, steps, dtype=dtype, reduction="sum_outputs"
            ),
        },
        assumptions=(
            "architecture (1), PyTorch's initialization; U(-1, 1) in 32-bit floats at n = 5 and 20",
            "lr 0.1, loss averaged over outputs",
            "converged: the error is at rest",
            "n = 100 in 64-bit floats with --full",
        ),
        oracle="training to rest in both float types; the factor 3 is asked, not fitted",
        cost=15,
        plot=plot_floor,
    ),
)
