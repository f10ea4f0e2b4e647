"""Section 5: how fast () learns, step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy.stats import norm

from papers.ledger.claim import Claim, Context, Statement
from papers.ledger.verdict import Evidence, Outcome
from papers.plot_style import COLOURS
from sims.batch import train_batch
from sims.emn import Diverged, Training
from theory import emn
from theory.validation import Array

FAMILY_WISE = 1e-6
RUNS = 1000
CURVES: tuple[dict[str, Any], ...] = (
    {"n": 5, "lr": 0.1, "batch": 10, "masks": 30},
    {"n": 3, "lr": 1.8, "batch": 1, "masks": 12},
)


def fair_bits(n: int, count: int) -> Callable[[np.random.Generator], Array]:
    """A law of `count` masks of independent fair bits."""
    return lambda rng: rng.random((count, n, n)) < 0.5


def population_risk(net: emn.Architecture, params: emn.Parameters) -> float:
    """The mean square error per output over fair masks and uniform inputs."""
    diagonal, off = (float(v) for v in emn.risk_entries())
    e = emn.effective_weights(net, params).astype(np.float64) - 1
    return float(np.mean((diagonal - off) * np.sum(e**2, axis=1) + off * np.sum(e, axis=1) ** 2))


def finite(runs: list[Training | Diverged]) -> list[Training]:
    """The runs; raises the error of one that diverged."""
    done = []
    for run in runs:
        if isinstance(run, Diverged):
            raise run
        done.append(run)
    return done


def expected_curve(says: Callable[..., Array], context: Context) -> Outcome:
    """says(n, masks, lr, batch) is the expected error of () after each number of masks: a thousand runs, every step.

    Two settings, the paper's for n = 5 and one of large steps on single inputs, where fourth moments count. z-scores at a
    family-wise error of 1e-6.
    """
    runs = context.once("curves", lambda: [_curve(context, **setting) for setting in CURVES])
    limit = float(norm.isf(FAMILY_WISE / 2 / sum(len(r) for r in runs)))
    worst, where = 0.0, ""
    for setting, errors in zip(CURVES, runs, strict=True):
        stated = says(setting["n"], np.arange(len(errors)), setting["lr"], setting["batch"])
        z = np.abs(errors.mean(axis=1) - stated) / (errors.std(axis=1, ddof=1) / np.sqrt(RUNS))
        if z.max() > worst:
            t = int(z.argmax())
            worst, where = float(z.max()), f"n = {setting['n']}, lr {setting['lr']}, mask {t}: {errors[t].mean():.5g}"
            where += f" +- {errors[t].std(ddof=1) / np.sqrt(RUNS):.2g}, stated {stated[t]:.5g}"
    detail = f"largest |z| {worst:.2f} of {sum(len(r) for r in runs)}, limit {limit:.2f}; {where}"
    first = runs[0]
    data = {
        "mean": first.mean(axis=1).tolist(),
        "bar": (first.std(axis=1, ddof=1) / np.sqrt(RUNS)).tolist(),
        "stated": np.asarray(says(5, np.arange(len(first)), 0.1, 10)).tolist(),
    }
    passed = worst <= limit
    size, found = sum(len(r) for r in runs), "" if passed else where
    level = f"z allowed at a family-wise level of {FAMILY_WISE:g}"
    return Outcome(passed, Evidence.SIMULATED, size, worst, limit, found, detail, data, level)


def _curve(context: Context, n: int, lr: float, batch: int, masks: int) -> Array:
    """The risk after 0, 1, ..., `masks` masks of RUNS networks, (masks + 1, RUNS): the mean over each one's rows."""
    net = emn.Architecture(n, ())
    rngs = [context.rng(f"curve {n} {seed}") for seed in range(RUNS)]
    starts = [net.init(rng) for rng in rngs]
    steps = range(1, masks + 1)
    runs = train_batch(
        net,
        starts,
        rngs=rngs,
        masks=fair_bits(n, 1),
        condition="subsampled",
        meta_epochs=masks,
        vectors=4 * batch,
        lr=lr,
        snapshots=steps,
    )
    risks = [[population_risk(net, start) for start in starts]]
    risks += [[population_risk(net, run.snapshots[t]) for run in finite(runs)] for t in steps]
    return np.array(risks)


def plot_curve(data: Mapping[str, Any]) -> Any:
    """The expected error, a line, under the mean of a thousand runs."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 3.5), layout="constrained")
    axes = figure.subplots()
    t = np.arange(len(data["mean"]))
    axes.plot(t, data["stated"], color="black", lw=1, label="stated")
    axes.errorbar(t, data["mean"], data["bar"], fmt="o", ms=2, color=COLOURS[0], label=f"mean of {RUNS} runs")
    axes.set(yscale="log", xlabel="masks", ylabel="mean square error per output", title="(), n = 5, lr 0.1")
    axes.legend(frameon=False)
    return figure


CLAIMS = (
    Claim(
        id="quick-convergence",
        locator="Sec. 5, sentence, quick convergence",
        statement="Convergence occurs quickly. For () the expected error after every mask is an exact recursion of two "
        "numbers.",
        printed=Statement(
            r"\langle e^\top Q e \rangle_t = q \cdot T^t s_0",
            lambda n, masks, lr, batch: emn.expected_error(n, masks, lr, batch=batch),
        ),
        test=expected_curve,
        wrong={
            "a new mask for every batch": lambda n, masks, lr, batch: emn.expected_error(
                n, 4 * masks, lr, batch=batch, batches=1
            ),
            "no fourth moment": lambda n, masks, lr, batch: emn.expected_error(n, masks, lr, batch=10**9),
        },
        assumptions=(
            "architecture ()",
            "fresh masks of fair bits, one epoch, four fresh batches a mask",
            "lr as in PyTorch's mean",
        ),
        oracle=f"{RUNS} runs at every mask, z-scores at a family-wise error of {FAMILY_WISE:g}",
        cost=5,
        plot=plot_curve,
    ),
)
