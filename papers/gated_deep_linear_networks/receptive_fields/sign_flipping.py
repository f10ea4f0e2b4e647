"""Section 2.1: how many gates of a ReLU unit flip while it learns, when, and what that does to the frozen-gate flow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import side
from papers.ledger.three_valued import all_above
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from sims.gdln import Recording

from ..networks.relu_runs import LEVEL_SAID, SETTINGS, SEVERAL, interval, recordings, size_of
from .field_predictors import frozen

FEW = 0.1  # of all pairs of an input and a unit; gates of an unrelated unit differ on half of them
ALL = (*SETTINGS, SEVERAL)
SHARES = (0.0, 0.1, 0.2, 0.5, 0.9)


def few_gates_flip(says: Mapping[str, float], context: Context) -> Outcome:
    """says[setting] is a share of the training: from then to its end fewer than a tenth of the gates flip."""
    found, sides, worst, count = [], [], (-1.0, 0.0), 0
    data = context.once("flips", lambda: _flips(context))
    for setting, share in says.items():
        flips = np.array(data["flips"][setting])[:, data["share"][setting].index(share)]
        middle, half = interval(flips, len(ALL))
        count += len(flips)
        sides.append(side(middle, half, FEW))
        worst = max(worst, (middle, half))
        off = np.array(data["errors"][setting])[:, SHARES.index(share)].mean() if share in SHARES else np.nan
        found.append(
            f"{setting}: {middle:.3f} +- {half:.3f} flip after {share:.0%}, frozen there the field is off by {off:.2f}"
        )
    passed = all_above(-at for at in sides)
    return Outcome(
        passed,
        Evidence.SIMULATED,
        count,
        deviation=worst[0],
        error_bar=worst[1],
        counterexample="" if passed else "; ".join(found),
        detail="; ".join(found),
        data=data,
        level=f"share of the gates that flip, worst setting; {LEVEL_SAID}",
    )


def _flips(context: Context) -> dict[str, Any]:
    """The share of gates that differ from those at the end, by recorded step, and the errors of frozen predictions."""
    data: dict[str, Any] = {"settings": list(ALL), "shares": list(SHARES), "share": {}, "flips": {}, "errors": {}}
    for setting in ALL:
        of = size_of(setting, context)
        runs = recordings(setting, of, context)
        data["share"][setting] = [s / of.steps for s in of.record]
        data["flips"][setting] = [np.mean(run.gates != run.gates[-1], axis=(1, 2)).tolist() for run in runs]
        data["errors"][setting] = [
            [frozen_error(run, setting, share, context) for share in SHARES] for run in runs[: of.networks // 2]
        ]
    return data


def frozen_error(run: Recording, setting: str, share: float, context: Context) -> float:
    """|predicted - recorded| / |recorded| at the end, gates frozen after that share of the training."""
    recorded = run.weights[-1]
    return float(np.linalg.norm(frozen(share)(run, setting, context) - recorded) / np.linalg.norm(recorded))


def plot_flips(data: Mapping[str, Any]) -> Any:
    """Gates that still have to flip, by share of the training, and the error of the field predicted with gates frozen there.

    Means over networks, with the Student intervals of the check.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 5), layout="constrained")
    upper, lower = figure.subplots(2, len(data["settings"]), sharey="row")
    for left, right, setting in zip(upper, lower, data["settings"], strict=True):
        for axes, at, values in (
            (left, data["share"][setting], np.array(data["flips"][setting])),
            (right, data["shares"], np.array(data["errors"][setting])),
        ):
            middle, half = interval(values, len(ALL))
            label = "SGD, mean over networks, Student interval at level $10^{-6}$ (check)"
            axes.errorbar(at, middle, half, fmt="o", color=COLOURS[0], label=label)
        left.axhline(0.5, color="black", lw=1, label="unrelated gates")
        left.axhline(FEW, color="black", lw=1, ls="--", label="few: a tenth")
        left.set(title=setting, xlabel=r"time $t / t_{\mathrm{end}}$", xticks=(0, 0.5, 1))
        right.set(xlabel=r"gates frozen at $t_0 / t_{\mathrm{end}}$", xlim=left.get_xlim(), xticks=(0, 0.5, 1))
    upper[0].set(ylabel="gates yet to flip,\n" r"$g(x, t) \ne g(x, t_{\mathrm{end}})$", ylim=(0, None))
    lower[0].set(ylabel="error of the field,\n" r"$\|\hat w - w\| / \|w\|$", ylim=(0, None))
    add_legend(figure, [upper[0]])
    return figure


CLAIMS = (
    Claim(
        id="sec-2-1-flips",
        locator="Sec. 2.1, sentence, gates",
        origin=Origin.READ,
        statement="The gates are about constant during learning. They are not from the start, where about a third of them have "
        "yet to flip; on inputs of NLGP (2, 1) they are from a fifth of the training on, and those of four units from half of it.",
        printed=Statement(r"g(x, t) \approx g(x, 0)", dict.fromkeys(ALL, 0.0)),
        corrected=Statement(
            r"g(x, t) \approx g(x, t_0),\ t \ge t_0 = 0.2\, t_{\mathrm{end}}\ (K = 1),\ 0.5\, t_{\mathrm{end}}\ (K = 4)",
            {"NLGP (2, 1)": 0.2, SEVERAL: 0.5},
        ),
        test=few_gates_flip,
        wrong={
            "from the start, Gaussian inputs": {"Gaussian (2, 1)": 0.0},
            "from the start, (1, 2)": {"NLGP (1, 2)": 0.0},
            "from the start, four units": {SEVERAL: 0.0},
        },
        assumptions=(
            "one ReLU unit, or four",
            "weights start at N(0, 1e-4)",
            "corrected: NLGP (2, 1)",
            "about constant: fewer than a tenth flip",
        ),
        oracle="gates recorded on 1000 probe inputs, Student intervals over 24 networks, family-wise 1e-6",
        cost=7,
        plot=plot_flips,
    ),
)
