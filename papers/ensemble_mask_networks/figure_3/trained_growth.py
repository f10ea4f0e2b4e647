"""Figure 3 for trained networks: how their error grows with the active entries, above rounding and at its floor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import FAMILY_WISE, standard_error, student_quantile
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from sims.emn import Training, evaluate, train_batch
from sims.emn.evaluation import ERRORS
from theory import emn

UNIT = f"in standard errors, Student's quantile at a family-wise level of {FAMILY_WISE:g}"
FRACTIONS = (0.2, 0.4, 0.5, 0.6, 0.8)
RUNS = 24  # evaluations of one network at one fraction


def trained_growth(says: Callable[[int, int, float, float], tuple[float, float]], context: Context) -> Outcome:
    """says(s, N, linear, quadratic) = (low, high) holds the error at s of N active entries over that at N.

    Networks (1) trained on the paper's masks and stopped far above rounding; each fraction is evaluated `RUNS` times on 10
    masks. The error bar of a ratio by the delta method, Student's quantile at a family-wise level of 1e-6.
    """
    rows = context.once("trained", lambda: _measured(context))
    quantile = student_quantile(FAMILY_WISE / len(rows), RUNS - 1)
    worst, where = 0.0, rows[0]
    for row in rows:
        low, high = says(row["s"], row["N"], row["linear"], row["quadratic"])
        off = max(low - row["ratio"], row["ratio"] - high) / row["error_bar"]
        if off > worst:
            worst, where = off, row
    spread = ", ".join(f"{r:.2g}" for r in sorted({row["rho"] for row in rows}))
    exponents = sorted(float(np.log2(1 / row["ratio"])) for row in rows if 2 * row["s"] == row["N"])
    detail = (
        f"error at half the entries over all: exponents {exponents[0]:.2f} to {exponents[-1]:.2f} over "
        f"{len(exponents)} networks with an even n^2; row sums squared over squares of the deviations: {spread} (1: linear)"
    )
    found = f"n = {where['n']}, {where['s']} of {where['N']} entries: {where['ratio']:.3f} +- {where['error_bar']:.3f}"
    passed = worst <= quantile
    data = {key: [row[key] for row in rows] for key in ("n", "s", "N", "ratio", "error_bar", "predicted", "network")}
    text = "" if passed else f"{found} of the error at all, {worst:.1f} error bars off; {detail}"
    return Outcome(passed, Evidence.SIMULATED, len(rows), float(worst), float(quantile), text, detail, data, UNIT)


def law(s: int, N: int, linear: float, quadratic: float) -> tuple[float, float]:
    """linear s + quadratic s (s - 1), over its value at N."""
    ratio = (linear * s + quadratic * s * (s - 1)) / (linear * N + quadratic * N * (N - 1))
    return ratio, ratio


def _measured(context: Context) -> list[dict[str, Any]]:
    rows = []
    for n in (5, 10, 20) if context.full else (5, 10):
        net = emn.Architecture(n, (1,))
        for network, params in enumerate(_train(context, net, np.float64, 4, 1)):
            linear, quadratic = emn.error_by_active_entries(emn.effective_weights(net, params))
            delta = emn.effective_weights(net, params) - 1
            N, rng = n * n, context.rng(f"evaluate {n} {network}")
            full = _evaluations(net, params, 1.0, rng)
            for fraction in FRACTIONS:
                part, s = _evaluations(net, params, fraction, rng), round(fraction * N)
                ratio = float(part.mean() / full.mean())
                spread = np.hypot(standard_error(part) / part.mean(), standard_error(full) / full.mean())
                rows.append({"n": n, "network": network, "s": s, "N": N, "linear": linear, "quadratic": quadratic})
                rows[-1] |= {"ratio": ratio, "error_bar": float(ratio * spread)}
                rows[-1] |= {"predicted": law(s, N, linear, quadratic)[0]}
                rows[-1] |= {"rho": float((delta.sum(axis=1) ** 2).sum() / (delta**2).sum())}
    return rows


def _evaluations(net: emn.Architecture, params: emn.Parameters, active: float, rng: Any) -> Any:
    """The mean square error, `RUNS` times over 10 binary masks."""
    runs = [evaluate(net, params, rng, active=active, weighted=False, count=10)[ERRORS[0]] for _ in range(RUNS)]
    return np.array(runs)


def _train(
    context: Context, net: emn.Architecture, dtype: Any, networks: int, meta_epochs: int
) -> list[emn.Parameters]:
    rngs = [context.rng(f"figure 3, {net.n} {np.dtype(dtype).name} {i}") for i in range(networks)]
    masks = emn.PaperMasks(net.n, size=300)
    runs = train_batch(net, [net.init(r, dtype) for r in rngs], rngs=rngs, masks=masks, meta_epochs=meta_epochs)
    return [run.params for run in runs if isinstance(run, Training)]


def floor_is_the_weights(says: tuple[str, float], context: Context) -> Outcome:
    """says = (float type, factor): at the floor of float32, evaluated so, the error is factor times the weights' error.

    n = 20, trained until nothing but rounding is left, binary masks with all, half and a fifth of the entries.
    """
    n, net = 20, emn.Architecture(20, (1,))
    (params,) = context.once("floor", lambda: _train(context, net, np.float32, 1, 8))
    exact = net.parameters([layer.astype(np.float64) for layer in params.layers])
    beta = emn.effective_weights(net, exact)
    used, rng = exact if says[0] == "float64" else params, context.rng("floor")
    quantile, found = student_quantile(FAMILY_WISE / 3, RUNS - 1), []
    for active in (0.2, 0.5, 1.0):
        runs = _evaluations(net, used, active, rng)
        true = emn.test_error(beta, emn.SparseMasks(n, active).row_second_moments())
        off = float(abs(runs.mean() - says[1] * true) / standard_error(runs))
        found.append((off, active, float(runs.mean() / true)))
    worst = max(found)
    detail = "; ".join(f"{active:g} active: {ratio:.2f} times the weights' error" for _, active, ratio in found)
    passed = worst[0] <= quantile
    detail = f"evaluated in {says[0]}: {detail}"
    return Outcome(
        passed, Evidence.SIMULATED, len(found), worst[0], quantile, "" if passed else detail, detail, level=UNIT
    )


def plot_growth(data: Mapping[str, Any]) -> Any:
    """Measured errors over the fraction of active entries, points, and the law of each network's weights, lines."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 3.6), layout="constrained")
    axes = figure.subplots()
    n, network, s, N, ratio, bar, predicted = (
        np.array(data[key]) for key in ("n", "network", "s", "N", "ratio", "error_bar", "predicted")
    )
    for size, colour in zip(sorted(set(n)), COLOURS, strict=False):
        for i in sorted(set(network)):
            here = (n == size) & (network == i)
            axes.plot([0, *(s / N)[here], 1], [0, *predicted[here], 1], color=colour, lw=1)
            label = f"n = {size}" if i == 0 else None
            axes.errorbar((s / N)[here], ratio[here], 3 * bar[here], fmt="o", ms=3, color=colour, label=label)
    axes.plot([], [], color="gray", lw=1, label="law of each network's weights")
    grid = np.linspace(0, 1, 50)
    axes.plot(grid, grid**2, color="black", ls="--", lw=1, label="quadratic, as printed")
    axes.set(xlabel="fraction $f$ of active entries", ylabel="error over that at all, $E(f) / E(1)$")
    add_legend(figure, [axes], "bars: 3 standard errors", columns=2)
    return figure


