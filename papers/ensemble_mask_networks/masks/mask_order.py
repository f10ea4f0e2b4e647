"""Section 7: what the order of the masks does, at which order of the learning rate, and whether a better one can be found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import FEW_RUNS, log_slope, student_interval
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from sims.emn import finite, train_batch, train_on_masks
from theory import emn
from theory.inputs import uniform_moments_derivation
from theory.validation import Array

from ..fair_masks import population_risk

N, MASKS, SETS, RANDOM = 5, 100, 12, 30
RUNS = 30  # networks trained on every sequence of a set
RATES, PAIRS = (1e-3, 2e-3, 4e-3), 20
POWERS = {"error from a start": 2, "error averaged over starts": 3, "weights of (1)": 2}
METHODS = ("greedy", "greedy from the start", "by sum")


def order_acts(says: Mapping[str, int], context: Context) -> Outcome:
    """says[what] is the power of lr with which two orders of the same masks differ: slopes within 0.1, and a derivation.

    "error from a start": the exact expected error of () after 8 masks; "error averaged over starts" the same, averaged over the
    initialization; "weights of (1)": descent on the exact mean loss of each mask. Slopes of root mean squares over sets.
    """
    slopes = context.once("slopes", lambda: _slopes(context.rng("orders")))
    for name, power in says.items():
        if abs(slopes[name] - power) > 0.1:
            found, off = f"{name}: slope {slopes[name]:.3f}, not {power}", slopes[name] - power
            level = "slope less the one stated; at most 0.1 allowed"
            return Outcome(False, Evidence.CORROBORATED, PAIRS * len(slopes), off, None, found, level=level)
    proved = emn.mask_order_derivation().proved and uniform_moments_derivation().proved
    evidence = Evidence.PROVED if proved else Evidence.CORROBORATED
    detail = ", ".join(f"{name} {slope:.3f}" for name, slope in slopes.items())
    return Outcome(True, evidence, PAIRS * len(says), detail=f"slopes in lr: {detail}")


def _slopes(rng: np.random.Generator) -> dict[str, float]:
    net = emn.Architecture(4)
    squares = np.zeros((3, len(RATES)))
    for _ in range(PAIRS):
        A = rng.random((8, 4, 4)) < 0.5
        both = np.array([A, A[rng.permutation(8)]])
        params = net.init(rng)
        start = emn.effective_weights(net, params)
        for i, lr in enumerate(RATES):
            for row, given in enumerate((start, None)):
                squares[row, i] += np.diff(emn.error_after_masks(both, lr, start=given))[0] ** 2
            first, second = (_mean_descent(net, params, masks, lr) for masks in both)
            squares[2, i] += np.sum((first - second) ** 2)
    return {name: log_slope(RATES, np.sqrt(row)) for name, row in zip(POWERS, squares, strict=True)}


def _mean_descent(net: emn.Architecture, params: emn.Parameters, masks: Array, lr: float) -> Array:
    """The effective weights after four steps on the exact mean loss of each mask: <x x^T> for every batch's Gram matrix."""
    n = net.n
    gram = emn.uniform_inputs(n) * (2 * lr / n)
    layers = [params.layers[0].reshape(1, n, -1, n).copy(), *(layer[None].copy() for layer in params.layers[1:])]
    for mask in masks.astype(float):
        layers = train_on_masks(layers, mask[None], [gram[None]] * 4, 1)
    return np.asarray(emn.effective_weights(net, net.parameters([layers[0][0].reshape(-1, n), layers[1][0]])))


def better_than_chance(says: Mapping[str, int], context: Context) -> Outcome:
    """says[method] is the sign of its gain over a random order of the same set: mean of log10 error less its own.

    Exact expected errors of (), and trained networks from several starts; intervals over the sets at level 1e-3.
    """
    gains = context.once("gains", lambda: _gains(context))
    told, intervals = [], {}
    for name, found in gains.items():
        gain, half = intervals[name] = student_interval(found, FEW_RUNS)
        told.append(f"{name}: {gain:.3f} +- {half:.3f}")
    detail = f"gain in decades over a random order, n = {N}, {MASKS} masks: " + "; ".join(told)
    passed: bool | None = True
    for method, sign in says.items():
        for kind in ("exact", "trained ()"):
            gain, half = intervals[f"{method}, {kind}"]
            if sign * gain + half < 0:
                found, level = f"{method}, {kind}: {gain:.3f} +- {half:.3f}", f"Student interval at level {FEW_RUNS:g}"
                return Outcome(False, Evidence.SIMULATED, SETS, gain, half, found, detail, level=level)
            passed = passed if sign * gain > half else None
    data = {name: list(interval) for name, interval in intervals.items()}
    return Outcome(passed, Evidence.SIMULATED, SETS, detail=detail, data=data)


