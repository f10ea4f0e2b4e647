"""Section 1: the second moments of the nonlinear Gaussian process, against quadrature."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from scipy.special import erf

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from theory.inputs import NLGP, nlgp_derivation

GAINS = (0.01, 0.5, 1.0, 3.0)
QUADRATURE = 1e-10  # the trapezoidal rule below is right to 1e-13, see `erf_product`


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
            return Outcome(
                False,
                Evidence.CORROBORATED,
                i + 1,
                deviation=off,
                counterexample=found,
                level="largest relative error; at most 1e-10 allowed",
            )
    proved = nlgp_derivation().proved
    evidence = Evidence.PROVED if proved else Evidence.CORROBORATED
    return Outcome(
        True,
        evidence,
        len(GAINS),
        deviation=worst,
        detail="derived; quadrature agrees to 1e-10",
        level="largest relative error; at most 1e-10 allowed",
    )


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
                return Outcome(
                    False,
                    Evidence.CORROBORATED,
                    effective,
                    deviation=off,
                    counterexample=found,
                    level="largest absolute error; at most 1e-10 allowed",
                )
    proved = nlgp_derivation().proved
    return Outcome(
        True,
        Evidence.PROVED if proved else Evidence.CORROBORATED,
        effective,
        deviation=worst,
        detail="derived; quadrature agrees to 1e-10",
        data=context.once("curves", lambda: _curves(context)),
        level="largest absolute error; at most 1e-10 allowed",
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

    figure = Figure(figsize=(5, 4.4), layout="constrained")
    axes = figure.subplots()
    c = np.linspace(0, 1, 101)
    for gain, drawn, error, colour in zip(data["gains"], data["drawn"], data["error"], COLOURS[:3], strict=True):
        axes.plot(c, [moment(gain, v) for v in c], color=colour, lw=1, label=f"theory, gain $g = {gain:g}$")
        axes.errorbar(data["C"], drawn, error, fmt="o", ms=3, color=colour, label="4,000 draws, one standard error")
    axes.set(
        xlabel="correlation of the latent Gaussian, $C_{ij}$",
        ylabel=r"second moment of the inputs, $\langle x_i x_j\rangle$",
    )
    add_legend(figure, [axes], columns=2)
    return figure


def square(gain: float) -> float:
    """Z^2 as given."""
    return float(2 / np.pi * np.arcsin(2 * gain**2 / (1 + 2 * gain**2)))


def moment(gain: float, c: float) -> float:
    """<x_i x_j> as given."""
    return float(2 / (np.pi * square(gain)) * np.arcsin(2 * gain**2 * c / (1 + 2 * gain**2)))


CLAIMS = (
    Claim(
        id="nlgp-normalization",
        locator="Sec. 1, NLGP normalization",
        origin=Origin.OWN,
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
        origin=Origin.OWN,
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
