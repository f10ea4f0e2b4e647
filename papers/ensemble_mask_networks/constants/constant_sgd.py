"""What SGD with a finite step makes of the conserved quantities, and so of the constants of Figure 4."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.ledger.intervals import log_slope
from papers.ledger.words import tuples
from papers.plot_style import COLOURS
from sims.emn import sgd_step
from theory import emn

from ..rationals import small_positive
from .conserved import matrix
from .trained_constants import positive_root, trained

RATES = (0.1, 0.05, 0.025)
NETWORKS = {(5, 1): (24, 30.0), (10, 1): (12, 40.0), (20, 1): (6, 50.0), (40, 1): (2, 70.0), (10, 2): (8, 60.0)}

Change = Callable[[Any, Any, Any], Any]


def one_step(says: Change, context: Context) -> Outcome:
    """says(G_below, G_above, lr) is the change of K = V V^T - U^T U in a step, G the gradients of V and of U above it.

    Certified in rationals for random networks, masks, inputs and steps. Then two networks are trained in float64 and the
    changes added up: kappa + sum must give the learned c^2 to 1e-6, what is left of the approach to zero loss.
    """
    effective = 0
    for copies in ((1,), (2,), (1, 1), (3, 2)):
        net, rng = emn.Architecture(2, copies), context.rng(f"one step {copies}")
        before = [small_positive(rng, *shape) for shape in net.shapes]
        A, x = small_positive(rng, 2, 2), small_positive(rng, 3, 2)
        lr: Any = Fraction(1, 10)  # the step takes any numbers
        after = [layer.copy() for layer in before]
        sgd_step(after, np.repeat(A, net.widths[0], axis=0), A, x, lr)
        G = [_blocks(net, (b - a) / lr) for b, a in zip(before, after, strict=True)]
        start, end = (emn.conserved_quantities(net, net.parameters(p, exact=True)) for p in (before, after))
        for l in range(len(copies)):
            effective += 1
            off = end[l] - start[l] - says(G[l], G[l + 1], lr)
            if np.any(off != 0):
                where = tuple(int(i) for i in np.argwhere(off != 0)[0])
                found = f"{tuples(copies)}, hidden layer {l + 1}: entry {where} of the change is off by {off[where]}"
                return Outcome(
                    False,
                    Evidence.CERTIFIED,
                    effective,
                    float(abs(off[where])),
                    counterexample=found,
                    level="an entry of the change, off",
                )
    if open_ := undecided(emn.conserved_derivation(), effective=effective):
        return open_
    worst, without = 0.0, 0.0
    for seed in range(2):
        kappa, change, learned = _followed(says, context.rng(f"followed {seed}"))
        worst = max(worst, float(np.max(np.abs(positive_root(kappa + change, 5) - learned))))
        without = max(without, float(np.max(np.abs(positive_root(kappa, 5) - learned))))
    detail = (
        f"exact in rationals; two trainings: c^2 off by {worst:.1g} with the changes added up, by {without:.1g} without"
    )
    passed = worst < 1e-6
    return Outcome(
        passed,
        Evidence.CERTIFIED,
        effective + 10,
        worst,
        None,
        "" if passed else detail,
        detail,
        level="largest error of c^2; at most 1e-6 allowed",
    )


def _followed(says: Change, rng: np.random.Generator) -> tuple[Any, Any, Any]:
    """kappa at the start, the sum of its stated changes, and c^2 at the end, of one network (1) with n = 5 at lr 0.1."""
    n, lr = 5, 0.1
    net = emn.Architecture(n)
    params = net.init(rng)
    layers = [layer.copy() for layer in params.layers]
    change = np.zeros(n)
    for mask in emn.PaperMasks(n, size=600, order="random")(rng):
        A = mask.astype(float)
        for _ in range(4):
            before = [layer.copy() for layer in layers]
            sgd_step(layers, A, A, rng.random((2 * n, n)), 2 * lr / n)
            G = [_blocks(net, (b - a) / lr) for b, a in zip(before, layers, strict=True)]
            change += says(G[0], G[1], lr)[:, 0, 0]
    return emn.conserved_quantities(net, params)[0][:, 0, 0], change, layers[0].mean(axis=1) ** 2


def _blocks(net: emn.Architecture, layer: Any) -> Any:
    return layer.reshape(net.n, -1, net.n) if layer.ndim == 2 else layer


def exact_change(G_below: Any, G_above: Any, lr: Any) -> Any:
    """lr^2 (G_V G_V^T - G_U^T G_U); for (1), lr^2 (|g_w|^2 - g_d^2)."""
    return lr**2 * matrix(G_below, G_above)


SLOPE = "worst slope less the one stated; at most 0.1 allowed"


def order_in_lr(says: float, context: Context) -> Outcome:
    """The mean of |c^2 - predicted| over rows whose sign agrees goes as lr^says, within 0.1, at every n.

    The same initializations at every lr, with a number of steps proportional to 1/lr; a row counts where its sign
    agrees at all of them. Deeper, (1, 1) at n = 10. With `full`, one more halving of lr.
    """
    series = context.once("orders", lambda: _orders(context))
    slopes = {}
    for n, depth, rates, errors, *_ in series:
        slopes[n, depth] = log_slope(rates, errors)
    worst = max(slopes, key=lambda key: abs(slopes[key] - says))
    detail = "slopes " + ", ".join(f"{slope:.3f} (n = {n}, {tuples((1,) * m)})" for (n, m), slope in slopes.items())
    off = slopes[worst] - says
    passed = abs(off) <= 0.1
    data = {
        "series": [
            {"n": n, "depth": m, "lr": list(rates), "error": list(errors), "bar": bars, "rows": rows}
            for n, m, rates, errors, bars, rows in series
        ]
    }
    rows = sum(rows for *_, rows in series)
    found = "" if passed else f"n = {worst[0]}, {tuples((1,) * worst[1])}: slope {slopes[worst]:.3f}, stated {says:g}"
    return Outcome(passed, Evidence.SIMULATED, rows, off, None, found, detail, data, SLOPE)


def _orders(context: Context) -> list[tuple[int, int, tuple[float, ...], list[float], list[float], int]]:
    """(n, depth, the lr, mean errors, their standard errors over networks, rows)."""
    series = []
    rates: tuple[float, ...] = (*RATES, RATES[-1] / 2) if context.full else RATES
    for (n, depth), (networks, time) in NETWORKS.items():
        net = emn.Architecture(n, (1,) * depth)
        agree, errors = np.ones((networks, n), dtype=bool), []
        for lr in rates:
            rngs = [context.rng(f"order {n} {depth} {i}") for i in range(networks)]
            masks = emn.PaperMasks(n, size=round(time / lr), order="random")
            starts, learned = trained(net, rngs, masks=masks, lr=lr)
            predicted = np.array([emn.learned_constants(net, params) for params in starts])
            agree &= np.sign(learned) == np.sign(predicted)
            errors.append(np.abs(learned**2 - predicted**2))
        means = [float(np.mean(e[agree])) for e in errors]
        bars = [_error_of_mean(e, agree) for e in errors]
        series.append((n, depth, rates, means, bars, int(agree.sum())))
    return series


def _error_of_mean(values: Any, counted: Any) -> float:
    """The standard error of the mean of the values (networks, n) that are `counted`; rows of one network share its masks."""
    off = np.sum((values - values[counted].mean()) * counted, axis=1)
    return float(np.sqrt(np.sum(off**2) * len(off) / (len(off) - 1)) / counted.sum())


def plot_order(data: Mapping[str, Any]) -> Any:
    """The mean error of c^2 over lr: trained networks as points, lines of slope 1 through the smallest lr."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 3.5), layout="constrained")
    axes = figure.subplots()
    for series, colour, marker in zip(data["series"], COLOURS, "os^Dv", strict=False):
        lr, error = np.array(series["lr"]), np.array(series["error"])
        label = f"n = {series['n']}, ({', '.join(['1'] * series['depth'])})"
        axes.errorbar(lr, error, series["bar"], fmt=marker, ms=4, color=colour, label=label)
        axes.plot(lr, error[-1] * lr / lr[-1], color=colour, lw=1)
    axes.plot([], [], color="gray", lw=1, label="slope 1")
    axes.set(xscale="log", yscale="log", xlabel=r"learning rate $\eta$", ylabel="mean of $|c^2 -$ predicted$|$")
    axes.legend(frameon=False, title="bars: one standard error\nover networks", title_fontsize="small")
    return figure