def _gains(context: Context) -> dict[str, list[float]]:
    gains: dict[str, list[float]] = {}
    for block in range(SETS):
        rng = context.rng(f"better order {block}")
        A = emn.PaperMasks(N, size=MASKS)(rng)
        random = np.array([A[rng.permutation(MASKS)] for _ in range(RANDOM)])
        start = emn.effective_weights(emn.Architecture(N, ()), emn.Architecture(N, ()).init(rng))
        orders = {
            "greedy": (A[emn.greedy_sequence(A, MASKS)], None),
            "greedy from the start": (A[emn.greedy_sequence(A, MASKS, start=start)], start),
            "by sum": (A, None),
        }
        for method, (order, known) in orders.items():
            exact = np.log10(emn.error_after_masks(np.concatenate([order[None], random]), start=known))
            gains.setdefault(f"{method}, exact", []).append(float(exact[1:].mean() - exact[0]))
            for copies in ((), (1,)) if known is None else ((),):
                name = f"{method}, trained {'(1)' if copies else '()'}"
                gains.setdefault(name, []).append(_trained(rng, copies, order, random, known))
    return gains


def _trained(rng: np.random.Generator, copies: tuple[int, ...], order: Array, random: Array, known: Any) -> float:
    """The mean log10 error of runs in random orders, less that in `order`, from the same starts."""
    net = emn.Architecture(N, copies)
    starts = [net.init(rng) if known is None else net.parameters([known]) for _ in range(RUNS)]
    sequences = iter([order] * RUNS + [random[r % RANDOM] for r in range(RUNS)])
    rngs = rng.spawn(2 * RUNS)
    runs = finite(train_batch(net, 2 * starts, rngs=rngs, masks=lambda rng: next(sequences)))
    errors = np.array([population_risk(net, run.params) for run in runs]).reshape(2, RUNS)
    return float(np.diff(np.log10(errors).mean(axis=1))[0])


def plot_gains(data: Mapping[str, Any]) -> Any:
    """Gains over a random order with their intervals; exact and trained."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.5, 3), layout="constrained")
    axes = figure.subplots()
    looks, names = {"trained": ("o", COLOURS[0]), "exact": ("s", "black")}, list(data)
    for kind, (marker, colour) in looks.items():
        rows = [i for i, name in enumerate(names) if ("trained" in name) is (kind == "trained")]
        gains, halves = zip(*(data[names[i]] for i in rows), strict=True)
        axes.errorbar(gains, rows, xerr=halves, fmt=marker, color=colour, label=f"{kind}, over {SETS} sets of masks")
    axes.axvline(0, color="black", lw=0.5)
    axes.set(yticks=range(len(data)), yticklabels=names, xlabel="gain over a random order,\ndecades of error $E$")
    add_legend(figure, [axes], f"bars: interval at level {FEW_RUNS:g}", columns=1)
    return figure


CLAIMS = (
    Claim(
        id="order-acts",
        locator="Sec. 7, remark, ordering effect",
        origin=Origin.OWN,
        statement="The order of the masks has an effect: at second order of the learning rate, through commutators of pairs of "
        "masks. In the expected error with no hidden layer, averaged over the initialization, it begins at third order.",
        printed=Statement(
            r"\Delta E = O(\mathrm{lr}^2)\ \text{from a start},\quad O(\mathrm{lr}^3)\ \text{averaged over starts}",
            POWERS,
        ),
        test=order_acts,
        wrong={
            "at first order": POWERS | {"error from a start": 1},
            "at second order on average too": POWERS | {"error averaged over starts": 2},
            "at third order in (1)": POWERS | {"weights of (1)": 3},
        },
        assumptions=(
            "fresh inputs for every batch",
            "masks with the same pair moments in the test",
            "initial weights of mean 0",
        ),
        oracle="expansion in noncommuting symbols; slopes of exact expected errors",
        cost=2,
    ),
    Claim(
        id="best-order",
        locator="Sec. 7, remark, best sequence",
        origin=Origin.OWN,
        statement="There is an input sequence that in expectation yields best outcomes, and it is unclear how to find it. The "
        "best next mask by the exact expected error with no hidden layer, one after the other, gives an order of a given set "
        "that beats a random one, by little; more where the start is known. The order by sums is worse than chance.",
        printed=Statement(
            r"\mathbb{E}\log E(\text{greedy}) < \mathbb{E}\log E(\text{random}) < \mathbb{E}\log E(\text{by sum})",
            {"greedy": 1, "greedy from the start": 1, "by sum": -1},
        ),
        test=better_than_chance,
        wrong={"by sum is better than chance": {"by sum": 1}, "greedy is worse": {"greedy": -1}},
        assumptions=(f"n = {N}, one pass over {MASKS} masks of the paper's law", "lr 0.1, loss averaged over outputs"),
        oracle="exact expected errors and trained networks, intervals over the sets at level 1e-3",
        cost=8,
        plot=plot_gains,
    ),
)
