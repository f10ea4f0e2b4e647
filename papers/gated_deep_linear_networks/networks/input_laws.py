"""Section 1: the laws of the inputs, what they are and what is computed of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import sympy as sp
from scipy.special import erf

from papers.ledger.claim import Claim, Context, Statement
from papers.ledger.verdict import Evidence, Outcome
from papers.plot_style import COLOURS
from theory.inputs import NLGP, SinglePulse, nlgp_derivation
from theory.zero import enclosure

GAINS = (0.01, 0.5, 1.0, 3.0)
QUADRATURE = 1e-10  # the trapezoidal rule below is right to 1e-13, see `erf_product`


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
    for gain in GAINS[:3]:  # from gain 3 on, erf is 1 in floating point at many draws
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
            return Outcome(False, Evidence.CERTIFIED, effective, deviation=abs(float(least.a)), counterexample=found)
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="interval enclosures of every eigenvalue")


def _widths() -> list[tuple[int, sp.Rational]]:
    """Rings of 1 to 4 sites at any width, larger ones narrow and wide."""
    widths = [sp.Rational(v) for v in ("1/2", "1", "1.28", "1.29", "2", "9")]
    small = [(L, xi) for L in range(1, 5) for xi in widths]
    return small + [(L, xi) for L in (5, 6, 7, 8, 12) for xi in (widths[0], sp.Integer(L))]


def four_sites(q: float) -> bool:
    """The eigenvalue 1 - 2 q + q^4 = (1 - q) (1 - q - q^2 - q^3) is not negative."""
    return q + q**2 + q**3 <= 1


def erf_product(gain: float, c: float) -> float:
    """<erf(gain z) erf(gain z')> of two standard normal numbers of correlation c: trapezoidal rule, step 1/40, on [-9, 9]^2.

    For analytic integrands the rule converges like exp(-(2 pi / h)^2 / (4 (1/2 + gain^2))), below 1e-300 for gain <= 3; the
    tail beyond 9 is 1e-18.
    """
    q = np.arange(-9, 9.0001, 0.025)
    density = np.exp(-(q**2) / 2) / np.sqrt(2 * np.pi) * 0.025
    return float((density * erf(gain * q)) @ erf(gain * (c * q[:, None] + np.sqrt(1 - c * c) * q)) @ density)


def erf_ratio(gain: float, c: float) -> float:
    """<x_i x_j> by quadrature."""
    return erf_product(gain, c) / erf_product(gain, 1.0)


def normalized(says: Callable[[float], float], context: Context) -> Outcome:
    """says(gain) = Z^2 must be <erf(gain z)^2>, z standard normal."""
    worst = 0.0
    for i, gain in enumerate(GAINS):
        exact = context.once(f"square {gain}", partial(erf_product, gain, 1.0))
        off = abs(says(gain) / exact - 1)
        worst = max(worst, off)
        if off > QUADRATURE:
            found = f"gain {gain}: <erf(gain z)^2> = {exact:.10g}, the statement gives {says(gain):.10g}"
            return Outcome(False, Evidence.CORROBORATED, i + 1, deviation=off, counterexample=found)
    proved = nlgp_derivation().proved
    evidence = Evidence.PROVED if proved else Evidence.CORROBORATED
    return Outcome(True, evidence, len(GAINS), deviation=worst, detail="derived; quadrature agrees to 1e-10")


def correlated(says: Callable[[float, float], float], context: Context) -> Outcome:
    """says(gain, C) must be <x_i x_j> = <erf erf> / Z^2 for correlations C from -0.9 to 1."""
    effective, worst = 0, 0.0
    correlations = (-0.9, -0.3, 0.0, 0.2, 0.6, 0.95, 1.0)
    for gain in GAINS:
        for c in correlations:
            exact = context.once(f"{gain} {c}", partial(erf_ratio, gain, c))
            effective += 1
            off = abs(says(gain, c) - exact)
            worst = max(worst, off)
            if off > QUADRATURE:
                found = f"gain {gain}, C = {c}: <x_i x_j> = {exact:.10g}, the statement gives {says(gain, c):.10g}"
                return Outcome(False, Evidence.CORROBORATED, effective, deviation=off, counterexample=found)
    proved = nlgp_derivation().proved
    return Outcome(
        True,
        Evidence.PROVED if proved else Evidence.CORROBORATED,
        effective,
        deviation=worst,
        detail="derived; quadrature agrees to 1e-10",
        data=context.once("curves", lambda: _curves(context)),
    )


def _curves(context: Context) -> dict[str, Any]:
    """The second moments of one ring at three gains, and those of 4,000 draws with their standard errors."""
    data: dict[str, Any] = {"gains": list(GAINS[1:]), "C": [], "drawn": [], "error": []}
    for gain in GAINS[1:]:
        law = NLGP(16, 2.0, gain)
        x = law.sample(context.rng(f"curve {gain}"), 4_000)
        products = x[:, :1] * x[:, :9]
        data["C"] = law.latent.second_moment[0, :9].tolist()
        data["drawn"].append(products.mean(axis=0).tolist())
        data["error"].append((products.std(axis=0) / np.sqrt(len(x))).tolist())
    return data


def plot_correlations(data: Mapping[str, Any]) -> Any:
    """<x_i x_j> over C_ij: the closed form as lines, draws as points with one standard error."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 4), layout="constrained")
    axes = figure.subplots()
    c = np.linspace(0, 1, 101)
    for gain, drawn, error, colour in zip(data["gains"], data["drawn"], data["error"], COLOURS[:3], strict=True):
        axes.plot(c, [moment(gain, v) for v in c], color=colour, lw=1, label=f"gain {gain:g}")
        axes.errorbar(data["C"], drawn, error, fmt="o", ms=3, color=colour)
    axes.set(xlabel="$C_{ij}$ of the latent Gaussian", ylabel=r"$\langle x_i x_j\rangle$")
    axes.legend(frameon=False)
    return figure


def square(gain: float) -> float:
    """Z^2 as given."""
    return float(2 / np.pi * np.arcsin(2 * gain**2 / (1 + 2 * gain**2)))


def moment(gain: float, c: float) -> float:
    """<x_i x_j> as given."""
    return float(2 / (np.pi * square(gain)) * np.arcsin(2 * gain**2 * c / (1 + 2 * gain**2)))


CLAIMS = (
    Claim(
        id="nlgp",
        locator="Sec. 1, NLGP",
        statement="The nonlinear Gaussian process of Ingrosso and Goldt (PNAS 119, e2201854119, 2022), which the note names "
        "and leaves to be explained. Conventions: erf(gain z), not erf(gain z / sqrt 2); xi squared.",
        printed=Statement(
            r"x_i = \mathrm{erf}(g z_i) / Z,\quad z \sim \mathcal N(0, C),\quad C_{ij} = e^{-d_{ij}^2 / \xi^2}"
        ),
    ),
    Claim(
        id="single-pulse",
        locator="Sec. 1, SP",
        statement="The single pulse of Lufkin, Saxe and Grant (NeurIPS 2024), which the note names and leaves to be "
        "explained: a block of ones of random length at a random place on the ring. Convention: the length is uniform in a range.",
        printed=Statement(r"x = \mathbf 1_{\{s, \dots, s + l - 1\}},\quad s \sim U\{1..L\},\ l \sim U\{l_-..l_+\}"),
    ),
    Claim(
        id="supports",
        locator="Sec. 1, sentence",
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
    Claim(
        id="nlgp-normalization",
        locator="Sec. 1, NLGP normalization",
        statement="Z makes every site's second moment 1.",
        printed=Statement(r"Z^2 = \tfrac2\pi \arcsin\frac{2 g^2}{1 + 2 g^2},\quad \langle x_i^2\rangle = 1", square),
        test=normalized,
        wrong={
            "the gain of erf(g z / sqrt 2)": lambda g: float(2 / np.pi * np.arcsin(g**2 / (1 + g**2))),
            "1/pi for 2/pi": lambda g: square(g) / 2,
        },
        assumptions=("<z_i^2> = 1",),
        oracle="symbolic derivation; quadrature",
        cost=3,
    ),
    Claim(
        id="nlgp-correlation",
        locator="Sec. 1, NLGP correlation",
        statement="The second moments of the nonlinear Gaussian process.",
        printed=Statement(r"\langle x_i x_j\rangle = \frac{2}{\pi Z^2} \arcsin\frac{2 g^2 C_{ij}}{1 + 2 g^2}", moment),
        test=correlated,
        wrong={
            "C outside the arcsine": lambda g, c: c * moment(g, 1.0),
            "not divided by Z^2": lambda g, c: moment(g, c) * square(g),
            "the arcsine of C, for any gain": lambda g, c: float(2 / np.pi * np.arcsin(c)),
        },
        assumptions=("<z_i^2> = 1",),
        oracle="symbolic derivation; quadrature",
        cost=3,
        plot=plot_correlations,
    ),
)