CLAIMS = (
    Claim(
        id="fig-3-growth",
        locator="Fig. 3, networks stopped above rounding",
        origin=Origin.READ,
        statement="The error of trained networks grows quadratically or exponentially with the fraction of nonzero "
        "entries. Ours, stopped above rounding, grows more slowly than linearly, as the deviations of their weights say: "
        "training removes the common bias first. The growth for converged ones is the claim `fig-3-growth-floor`.",
        printed=Statement(r"E(s)/E(N) = (s/N)^2\ \text{or convex in}\ s", lambda s, N, linear, quadratic: (0.0, s / N)),
        corrected=Statement(
            r"\frac{E(s)}{E(N)} = \frac{\ell s + q s (s-1)}{\ell N + q N (N-1)},\quad q < 0\ \text{for trained weights}",
            law,
        ),
        test=trained_growth,
        wrong={
            "linear": lambda s, N, linear, quadratic: (s / N, s / N),
            "quadratic coefficient of the other sign": lambda s, N, linear, quadratic: law(s, N, linear, -quadratic),
            "s^2 for s (s - 1)": lambda s, N, linear, quadratic: law(s, N, linear, quadratic * N / 2),
        },
        assumptions=(
            "architecture (1)",
            "the paper's mask law, 300 masks, one meta-epoch",
            "float64",
            "stopped far above rounding",
        ),
        oracle="evaluation of trained networks with error bars",
        cost=8,
        plot=plot_growth,
    ),
    Claim(
        id="fig-3-floor",
        locator="Sec. 5, sentence, converged networks",
        origin=Origin.READ,
        statement="The error that remains after convergence, and its growth, is due to the slight variation of the learned "
        "weights. At the floor of float32 most of it is the rounding of the forward pass, which grows faster; evaluated in "
        "float64, the same weights have the error of their variation, which grows more slowly than linearly. The law of the two: "
        "claim `fig-3-growth-floor`.",
        printed=Statement(r"E = E_\delta\ \text{in float32}", ("float32", 1.0)),
        corrected=Statement(r"E = E_\delta\ \text{in float64}", ("float64", 1.0)),
        test=floor_is_the_weights,
        wrong={"twice that in float32": ("float32", 2.0), "half as much again in float64": ("float64", 1.5)},
        assumptions=("architecture (1), n = 20", "trained in float32 to the floor"),
        oracle="the same weights evaluated in both float types",
        cost=5,
    ),
)