CLAIMS = (
    Claim(
        id="fig-4-constants-step",
        locator="Fig. 4, caption, one step of SGD",
        origin=Origin.OWN,
        statement="One step of SGD changes the conserved quantity by lr^2 (|g_w|^2 - g_d^2), exactly, on any batch and mask: "
        "the first order cancels. Added up over a training it accounts for all of the difference to the predicted c^2.",
        printed=Statement(r"\kappa^+ - \kappa = \eta^2 \big(|g_w|^2 - g_d^2\big)", exact_change),
        test=one_step,
        wrong={
            "no change": lambda below, above, lr: 0 * exact_change(below, above, lr),
            "first order in lr": lambda below, above, lr: exact_change(below, above, lr) / lr,
            "plus": lambda below, above, lr: exact_change(below, 0 * above, lr) - exact_change(0 * below, above, lr),
            "half": lambda below, above, lr: exact_change(below, above, lr) / 2,
        },
        assumptions=("at most the lower of the two layers is masked", "plain SGD"),
        oracle="exact rationals; trainings followed step by step",
        cost=2,
    ),
    Claim(
        id="fig-4-constants-lr",
        locator="Fig. 4, caption, constants under SGD",
        origin=Origin.OWN,
        statement="With SGD the squares of the constants are off from the flow's by O(lr): over 1/lr steps, lr^2 a step.",
        printed=Statement(r"\langle |c^2 - c_{\mathrm{flow}}^2| \rangle \propto \eta^1", 1.0),
        test=order_in_lr,
        wrong={"no trend": 0.0, "square root": 0.5, "second order": 2.0},
        assumptions=("rows whose sign agrees", "steps proportional to 1/lr", "the paper's mask law in random order"),
        oracle="trainings at lr 0.1, 0.05 and 0.025 from the same initializations",
        cost=10,
        plot=plot_order,
    ),
)
