"""What sets the size of Table 1's minimum errors: rounding, predicted for both float types and held against training."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.plot_style import COLOURS
from sims.emn import evaluate, finite, train_batch
from theory import emn
from theory.emn.network.initialization import INITIALIZATIONS
from theory.emn.rates.rounding_floor import evaluation_variance, rounding_floor, stalled_spread

from ..printed_table_1 import PRINTED

# n: networks, masks until the error is at rest
NEAR = {5: (5, 4000), 10: (5, 4000), 20: (5, 4000), 40: (5, 3000), 100: (2, 3000)}
STEPS = 4  # batches a mask
CASES = (*((n, dtype) for n in (5, 10, 20, 40) for dtype in ("float32", "float64")), (100, "float32"))
LARGE = ((100, "float64"),)  # with `full`
PYTORCH, OTHER = "PyTorch's", "U(-1, 1)"  # initializations; the other one in 32-bit floats, for these n
OTHER_SIZES = (5, 20)
BESIDE = {"float32": 1e-3, "float64": 1e-9}
COLUMNS = ("control", "shuffled")
FACTOR = 3.0
Floor = Callable[[Any, int, str], float]


def near_the_solution(
    context: Context, n: int, dtype: str = "float32", condition: str = "control", law: str = PYTORCH
) -> tuple[list[Any], list[dict[str, float]]]:
    """Constants and errors of networks that train to rest from beside the solution their starts lead to (`BESIDE`).

    Relative, and far above what rounding leaves (1e-6, 1e-15), so that training comes to rest from the same side as from afar.
    """
    net, (networks, size) = emn.Architecture(n, (1,)), NEAR[n]
    rngs = [context.rng(f"near the solution, {n} {condition} {seed}") for seed in range(networks)]
    starts, constants = [], []
    for rng in rngs:
        constants.append(emn.learned_constants(net, net.init(rng, law=INITIALIZATIONS[law])))
        solution = emn.zero_loss_parameters(net, constants[-1])
        beside = [layer * (1 + BESIDE[dtype] * rng.standard_normal(layer.shape)) for layer in solution.layers]
        starts.append(net.parameters([layer.astype(dtype) for layer in beside]))
    masks = emn.PaperMasks(n, size=size, order="random")
    condition = "subsampled" if condition == "subsampled" else "control"  # one meta-epoch: no second pass to shuffle
    runs = train_batch(net, starts, rngs=rngs, masks=masks, condition=condition)
    errors = [evaluate(net, run.params, context.rng(f"test {n} {seed}")) for seed, run in enumerate(finite(runs))]
    return constants, errors


def floor_is(says: Floor, context: Context) -> Outcome:
    """says(constants, steps, dtype), averaged over networks, must be within a factor 3 of the error at rest, everywhere."""
    worst, data = 1.0, list[dict[str, Any]]()
    usual = ((n, dtype, PYTORCH) for n, dtype in (*CASES, *(LARGE if context.full else ())))
    for n, dtype, law in (*usual, *((n, "float32", OTHER) for n in OTHER_SIZES)):
        near = partial(near_the_solution, context, n, dtype, law=law)
        constants, errors = context.once(f"{n} {dtype} {law}", near)
        measured = [e["mean square"] for e in errors]
        predicted = float(np.mean([says(c, STEPS * NEAR[n][1], dtype) for c in constants]))
        ratio = predicted / float(np.mean(measured))
        worst = max(worst, ratio, 1 / ratio if ratio > 0 else np.inf, key=abs)
        printed = [float(PRINTED[n, c][0]) for c in COLUMNS] if dtype == "float32" and law == PYTORCH else []
        data.append(
            {"n": n, "dtype": dtype, "law": law, "predicted": predicted, "measured": measured, "printed": printed}
        )
        if not 1 / FACTOR <= ratio <= FACTOR:
            found = f"n = {n}, {dtype}, {law}: predicted {predicted:.3g}, measured {np.mean(measured):.3g}"
            return Outcome(
                False,
                Evidence.SIMULATED,
                len(data),
                float(np.log10(max(ratio, 1e-300))),
                counterexample=found,
                level="log10 of predicted over measured",
            )
    told = ", ".join(
        f"n = {r['n']}, {r['dtype']}, {r['law']}: {np.mean(r['measured']) / r['predicted']:.2f}" for r in data
    )
    detail = f"off by at most a factor {worst:.2f}; measured over predicted: {told}"
    off, allowed = float(np.log10(worst)), float(np.log10(FACTOR))
    level = "decades allowed"
    return Outcome(True, Evidence.SIMULATED, len(data), off, allowed, "", detail, {"rows": data}, level)


def plot_floor(data: Mapping[str, Any]) -> Any:
    """Predicted floors, lines, measured ones with the range over networks, points, and the printed figures, crosses."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.5, 3.6), layout="constrained")
    axes = figure.subplots()
    for dtype, colour in (("float32", COLOURS[0]), ("float64", COLOURS[5])):
        rows = [row for row in data["rows"] if row["dtype"] == dtype and row.get("law", PYTORCH) == PYTORCH]
        n = np.array([row["n"] for row in rows])
        middle = np.array([np.mean(row["measured"]) for row in rows])
        spread = [middle - [min(r["measured"]) for r in rows], [max(r["measured"]) for r in rows] - middle]
        ends = [0.97, 1.03] if len(n) == 1 else [1]  # a line for one n, too
        line = np.outer([row["predicted"] for row in rows], np.ones(len(ends)))
        axes.plot(np.outer(n, ends).ravel(), line.ravel(), "-", color=colour, label=f"predicted, {dtype}")
        axes.errorbar(
            n,
            middle,
            np.maximum(spread, 0),
            fmt="o",
            ms=4,
            capsize=2,
            color=colour,
            label=f"measured, {dtype}",
        )
        printed = [(row["n"], value) for row in rows for value in row["printed"]]
        if printed:
            axes.plot(*zip(*printed, strict=True), "x", color="black", label="printed")
    axes.set(xscale="log", yscale="log", xlabel="nodes $n$", ylabel="mean square test error $E$")
    nodes = sorted({row["n"] for row in data["rows"]})
    axes.set_xticks(nodes, nodes)
    axes.set_xticks([], minor=True)
    axes.legend(frameon=False, fontsize=8, title="bars: range over networks", title_fontsize="small")
    return figure


