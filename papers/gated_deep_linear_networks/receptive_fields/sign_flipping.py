"""Section 2.1: how many gates of a ReLU unit flip while it learns, when, and what that does to the frozen-gate flow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import sympy as sp

from papers.ledger.claim import Claim, Context, Statement
from papers.ledger.verdict import Evidence, Outcome
from papers.plot_style import COLOURS
from sims.frozen_gates import predict_from_recording
from sims.relu import Recording

from ..networks.relu_runs import SETTINGS, interval, law, one_unit, recordings, side

FEW = 0.1  # of all pairs of an input and a unit; gates of an unrelated unit differ on half of them
SHARES = (0.0, 0.1, 0.2, 0.5, 0.9)


def gate_is_invariant(says: Callable[[Any], Any], context: Context) -> Outcome:
    """1[says(h) >= 0] = 1[h >= 0] in the three cases h > 0, h = 0, h < 0 of h = <w_1, x>."""
    for name, h in (
        ("h > 0", sp.Symbol("h", positive=True)),
        ("h = 0", sp.Integer(0)),
        ("h < 0", -sp.Symbol("h", positive=True)),
    ):
        if (says(h) >= 0) != (h >= 0):
            found = f"{name}: the gate of {says(h)} is {bool(says(h) >= 0)}, that of h is {bool(h >= 0)}"
            return Outcome(False, Evidence.PROVED, 3, counterexample=found)
    return Outcome(True, Evidence.PROVED, 3, deviation=0.0, detail="in each of the three cases")


def few_gates_flip(says: tuple[tuple[str, ...], float], context: Context) -> Outcome:
    """says = (settings, share): from that share of the training to its end fewer than a tenth of the gates flip."""
    settings, share = says
    of, found, sides = one_unit(context), [], []
    data = context.once("flips", lambda: _flips(context))
    for setting in settings:
        flips = np.array(data["flips"][setting])[:, data["share"].index(share)]
        middle, half = interval(flips, len(SETTINGS))
        sides.append(side(middle, half, FEW))
        off = np.array(data["errors"][setting])[:, SHARES.index(share)].mean() if share in SHARES else np.nan
        found.append(
            f"{setting}: {middle:.3f} +- {half:.3f} flip after {share:.0%}, frozen there the field is off by {off:.2f}"
        )
    passed = False if 1 in sides else None if 0 in sides else True
    count = of.networks * len(settings)
    return Outcome(
        passed,
        Evidence.SIMULATED,
        count,
        counterexample="" if passed else "; ".join(found),
        detail="; ".join(found),
        data=data,
    )


def _flips(context: Context) -> dict[str, Any]:
    """The share of gates that differ from those at the end, by recorded step, and the errors of frozen predictions."""
    of = one_unit(context)
    data: dict[str, Any] = {"share": [s / of.steps for s in of.record], "settings": list(SETTINGS)}
    data |= {"shares": list(SHARES), "flips": {}, "errors": {}}
    for setting in SETTINGS:
        runs = recordings(setting, of, context)
        data["flips"][setting] = [np.mean(run.gates != run.gates[-1], axis=(1, 2)).tolist() for run in runs]
        data["errors"][setting] = [
            [frozen_error(run, setting, share, context) for share in SHARES] for run in runs[: of.networks // 2]
        ]
    return data


def frozen_error(run: Recording, setting: str, share: float, context: Context) -> float:
    """|predicted - recorded| / |recorded| at the end, gates frozen after that share of the training."""
    of = one_unit(context)
    prediction = predict_from_recording(
        run.weights,
        run.steps,
        law(setting, of.L),
        lr=of.lr,
        batch=of.batch,
        freeze_at=round(share * of.steps),
        samples=4000,
        rng=context.rng(f"{setting} moments"),
    )
    return float(prediction.relative_error[-1])


def plot_flips(data: Mapping[str, Any]) -> Any:
    """Gates that still have to flip, by share of the training, and the error of the field predicted with gates frozen there."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    for setting, colour in zip(data["settings"], COLOURS[:3], strict=True):
        for axes, at, values in (
            (left, data["share"], np.array(data["flips"][setting])),
            (right, data["shares"], np.array(data["errors"][setting])),
        ):
            bar = values.std(axis=0, ddof=1) / np.sqrt(len(values))
            axes.errorbar(at, values.mean(axis=0), bar, fmt="o-", ms=4, color=colour, label=setting)
    left.axhline(0.5, color="black", lw=0.5)
    left.set(xlabel="share of the training", ylabel="gates that differ from those at the end")
    right.set(xlabel="gates frozen after this share", ylabel="relative error of the field at the end", ylim=(0, None))
    right.legend(frameon=False)
    return figure


SCALE = (
    Claim(
        id="sec-2-1-scale",
        locator="Sec. 2.1, sentence",
        statement="The gate does not depend on the scale of w_1.",
        printed=Statement(r"g_{c w_1} = g_{w_1},\ c > 0", lambda h: sp.Rational(7, 3) * h),
        test=gate_is_invariant,
        wrong={"nor on its sign": lambda h: -h, "nor on a shift of w_1 . x": lambda h: h - sp.oo},
        oracle="symbolic case distinction",
    ),
)

FLIPS = (
    Claim(
        id="sec-2-1-flips",
        locator="Sec. 2.1, sentence, gates",
        statement="The gates are about constant during learning. They are not from the start, where about a third of them have "
        "yet to flip; they are from a fifth of the training on, where fields localize.",
        printed=Statement(r"g(x, t) \approx g(x, 0)", (SETTINGS, 0.0)),
        corrected=Statement(
            r"g(x, t) \approx g(x, t_{\mathrm{end}}/5),\ t \ge t_{\mathrm{end}}/5", (SETTINGS[:1], 0.2)
        ),
        test=few_gates_flip,
        wrong={
            "from the start, Gaussian inputs": (SETTINGS[2:], 0.0),
            "from the start, (1, 2)": (SETTINGS[1:2], 0.0),
        },
        assumptions=("one ReLU unit, weights start at N(0, 1e-4)", "about constant: fewer than a tenth flip"),
        oracle="gates recorded on 1000 probe inputs, Student intervals over 24 networks, family-wise 1e-6",
        cost=7,
        plot=plot_flips,
    ),
)
