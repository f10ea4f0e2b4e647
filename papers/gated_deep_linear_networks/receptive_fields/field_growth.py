"""Section 2.1: how the field of a ReLU unit changes its shape: from Gaussian to localized, and around which mode."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy.stats import binom

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import FAMILY_WISE, side, student_interval
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from theory.gdln.receptive_fields.localization import inverse_participation_ratio

from ..networks.field_shape import random_ratio
from ..networks.relu_runs import SETTINGS, interval, one_unit, recordings


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
        f"inverse participation ratio {early:.3f} +- {half:.3f} after {share:.0%} (Gaussian: {random_ratio(of.L):.3f}), changes by "
        f"{change:.3f} +- {width:.3f} from there; half of all change by {halfway:.0%} of the training"
    )
    gaussian, moved = side(early, half, random_ratio(of.L)) == 0, side(change, width, 0.0)
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
    return {"share": [s / of.steps for s in of.record], "ratios": ratios, "gaussian": random_ratio(of.L)}


def plot_ratios(data: Mapping[str, Any]) -> Any:
    """The inverse participation ratio over the training, means over networks with 95 % intervals; line: Gaussian weights."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 4.2), layout="constrained")
    axes = figure.subplots()
    for (setting, ratios), colour, marker in zip(data["ratios"].items(), COLOURS[:3], "os^", strict=True):
        middle, half = student_interval(ratios, 0.05)
        axes.errorbar(data["share"], middle, half, fmt=marker, ms=4, color=colour, label=setting)
    axes.axhline(data["gaussian"], color="black", lw=1, label="theory, Gaussian weights: $3 / (L + 2)$")
    axes.set(
        xlabel=r"share of the training, $t / t_{\mathrm{end}}$",
        ylabel=r"inverse participation ratio, $\mathrm{IPR}(w_1)$",
        ylim=(0, None),
    )
    title = "points: SGD, mean over networks,\nbars: 95 % Student intervals"
    add_legend(figure, [axes], title, columns=2)
    return figure


CLAIMS = (
    Claim(
        id="sec-2-1-gaussian-phase",
        locator="Sec. 2.1, sentence, phases",
        origin=Origin.READ,
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
        origin=Origin.READ,
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
)
