"""Section 1: which ReLU networks of Eq. (1) have localized receptive fields, and which oscillating ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Outcome, Statement
from papers.ledger.intervals import side
from theory.gdln.receptive_fields.localization import inverse_participation_ratio

from .field_shape import LESS_TWICE_RANDOM, neighbour_correlation, random_ratio, twice_random
from .mean_fields import plot_fields
from .relu_runs import LEVEL_SAID, TEN, WIDE, Size, interval, one_unit, recordings

Shape = tuple[bool | None, int]  # localized (None: not said), sign of the correlation of neighbouring sites


def fields_are(says: Mapping[str, Shape], context: Context) -> Outcome:
    """says[setting] is the shape of the receptive fields at the end of training, tested on means over networks.

    Localized: the inverse participation ratio sum w^4 / (sum w^2)^2 exceeds twice its mean over random directions, 3 / (L + 2).
    Oscillating from site to site: sum_i w_i w_{i+1} < 0.
    """
    effective, doubtful, refuted, measured = 0, [], [], []
    off: tuple[float, float] | None = None
    data: dict[str, Any] = {"settings": list(says), "fields": [], "ipr": [], "tests": 4 * len(says)}
    for many in (False, True) if context.full else (False,):
        for setting, (localized, sign) in says.items():
            of = TEN if many else _one_unit(setting, context)
            ends = np.array([run.weights[-1] for run in recordings(setting, of, context)])
            effective += len(ends)
            ratios = inverse_participation_ratio(ends).mean(axis=1)
            ipr = interval(ratios, 4 * len(says))
            neighbours = interval(neighbour_correlation(ends).mean(axis=1), 4 * len(says))
            found = (
                f"{setting}, K = {of.K}, L = {of.L}: inverse participation ratio {ipr[0]:.3f} +- {ipr[1]:.3f} "
                f"(random: {random_ratio(of.L):.3f}), above twice random in {np.sum(ratios > twice_random(of.L))} of {len(ends)}, "
                f"neighbours {neighbours[0]:.2f} +- {neighbours[1]:.2f}"
            )
            data["fields"].append(ends[:, 0].tolist())
            data["ipr"].append(ratios.tolist())
            asked = [(side(*neighbours, 0.0), sign)]
            if localized is not None:
                asked.append((side(*ipr, twice_random(of.L)), 1 if localized else -1))
                off = off or (ipr[0] - twice_random(of.L), ipr[1])
            measured.append(found)
            refuted += [found] * any(is_ == -wanted for is_, wanted in asked)
            doubtful += [found] * any(is_ == 0 for is_, _ in asked)
    passed = False if refuted else None if doubtful else True
    return Outcome(
        passed,
        Evidence.SIMULATED,
        effective,
        deviation=off[0] if off else None,
        error_bar=off[1] if off else None,
        counterexample="".join(refuted[:1]),
        detail="; ".join(measured),
        data=data,
        level=f"{LESS_TWICE_RANDOM}, first setting; {LEVEL_SAID}",
    )


def _one_unit(setting: str, context: Context) -> Size:
    """A single unit on a small ring, but for fields that may oscillate or be one site: on few sites they are one or the other."""
    return WIDE if setting == "NLGP (1, 2)" and not context.full else one_unit(context)


CLAIMS = (
    Claim(
        id="sec-1-relu-fields",
        locator="Sec. 1, sentence, localization",
        statement="ReLU networks, without biases, localize if the class with y = 1 has the longer correlations, and have "
        "short-range oscillations otherwise, which spread over the ring. Gaussian inputs, the control, do not localize.",
        printed=Statement(
            r"\xi_1 > \xi_2: \text{localized},\quad \xi_1 < \xi_2: \text{short-range oscillations}",
            {"NLGP (2, 1)": (True, 1), "NLGP (1, 2)": (False, -1), "Gaussian (2, 1)": (False, 1)},
        ),
        test=fields_are,
        wrong={
            "length scales exchanged": {"NLGP (2, 1)": (None, -1), "NLGP (1, 2)": (True, 1)},
            "(1, 2) localizes, too": {"NLGP (1, 2)": (True, -1)},
            "Gaussian inputs localize": {"Gaussian (2, 1)": (True, 1)},
            "(2, 1) does not localize": {"NLGP (2, 1)": (False, 1)},
        },
        assumptions=(
            "nonlinear Gaussian process, gain 3; control: gain 0.01",
            "erf(gain z), C_ij = exp(-d^2 / xi^2)",
            "weights start at N(0, 1e-4)",
            "K = 1, L = 16; L = 40 for (1, 2), whose fields on 16 sites may be a single site; with --full L = 40, K = 1 and 10",
        ),
        oracle="SGD, Student intervals over 20 or 24 networks, family-wise 1e-6",
        cost=5,
        plot=plot_fields,
    ),
)
