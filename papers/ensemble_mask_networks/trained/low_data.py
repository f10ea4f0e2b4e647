"""Section 5: the earlier experiments with fewer masks and inputs; why they stopped at high n is in `likelihood`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from scipy.stats import t as student

from papers.ledger.claim import Claim, Context, Statement
from papers.ledger.verdict import Evidence, Outcome
from theory.emn.masks.row_risk import row_risk
from theory.validation import Array

from ..experiments import low_data_setting
from .low_data_runs import DTYPES, TOP, log_errors

LEVEL = 1e-3
RESAMPLED = {("low", 5): (4, 100), ("low", 10): (2, 40), ("high", 5): (2, 100), ("high", 10): (2, 40)}  # m, networks


def interval(values: Any) -> tuple[float, float]:
    """Mean and half width of Student's interval at `LEVEL`."""
    values = np.asarray(values)
    scale = float(values.std(ddof=1)) / np.sqrt(len(values))
    return float(values.mean()), float(student.ppf(1 - LEVEL / 2, len(values) - 1)) * scale


def resampling(says: Mapping[str, int], context: Context, regime: str) -> Outcome:
    """says[condition]: 1 if subsampled has the lower errors, 0 if not the higher ones, -1 if the higher.

    Mean log10 error in 64-bit floats in the last cell (1, m) above the rounding floor, n = 5 and 10, from the same starts, the
    sets in random order, with low data drawn by sum too; every case has its interval at level 1e-3.
    """
    gains = context.once("gains", lambda: _gains(context, regime))
    detail = "decades gained by resampling: " + "; ".join(
        f"{k}: {v:.2f} +- {half:.2f}" for k, (v, half) in gains.items()
    )
    passed: bool | None = True
    for case, (gain, half) in gains.items():
        said = says.get(case.split(",")[0])
        if said is None:
            continue
        if (said >= 0 and gain + half < 0) or (said < 0 and gain > half):
            found = f"{case}: {gain:.2f} +- {half:.2f} decades gained"
            level = f"Student interval at level {LEVEL:g}"
            return Outcome(False, Evidence.SIMULATED, len(gains), gain, half, found, detail, level=level)
        if said * gain <= half and said:
            passed = None
    return Outcome(passed, Evidence.SIMULATED, len(gains), detail=detail, data={k: list(v) for k, v in gains.items()})


def _gains(context: Context, regime: str) -> dict[str, tuple[float, float]]:
    out = {}
    for n in (5, 10):
        top, seeds = RESAMPLED[regime, n]
        for order in ("by sum", "random") if regime == "low" else ("random",):
            found = {
                c: log_errors(context.seed, regime, n, "float64", c, top=top, order=order, seeds=seeds)[:, -1]
                for c in ("control", "shuffled", "subsampled")
            }
            for c in ("control", "shuffled"):
                out[f"{c}, n = {n}, (1, {top}), {order}"] = interval(found[c] - found["subsampled"])
    return out


def over_exposed(says: int, context: Context) -> Outcome:
    """`says` is the sign of the change of the error with meta-epochs on the same low-data set, wherever there is one.

    Six networks for n = 5 and 10 and each float type; changes within the rounding floor's scatter (a tenth of a decade) are
    none. Why: every row's Q of the set is positive definite, so all ones is the one point of zero loss.
    """
    effective, signs = 0, set()
    for n in (5, 10):
        for dtype in DTYPES:
            change = np.diff(log_errors(context.seed, "low", n, dtype, top=TOP[n]), axis=1)
            effective += change.size
            for value in change[np.abs(change) > 0.1]:
                signs.add(int(np.sign(value)))
                if np.sign(value) != says:
                    found = f"n = {n}, {dtype}: error times {10**value:.2g} from one number of meta-epochs to the next"
                    return Outcome(False, Evidence.SIMULATED, effective, float(value), counterexample=found)
    least = {n: _least_eigenvalue(n, context) for n in (5, 10, 20, 40)}
    told = ", ".join(f"{v:.3f} at n = {n}" for n, v in least.items())
    unique = all(v > 1e-10 for v in least.values())
    return Outcome(
        unique and signs == {says},
        Evidence.SIMULATED,
        effective,
        detail=f"least eigenvalue of Q of a low-data set: {told}",
    )


def _least_eigenvalue(n: int, context: Context) -> float:
    masks = low_data_setting(n)["masks"](context.rng(f"set {n}"))
    return float(np.linalg.eigvalsh(row_risk(n, masks.astype(float))).min())


