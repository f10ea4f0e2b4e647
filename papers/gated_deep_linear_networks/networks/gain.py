"""Section 1: fields are more localized where the gain of the nonlinear Gaussian process is larger."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import side
from theory.gdln.receptive_fields.localization import inverse_participation_ratio

from .relu_runs import interval, one_unit, recordings


def gain_controls(says: int, context: Context) -> Outcome:
    """`says` is the sign of the change of the inverse participation ratio from each gain to the next larger one."""
    of, gains = one_unit(context), {0.01: "Gaussian (2, 1)", 1.0: "NLGP (2, 1), gain 1", 3.0: "NLGP (2, 1)"}
    ratios = [
        inverse_participation_ratio(np.array([run.weights[-1] for run in recordings(setting, of, context)]))
        for setting in gains.values()
    ]
    steps = [interval(b[:, 0] - a[:, 0], 2) for a, b in pairwise(ratios)]
    found = ", ".join(f"{r.mean():.3f} at gain {g:g}" for g, r in zip(gains, ratios, strict=True))
    signs = [side(*step, 0.0) for step in steps]
    found += "; changes " + ", ".join(f"{m:.3f} +- {h:.3f}" for m, h in steps)
    passed = None if 0 in signs and says != 0 and -says not in signs else signs == [says] * len(signs)
    return Outcome(passed, Evidence.SIMULATED, ratios[0].size * 3, counterexample="" if passed else found, detail=found)


CLAIMS = (
    Claim(
        id="sec-1-gain",
        locator="Sec. 1, sentence, gain",
        origin=Origin.READ,
        statement="The gain of the nonlinear Gaussian process controls the degree of localization.",
        printed=Statement(r"\text{gain} \uparrow\ \Rightarrow\ \text{localization} \uparrow", 1),
        test=gain_controls,
        wrong={"localization falls with the gain": -1, "the gain has no effect": 0},
        assumptions=("xi = (2, 1)", "gains 0.01, 1 and 3", "one ReLU unit"),
        oracle="SGD, Student intervals over 24 networks, family-wise 1e-6",
        cost=12,
    ),
)
