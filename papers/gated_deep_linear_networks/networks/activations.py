"""Section 1: erf and sigmoid units, whose fields look alike."""

from __future__ import annotations

from papers import Claim, Statement

from .biased_fields import BELOW, Unit, bump_then_wave, plot_fields

ERF, SIGMOID = (Unit(name, BELOW[name]) for name in ("erf", "sigmoid"))

CLAIMS = (
    Claim(
        id="fixed-output",
        locator="Sec. 1, sentence, fixed output",
        statement="Mostly the second layer is fixed to the mean of the hidden units, and the activation is the error function, as "
        "in the paper that the note follows (Ingrosso and Goldt, PNAS 119, e2201854119, 2022).",
        printed=Statement(r"W_2 = \tfrac1K \mathbf 1^\top,\quad \sigma(h) = \mathrm{erf}(h / \sqrt2)"),
    ),
    Claim(
        id="sec-1-sigmoid-fields",
        locator="Sec. 1, sentence, sigmoid",
        statement="Sigmoid units give qualitatively the same fields as erf units: a smooth and localized bump if the class y = 1 "
        "has the longer correlations, alternating signs otherwise. That is so if b_1 starts where the activation is convex; where "
        "it is concave the two cases change places.",
        printed=Statement(r"\sigma = \mathrm{sigmoid} \simeq \sigma = \mathrm{erf}", (ERF, SIGMOID)),
        test=bump_then_wave,
        wrong={
            "erf, b_1 from above 0": (Unit("erf", 1.0),),
            "erf, not localized": (Unit("erf", BELOW["erf"], localized=False),),
            "sigmoid, not localized": (Unit("sigmoid", BELOW["sigmoid"], localized=False),),
        },
        assumptions=(
            "NLGP, gain 3, one unit with b_1 and b_2, W_2 = 1",
            "b_1 < 0 at the start",
            "weights start at N(0, 1e-4)",
            "L = 40 for (2, 1): the bump holds several sites, and on 16 would be no more concentrated than twice a random field",
        ),
        oracle="SGD, Student intervals over 12 to 24 networks, family-wise 1e-6",
        cost=8,
        plot=plot_fields,
    ),
)
