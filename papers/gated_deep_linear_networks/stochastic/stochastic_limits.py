"""Section 3.2 with minibatches: where the weights settle, for which step sizes, and how for small ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from scipy.stats import norm

from papers.ledger.claim import Claim, Context, Statement
from papers.ledger.verdict import Evidence, Outcome
from theory.gdln.stochastic.fourth_moments import FourthMoments
from theory.gdln.stochastic.sgd_moments import sgd_moments
from theory.gdln.stochastic.sgd_stationary import largest_mean_square_lr, small_step_covariance, stationary_covariance

from .stochastic import BATCH, FAMILY_WISE, GATES, problem, sgd_runs


def settles_at(says: Callable[..., Any], context: Context) -> Outcome:
    """says(law, lr, batch) = stationary covariance: the recursion ends there, and so do runs, by z-scores."""
    x, y, g, law = problem(context, "general")
    lr = 0.3 * largest_mean_square_lr(law, BATCH)
    stated = says(law, lr, BATCH)
    P = len(stated)
    w0 = law.problem.minimum_norm_weights
    # a step contracts by at most 1 - 0.3 * 0.7 of the fastest mode; 6000 steps are 20 times the slowest one's scale
    end = context.once("recursion", lambda: sgd_moments(law, w0, 6000, lr, BATCH)[1])
    off = float(np.max(np.abs(end - stated)) / np.max(np.abs(end)))
    count = 20_000 if context.full else 4000
    slowest = float(law.problem.spectrum.eigenvalues[0]) * lr * law.problem.scale**2
    steps = int(np.ceil(12 / slowest))
    runs = context.once("settled", partial(sgd_runs, (x, y, g), w0, lr, count, [steps], context.rng("settled")))[0]
    centred = runs - w0.ravel()
    at = np.triu_indices(P)
    products = (centred[:, :, None] * centred[:, None, :])[:, at[0], at[1]]
    z = np.abs(products.mean(axis=0) - stated[at]) / (products.std(axis=0, ddof=1) / np.sqrt(count))
    limit = float(norm.isf(FAMILY_WISE / (2 * len(z))))
    detail = (
        f"the recursion ends {off:.1g} from it (relative); largest z {z.max():.1f} of {len(z)} after {steps} steps, "
    )
    detail += f"threshold {limit:.1f}"
    passed = bool(off < 1e-9 and z.max() < limit)
    return Outcome(
        passed, Evidence.SIMULATED, len(z), float(z.max()), counterexample="" if passed else detail, detail=detail
    )


def stable_below(says: Callable[[FourthMoments, int], float], context: Context) -> Outcome:
    """says(law, batch) = the largest stable lr: one part in a hundred below it the covariance shrinks, above it grows.

    Judged on what the recursion makes of a covariance at the minimum, without the noise of the minimum itself.
    """
    effective = 0
    for gates in GATES:
        law = problem(context, gates)[3]
        for batch in (1, 2, 8):
            limit = says(law, batch)
            for part, grows in ((0.99, False), (1.01, True)):
                effective += 1
                factor = _growth(law, part * limit, batch)
                if (factor > 1) != grows:
                    found = f"{gates} gates, B = {batch}, lr = {part:g} * {limit:.4g}: a factor of {factor:.4f} a step"
                    return Outcome(False, Evidence.CORROBORATED, effective, counterexample=found)
    detail = "power iteration one part in a hundred above and below, batches 1, 2 and 8"
    return Outcome(True, Evidence.CORROBORATED, effective, detail=detail)


def _growth(law: FourthMoments, lr: float, batch: int) -> float:
    """The factor a step, after 600 of them, of C <- C - h (A C + C A) + h^2 <A_B C A_B>, started at A."""
    h, A = lr * law.problem.scale**2, law.problem.A
    C, factor = A / np.linalg.norm(A), 1.0
    for _ in range(600):
        C = C - h * (A @ C + C @ A) + h**2 * law.second_order(C, batch)
        factor = float(np.linalg.norm(C))
        C = (C + C.T) / (2 * factor)
    return factor


def small_step(says: tuple[Callable[..., Any], int], context: Context) -> Outcome:
    """says = (Sigma of (law, batch), order): |C - lr Sigma| falls with that power of lr, C the stationary covariance."""
    sigma, order = says
    effective, slopes = 0, []
    for gates in GATES:
        law = problem(context, gates)[3]
        rates = largest_mean_square_lr(law, BATCH) * 0.02 / 2.0 ** np.arange(5)
        off = [np.linalg.norm(stationary_covariance(law, lr, BATCH) - lr * sigma(law, BATCH)) for lr in rates]
        effective += len(rates)
        slopes.append(float(np.polyfit(np.log(rates), np.log(off), 1)[0]))
    worst = max(slopes, key=lambda slope: abs(slope - order))
    detail = "slopes " + ", ".join(f"{s:.3f}" for s in slopes)
    passed = bool(abs(worst - order) <= 0.1)
    return Outcome(
        passed, Evidence.CORROBORATED, effective, worst - order, counterexample="" if passed else detail, detail=detail
    )


CLAIMS = (
    Claim(
        id="sec-3-2-sgd-stationary",
        locator="Sec. 3.2, minibatches, end",
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
    Claim(
        id="sec-3-2-sgd-stable",
        locator="Sec. 3.2, minibatches, stability",
        statement="The covariance stays bounded below a learning rate that rises with the batch to the limit of descent.",
        printed=Statement(
            r"\mathrm{lr} < K^2 / \mu,\quad \mu = \lambda_{\max}(L^{-1/2} Q L^{-1/2})", largest_mean_square_lr
        ),
        test=stable_below,
        wrong={
            "the limit of descent": lambda law, batch: largest_mean_square_lr(law, 10**12),
            "the limit of batches of one": lambda law, batch: largest_mean_square_lr(law, 1),
        },
        oracle="power iteration of the recursion on both sides",
        cost=2,
    ),
    Claim(
        id="sec-3-2-sgd-small-lr",
        locator="Sec. 3.2, minibatches, small steps",
        statement="The stationary covariance is lr Sigma + O(lr^2) with A Sigma + Sigma A = <r^2 x~ x~^T> / B.",
        printed=Statement(r"C = \mathrm{lr}\,\Sigma + O(\mathrm{lr}^2)", (small_step_covariance, 2)),
        test=small_step,
        wrong={
            "half of Sigma": (lambda law, batch: small_step_covariance(law, batch) / 2, 2),
            "Sigma with a 1/K": (lambda law, batch: small_step_covariance(law, batch) / law.problem.K, 2),
            "third order": (small_step_covariance, 3),
        },
        oracle="slope over five step sizes, within 0.1",
        cost=1,
    ),
)
