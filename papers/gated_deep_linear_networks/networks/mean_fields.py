"""Trained fields as a picture: the mean over networks, the largest weight of each in the middle, and one network's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from papers.ledger.intervals import student_interval
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend

from .field_shape import twice_random
from .relu_runs import interval

FROM_PEAK = r"site from the largest weight, $i - i_{\max}$"


def centred(fields: Any) -> Any:
    """The fields (R, L), each turned and with the sign so that its largest weight is at L // 2 and positive.

    Fields of any shape, random ones too, have a peak there; what tells shapes apart is beside it.
    """
    fields = np.asarray(fields, dtype=float)
    L = fields.shape[1]
    largest = np.argmax(np.abs(fields), axis=1)
    turned = np.take_along_axis(fields, (largest[:, None] + np.arange(L) - L // 2) % L, axis=1)
    return turned * np.sign(turned[:, L // 2])[:, None]


def draw_fields(axes: Any, sites: Any, fields: Any) -> None:
    """Points with the Student interval of the mean over networks at each site, and open ones for the first network."""
    fields = np.asarray(fields, dtype=float)
    middle, half = student_interval(fields, 0.05)
    axes.plot(sites, fields[0], ".", ms=7, mfc="none", color=COLOURS[1], label="one network")
    axes.errorbar(sites, middle, half, fmt="o", ms=3, color=COLOURS[0], label="mean over networks, 95 % interval")
    axes.axhline(0, color="0.6", lw=0.7, label="zero")


def draw_ratios(axes: Any, ratios: Any, tests: int, sites: int) -> None:
    """The inverse participation ratio of each network and of their mean, with the check's interval; twice random as a line."""
    middle, half = interval(ratios, tests)
    axes.plot(ratios, np.linspace(0.5, 1.5, len(ratios)), ".", ms=5, mfc="none", color=COLOURS[2], label="each network")
    axes.errorbar(middle, 0, xerr=half, fmt="o", color=COLOURS[0], label="mean, interval at level $10^{-6}$ (check)")
    axes.axvline(twice_random(sites), color="black", lw=1, label="theory, twice random: $6 / (L + 2)$")
    axes.set(xlim=(0, 1.02), ylim=(-0.5, 2), yticks=())


def plot_fields(data: Mapping[str, Any]) -> Any:
    """Trained fields of each setting around their largest weight or, where theory gives all sites one value, as they are."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 0.6 + 2.4 * len(data["settings"])), layout="constrained")
    axes = np.atleast_2d(figure.subplots(len(data["settings"]), 2, width_ratios=(2, 1)))
    for (left, right), setting, fields, ratios in zip(
        axes, data["settings"], data["fields"], data["ipr"], strict=False
    ):
        L = len(fields[0])
        if "exact" in data:
            draw_fields(left, np.arange(1, L + 1), fields)
            left.axhline(data["exact"], color="black", lw=1, label=f"theory, $c = {data['exact']:.3f}$")
            left.set(xlabel="site $i$", ylim=(0, None))
        else:
            draw_fields(left, np.arange(L) - L // 2, centred(fields))
            left.set(xlabel=FROM_PEAK)
        left.set(title=setting, ylabel="weight $w_i$")
        draw_ratios(right, ratios, data["tests"], L)
        right.set(xlabel=r"inverse participation ratio $\mathrm{IPR}(w)$")
    add_legend(figure, axes[-1])
    return figure
