"""NLGP inputs and gates of a single site, 1[x_i >= 0]: <g y x> in closed form."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from ...derivation import Derivation, Step
from ...inputs import NLGP, Mixture
from ...validation import Array


def site_gate_correlations(law: Any) -> Array:
    """<g_i x_j y> for the gate g_i(x) = 1[x_i >= 0] of each site: (n, n), row i for gate i, which is b of the note, Eq. (5).

    For a `Mixture` whose positive law is an `NLGP` (the other one does not matter, there y = 0); for an `NLGP` alone <g_i x_j>.
    With C the covariance of the latent Gaussian z, unit variance,

        <1[x_i >= 0] x_j> = (1 / (pi Z)) arctan(sqrt(2) gain C_ij / sqrt(1 + 2 gain^2 (1 - C_ij^2))).

    The gate is a half-space of z too, with v = e_i. For a single gate of any law that is symmetric under x -> -x with x_i = 0 of
    probability 0, <g_i x x^T> = <x x^T> / 2, so one such gate has all its moments in closed form; <g_i g_j x x^T> for i
    != j is an orthant probability in four dimensions, which has no elementary form. Raises TypeError for other laws.

    Example:
    >>> from theory import gdln, inputs
    >>> gdln.site_gate_correlations(inputs.NLGP(3, 0.5, 1.0)).round(4)[0].tolist()
    [0.4461, 0.007, 0.007]
    """
    p = 1.0
    if isinstance(law, Mixture):
        law, p = law.positive, float(law.p)
    if not isinstance(law, NLGP):
        raise TypeError(f"law must be an NLGP, or a Mixture with a positive law that is; got {type(law).__name__}.")
    gain, C = float(law.gain), law.latent.second_moment
    angle = np.arctan2(np.sqrt(2) * gain * C, np.sqrt(1 + 2 * gain**2 * np.maximum((1 - C) * (1 + C), 0.0)))
    return np.asarray(p * angle / (np.pi * law.Z))


def derivation() -> Derivation:
    """A gate is (1 + sign) / 2 and erf a mean of signs; two signs average to an angle.

    Example:
    >>> from theory import gdln
    >>> gdln.site_gates_derivation().proved
    True
    """
    z, eta = sp.symbols("z eta", real=True)
    gain, theta = sp.symbols("gamma theta", positive=True)
    c = sp.Symbol("C", real=True)
    normal = sp.exp(-(eta**2) / 2) / sp.sqrt(2 * sp.pi)
    phi = sp.Symbol("phi", real=True)
    sine = sp.sqrt(2) * gain * c / sp.sqrt(1 + 2 * gain**2)
    tangent = sp.sqrt(2) * gain * c / sp.sqrt(1 + 2 * gain**2 * (1 - c**2))
    return Derivation(
        "<1[z_i >= 0] erf(gamma z_j)> for a Gaussian of unit variances and correlation C",
        (
            Step(
                sp.Integral(normal, (eta, -sp.sqrt(2) * gain * z, sp.sqrt(2) * gain * z)),
                sp.erf(gain * z),
                "erf(gamma z_j) is the mean of sign(h), h = sqrt(2) gamma z_j + eta, over eta ~ N(0, 1)",
            ),
            Step(
                sp.Integral(1 / (2 * sp.pi), (phi, -(sp.pi - theta) / 2, (sp.pi - theta) / 2))
                - sp.Integral(1 / (2 * sp.pi), (phi, sp.pi / 2 - theta / 2, sp.pi / 2 + theta / 2)),
                (sp.pi / 2 - theta) / sp.pi,
                "on the half circle z_i >= 0, h is positive on an angle pi - theta and negative on theta: <1[z_i >= 0] sign(h)> "
                "= arcsin(cos theta) / pi",
                ("theta the angle of z_i and h, cos theta their correlation",),
            ),
            Step(
                sine / sp.sqrt(1 - sine**2),
                tangent,
                "cos theta = sqrt(2) gamma C / sqrt(1 + 2 gamma^2); arcsin of it is the arctan of this",
                ("-1 <= C <= 1",),
            ),
            Step(
                sp.Limit(sp.atan(tangent.subs(c, 1)) / sp.pi, gain, sp.oo),
                sp.Rational(1, 2),
                "gain -> infinity at its own site: <1[z >= 0] sign(z)> = 1/2",
            ),
        ),
    )