CLAIMS = (
    Claim(
        id="table-1-floor",
        locator="Table 1, floor",
        origin=Origin.OWN,
        statement="The minimum errors are near 0. The error at which training comes to rest has the size of rounding: updates "
        "smaller than half the spacing of floats are lost, and the test's two sums are rounded differently. Whether the "
        "printed figures have it is the claim `table-1-printed-floor`.",
        printed=Statement(
            r"E \approx n s^2 \big(\langle a^2\rangle\langle x^2\rangle - \langle a\rangle^2\langle x\rangle^2\big) + V",
            lambda c, steps, dtype: rounding_floor(c, steps, dtype=dtype),
        ),
        test=floor_is,
        wrong={
            "stalled weights alone": lambda c, steps, dtype: (
                len(c) * np.mean(stalled_spread(c, steps, dtype=dtype) ** 2) * (1 / 18 - 1 / 64)
            ),
            "rounding of the test alone": lambda c, steps, dtype: float(np.mean(evaluation_variance(c, dtype))),
            "the square of the machine epsilon": lambda c, steps, dtype: float(np.finfo(dtype).eps) ** 2,
            "a loss summed over outputs": lambda c, steps, dtype: rounding_floor(
                c, steps, dtype=dtype, reduction="sum_outputs"
            ),
        },
        assumptions=(
            "architecture (1), PyTorch's initialization; U(-1, 1) in 32-bit floats at n = 5 and 20",
            "lr 0.1, loss averaged over outputs",
            "converged: the error is at rest",
            "n = 100 in 64-bit floats with --full",
        ),
        oracle="training to rest in both float types; the factor 3 is asked, not fitted",
        cost=15,
        plot=plot_floor,
    ),
)
