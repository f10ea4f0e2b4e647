"""Section 2.1: how many gates of a ReLU unit flip while it learns, when, and what that does to the frozen-gate flow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import sympy as sp
from scipy.stats import binom

from papers.ledger.claim import Claim, Context, Statement
from papers.ledger.verdict import Evidence, Outcome
from sims.frozen_gates import predict_from_recording
from sims.relu import Recording
from theory.gdln.receptive_fields.localization import inverse_participation_ratio

from .relu_runs import FAMILY_WISE, SETTINGS, interval, law, one_unit, recordings, side

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


def growth_is_uniform(says: Callable[[Any, Any], Any], context: Context) -> Outcome:
    """says(start, change) is the part of the squared change of w that the statement allows; most of it must be there."""
    of = one_unit(context)
    shares = []
    for setting in SETTINGS:
        for run in recordings(setting, of, context):
            start, change = run.weights[0].ravel(), (run.weights[-1] - run.weights[0]).ravel()
            shares.append(says(start, change) / (change @ change))
    middle, half = interval(shares, 1)
    found = f"{middle:.3f} +- {half:.3f} of the squared change over {len(shares)} trainings"
    where = side(middle, half, 0.5)
    passed = None if where == 0 else where > 0
    return Outcome(passed, Evidence.SIMULATED, len(shares), middle, half, "" if passed else found, found)


def along(start: Any, change: Any) -> float:
    """The squared part of the change along the start: w only grows."""
    return float((start @ change) ** 2 / (start @ start))


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


def peak_stays(says: Callable[[Any], Any], context: Context) -> Outcome:
    """says(early field) is the site around which the field localizes, to within one site, more often than by chance.

    The early field is that of step 8, still no more concentrated than a random one; chance is 3 sites in L.
    """
    of = one_unit(context)
    runs = recordings("NLGP (2, 1)", of, context)
    early = np.array([run.weights[list(run.steps).index(8), 0] for run in runs])
    end = np.argmax(np.abs([run.weights[-1, 0] for run in runs]), axis=1)
    distance = np.abs(np.array([says(field) for field in early]) - end)
    hits = int(np.sum(np.minimum(distance, of.L - distance) <= 1))
    level = float(binom.sf(hits - 1, len(runs), 3 / of.L))
    found = f"{hits} of {len(runs)} fields end within one site of it; by chance so many with probability {level:.1g}"
    return Outcome(
        level < FAMILY_WISE,
        Evidence.SIMULATED,
        len(runs),
        counterexample="" if level < FAMILY_WISE else found,
        detail=found,
    )


def leaves_the_gaussian(says: tuple[float, int], context: Context) -> Outcome:
    """says = (share, sign): after that share of the training w_1 is as Gaussian numbers are, and then changes, with that sign.

    Measured by the inverse participation ratio, means over networks; of Gaussian numbers it is 3 / (L + 2).
    """
    share, sign = says
    of = one_unit(context)
    data = context.once("ratios", lambda: _ratios(context))
    ratios = np.array(data["ratios"]["NLGP (2, 1)"])
    at = data["share"].index(share)
    early, half = interval(ratios[:, at], 2)
    change, width = interval(ratios[:, -1] - ratios[:, at], 2)
    mean = ratios.mean(axis=0)
    halfway = data["share"][int(np.argmax(np.abs(mean - mean[0]) >= abs(mean[-1] - mean[0]) / 2))]
    found = (
        f"inverse participation ratio {early:.3f} +- {half:.3f} after {share:.0%} (Gaussian: {3 / (of.L + 2):.3f}), changes by "
        f"{change:.3f} +- {width:.3f} from there; half of all change by {halfway:.0%} of the training"
    )
    gaussian, moved = side(early, half, 3 / (of.L + 2)) == 0, side(change, width, 0.0)
    passed = False if not gaussian or moved == -sign else None if moved == 0 else True
    return Outcome(
        passed,
        Evidence.SIMULATED,
        len(ratios),
        counterexample=found if passed is False else "",
        detail=found,
        data=data,
    )


def _ratios(context: Context) -> dict[str, Any]:
    """The inverse participation ratio of every network (networks, times), by setting."""
    of = one_unit(context)
    ratios = {
        setting: [inverse_participation_ratio(run.weights)[:, 0].tolist() for run in recordings(setting, of, context)]
        for setting in SETTINGS
    }
    return {"share": [s / of.steps for s in of.record], "ratios": ratios, "gaussian": 3 / (of.L + 2)}


def plot_ratios(data: Mapping[str, Any]) -> Any:
    """The inverse participation ratio over the training, means over networks with one standard error; line: Gaussian weights."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 3.4), layout="constrained")
    axes = figure.subplots()
    for (setting, ratios), colour in zip(data["ratios"].items(), ("#0072b2", "#e69f00", "#009e73"), strict=True):
        values = np.array(ratios)
        bar = values.std(axis=0, ddof=1) / np.sqrt(len(values))
        axes.errorbar(data["share"], values.mean(axis=0), bar, fmt="o", ms=4, color=colour, label=setting)
    axes.axhline(data["gaussian"], color="black", lw=1, label="Gaussian weights")
    axes.set(xlabel="share of the training", ylabel="inverse participation ratio", ylim=(0, None))
    axes.legend(frameon=False, fontsize=8)
    return figure


