"""Figure 5, a time-varying graph: two masked layers trained on independent pairs of masks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import standard_error
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from sims.emn import train_layers
from theory.emn import learned_gauge, masked_product, zero_loss_layers

from .layer_training import EPS, pace

SIZES = (3, 4, 5)
PARTS = 5  # of a training, between which the error is measured for the plot


def independent_pairs(n: int, count: int, rng: np.random.Generator) -> Any:
    """`count` pairs (A_1, A_2) of independent symmetric binary masks, each edge and self-loop on with chance 1/2."""
    lower = np.tril(rng.integers(0, 2, (count, 2, n, n)))
    return np.maximum(lower, lower.swapaxes(2, 3)).astype(np.float64)


def unseen_pairs(n: int, count: int, rng: np.random.Generator) -> Any:
    """`count` pairs of independent unsymmetric weighted masks, so none of them was trained on."""
    return rng.random((count, 2, n, n)) * (rng.random((count, 2, n, n)) < 0.7)


def learns_two(says: Callable[[Any, Any], Any], context: Context) -> Outcome:
    """says(A_1, A_2): the operator that two layers trained on independent pairs of masks end at, on unseen pairs.

    SGD at half the step size that is stable in mean square at the solution predicted from the start, for 60 time constants
    of the slowest mode there: 37 reach rounding, the others are for the way in. Each step rounds a weight by eps, the
    slowest mode forgets it at rate lr lambda, and an entry of the map has 2 n weights' worth of first-order error:
    together 2 n eps / (lr lambda). The pairs must leave n directions free, the factors of the hidden units, and no others.
    """
    starts = 10 if context.full else 3
    runs = context.once("trained", lambda: [_train(context, n, start) for n in SIZES for start in range(starts)])
    short = next((run for run in runs if run["free"] != run["n"]), None)
    if short is not None:
        detail = f"n = {short['n']}: the pairs leave {short['free']} directions free"
        return Outcome(None, Evidence.SIMULATED, 0, detail=detail)
    off = np.array([[_off(layers, run["unseen"], says) for layers in run["layers"]] for run in runs])
    last, data = off[:, -1], {"steps": [run["steps"] for run in runs], "off": off.tolist(), "n": [r["n"] for r in runs]}
    data["floor"] = [run["floor"] for run in runs]
    for number, run in enumerate(runs):
        if not last[number] <= run["floor"]:
            found = f"n = {run['n']}, start {number % starts}: off by {last[number]:.3g} on an unseen pair, "
            found += f"rounding is {run['floor']:.1g}"
            return Outcome(
                False,
                Evidence.SIMULATED,
                number + 1,
                float(last[number]),
                counterexample=found,
                level="error on an unseen pair; rounding is allowed",
            )
    bar = standard_error(last)
    floors = ", ".join(f"{run['floor']:.1g}" for run in runs[::starts])
    first = ", ".join(f"{np.mean(off[k : k + starts, 0]):.2g}" for k in range(0, len(runs), starts))
    detail = f"n = {', '.join(map(str, SIZES))}, {starts} starts each: off by {first} at the start and by at most "
    detail += f"{last.max():.2g} at the end, rounding {floors}"
    level = "one standard error over starts"
    return Outcome(True, Evidence.SIMULATED, len(runs), float(last.mean()), bar, "", detail, data, level)


def _off(layers: Any, pairs: Any, says: Callable[[Any, Any], Any]) -> float:
    return max(float(np.max(np.abs(masked_product(layers, pair) - says(*pair)))) for pair in pairs)


def _train(context: Context, n: int, number: int) -> dict[str, Any]:
    rng = context.rng(f"n = {n}, start {number}")
    pairs = independent_pairs(n, 128, rng)
    layers = rng.uniform(-1, 1, (2, n, n)) / np.sqrt(n)
    at = zero_loss_layers(np.sqrt(learned_gauge(layers))[None])
    how = pace(at, pairs)
    passes = how.passes(60, len(pairs) * PARTS)
    ends = [layers]
    for _ in range(PARTS):
        ends.append(train_layers(ends[-1], pairs, passes=passes, lr=how.lr, rng=rng))
    return {
        "n": n,
        "layers": ends,
        "steps": [part * passes * len(pairs) for part in range(PARTS + 1)],
        "unseen": unseen_pairs(n, 20, rng),
        "floor": how.floor,
        "free": how.free,
    }


def plot_two_masks(data: Mapping[str, Any]) -> Any:
    """The largest error on unseen pairs over the steps of SGD, a dot a start; lines: what rounding leaves; zeros at eps."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.5, 3.4), layout="constrained")
    axes = figure.subplots()
    named: set[int] = set()
    for n, steps, off, floor in zip(data["n"], data["steps"], data["off"], data["floor"], strict=True):
        label, colour = None if n in named else f"a start, n = {n}", COLOURS[SIZES.index(n)]
        axes.plot(steps, np.maximum(off, EPS), ".", ms=6, color=colour, label=label)
        axes.plot([0, steps[-1]], [floor, floor], lw=0.8, color=colour)
        named.add(n)
    axes.plot([], [], lw=0.8, color="gray", label="rounding, predicted")
    axes.set(yscale="log", xlabel="steps of SGD", ylabel=r"$\max |$map $- A_2 A_1|$, unseen pairs")
    add_legend(figure, [axes], columns=2)
    return figure


CLAIMS = (
    Claim(
        id="fig-5-two-masks-learned",
        locator="Fig. 5, caption, two masks learned",
        origin=Origin.OWN,
        statement="Training learns a time-varying A: two layers under independent pairs of symmetric binary masks, from random "
        "starts, end at A_2 A_1 x for unseen pairs, unsymmetric and weighted.",
        printed=Statement(
            r"(A_2 \odot W_2)(A_1 \odot W_1) x \to A_2 A_1 x",
            lambda first, last: last @ first,
        ),
        test=learns_two,
        wrong={
            "the other order": lambda first, last: first @ last,
            "the first mask twice": lambda first, last: first @ first,
            "the second mask twice": lambda first, last: last @ last,
            "A_2 A_1^T": lambda first, last: last @ first.T,
            "A_2^T A_1": lambda first, last: last.T @ first,
        },
        assumptions=(
            "n = 3, 4, 5; 128 independent pairs of symmetric binary masks",
            "lr half the predicted limit in mean square",
        ),
        oracle="SGD with the gradient by hand",
        cost=6,
        plot=plot_two_masks,
    ),
)
