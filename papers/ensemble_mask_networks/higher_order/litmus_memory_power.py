"""Section 7: how small a lagged term the litmus test for memory finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy.stats import norm

from papers.ledger.claim import Claim, Context, Statement
from papers.ledger.verdict import Evidence, Outcome
from papers.plot_style import COLOURS
from theory.emn.higher_order.litmus_memory import litmus_memory_test
from theory.emn.higher_order.litmus_memory_power import litmus_memory_power

from .litmus_memory import LEVEL, MOST, six_nodes
from .memory_family import FAMILY_WISE

STRENGTHS = (0.0, 0.1, 0.2, 0.4)


def power_is(says: Callable[..., float], context: Context) -> Outcome:
    """says(A, x, theta, noise, memory): the probability of rejecting "no memory" where y has a small lagged term.

    y_t = x_t + A x_t / 2 + theta_01 x_(t-1) + noise of 0.5. Simulated on each graph and strength; z-scores at a family-wise level
    of 1e-6. A bias of 0.15 in the middle of a curve is refuted: it is 5.2 standard errors of 300 runs.
    """
    simulated = context.once("power", lambda: _power(context))
    threshold = float(norm.isf(FAMILY_WISE / 2 / (len(simulated) * len(STRENGTHS))))
    curves: dict[str, Any] = {}
    worst, effective = 0.0, 0
    for name, (A, x, rates, runs) in simulated.items():
        for strength, rate in zip(STRENGTHS, rates, strict=True):
            p = says(A, x, _theta(strength), 0.5, 0)
            spread = float(np.sqrt(max(p * (1 - p), 1 / runs) / runs))
            effective, worst = effective + 1, max(worst, abs(rate - p) / spread)
            if abs(rate - p) > threshold * spread:
                found = f"{name}, theta_01 = {strength}: rejected in {rate:.3f} of {runs}, not {p:.3f}"
                off = rate - p
                return Outcome(False, Evidence.SIMULATED, effective, off, spread, found, level="one standard error")
        fine = np.linspace(0, STRENGTHS[-1], 21).tolist()
        line = [says(A, x, _theta(strength), 0.5, 0) for strength in fine]
        curves[name] = {"fine": fine, "line": line, "rates": rates, "runs": runs}
    shown = "; ".join(f"{name}: " + ", ".join(f"{rate:.3f}" for rate in c["rates"]) for name, c in curves.items())
    detail = f"rejected at theta_01 = {', '.join(map(str, STRENGTHS))} in {shown}; largest |z| {worst:.2f} of {threshold:.2f}"
    data = {"strengths": STRENGTHS, "curves": curves}
    return Outcome(True, Evidence.SIMULATED, effective, worst, detail=detail, data=data)


def _theta(strength: float) -> Any:
    theta = np.zeros((MOST + 1, MOST + 1))
    theta[0, 0], theta[1, 0], theta[0, 1] = 1, 0.5, strength
    return theta


def _power(context: Context) -> dict[str, Any]:
    runs, out = 2000 if context.full else 300, {}
    for name, A in six_nodes().items():
        rng = context.rng(f"power {name}")
        x, rates = rng.normal(size=(15, len(A))), []
        lagged = np.vstack([0 * x[:1], x[:-1]])
        for strength in STRENGTHS:
            mean = x + 0.5 * x @ A.T + strength * lagged
            found = [litmus_memory_test(A, x, mean + rng.normal(size=x.shape) / 2, MOST, MOST) for _ in range(runs)]
            rates.append(sum(f.memory != 0 for f in found) / runs)
        out[name] = (A, x, rates, runs)
    return out


def plot_power(data: Mapping[str, Any]) -> Any:
    """Rejections of no memory over the strength of a lagged term: lines are the noncentral F, points simulations."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.5, 3.6), layout="constrained")
    axes = figure.subplots()
    for (name, curve), colour, marker in zip(data["curves"].items(), COLOURS[:2], "os", strict=True):
        rates = np.array(curve["rates"])
        bars = 2 * np.sqrt(rates * (1 - rates) / curve["runs"])
        axes.plot(curve["fine"], curve["line"], color=colour, lw=1)
        axes.errorbar(data["strengths"], rates, bars, fmt=marker, ms=4, color=colour, label=name)
    axes.axhline(LEVEL, color="black", lw=0.6, ls=":")
    axes.set(xlabel=r"$\theta_{01}$, of $x_{t-1}$", ylabel="rejections of no memory", ylim=(0, 1.02))
    axes.legend(frameon=False)
    return figure


CLAIMS = (
    Claim(
        id="fig-6-memory-power",
        locator="Sec. 7, sentence, memory",
        statement="Whether memory is required can be assessed, without a recurrent network where the lagged terms are linear: how "
        "small a term of the last input the F test finds.",
        printed=Statement(r"P(F'_{p, N - q}(|(P_S - P_0) \mu|^2 / \sigma^2) > F_{1 - \alpha})", litmus_memory_power),
        test=power_is,
        wrong={
            "twice the variance": lambda A, x, theta, noise, memory: litmus_memory_power(
                A, x, theta, noise * 2**0.5, memory
            ),
            "tested against memory 1 only": lambda A, x, theta, noise, memory: litmus_memory_power(
                A, x, theta[:, :2], noise, memory
            ),
            "no power": lambda A, x, theta, noise, memory: LEVEL,
        },
        assumptions=("six nodes, 15 normal inputs, noise 0.5, orders and memory up to 2",),
        oracle="simulated data, z-scores at a family-wise level of 1e-6",
        cost=4,
        plot=plot_power,
    ),
)
