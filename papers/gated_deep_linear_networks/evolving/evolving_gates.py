"""Section 5: gates that vary during training."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import sympy as sp

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.ledger.intervals import log_slope
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from sims.gdln import train
from theory import GatedRegression, gdln
from theory.zero import is_zero

from ..flows.flow_plots import TIME, draw_distances

HORIZON, STEPS, SWITCH = 8.0, (64, 128, 256, 512), 3.0


Affine = tuple[Any, Any]


def constant_phase(gates: tuple[int, int], t: Any) -> Affine:
    """w(t) = Phi w(0) + shift for one input x = 1, target 1, K = 2 and constant gates, tau = 1, in closed form.

    A = g g^T with g^T g = q has A^2 = q A, so e^{-s A} = 1 + (e^{-q s} - 1) A / q; here s = t / 4, and b = g is reached at
    A w / 2 = b, w = 2 g / q.
    """
    g = sp.Matrix(gates)
    q = (g.T * g)[0]
    Phi = sp.eye(2) + (sp.exp(-q * t / 4) - 1) * g * g.T / q
    return Phi, (sp.eye(2) - Phi) * 2 * g / q


def then(first: Affine, second: Affine) -> Affine:
    return second[0] * first[0], second[0] * first[1] + second[1]


def solves_after_a_switch(says: Callable[[Affine, Affine], Affine], context: Context) -> Outcome:
    """says(first, second) composes the maps of two phases of gates: it must solve the flow after the switch and continue it.

    Symbolic for gates (1, 0) and then (1, 1), any start and switching time. Then theirs is what training does: descent with
    gates that switch, and with gates that turn smoothly (theory of order 4), is off by the step size, slope 1 +- 0.1.
    """
    if open_ := undecided(gdln.evolving_gates_derivation()):
        return open_
    t, r = sp.symbols("t r", positive=True)
    w0 = sp.Matrix(sp.symbols("w_1:3", real=True))
    first, second = constant_phase((1, 0), r), constant_phase((1, 1), t - r)
    Phi, shift = says(first, second)
    w = Phi * w0 + shift
    residual = sp.diff(w, t) - (1 - (w[0] + w[1]) / 2) / 2 * sp.Matrix([1, 1])
    start = w.subs(t, r) - (first[0] * w0 + first[1])
    for name, difference in (("after the switch w' is off by", residual), ("at the switch w jumps by", start)):
        if is_zero(difference).holds is not True:
            numbers = {t: 2, r: 1, **dict.fromkeys(w0, 1)}
            value = max((abs(float(v)) for v in difference.subs(numbers)), default=0.0)
            found = f"x = y = 1, gates (1, 0) until 1, then (1, 1), w(0) = (1, 1), t = 2: {name} {value:.6g}"
            return Outcome(
                False, Evidence.PROVED, 1, deviation=value, counterexample=found, level="largest entry that must be 0"
            )
    runs = context.once("evolving runs", lambda: _evolving_runs(context))
    lrs = HORIZON / np.array(STEPS)
    slopes = {name: log_slope(lrs, e) for name, e in runs["errors"].items()}
    detail = "proved after one switch; descent: " + ", ".join(f"{n} gates slope {s:.3f}" for n, s in slopes.items())
    if max(abs(s - 1) for s in slopes.values()) > 0.1:
        return Outcome(False, Evidence.SIMULATED, 2 * len(STEPS), counterexample=detail, data=runs)
    return Outcome(True, Evidence.PROVED, 2 * len(STEPS) + 2, deviation=0.0, detail=detail, data=runs)


def _evolving_runs(context: Context) -> dict[str, Any]:
    """Theory and descent with gates that switch and with gates that turn: weights over time, errors over step sizes."""
    rng = context.rng("evolving gates")
    x, y, w0 = rng.normal(size=(20, 2)), np.arange(20) % 2, rng.normal(size=(3, 2))
    directions = rng.normal(size=(2, 2, 3))
    hard = [(x @ d >= 0).astype(int) for d in directions]
    phase = 2 * np.pi * rng.random((20, 3))
    times = np.linspace(0, HORIZON, 17)
    problems = [GatedRegression.from_samples(x, y, g) for g in hard]
    theory = {
        "switching": np.array([gdln.piecewise_flow_map(problems, [SWITCH], 0.0, s)(w0) for s in times]),
        "turning": gdln.evolving_flow(lambda s: gdln.soft_problem(x, y, _soft(s, phase)), w0, HORIZON, 64)[::4],
    }
    gates: dict[str, Callable[[float], Any]] = {
        "switching": lambda s: hard[int(s >= SWITCH)],
        "turning": lambda s: _soft(s, phase),
    }
    out: dict[str, Any] = {"times": times.tolist(), "lr": (HORIZON / np.array(STEPS)).tolist(), "errors": {}}
    out["sites"] = w0.shape[1]
    for name, gate in gates.items():
        errors: list[float] = []
        points: list[Any] = []
        for steps in STEPS:
            lr, record = HORIZON / steps, (np.arange(17) * steps // 16).tolist()
            w = train(x, y, partial(_at_step, gate, lr), w0, lr=lr, steps=steps, record=record)
            errors.append(float(np.max(np.linalg.norm(w - theory[name], axis=(1, 2)))))
            points = points or w.reshape(17, -1).tolist()
        out["errors"][name] = errors
        out[name] = {"theory": theory[name].reshape(17, -1).tolist(), "descent": points}
    return out


def _at_step(gate: Callable[[float], Any], lr: float, step: int) -> Any:
    return gate(step * lr)


def _soft(s: float, phase: Any) -> Any:
    return 0.5 + 0.5 * np.sin(s + phase)


def plot_evolving(data: Mapping[str, Any]) -> Any:
    """Weights over time for switching and for turning gates, theory as lines and descent as points; errors over lr."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 4.6), layout="constrained")
    axes = figure.subplots(1, 3)
    for panel, name in zip(axes, ("switching", "turning"), strict=False):
        columns = np.array(data[name]["theory"]).T, np.array(data[name]["descent"]).T
        for i, (line, points) in enumerate(zip(*columns, strict=True)):
            k, site = divmod(i, data["sites"])
            panel.plot(data["times"], line, color=COLOURS[i], lw=1, label=f"theory, $w_{{{k + 1}{site + 1}}}$")
            panel.plot(data["times"], points, ".", color=COLOURS[i], label="descent, one run")
        panel.set(xlabel=TIME, ylabel="weights $w_{ki}$", title=f"{name} gates")
    axes[0].axvline(SWITCH, color="grey", lw=0.8, ls=":", label="gates switch")
    distances = {f"descent, largest distance, {name}": errors for name, errors in data["errors"].items()}
    draw_distances(axes[2], data["lr"], distances)
    add_legend(figure, axes, columns=3)
    return figure


CLAIMS = (
    Claim(
        id="sec-5-lists",
        locator="Sec. 5, concerns and questions",
        statement="The lists of concerns and of questions are empty; of the ideas there is one, below.",
        printed=Statement(r"\text{Concerns: }\emptyset,\quad \text{Questions: }\emptyset"),
    ),
    Claim(
        id="sec-5-still-solvable",
        locator="Sec. 5, sentence, time",
        origin=Origin.READ,
        statement="When gates depend on time, so do the moments, and the differential equation can still be solved: by a "
        "time-ordered product of exponentials.",
        printed=Statement(r"\Phi(t, r) = \Phi(t, s)\,\Phi(s, r),\quad w(t) = \Phi(t, r) w(r) + a(t, r)", then),
        test=solves_after_a_switch,
        wrong={
            "the later phase first": lambda first, second: then(second, first),
            "the shift not carried along": lambda first, second: (second[0] * first[0], first[1] + second[1]),
        },
        assumptions=("gates given as functions of time and input",),
        oracle="substitution into the flow; hand-written descent with gates that switch and that turn, slopes",
        cost=4,
        plot=plot_evolving,
    ),
)