def epochs_gain(says: Callable[[str], bool], context: Context) -> Outcome:
    """says(dtype): whether low data gain more decades from three epochs in place of one, in the first meta-epoch, n = 5."""
    told: dict[str, tuple[float, float]] = {}
    for dtype in DTYPES:
        gains: list[Array] = []
        for regime in ("low", "high"):
            one, three = (log_errors(context.seed, regime, 5, dtype, epochs=e, top=1, seeds=20)[:, 0] for e in (1, 3))
            gains.append(one - three)
        told[dtype] = interval(gains[0] - gains[1])
    detail = "decades that low data gain more than high: " + ", ".join(
        f"{k} {v:.2f} +- {h:.2f}" for k, (v, h) in told.items()
    )
    clear = all(abs(v) > half for v, half in told.values())
    refuted = [k for k, (v, half) in told.items() if abs(v) > half and (v > 0) is not says(k)]
    passed = False if refuted else True if clear else None
    return Outcome(passed, Evidence.SIMULATED, 40 * len(told), counterexample=detail if refuted else "", detail=detail)


LOW = "36 n^1.15 masks of 15 n^(2/3) inputs, rounded to the nearest; batches of a quarter of them, rounded down"
SETTING = (LOW, "architecture (1), lr 0.1, loss averaged over batch and outputs")

CLAIMS = (
    Claim(
        id="low-data-resampling",
        locator="Sec. 5, sentence, low data, sampling",
        statement="With low data random sampling performed well, if not better than the other two conditions: new masks in each "
        "meta-epoch beat the repeated ones of control, and are no worse than shuffled ones.",
        printed=Statement(
            r"E(\text{subsampled}) \lesssim E(\text{control}), E(\text{shuffled})", {"control": 1, "shuffled": 0}
        ),
        test=partial(resampling, regime="low"),
        wrong={"worse than control": {"control": -1}, "worse than shuffled": {"shuffled": -1}},
        assumptions=(*SETTING, "64-bit floats, cells above the rounding floor; at the floor all three are equal"),
        oracle="training from the same starts, intervals at level 1e-3",
        cost=8,
    ),
    Claim(
        id="high-data-resampling",
        locator="Sec. 5, sentence, high data, sampling",
        statement="With more data repeated large subsamples overwhelm training. They do not: new masks gain there too.",
        printed=Statement(r"E(\text{subsampled}) > E(\text{control}),\ |d| = 36 n^{1.3}", {"control": -1}),
        corrected=Statement(r"E(\text{subsampled}) < E(\text{control}),\ |d| = 36 n^{1.3}", {"control": 1}),
        test=partial(resampling, regime="high"),
        wrong={"worse than shuffled too": {"control": -1, "shuffled": -1}},
        assumptions=(*SETTING[1:], "64-bit floats, cells above the rounding floor"),
        oracle="training from the same starts, intervals at level 1e-3",
        cost=12,
    ),
    Claim(
        id="low-data-over-exposed",
        locator="Sec. 5, sentence, exposure",
        statement="With low data meta-epochs can over-expose the network to its small sample, so that it fails to generalize. The "
        "error falls with every meta-epoch down to the rounding floor: the sample has a single point of zero loss, the solution.",
        printed=Statement(r"m \uparrow\ \Rightarrow\ E \uparrow\ \text{(low data)}", 1),
        corrected=Statement(r"m \uparrow\ \Rightarrow\ E \downarrow\ \text{to the rounding floor}", -1),
        test=over_exposed,
        wrong={"it does not change": 0},
        assumptions=SETTING,
        oracle="training of control; the least eigenvalue of each row's Q over the sample",
        cost=6,
    ),
    Claim(
        id="low-data-epochs",
        locator="Sec. 5, sentence, epochs",
        statement="With low data more is gained from increasing epochs, being further from convergence. In decades of error more "
        "steps gain more with more data; only where those reach the rounding floor first do low data gain more.",
        printed=Statement(r"\Delta_e \log E\ (\text{low}) > \Delta_e \log E\ (\text{high})", lambda dtype: True),
        corrected=Statement(
            r"\Delta_e \log E\ (\text{low}) > \Delta_e \log E\ (\text{high}) \iff \text{32-bit floats}",
            lambda dtype: dtype == "float32",
        ),
        test=epochs_gain,
        wrong={"never": lambda dtype: False, "in 64-bit floats only": lambda dtype: dtype == "float64"},
        assumptions=(*SETTING, "n = 5, one meta-epoch, three epochs in place of one"),
        oracle="training in both settings from the same starts, intervals at level 1e-3",
        cost=3,
    ),
)
