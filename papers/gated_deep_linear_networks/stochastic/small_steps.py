"""Section 3.2 with minibatches: where the weights settle with small steps, to the first order in their size."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import log_slope, z_limit
from theory.gdln.stochastic.mean_square_stability import largest_mean_square_lr
from theory.gdln.stochastic.sgd_stationary import small_step_covariance, stationary_covariance
from theory.validation import Array

from .sgd_runs import BATCH, GATES, all_at, problem, scores, sgd_runs


def _settled(context: Context, gates: str) -> tuple[float, Array]:
    """A small lr, and how far runs (R, P) from the minimum are off it once their covariance is within exp(-6) of its end."""
    x, y, g, law = problem(context, gates)
    part, count = (0.01, 8000) if context.full else (0.03, 1500)
    lr, w = part * largest_mean_square_lr(law, BATCH), law.problem.minimum_norm_weights
    steps = int(np.ceil(3 / (float(law.problem.spectrum.eigenvalues[0]) * lr * law.problem.scale**2)))
    return lr, sgd_runs((x, y, g), all_at(w, count), lr, [steps], context.rng(f"small {gates}"))[0] - w.ravel()


def small_step(says: tuple[Callable[..., Any], int], context: Context) -> Outcome:
    """says = (Sigma of (law, batch), order): |C - lr Sigma| falls with that power of lr, C the stationary covariance.

    And runs of SGD at a small step settle at lr Sigma, by z-scores of every entry: at 3 % of the stable step the rest is
    3 % of it, less than one error of 1500 runs.
    """
    sigma, order = says
    slopes, found = [], []
    for gates in GATES:
        lr, runs = context.once(f"settled {gates}", partial(_settled, context, gates))
        found.append(scores(runs, lr * sigma(problem(context, gates)[3], BATCH)))
    z = np.concatenate(found)
    limit = z_limit(len(z))
    effective = len(z)
    simulated = f"largest z {z.max():.1f} of {len(z)} entries, threshold {limit:.1f}, {len(runs)} runs a gate structure"
    if z.max() > limit:
        return Outcome(
            False,
            Evidence.SIMULATED,
            len(z),
            float(z.max()),
            counterexample=simulated,
            detail=simulated,
            level="largest z-score",
        )
    for gates in GATES:
        law = problem(context, gates)[3]
        rates = largest_mean_square_lr(law, BATCH) * 0.02 / 2.0 ** np.arange(5)
        off = [np.linalg.norm(stationary_covariance(law, lr, BATCH) - lr * sigma(law, BATCH)) for lr in rates]
        effective += len(rates)
        slopes.append(log_slope(rates, off))
    worst = max(slopes, key=lambda slope: abs(slope - order))
    detail = "slopes " + ", ".join(f"{s:.3f}" for s in slopes) + f"; {simulated}"
    passed = bool(abs(worst - order) <= 0.1)
    return Outcome(
        passed,
        Evidence.SIMULATED,
        effective,
        worst - order,
        counterexample="" if passed else detail,
        detail=detail,
        level="worst slope less the one stated; at most 0.1 allowed",
    )


CLAIMS = (
    Claim(
        id="sec-3-2-sgd-small-lr",
        locator="Sec. 3.2, minibatches, small steps",
        origin=Origin.OWN,
        statement="The stationary covariance is lr Sigma + O(lr^2) with A Sigma + Sigma A = <r^2 x~ x~^T> / B.",
        printed=Statement(r"C = \mathrm{lr}\,\Sigma + O(\mathrm{lr}^2)", (small_step_covariance, 2)),
        test=small_step,
        wrong={
            "half of Sigma": (lambda law, batch: small_step_covariance(law, batch) / 2, 2),
            "a quarter more than Sigma": (lambda law, batch: 1.25 * small_step_covariance(law, batch), 2),
            "Sigma with a 1/K": (lambda law, batch: small_step_covariance(law, batch) / law.problem.K, 2),
            "third order": (small_step_covariance, 3),
        },
        oracle="1500 runs of SGD a gate structure, z-scores at a family-wise level of 1e-6; slope over five step sizes, "
        "within 0.1",
        cost=4,
    ),
)
