"""Section 3.2 with minibatches: the step sizes for which the covariance of the weights stays bounded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import standard_error, z_limit
from theory.gdln.stochastic.fourth_moments import FourthMoments
from theory.gdln.stochastic.mean_square_stability import largest_mean_square_lr
from theory.validation import Array

from .sgd_runs import GATES, problem, sgd_runs

BATCHES = (1, 2, 8)
PARTS = (0.9, 1.1)
STEPS = 2  # more would leave the mean to ever fewer of the runs: their fourth moment grows faster than the second
FAR = 1e6  # of the start from the minimum, whose own noise is then 1e-12 of the second moment, or less
ITERATIONS = 600


def stable_below(says: Callable[[FourthMoments, int], float], context: Context) -> Outcome:
    """says(law, batch) = the largest stable lr: a tenth below it runs of SGD approach the minimum, a tenth above they leave it.

    By the z-score of what two steps change in the mean squared distance, from far away, where the noise of the minimum itself
    does not count. The starts have the covariance that a step only multiplies by a number, so no other mode blurs the sign.
    The recursion's own factor must be on the same side, one part in a hundred below and above.
    """
    count = 60_000 if context.full else 20_000
    limit = z_limit(len(GATES) * len(BATCHES) * len(PARTS), sides=1)
    effective, least, doubtful = 0, np.inf, ""
    for gates in GATES:
        law = problem(context, gates)[3]
        for batch in BATCHES:
            stated = says(law, batch)
            for part in PARTS:
                effective += 1
                z, ratio = _leaves(context, gates, part * stated, batch, count)
                found = f"{gates} gates, B = {batch}, lr = {part:g} * {stated:.4g}: the mean squared distance is "
                found += f"multiplied by {ratio:.3f} in {STEPS} steps, z = {z:.1f}"
                sided = z if part > 1 else -z
                if sided < -limit:
                    return Outcome(False, Evidence.SIMULATED, effective, counterexample=found)
                least, doubtful = min(least, sided), found if sided < limit else doubtful
                near = 1 + (part - 1) / 10
                factor = _top(law, near * stated, batch)[1]
                if (factor > 1) != (part > 1):
                    found = f"{gates} gates, B = {batch}, lr = {near:g} * {stated:.4g}: a factor of {factor:.4f} a step"
                    return Outcome(False, Evidence.CORROBORATED, effective, counterexample=found)
    detail = (
        f"smallest |z| {least:.1f} of {effective}, threshold {limit:.1f}, {count} runs; power iteration one part in a "
    )
    detail += "hundred above and below"
    passed = None if doubtful else True
    return Outcome(passed, Evidence.SIMULATED, effective, detail=doubtful or detail)


def _leaves(context: Context, gates: str, lr: float, batch: int, count: int) -> tuple[float, float]:
    """The z-score of the change of the mean squared distance from the minimum in runs of SGD, and its last over its first."""
    x, y, g, law = problem(context, gates)
    rng = context.rng(f"stability {gates} {batch} {lr:.12g}")
    starts = _normal(_top(law, lr, batch)[0], count, rng)
    w = law.problem.minimum_norm_weights
    runs = sgd_runs((x, y, g), w + FAR * starts.reshape(count, *w.shape), lr, [0, STEPS], rng, batch)
    first, last = np.sum((runs - w.ravel()) ** 2, axis=2)
    change = last - first
    return float(change.mean() / standard_error(change)), float(last.mean() / first.mean())


def _normal(C: Array, count: int, rng: np.random.Generator) -> Array:
    """Normal vectors (count, P) of the covariance C, which rounding may have left a little below semidefinite."""
    values, vectors = np.linalg.eigh(C)
    return rng.normal(size=(count, len(values))) * np.sqrt(np.maximum(values, 0)) @ vectors.T


def _top(law: FourthMoments, lr: float, batch: int) -> tuple[Array, float]:
    """C, of norm 1, and the factor a step, at the end of C <- C - h (A C + C A) + h^2 <A_B C A_B>, started at A."""
    h, A = lr * law.problem.scale**2, law.problem.A
    C, factor = A / np.linalg.norm(A), 1.0
    for _ in range(ITERATIONS):
        C = C - h * (A @ C + C @ A) + h**2 * law.second_order(C, batch)
        factor = float(np.linalg.norm(C))
        C = (C + C.T) / (2 * factor)
    return C, factor


def _times(factor: float) -> Callable[[Any, int], float]:
    return lambda law, batch: factor * largest_mean_square_lr(law, batch)


CLAIMS = (
    Claim(
        id="sec-3-2-sgd-stable",
        locator="Sec. 3.2, minibatches, stability",
        origin=Origin.OWN,
        statement="The covariance stays bounded below a learning rate that rises with the batch to the limit of descent.",
        printed=Statement(
            r"\mathrm{lr} < K^2 / \mu,\quad \mu = \lambda_{\max}(L^{-1/2} Q L^{-1/2})", largest_mean_square_lr
        ),
        test=stable_below,
        wrong={
            "the limit of descent": lambda law, batch: largest_mean_square_lr(law, 10**12),
            "the limit of batches of one": lambda law, batch: largest_mean_square_lr(law, 1),
            "a fifth larger": _times(1.2),
            "a fifth smaller": _times(0.8),
        },
        assumptions=("samples drawn independently, with replacement", "batches 1, 2 and 8"),
        oracle="20000 runs of SGD on both sides, z-scores at a family-wise level of 1e-6; power iteration of the recursion",
        cost=5,
    ),
)
