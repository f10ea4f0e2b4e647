"""Section 2.3: gradient descent of a ReLU network, gates changing as they do, against its flow through refreshed gates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import log_slope
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from sims.gdln.relu import sgd_step
from theory.gdln import refreshed_gates, sample_moments
from theory.inputs import NLGP, Mixture, RingGaussian
from theory.validation import Array

STEPS = (32, 64, 128, 256)  # over the horizon
FINE = 1024  # refreshes: four in the smallest step
WITHIN = 0.1  # of the order in theory
LAWS: dict[str, tuple[Any, Any]] = {
    "Gaussian": (RingGaussian(6, 1.5), RingGaussian(6, 1.0)),
    "NLGP": (NLGP(6, 1.5, 3.0), NLGP(6, 1.0, 3.0)),
}
Flow = Callable[[Array, Any, float], Array]


def descent_tends_to(says: Flow, context: Context) -> Outcome:
    """says(w0, moments, duration): where the flow on one sample is after that time; full-batch descent must tend to it at order 1.

    The slope of |w_lr - says| against lr, in logarithms, root mean square over starts, for K = 1 and 3 units. The steps are those
    of the training engine: each takes the gates from its own weights, and so does the flow.
    """
    runs = context.once("descents", lambda: _descents(context))
    errors, slopes, single = {}, {}, {}
    for name, (starts, moments, duration, ends) in runs.items():
        limits = np.array([says(w0, m, duration) for w0, m in zip(starts, moments, strict=True)])
        squares = np.sum((ends - limits) ** 2, axis=(-1, -2))
        errors[name], single[name] = np.sqrt(np.mean(squares, axis=1)), np.sqrt(squares.T).tolist()
        slopes[name] = log_slope(1 / np.array(STEPS), errors[name])
    worst = max(slopes.values(), key=lambda slope: abs(slope - 1))
    detail = "; ".join(f"{name}: slope {slope:.3f}" for name, slope in slopes.items())
    passed = bool(abs(worst - 1) <= WITHIN)
    found = "" if passed else detail
    data = {"steps": STEPS, "errors": {name: e.tolist() for name, e in errors.items()}, "single": single}
    return Outcome(
        passed,
        Evidence.SIMULATED,
        len(slopes) * len(STEPS),
        worst - 1,
        None,
        found,
        detail,
        data,
        level="worst slope less 1; at most 0.1 allowed",
    )


def _descents(context: Context) -> dict[str, tuple[Array, list[Any], float, Array]]:
    """Starts (R, K, L), the moments of each one's sample, the horizon, and the ends of descent (steps, R, K, L)."""
    out, R = {}, 16 if context.full else 3
    for name, laws in LAWS.items():
        for K in (1, 3):
            rng = context.rng(f"descent {name} {K}")
            samples = [Mixture(*laws).sample(rng, 400) for _ in range(R)]
            x, y = (np.stack(part) for part in zip(*samples, strict=True))
            starts, duration, ends = rng.normal(size=(R, K, 6)), 2.0 * K, []
            for steps in STEPS:
                w = starts
                for _ in range(steps):
                    w = sgd_step(w, x, y, duration / steps)
                ends.append(w)
            out[f"{name}, K = {K}"] = starts, [sample_moments(*s) for s in samples], duration, np.array(ends)
    return out


def plot_descents(data: Mapping[str, Any]) -> Any:
    """Distance of descent from the flow against the step, points with the range over starts, over slopes of 1, lines."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 4.4), layout="constrained")
    axes = figure.subplots()
    lr = 1 / np.array(data["steps"])
    for (name, errors), colour, marker in zip(data["errors"].items(), COLOURS, "os^D", strict=False):
        single = data["single"][name]
        bars = np.abs(np.array([np.min(single, axis=0), np.max(single, axis=0)]) - errors)
        axes.errorbar(lr, errors, bars, fmt=marker, color=colour, label=name.replace("K =", "$K =") + "$")
        axes.plot(lr, errors[-1] * lr / lr[-1], color=colour, lw=1, label="theory, slope 1")
    axes.set(xscale="log", yscale="log")
    axes.set_xticks(lr, [f"1/{steps}" for steps in data["steps"]])
    axes.set_xticks([], minor=True)
    axes.set(
        xlabel=r"step size over the horizon, $\eta / t$", ylabel=r"distance of the weights, $\|w_\eta(t) - w(t)\|$"
    )
    title = f"points: root mean square, bars: range of {len(single)} starts"
    add_legend(figure, [axes], title, columns=2)
    return figure


def own_gates(w0: Array, moments: Any, duration: float) -> Array:
    """The flow with gates that follow the weights."""
    return np.asarray(refreshed_gates(w0, moments, duration, FINE)[-1])


CLAIMS = (
    Claim(
        id="sec-2-3-descent",
        locator="Sec. 2.3, step size",
        origin=Origin.OWN,
        statement="Gradient descent of a ReLU network, whose gates change as its weights do, tends to the flow with evolving gates "
        "at first order in the step size.",
        printed=Statement(r"\|w_{\eta}(t) - w(t)\| = O(\eta)", own_gates),
        test=descent_tends_to,
        wrong={
            "gates of the start": lambda w0, moments, duration: refreshed_gates(w0, moments, duration, 1)[-1],
            "gates refreshed eight times": lambda w0, moments, duration: refreshed_gates(w0, moments, duration, 8)[-1],
            "time a tenth too fast": lambda w0, moments, duration: refreshed_gates(w0, moments, 1.1 * duration, 128)[
                -1
            ],
        },
        assumptions=("one sample of 400 points for each start, full batch", "a slope within 0.1 of the order"),
        oracle="the closed form between refreshes; steps of the training engine",
        cost=6,
        plot=plot_descents,
    ),
)
