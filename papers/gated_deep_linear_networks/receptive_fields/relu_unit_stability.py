"""Section 2.2 for Gaussian inputs: which fixed points of a ReLU unit attract."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import tuples
from theory.gdln.receptive_fields.relu_unit import (
    relu_unit_fixed_points,
    relu_unit_velocity,
)


def only_the_best_is_stable(says: Callable[[Any], Any], context: Context) -> Outcome:
    """says(ratios) marks the stable fixed points: those at which the Hessian, by differences of the flow, has no growth."""
    rng, effective = context.rng("fixed points"), 0
    for trial in range(40):
        L = 2 + trial % 4
        C0, C1 = (F @ F.T / L for F in rng.normal(size=(2, L, L + 2)))
        points = relu_unit_fixed_points(C0, C1)
        stated = says(points.ratios)
        for w, stable in zip(points.weights, stated, strict=True):
            effective += 1
            scale = 1e-5 * np.linalg.norm(w)
            shifts = scale * np.eye(L)
            jacobian = np.array([relu_unit_velocity(w + s, C0, C1) - relu_unit_velocity(w - s, C0, C1) for s in shifts])
            growth = float(np.linalg.eigvals(jacobian.T / (2 * scale)).real.max())
            # the second-order differences are off by about 1e-10; growth is at least the gap of two ratios over four
            if (growth < 1e-7) != bool(stable):
                found = f"L = {L}, ratios {tuples(np.round(points.ratios, 3))}: "
                found += (
                    f"growth rate {growth:.3g} at a point that is {'' if stable else 'not '}stable by the statement"
                )
                return Outcome(False, Evidence.CORROBORATED, effective, counterexample=found)
    return Outcome(True, Evidence.CORROBORATED, effective, detail="sign of the fastest rate at every fixed point")


CLAIMS = (
    Claim(
        id="sec-2-2-stability",
        locator="Sec. 2.2, stability",
        origin=Origin.OWN,
        statement="Of all fixed points C1 w = rho (C0 + C1) w of a ReLU unit on Gaussian inputs those of the largest rho attract.",
        printed=Statement(r"\text{stable} \iff \rho = \rho_{\max}", lambda rho: rho >= rho.max() * (1 - 1e-9)),
        test=only_the_best_is_stable,
        wrong={
            "the smallest rho": lambda rho: rho <= rho.min() * (1 + 1e-9),
            "all of them": lambda rho: np.ones(len(rho), dtype=bool),
            "none": lambda rho: np.zeros(len(rho), dtype=bool),
        },
        assumptions=("covariances need not commute", "ratios differ"),
        oracle="eigenvalues of the flow's Jacobian, by central differences",
        cost=1,
    ),
)
