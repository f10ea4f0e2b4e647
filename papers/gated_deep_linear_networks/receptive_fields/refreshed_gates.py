"""Section 2.3: gates that are refreshed every so often, and how the error falls with the interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import log_slope
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from theory.gdln import refreshed_gates, sample_moments
from theory.gdln.halfspaces.halfspace_moments import halfspace_problem
from theory.inputs import NLGP, Mixture, RingGaussian

REFRESHES = (8, 16, 32, 64)
WITHIN = 0.1  # of the order in theory


def order_is(says: int, context: Context) -> Outcome:
    """`says` is the slope of the error of the weights against the refresh interval, in logarithms, at fixed time.

    Gaussian inputs: moments in closed form, error against the ReLU network's own flow (DOP853, relative 1e-8), K from 1
    to 3. The nonlinear Gaussian process: moments of one sample, error against 512 refreshes, root mean square over starts.
    """
    data = context.once("errors", lambda: _errors(context))
    slopes = {name: log_slope(data["interval"], e) for name, e in data["errors"].items()}
    worst = max(slopes.values(), key=lambda slope: abs(slope - says))
    detail = "; ".join(f"{name}: {slope:.3f}" for name, slope in slopes.items())
    passed = bool(abs(worst - says) <= WITHIN)
    return Outcome(
        passed,
        Evidence.CORROBORATED,
        len(slopes) * len(REFRESHES),
        deviation=worst - says,
        counterexample="" if passed else detail,
        detail=detail,
        data=data,
        level="worst slope less the one stated; at most 0.1 allowed",
    )


def _errors(context: Context) -> dict[str, Any]:
    errors = {}
    for K in (1, 2, 3):
        law = Mixture(RingGaussian(6, 1.5), RingGaussian(6, 1.0))
        w0 = context.rng(f"Gaussian start {K}").normal(size=(K, 6))
        moments = partial(halfspace_problem, law)
        exact = solve_ivp(
            lambda _, w, K=K, moments=moments: _velocity(w.reshape(K, -1), moments(w.reshape(K, -1))),
            (0, 3.0 * K),
            w0.ravel(),
            method="DOP853",
            rtol=1e-8,
            atol=1e-10,
        )
        errors[f"Gaussian, K = {K}"] = _against(exact.y[:, -1].reshape(K, -1), w0, moments, 3.0 * K)
    law = Mixture(NLGP(8, 1.5, 3.0), NLGP(8, 1.0, 3.0))
    starts, squares = 12 if context.full else 4, []
    for start in range(starts):
        rng = context.rng(f"NLGP start {start}")
        sampled = sample_moments(*law.sample(rng, 2000))
        w0 = rng.normal(size=(1, 8))
        squares.append(np.square(_against(refreshed_gates(w0, sampled, 3.0, 512)[-1], w0, sampled, 3.0)))
    errors["NLGP, K = 1"] = np.sqrt(np.mean(squares, axis=0)).tolist()
    single = {"NLGP, K = 1": np.sqrt(squares).tolist()}  # (starts, intervals)
    return {"interval": (1 / np.array(REFRESHES)).tolist(), "errors": errors, "single": single}


def _velocity(w: Any, problem: Any) -> Any:
    K = len(w)
    return (problem.b - problem.A @ w.ravel() / K) / K


def _against(end: Any, w0: Any, moments: Callable[[Any], Any], duration: float) -> list[float]:
    ends = [refreshed_gates(w0, moments, duration, count)[-1] for count in REFRESHES]
    return [float(np.linalg.norm(w - end)) for w in ends]


def plot_errors(data: Mapping[str, Any]) -> Any:
    """Error against the refresh interval, points, over slopes of 1, lines."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 4.4), layout="constrained")
    axes = figure.subplots()
    interval = np.array(data["interval"])
    for (name, errors), colour in zip(data["errors"].items(), COLOURS[:4], strict=True):
        single, label = data["single"].get(name), name.replace("K =", "$K =") + "$"
        if single:
            label += f", root mean square, range of {len(single)} starts"
            bars = np.abs(np.array([np.min(single, axis=0), np.max(single, axis=0)]) - errors)
            axes.errorbar(interval, errors, bars, fmt="o", color=colour, label=label)
        else:
            axes.plot(interval, errors, ".", ms=8, color=colour, label=f"{label}, one start")
        axes.plot(interval, errors[-1] * interval / interval[-1], color=colour, lw=1, label="theory, slope 1")
    axes.set(xscale="log", yscale="log")
    axes.set_xticks(interval, [f"1/{round(1 / value)}" for value in interval])
    axes.set_xticks([], minor=True)
    axes.set(xlabel=r"refresh interval over the horizon, $h / t$", ylabel=r"error of the weights, $\|w_h(t) - w(t)\|$")
    add_legend(figure, [axes], columns=1)
    return figure


CLAIMS = (
    Claim(
        id="sec-2-3-order",
        locator="Sec. 2.3",
        origin=Origin.OWN,
        statement="A flow whose gates are refreshed from its weights at intervals h, and held still in between, is off from the "
        "flow of the ReLU network by an amount of first order in h.",
        printed=Statement(r"\|w_h(t) - w(t)\| = O(h)", 1),
        test=order_is,
        wrong={"second order": 2, "the interval does not matter": 0},
        assumptions=("inputs with a density", "a slope within 0.1 of the order"),
        oracle="DOP853 on the ReLU network's own flow; an eight times finer interval",
        cost=4,
        plot=plot_errors,
    ),
)
