"""Figure 4's sentence on the constants: either sign, sizes that fall with n."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Outcome, Statement
from papers.ledger.intervals import FAMILY_WISE, side, slope_interval
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from theory import emn

from .constant_runs import NETWORKS, SIZES, explained, positive_root, relative_error, trained

TRENDS = {-1: "falls with n", 0: "does not depend on n", 1: "grows with n"}


def sizes_and_signs(says: Mapping[str, Any], context: Context) -> Outcome:
    """says["trend"] is the sign of the slope of log |c| against log n, says["signs"] the signs that occur.

    Networks are trained for one meta-epoch, sixty and more per n in all; the slope over network means has a Student
    interval at a family-wise level of 1e-6, and each sign must occur (or not) among all rows. That the constants are
    those of the conservation law, and fall with n at fixed kappa, is proved in `theory.emn.learned_constants_derivation`;
    says["square"] of (kappa, n) must be the squares learned, to what SGD with step lr changes: to first order kappa
    changes by lr times the loss that is lost, lr 1.Q 1 / n for the row, up to four times that because one mask's a a^T is
    up to four times its mean, and c^2 by c^2 / sqrt(kappa^2 + 4 n) of the change.
    """
    rows = context.once("constants", lambda: _learned_constants(context))
    log_n = np.log([r["n"] for r in rows])
    log_c = np.array([np.mean(np.log(np.abs(r["learned"]))) for r in rows])
    slope, half = slope_interval(log_n, log_c, FAMILY_WISE)
    trend = side(slope, half, 0.0)
    learned = np.concatenate([r["learned"] for r in rows])
    signs = {int(s) for s in np.sign(learned)}
    off = max(relative_error(r, says["square"]) for r in rows)
    size = f"|c| ~ n^{slope:.3f} +- {half:.3f} over {len(rows)} networks"
    positive = f"{int(np.sum(learned > 0))} of {len(learned)} constants positive"
    square = f"squares off by at most {off:.2g} of what lr 0.1 explains"
    signs_said = "of either sign" if len(says["signs"]) == 2 else "of one sign"
    agree = {
        f"{size}, stated: {TRENDS[says['trend']]}": trend == says["trend"],
        f"{positive}, stated: {signs_said}": signs == set(says["signs"]),
        square: off <= 1,
    }
    passed = all(agree.values()) and emn.learned_constants_derivation().proved
    found = "; ".join(part for part, agrees in agree.items() if not agrees) or "the derivation is undecided"
    detail = f"{size} (theory at fixed kappa: n^(-1/4)); {positive}; {square}"
    data = {
        "n": [r["n"] for r in rows for _ in r["learned"]],
        "learned": learned.tolist(),
        "predicted": np.concatenate([r["predicted"] for r in rows]).tolist(),
        "explained": np.concatenate(
            [explained(r) / (2 * np.abs(r["learned"])) for r in rows]
        ).tolist(),  # of c, not c^2
    }
    level = f"fitted exponent of n; Student interval at a family-wise level of {FAMILY_WISE:g}"
    return Outcome(
        passed, Evidence.SIMULATED, len(rows), float(slope), half, "" if passed else found, detail, data, level
    )


def _learned_constants(context: Context) -> list[dict[str, Any]]:
    rows = []
    for n in SIZES:
        net = emn.Architecture(n, (1,))
        rngs = [context.rng(f"constants {n} {i}") for i in range(NETWORKS)]
        masks = emn.PaperMasks(n, size=min(400, emn.training_set_size(n)), order="random")
        starts, learned = trained(net, rngs, masks=masks, meta_epochs=1 if n > 10 else 2)
        for params, constants in zip(starts, learned, strict=True):
            kappa = emn.conserved_quantities(net, params)[0][:, 0, 0]
            predicted = emn.learned_constants(net, params)
            rows.append({"n": n, "learned": constants, "predicted": predicted, "kappa": kappa})
    return rows


def plot_constants(data: Mapping[str, Any]) -> Any:
    """Learned constants over predicted ones: theory is the line, networks are the points, bars what lr explains.

    Rings are around the constants whose sign the initialization does not tell: the claim is on their squares.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 4), layout="constrained")
    axes = figure.subplots()
    n, predicted, learned, explained = (np.array(data[key]) for key in ("n", "predicted", "learned", "explained"))
    limit = 1.1 * max(np.abs(predicted).max(), np.abs(learned).max())
    axes.plot([-limit, limit], [-limit, limit], color="black", lw=1, label="theory")
    for size, colour, marker in zip(SIZES, COLOURS[:4], "os^D", strict=True):
        here = n == size
        axes.errorbar(
            predicted[here],
            learned[here],
            xerr=explained[here],
            fmt=marker,
            ms=3,
            elinewidth=0.5,
            color=colour,
            label=f"$n = {size}$",
        )
    if np.any(other := np.sign(predicted) != np.sign(learned)):
        name = "sign predicted wrong"
        axes.plot(predicted[other], learned[other], ".", ms=16, mfc="none", mew=0.8, color="black", label=name)
    axes.set(
        xlabel="predicted $c_i$, from the initialization",
        ylabel="learned $c_i$",
        xlim=(-limit, limit),
        ylim=(-limit, limit),
    )
    add_legend(figure, [axes], "bars: what lr 0.1 explains")
    return figure


CLAIMS = (
    Claim(
        id="fig-4-constants",
        locator="Fig. 4, caption",
        statement="The constants can be positive or negative and decrease in magnitude with increasing n. They follow from "
        "the initialization: n c^4 - kappa c^2 - 1 = 0 with kappa = |w|^2 - d^2, which the flow conserves.",
        printed=Statement(
            r"c_i \gtrless 0,\quad |c_i|\ \text{falls with}\ n",
            {"trend": -1, "signs": (-1, 1), "square": positive_root},
        ),
        test=sizes_and_signs,
        wrong={
            "size does not depend on n": {"trend": 0, "signs": (-1, 1), "square": positive_root},
            "size grows with n": {"trend": 1, "signs": (-1, 1), "square": positive_root},
            "all positive": {"trend": -1, "signs": (1,), "square": positive_root},
            "kappa of the other sign": {
                "trend": -1,
                "signs": (-1, 1),
                "square": lambda kappa, n: positive_root(-kappa, n),
            },
            "2 n for 4 n": {
                "trend": -1,
                "signs": (-1, 1),
                "square": lambda kappa, n: (kappa + np.sqrt(kappa**2 + 2 * n)) / (2 * n),
            },
        },
        assumptions=(
            "initialization uniform on +-1/sqrt(f), f the fan-in",
            "the paper's mask law, fewer masks",
            "lr 0.1",
        ),
        oracle="trained networks; the conservation law of the flow",
        cost=3,
        plot=plot_constants,
    ),
)
