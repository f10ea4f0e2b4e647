"""Section 3.2 with a step size and minibatches: the mean and covariance of the weights, where they settle, and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from scipy.stats import norm

from papers.claim import Claim, Context, Statement
from papers.verdict import Evidence, Outcome
from sims.gdln import train
from theory import gradient_descent
from theory.gdln.fourth_moments import FourthMoments
from theory.gdln.sgd_moments import derivation, sgd_moments
from theory.gdln.sgd_stationary import largest_mean_square_lr, small_step_covariance, stationary_covariance
from theory.validation import Array

BATCH = 2
FAMILY_WISE = 1e-6
GATES = ("general", "single", "redundant")


def problem(context: Context, gates: str) -> tuple[Any, Any, Any, FourthMoments]:
    """A support of 12 points in the plane that no weights fit, two gates of a kind, and its fourth moments."""
    rng = context.rng("stochastic problem")
    x, y = rng.normal(size=(12, 2)), rng.integers(0, 2, size=12).astype(float)
    first, second = rng.integers(0, 2, size=(2, 12))
    g = np.stack([first, {"general": second, "single": 1 - first, "redundant": first}[gates]], axis=1)
    return x, y, g, FourthMoments.from_samples(x, y, g)


def moments_are(says: Callable[..., tuple[Any, Any]], context: Context) -> Outcome:
    """says(law, w0, steps, lr, batch) = mean and covariance, against 10000 runs from one start, by z-scores of all entries.

    For one weight the recursions are proved, by `theory.gdln.sgd_moments.derivation`.
    """
    if not derivation().proved:
        return Outcome(None, Evidence.PROVED, 1, detail="the derivation is undecided")
    count, steps = (40_000 if context.full else 10_000), [1, 3, 10]
    worst, effective, found, limit = 0.0, 0, "", 0.0
    data: dict[str, Any] = {"predicted": [], "simulated": [], "error": []}
    for gates in GATES:
        x, y, g, law = problem(context, gates)
        lr, w0 = 0.4 * largest_mean_square_lr(law, BATCH), np.array([[1.0, -0.5], [0.3, 0.8]])
        runs = context.once(
            f"runs {gates}", partial(_runs, (x, y, g), w0, lr, count, steps, context.rng(f"SGD {gates}"))
        )
        mean, covariance = says(law, w0, np.array(steps), lr, BATCH)
        for step, w, m, C in zip(steps, runs, mean, covariance, strict=True):
            P = w.shape[1]
            limit = float(norm.isf(FAMILY_WISE / (2 * len(GATES) * len(steps) * (P + P * (P + 1) // 2))))
            centred = w - m.ravel()
            products = centred[:, :, None] * centred[:, None, :]
            at = np.triu_indices(P)
            samples = np.concatenate([centred, products[:, at[0], at[1]] - C[at]], axis=1)
            error = samples.std(axis=0, ddof=1) / np.sqrt(len(samples))
            z = np.abs(samples.mean(axis=0)) / np.where(error > 0, error, 1.0)
            effective += len(z)
            data["predicted"] += np.diagonal(C).tolist()
            data["simulated"] += (samples.mean(axis=0)[P:] + C[at])[at[0] == at[1]].tolist()
            data["error"] += error[P:][at[0] == at[1]].tolist()
            worst = max(worst, float(z.max()))
            if z.max() > limit and not found:
                found = (
                    f"{gates} gates, step {step}: z = {z.max():.1f} in entry {int(z.argmax())} of mean and covariance"
                )
    detail = f"largest z {worst:.1f} of {effective} entries, threshold {limit:.1f}, {count} runs"
    return Outcome(not found, Evidence.SIMULATED, effective, worst, counterexample=found, detail=detail, data=data)


def _runs(support: tuple[Any, Any, Any], w0: Any, lr: float, count: int, steps: list[int], rng: Any) -> Array:
    """Weights (len(steps), count, P) of so many runs from w0."""
    starts = np.tile(w0, (count, 1, 1))
    x, y, g = support
    out = train(x, y, g, starts, lr=lr, steps=steps[-1], batch=BATCH, record=steps, rng=rng)
    return out.reshape(len(steps), count, -1)


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
    runs = context.once("settled", partial(_runs, (x, y, g), w0, lr, count, [steps], context.rng("settled")))[0]
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


def plot_covariance(data: Mapping[str, Any]) -> Any:
    """Simulated variances over predicted ones, with error bars; the line is equality."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.6, 4), layout="constrained")
    axes = figure.subplots()
    predicted, simulated = np.array(data["predicted"]), np.array(data["simulated"])
    limits = [0.9 * predicted[predicted > 0].min(), 1.1 * predicted.max()]
    axes.plot(limits, limits, color="black", lw=1, label="theory")
    axes.errorbar(
        predicted, simulated, 5 * np.array(data["error"]), fmt="o", ms=3, color="#0072b2", label="runs, 5 errors"
    )
    axes.set(xscale="log", yscale="log", xlabel="predicted variance of a weight", ylabel="variance over runs")
    axes.legend(frameon=False)
    return figure


def _without_spread(law: Any, w0: Any, steps: Any, lr: float, batch: int) -> tuple[Any, Any]:
    """Noise of the mean weights only: the part that the spread of the weights adds is forgotten."""
    still = FourthMoments(law.problem, lambda N: law.weighted(np.outer(N[-1], N[-1]) / N[-1, -1]))
    return sgd_moments(still, w0, steps, lr, batch)


CLAIMS = (
    Claim(
        id="sec-3-2-sgd-moments",
        locator="Sec. 3.2, minibatches",
        statement="With minibatches the mean of the weights follows gradient descent, and their covariance an affine recursion "
        "made of second and fourth moments, whatever the gates.",
        printed=Statement(
            r"C^+ = C - h(AC + CA) + h^2 \langle A_B C A_B\rangle + \tfrac{\eta^2}{B}\,\mathrm{cov}(\rho\,\tilde x),"
            r"\ h = \mathrm{lr}/K^2,\ \eta = \mathrm{lr}/K",
            sgd_moments,
        ),
        test=moments_are,
        wrong={
            "batches of one": lambda law, w0, steps, lr, batch: sgd_moments(law, w0, steps, lr, 1),
            "1/K lost": lambda law, w0, steps, lr, batch: (
                gradient_descent(law.problem, w0, steps, 2 * lr),
                sgd_moments(law, w0, steps, lr, batch)[1],
            ),
            "noise of the mean weights only": _without_spread,
        },
        assumptions=("samples drawn independently, with replacement", "gates do not change in time"),
        oracle="10000 runs a gate structure, z-scores at a family-wise level of 1e-6",
        cost=4,
        plot=plot_covariance,
    ),
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
