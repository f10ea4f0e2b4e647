"""Table 1's control and shuffled columns together: a bias that no cell shows alone."""

from __future__ import annotations

from collections.abc import Mapping
from math import log10, sqrt

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import FEW_RUNS, student_quantile

from ..printed_table_1 import PRINTED, reading_spread
from .floor_of_masks import BINARY, STATED, UNIFORM
from .initial_floors import CELLS, SMALL, Pair, log_floors
from .near_the_solution import PYTORCH


def mean_offset(says: Mapping[Pair, float], context: Context) -> Outcome:
    """says[pair] times its floor has the ten printed minima around it: log10 of their ratios has mean 0.

    The bar is Student's for a mean of ten readings, at level 1e-3, with the spread of a reading that the rows of the table
    show by themselves (`reading_spread`).
    """
    spread, freedom = reading_spread()
    bar = student_quantile(FEW_RUNS, freedom) * spread / sqrt(len(CELLS))
    found = {}
    for pair, factor in says.items():
        predicted = [float(log_floors(context, n, pair).mean()) + log10(factor) for n, _ in CELLS]
        found[pair] = float(np.mean([log10(float(PRINTED[cell][0])) for cell in CELLS]) - np.mean(predicted))
    worst = max(found.values(), key=abs)
    passed = abs(worst) <= bar
    told = "; ".join(f"{' + '.join(pair)} {10**value:.2f}" for pair, value in found.items())
    detail = f"printed over predicted, geometric mean of ten: {told}"
    level = f"Student interval at level {FEW_RUNS:g}, decades"
    counter = "" if passed else f"{detail}, beyond {10**bar:.2f}x"
    return Outcome(passed, Evidence.SIMULATED, len(found) * len(CELLS), worst, bar, counter, detail, level=level)


CLAIMS = (
    Claim(
        id="table-1-bias",
        locator="Table 1, control and shuffled",
        origin=Origin.OWN,
        statement="The ten figures together: the mean over control and shuffled of log10 (printed / rounding floor) is 0. Each "
        "cell alone tells only factors of seven; their mean tells a factor of two. With the stated test masks and PyTorch's "
        "initialization the figures are three times too large in the mean, all ten on one side. With U(-1, 1), or with "
        "PyTorch's and the two larger kinds of test masks, there is no bias.",
        printed=Statement(
            r"\Big\langle \log_{10} \frac{E_{\text{printed}}}{E_{\text{floor}}} \Big\rangle = 0,\quad "
            r"w, d \sim U\big(\pm \tfrac{1}{\sqrt{\text{fan in}}}\big)",
            {(STATED, PYTORCH): 1.0},
        ),
        corrected=Statement(
            r"\Big\langle \log_{10} \frac{E_{\text{printed}}}{E_{\text{floor}}} \Big\rangle = 0,\quad "
            r"w, d \sim U(-1, 1)\ \text{or larger test masks}",
            dict.fromkeys((*((STATED, law) for law in SMALL), (BINARY, PYTORCH), (UNIFORM, PYTORCH)), 1.0),
        ),
        test=mean_offset,
        wrong={
            "ten times the floor": {(STATED, "U(-1, 1)"): 10.0},
            "a tenth of the floor": {(STATED, "U(-1, 1)"): 0.1},
            "three times the floor": {(STATED, "U(-1, 1)"): 3.0},
            "a third of the floor": {(STATED, "U(-1, 1)"): 1 / 3},
            "N(0, 1)": {(STATED, "N(0, 1)"): 1.0},
        },
        assumptions=(
            "architecture (1), lr 0.1, loss averaged over outputs, mean square error, 32-bit floats",
            "converged, so that control and shuffled have one law: their ratios in the five rows give the spread of a reading",
            "the rounding floor as it is: our own minima meet it (claim `table-1-minimum-floor`)",
        ),
        oracle=f"Student interval at level {FEW_RUNS:g} from the table's own rows",
        cost=3,
    ),
)
