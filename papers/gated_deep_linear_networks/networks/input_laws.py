"""Section 1: the laws of the inputs, where they live and when they exist."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import sympy as sp

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from theory.enclosure import enclosure
from theory.inputs import NLGP, SinglePulse

GAINS = (0.01, 0.5, 1.0)  # from gain 3 on, erf is 1 in floating point at many draws


def supports_are(says: Mapping[str, Any], context: Context) -> Outcome:
    """says["pulses"](L) is the number of single pulses, says["atoms"] whether NLGP has points of positive probability,
    says["bound"](law) the bound on its |x_i|."""
    effective = 0
    for L in range(1, 8):
        points, _ = SinglePulse(L, 1, L).support
        effective += 1
        if set(np.unique(points)) - {0, 1} or len(np.unique(points, axis=0)) != says["pulses"](L):
            found = f"L = {L}: {len(points)} different pulses of all lengths, the statement gives {says['pulses'](L)}"
            return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
    for gain in GAINS:
        law = NLGP(4, 1.0, gain)
        x = law.sample(context.rng("supports"), 20_000)
        effective += 1
        atoms = len(np.unique(x, axis=0)) < len(x)
        if atoms is not says["atoms"] or law.latent.eigenvalues.min() <= 0:
            found = f"NLGP, L = 4, xi = 1, gain {gain}: 20,000 draws, {'some' if atoms else 'none'} of them equal"
            return Outcome(False, Evidence.SIMULATED, effective, counterexample=found)
        reach, bound = 1 / law.Z, says["bound"](law)  # z_i takes every real value, and erf the values in (-1, 1)
        if bound != reach or np.max(np.abs(x)) > reach:
            found = f"NLGP, gain {gain}: |x_i| fills [0, {reach:.4g}), the statement says [0, {bound:.4g})"
            return Outcome(False, Evidence.SIMULATED, effective, counterexample=found)
    detail = "L^2 - L + 1 pulses among 2^L corners; NLGP fills the cube |x_i| < 1/Z, not the whole of R^L"
    return Outcome(True, Evidence.SIMULATED, effective, deviation=0.0, detail=detail)


def bump_is_a_covariance(says: Callable[[int, sp.Rational], bool], context: Context) -> Outcome:
    """says(L, xi): whether exp(-d^2 / xi^2) is positive semidefinite, decided by enclosures of its Fourier transform."""
    effective = 0
    for L, xi in _widths():
        values = []
        for k in range(L // 2 + 1):
            terms = [
                sp.exp(-(sp.Integer(min(d, L - d)) ** 2) / xi**2) * sp.cos(2 * sp.pi * k * d / sp.Integer(L))
                for d in range(L)
            ]
            values.append(enclosure(sp.Add(*terms)))
        if any(v is None or v.a <= 0 <= v.b for v in values):
            return Outcome(
                None, Evidence.CERTIFIED, effective, detail=f"L = {L}, xi = {xi}: an eigenvalue is not decided"
            )
        effective += 1
        least = min(values, key=lambda v: float(v.a))
        if says(L, xi) != bool(least.a > 0):
            found = f"L = {L}, xi = {xi}: the least eigenvalue is {float(least.a):.6g}"
            return Outcome(
                False,
                Evidence.CERTIFIED,
                effective,
                deviation=abs(float(least.a)),
                counterexample=found,
                level="absolute value of the least eigenvalue",
            )
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="interval enclosures of every eigenvalue")


def _widths() -> list[tuple[int, sp.Rational]]:
    """Rings of 1 to 4 sites at any width, larger ones narrow and wide."""
    widths = [sp.Rational(v) for v in ("1/2", "1", "1.28", "1.29", "2", "9")]
    small = [(L, xi) for L in range(1, 5) for xi in widths]
    return small + [(L, xi) for L in (5, 6, 7, 8, 12) for xi in (widths[0], sp.Integer(L))]


def four_sites(q: float) -> bool:
    """The eigenvalue 1 - 2 q + q^4 = (1 - q) (1 - q - q^2 - q^3) is not negative."""
    return q + q**2 + q**3 <= 1


CLAIMS = (
    Claim(
        id="nlgp",
        locator="Sec. 1, NLGP",
        origin=Origin.OWN,
        statement="The nonlinear Gaussian process of Ingrosso and Goldt (PNAS 119, e2201854119, 2022), which the note names "
        "and leaves to be explained. Conventions: erf(gain z), not erf(gain z / sqrt(2)); xi squared.",
        printed=Statement(
            r"x_i = \mathrm{erf}(g z_i) / Z,\quad z \sim \mathcal N(0, C),\quad C_{ij} = e^{-d_{ij}^2 / \xi^2}"
        ),
    ),
    Claim(
        id="single-pulse",
        locator="Sec. 1, SP",
        origin=Origin.OWN,
        statement="The single pulse of Lufkin, Saxe and Grant (NeurIPS 2024), which the note names and leaves to be "
        "explained: a block of ones of random length at a random place on the ring. Convention: the length is uniform in a "
        "range. It has no gain: its support is discrete at any setting.",
        printed=Statement(r"x = \mathbf 1_{\{s, \dots, s + l - 1\}},\quad s \sim U\{1..L\},\ l \sim U\{l_-..l_+\}"),
    ),
    Claim(
        id="supports",
        locator="Sec. 1, sentence, supports",
        statement="NLGP has continuous support in R^L, the single pulse discrete support, a subset of {0, 1}^L.",
        printed=Statement(
            r"\mathrm{supp}\,p^{\mathrm{NLGP}} \subset \mathbb R^L\ \text{continuous},\quad \mathrm{supp}\,p^{\mathrm{SP}} "
            r"\subset \{0, 1\}^L",
            {"pulses": lambda L: L * (L - 1) + 1, "atoms": False, "bound": lambda law: 1 / law.Z},
        ),
        test=supports_are,
        wrong={
            "all of {0, 1}^L": {"pulses": lambda L: 2**L, "atoms": False, "bound": lambda law: 1 / law.Z},
            "NLGP is discrete": {"pulses": lambda L: L * (L - 1) + 1, "atoms": True, "bound": lambda law: 1 / law.Z},
            "NLGP fills R^L": {"pulses": lambda L: L * (L - 1) + 1, "atoms": False, "bound": lambda law: np.inf},
        },
        assumptions=("the covariance of z is invertible",),
        oracle="enumeration; draws",
    ),
    Claim(
        id="nlgp-covariance",
        locator="Sec. 1, NLGP covariance",
        origin=Origin.OWN,
        statement="exp(-d^2 / xi^2) with the circular distance d is a covariance on a ring, of any width. It is on up to three "
        "sites; on four it is up to q + q^2 + q^3 = 1, q = exp(-1/xi^2); on more it is for narrow xi and is not for wide xi.",
        printed=Statement(r"C_{ij} = e^{-d_{ij}^2 / \xi^2} \succeq 0", lambda L, xi: True),
        corrected=Statement(
            r"C \succeq 0\ \text{if}\ L \le 3;\quad L = 4:\ q + q^2 + q^3 \le 1,\ q = e^{-1/\xi^2}\ (\xi \le 1.28102);\quad "
            r"L > 4:\ \text{narrow}\ \xi\ \text{only}",
            lambda L, xi: L <= 3 or (four_sites(float(sp.exp(-1 / xi**2))) if L == 4 else xi < 1),
        ),
        test=bump_is_a_covariance,
        wrong={
            "up to four sites": lambda L, xi: L <= 4 or xi < 1,
            "never on four sites": lambda L, xi: L <= 3 or (L > 4 and xi < 1),
            "xi for xi squared": lambda L, xi: L <= 3 or (four_sites(float(sp.exp(-1 / xi))) if L == 4 else xi < 1),
        },
        assumptions=("L > 4: narrow is xi = 1/2, wide is xi = L",),
        oracle="interval enclosures of the discrete Fourier transform",
    ),
)
