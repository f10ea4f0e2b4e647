"""Section 3.2 with a step size and minibatches: the mean and covariance of the weights at any step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.ledger.intervals import standard_error, z_limit
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from theory import gradient_descent
from theory.gdln.stochastic.fourth_moments import FourthMoments
from theory.gdln.stochastic.mean_square_stability import largest_mean_square_lr
from theory.gdln.stochastic.sgd_moments import derivation, sgd_moments

from .sgd_runs import BATCH, GATES, all_at, problem, sgd_runs


def moments_are(says: Callable[..., tuple[Any, Any]], context: Context) -> Outcome:
    """says(law, w0, steps, lr, batch) = mean and covariance, against 10000 runs from one start, by z-scores of all entries.

    For one weight the recursions are proved, by `theory.gdln.stochastic.sgd_moments.derivation`.
    """
    if open_ := undecided(derivation()):
        return open_
    count, steps = (40_000 if context.full else 10_000), [1, 3, 10]
    worst, effective, found, limit = 0.0, 0, "", 0.0
    data: dict[str, Any] = {"predicted": [], "simulated": [], "error": []}
    for gates in GATES:
        x, y, g, law = problem(context, gates)
        lr, w0 = 0.4 * largest_mean_square_lr(law, BATCH), np.array([[1.0, -0.5], [0.3, 0.8]])
        runs = context.once(
            f"runs {gates}", partial(sgd_runs, (x, y, g), all_at(w0, count), lr, steps, context.rng(f"SGD {gates}"))
        )
        mean, covariance = says(law, w0, np.array(steps), lr, BATCH)
        for step, w, m, C in zip(steps, runs, mean, covariance, strict=True):
            P = w.shape[1]
            limit = z_limit(len(GATES) * len(steps) * (P + P * (P + 1) // 2))
            centred = w - m.ravel()
            products = centred[:, :, None] * centred[:, None, :]
            at = np.triu_indices(P)
            samples = np.concatenate([centred, products[:, at[0], at[1]] - C[at]], axis=1)
            error = standard_error(samples)
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
    data |= {"runs": count, "limit": limit}
    detail = f"largest z {worst:.1f} of {effective} entries, threshold {limit:.1f}, {count} runs"
    return Outcome(
        not found,
        Evidence.SIMULATED,
        effective,
        worst,
        counterexample=found,
        detail=detail,
        data=data,
        level="largest z-score",
    )


def plot_covariance(data: Mapping[str, Any]) -> Any:
    """Simulated variances over predicted ones, with bars at the level of the check; the line is equality."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.6, 4), layout="constrained")
    axes = figure.subplots()
    predicted, simulated = np.array(data["predicted"]), np.array(data["simulated"])
    limits = [0.9 * predicted[predicted > 0].min(), 1.1 * predicted.max()]
    axes.plot(limits, limits, color="black", lw=1, label="theory, equal")
    label = f"{data['runs']:,} runs of SGD,\nbars: {data['limit']:.1f} standard errors (check)"
    bars = data["limit"] * np.array(data["error"])
    axes.errorbar(predicted, simulated, bars, fmt="o", ms=3, color=COLOURS[0], label=label)
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="predicted variance of a weight, $C_{ii}$",
        ylabel=r"its variance over runs, $\hat C_{ii}$",
    )
    add_legend(figure, [axes], columns=2)
    return figure


def _without_spread(law: Any, w0: Any, steps: Any, lr: float, batch: int) -> tuple[Any, Any]:
    """Noise of the mean weights only: the part that the spread of the weights adds is forgotten."""
    still = FourthMoments(law.problem, lambda N: law.weighted(np.outer(N[-1], N[-1]) / N[-1, -1]))
    return sgd_moments(still, w0, steps, lr, batch)


CLAIMS = (
    Claim(
        id="sec-3-2-sgd-moments",
        locator="Sec. 3.2, minibatches",
        origin=Origin.OWN,
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
)
