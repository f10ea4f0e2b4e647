"""Eq. (5) for the gate of a single site on the nonlinear Gaussian process, in closed form."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import erf

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from theory import gdln
from theory.inputs import NLGP

TOLERANCE = 1e-10  # 200 Gauss-Legendre nodes, and the trapezoidal rule to 9 standard deviations


def site_gate_is(says: Callable[[float, float, float], float], context: Context) -> Outcome:
    """says(gain, C_ij, Z) must be <1[x_i >= 0] x_j> of the nonlinear Gaussian process, by quadrature over z_i and z_j."""
    effective, worst = 0, 0.0
    nodes, weights = np.polynomial.legendre.leggauss(200)
    z, weight = 4.5 * (nodes + 1), 4.5 * weights * np.exp(-((4.5 * (nodes + 1)) ** 2) / 2) / np.sqrt(2 * np.pi)
    q = np.arange(-9, 9.0001, 0.025)
    density = 0.025 * np.exp(-(q**2) / 2) / np.sqrt(2 * np.pi)
    for gain in (0.01, 0.5, 1.0, 3.0):
        law = NLGP(7, 1.4, gain)
        for j, c in enumerate(law.latent.second_moment[0, :4]):
            exact = float(weight @ erf(gain * (c * z[:, None] + np.sqrt(1 - c * c) * q)) @ density) / law.Z
            effective += 1
            off = max(abs(says(gain, float(c), law.Z) - exact), 0.0)
            worst = max(worst, off, abs(gdln.site_gate_correlations(law)[0, j] - exact))
            if worst > TOLERANCE:
                found = f"gain {gain}, C = {c:.4f}: {exact:.8f}, the statement gives {says(gain, float(c), law.Z):.8f}"
                return Outcome(
                    False,
                    Evidence.CORROBORATED,
                    effective,
                    deviation=off,
                    counterexample=found,
                    level="largest absolute error; at most 1e-10 allowed",
                )
    proved = gdln.site_gates_derivation().proved
    return Outcome(
        True,
        Evidence.PROVED if proved else Evidence.CORROBORATED,
        effective,
        deviation=worst,
        level="largest absolute error; at most 1e-10 allowed",
    )


CLAIMS = (
    Claim(
        id="site-gate-target",
        locator="Eq. (5), NLGP",
        origin=Origin.OWN,
        statement="Eq. (5) for the nonlinear Gaussian process and the gate of a single site: <1[x_i >= 0] x_j>, times the "
        "probability 1/2 of the class y = 1.",
        printed=Statement(
            r"\langle \mathbf 1[x_i \ge 0]\, x_j\rangle = \frac{1}{\pi Z} \arctan\frac{\sqrt2\, g\, C_{ij}}{\sqrt{1 + 2 g^2 (1 - "
            r"C_{ij}^2)}}",
            lambda g, c, Z: float(np.arctan(np.sqrt(2) * g * c / np.sqrt(1 + 2 * g * g * (1 - c * c))) / (np.pi * Z)),
        ),
        test=site_gate_is,
        wrong={
            "the gain of erf(g z / sqrt 2)": lambda g, c, Z: float(
                np.arctan(g * c / np.sqrt(1 + g * g * (1 - c * c))) / (np.pi * Z)
            ),
            "2 / pi for 1 / pi": lambda g, c, Z: float(
                2 * np.arctan(np.sqrt(2) * g * c / np.sqrt(1 + 2 * g * g * (1 - c * c))) / (np.pi * Z)
            ),
            "arcsine of C": lambda g, c, Z: float(np.arcsin(c) / (np.pi * Z)),
        },
        assumptions=("unit variance of z",),
        oracle="symbolic derivation; quadrature",
        cost=2,
    ),
)
