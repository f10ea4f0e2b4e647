"""Section 3.2 with minibatches: where the weights settle."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import z_limit
from theory.gdln.stochastic.mean_square_stability import largest_mean_square_lr
from theory.gdln.stochastic.sgd_moments import sgd_moments
from theory.gdln.stochastic.sgd_stationary import small_step_covariance, stationary_covariance

from .sgd_runs import BATCH, all_at, problem, scores, sgd_runs


def settles_at(says: Callable[..., Any], context: Context) -> Outcome:
    """says(law, lr, batch) = stationary covariance: the recursion ends there, and so do runs, by z-scores."""
    x, y, g, law = problem(context, "general")
    lr = 0.3 * largest_mean_square_lr(law, BATCH)
    stated = says(law, lr, BATCH)
    w0 = law.problem.minimum_norm_weights
    # a step contracts by at most 1 - 0.3 * 0.7 of the fastest mode; 6000 steps are 20 times the slowest one's scale
    end = context.once("recursion", lambda: sgd_moments(law, w0, 6000, lr, BATCH)[1])
    off = float(np.max(np.abs(end - stated)) / np.max(np.abs(end)))
    count = 20_000 if context.full else 4000
    slowest = float(law.problem.spectrum.eigenvalues[0]) * lr * law.problem.scale**2
    steps = int(np.ceil(12 / slowest))
    runs = context.once(
        "settled", partial(sgd_runs, (x, y, g), all_at(w0, count), lr, [steps], context.rng("settled"))
    )[0]
    z = scores(runs - w0.ravel(), stated)
    limit = z_limit(len(z))
    detail = (
        f"the recursion ends {off:.1g} from it (relative); largest z {z.max():.1f} of {len(z)} after {steps} steps, "
    )
    detail += f"threshold {limit:.1f}"
    passed = bool(off < 1e-9 and z.max() < limit)
    return Outcome(
        passed,
        Evidence.SIMULATED,
        len(z),
        float(z.max()),
        counterexample="" if passed else detail,
        detail=detail,
        level="largest z-score",
    )


CLAIMS = (
    Claim(
        id="sec-3-2-sgd-stationary",
        locator="Sec. 3.2, minibatches, end",
        origin=Origin.OWN,
        statement="Below the mean-square limit the weights settle around the limit of the flow with a covariance that solves a "
        "linear system.",
        printed=Statement(
            r"A C + C A - h \langle A_B C A_B\rangle = \tfrac{\mathrm{lr}}{B} \langle r^2 \tilde x \tilde x^\top\rangle",
            stationary_covariance,
        ),
        test=settles_at,
        wrong={
            "its small-step limit": lambda law, lr, batch: lr * small_step_covariance(law, batch),
            "batches of one": lambda law, lr, batch: stationary_covariance(law, lr, 1),
        },
        oracle="the recursion's own end; 4000 runs, z-scores at a family-wise level of 1e-6",
        cost=4,
    ),
)
