"""Section 5: how fast () learns, step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.ledger.intervals import FAMILY_WISE, standard_error, z_limit
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from sims.emn import sgd_step
from theory import emn
from theory.inputs import uniform_moments_derivation
from theory.validation import Array

from ..fair_masks import error_over_fair_masks

RUNS = 1000
CURVES: tuple[dict[str, Any], ...] = (
    {"n": 5, "lr": 0.1, "batch": 10, "masks": 30},
    {"n": 3, "lr": 1.8, "batch": 1, "masks": 12},
)
BATCHES = 4  # of each mask


def expected_curve(says: Callable[..., Array], context: Context) -> Outcome:
    """says(n, masks, within, lr, batch) is the expected error of () after `within` batches beyond each number of masks.

    A thousand runs at every step. Two settings, the paper's for n = 5 and one of large steps on single inputs, where fourth
    moments count. z-scores at a family-wise error of 1e-6. For any n, batch and mask law by `theory.emn.transfer_derivation`
    and `theory.inputs.uniform_moments_derivation`.
    """
    if open_ := undecided(emn.transfer_derivation(), uniform_moments_derivation()):
        return open_
    runs = context.once("curves", lambda: [_curve(context, **setting) for setting in CURVES])
    limit = z_limit(sum(len(r) for r in runs))
    worst, where, curves = 0.0, "", []
    for setting, errors in zip(CURVES, runs, strict=True):
        n, lr, batch, masks = (setting[name] for name in ("n", "lr", "batch", "masks"))
        within = [says(n, np.arange(masks + (b == 0)), b, lr, batch) for b in range(BATCHES)]
        stated = np.array([within[t % BATCHES][t // BATCHES] for t in range(len(errors))])
        bars = standard_error(errors, axis=1)
        z = np.abs(errors.mean(axis=1) - stated) / bars
        curves.append({"mean": errors.mean(axis=1).tolist(), "bar": bars.tolist(), "stated": stated.tolist()})
        if z.max() > worst:
            t = int(z.argmax())
            worst, where = float(z.max()), f"n = {n}, lr {lr}, step {t}: {errors[t].mean():.5g}"
            where += f" +- {bars[t]:.2g}, stated {stated[t]:.5g}"
    detail = f"largest |z| {worst:.2f} of {sum(len(r) for r in runs)}, limit {limit:.2f}; {where}"
    passed = worst <= limit
    size, found = sum(len(r) for r in runs), "" if passed else where
    level = f"z allowed at a family-wise level of {FAMILY_WISE:g}"
    return Outcome(passed, Evidence.SIMULATED, size, worst, limit, found, detail, curves[0], level)


def _curve(context: Context, n: int, lr: float, batch: int, masks: int) -> Array:
    """The risk before the first step and after each one of RUNS networks, (4 masks + 1, RUNS): the mean over each one's rows."""
    net, beta = emn.Architecture(n, ()), np.empty((BATCHES * masks + 1, RUNS, n, n))
    for run in range(RUNS):
        rng = context.rng(f"curve {n} {run}")
        (w,) = net.init(rng).layers
        w = w.copy()
        beta[0, run] = w
        for t in range(masks):
            A = (rng.random((n, n)) < 0.5).astype(float)
            for b in range(BATCHES):
                sgd_step([w], A, A, rng.random((batch, n)), 2 * lr / n)
                beta[BATCHES * t + b + 1, run] = w
    return np.asarray(error_over_fair_masks(beta))


def plot_curve(data: Mapping[str, Any]) -> Any:
    """The expected error, a line, and the mean of a thousand runs at every fifth step, points."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 3.5), layout="constrained")
    axes = figure.subplots()
    t = np.arange(len(data["mean"]))
    label, shown = f"mean of {RUNS} runs and its standard error,\nevery fifth step", slice(None, None, 5)
    axes.errorbar(t[shown], data["mean"][shown], data["bar"][shown], fmt="o", ms=3, color=COLOURS[0], label=label)
    axes.plot(t, data["stated"], color="black", lw=1, zorder=3, label="stated")
    axes.set(
        yscale="log",
        xlabel="steps, four a mask",
        ylabel=r"error per output $\langle e^T Q e\rangle$",
        title="no hidden layer, n = 5, lr 0.1",
    )
    add_legend(figure, [axes], columns=1)
    return figure


CLAIMS = (
    Claim(
        id="quick-convergence",
        locator="Sec. 5, remark, quick convergence",
        origin=Origin.OWN,
        statement="Convergence occurs quickly. With no hidden layer the expected error after every step is an exact "
        "recursion of two numbers: after t masks of four batches and b batches of the next.",
        printed=Statement(
            r"\langle e^\top Q e \rangle_{t, b} = q \cdot T_b T_4^t s_0",
            lambda n, masks, within, lr, batch: emn.expected_error(n, masks, lr, batch=batch, within=within),
        ),
        test=expected_curve,
        wrong={
            "a new mask for every batch": lambda n, masks, within, lr, batch: emn.expected_error(
                n, 4 * masks + within, lr, batch=batch, batches=1
            ),
            "steps of a mask shared evenly": lambda n, masks, within, lr, batch: (
                emn.expected_error(n, masks, lr, batch=batch) ** (1 - within / 4)
                * emn.expected_error(n, masks + 1, lr, batch=batch) ** (within / 4)
            ),
            "no fourth moment": lambda n, masks, within, lr, batch: emn.expected_error(
                n, masks, lr, batch=10**9, within=within
            ),
        },
        assumptions=(
            "no hidden layer",
            "fresh masks of fair bits, one epoch, four fresh batches a mask",
            "lr as in PyTorch's mean",
        ),
        oracle=f"{RUNS} runs at every step, z-scores at a family-wise error of {FAMILY_WISE:g}",
        cost=5,
        plot=plot_curve,
    ),
)