def plot_flips(data: Mapping[str, Any]) -> Any:
    """Gates that still have to flip, by share of the training, and the error of the field predicted with gates frozen there."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    for setting, colour in zip(data["settings"], ("#0072b2", "#e69f00", "#009e73"), strict=True):
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


CLAIMS = (
    Claim(
        id="sec-2-1-scale",
        locator="Sec. 2.1, sentence",
        statement="The gate does not depend on the scale of w_1.",
        printed=Statement(r"g_{c w_1} = g_{w_1},\ c > 0", lambda h: sp.Rational(7, 3) * h),
        test=gate_is_invariant,
        wrong={"nor on its sign": lambda h: -h, "nor on a shift of w_1 . x": lambda h: h - sp.oo},
        oracle="symbolic case distinction",
    ),
    Claim(
        id="sec-2-1-growth",
        locator="Sec. 2.1, sentence, growth",
        statement="During much of its training w_1 grows uniformly in size: most of its change is along itself. From a "
        "small random start it is not: what grows is the part that the inputs single out.",
        printed=Statement(r"w_1(t) \approx c(t)\, w_1(0)", along),
        test=growth_is_uniform,
        wrong={
            "along a shifted start": lambda s, c: along(np.roll(s, len(s) // 2), c),
        },
        assumptions=("one ReLU unit, weights start at N(0, 1e-4)", "all three settings"),
        oracle="SGD, Student interval at level 1e-6",
        measurement=True,
        cost=6,
    ),
    Claim(
        id="sec-2-1-gaussian-phase",
        locator="Sec. 2.1, sentence, phases",
        statement="There is a phase in which w_1 goes from Gaussian to non-Gaussian: its inverse participation ratio rises "
        "from that of Gaussian weights to that of a localized field.",
        printed=Statement(
            r"\mathrm{IPR}(w_1(0)) \approx \tfrac{3}{L + 2} < \mathrm{IPR}(w_1(t_{\mathrm{end}}))", (0.0, 1)
        ),
        test=leaves_the_gaussian,
        wrong={"it falls": (0.0, -1), "Gaussian until half of the training": (0.5, 1)},
        assumptions=("NLGP (2, 1), gain 3, one ReLU unit", "weights start at N(0, 1e-4)"),
        oracle="SGD, Student intervals over 24 networks, family-wise 1e-6",
        cost=3,
        plot=plot_ratios,
    ),
    Claim(
        id="sec-2-1-mode",
        locator="Sec. 2.1, sentence, mode",
        statement="The field is likely to localize around the mode of the weights in the Gaussian phase.",
        printed=Statement(
            r"\arg\max_i |w_i(t_{\mathrm{end}})| \approx \arg\max_i |w_i|", lambda w: int(np.argmax(np.abs(w)))
        ),
        test=peak_stays,
        wrong={
            "opposite to the mode": lambda w: (int(np.argmax(np.abs(w))) + len(w) // 2) % len(w),
            "where the weight is least": lambda w: int(np.argmin(np.abs(w))),
        },
        assumptions=("NLGP (2, 1), gain 3, one ReLU unit",),
        oracle="SGD, binomial test over 24 networks at level 1e-6",
        cost=3,
    ),
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
