"""Section 5: the earlier experiments with fewer masks and inputs; why they stopped at high n is in `low_data_likelihood`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import FEW_RUNS, student_interval
from theory.validation import Array

from ..end_of_training import least_rate
from ..experiments import low_data_setting
from .low_data_runs import DTYPES, SCATTER, SETTING, TOP, log_errors


def over_exposed(says: int, context: Context) -> Outcome:
    """`says` is the sign of the change of the error with meta-epochs on the same low-data set, wherever there is one.

    Six networks for n = 5, 10 and 20 and each float type; changes within the rounding floor's scatter (a tenth of a decade)
    are none. Why: every row's Q of the set is positive definite, so all ones is the one point of zero loss.
    """
    effective, signs = 0, set()
    for n in TOP:
        for dtype in DTYPES:
            change = np.diff(log_errors(context.seed, "low", n, dtype, top=TOP[n]), axis=1)
            effective += change.size
            for value in change[np.abs(change) > SCATTER]:
                signs.add(int(np.sign(value)))
                if np.sign(value) != says:
                    found = f"n = {n}, {dtype}: error times {10**value:.2g} from one number of meta-epochs to the next"
                    return Outcome(
                        False,
                        Evidence.SIMULATED,
                        effective,
                        float(value),
                        counterexample=found,
                        level="decades from one number of meta-epochs to the next",
                    )
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
    return least_rate(n, masks.astype(float))


def epochs_gain(says: Callable[[str], bool], context: Context) -> Outcome:
    """says(dtype): whether low data gain more decades from three epochs in place of one, in the first meta-epoch, n = 5."""
    told: dict[str, tuple[float, float]] = {}
    for dtype in DTYPES:
        gains: list[Array] = []
        for regime in ("low", "high"):
            one, three = (log_errors(context.seed, regime, 5, dtype, epochs=e, top=1, seeds=20)[:, 0] for e in (1, 3))
            gains.append(one - three)
        told[dtype] = student_interval(gains[0] - gains[1], FEW_RUNS)
    detail = "decades that low data gain more than high: " + ", ".join(
        f"{k} {v:.2f} +- {h:.2f}" for k, (v, h) in told.items()
    )
    clear = all(abs(v) > half for v, half in told.values())
    refuted = [k for k, (v, half) in told.items() if abs(v) > half and (v > 0) is not says(k)]
    passed = False if refuted else True if clear else None
    return Outcome(passed, Evidence.SIMULATED, 40 * len(told), counterexample=detail if refuted else "", detail=detail)


CLAIMS = (
    Claim(
        id="low-data-over-exposed",
        locator="Sec. 5, sentence, exposure",
        origin=Origin.READ,
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
        origin=Origin.READ,
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
