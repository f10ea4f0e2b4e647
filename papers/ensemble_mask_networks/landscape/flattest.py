"""Figure 4 (1): which of the infinitely many solutions is the flattest, and how close training comes to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from theory import emn
from theory.emn.masks.row_risk import row_risk
from theory.validation import Array

SIZES = (2, 5, 10, 20, 40)
NETWORKS = 20
EPS = float(np.finfo(np.float64).eps)


def flattest(says: Mapping[str, Any], context: Context) -> Outcome:
    """says["constant"](n): |c| of the flattest minimum of (1); says["ratio"](kappa, n): sharpness learned over the least.

    The paper's masks. The sharpness is the top eigenvalue of the whole Hessian; a search over log c must not find a
    flatter minimum than the stated one, nor than that of `emn.flattest_constant`, to the rounding of an eigenvalue, 64 n eps.
    The ratio is that of the constants which the flow learns from PyTorch's initialization, from the same Hessian. For any n
    by `theory.emn.sharpness_derivation`.
    """
    if open_ := undecided(emn.sharpness_derivation()):
        return open_
    data: dict[str, list[float]] = {"n": [], "kappa": [], "ratio": []}
    for n in SIZES:
        Q = row_risk(n)[0]
        stated = max(_sharpness(Q, c) for c in (says["constant"](n), emn.flattest_constant(Q)))

        def at(log_c: float, Q: Array = Q) -> float:
            return _sharpness(Q, float(np.exp(log_c)))

        least = float(minimize_scalar(at, bounds=(-3, 3), method="bounded", options={"xatol": 1e-10}).fun)
        if stated > least * (1 + 64 * n * EPS):
            found = f"n = {n}: sharpness {stated:.6g} at the stated constant, {least:.6g} is possible"
            return Outcome(
                False,
                Evidence.CORROBORATED,
                n,
                deviation=stated / least - 1,
                counterexample=found,
                level="stated sharpness over the least, less 1",
            )
        net = emn.Architecture(n)
        params = net.init(context.rng(f"flattest {n}"))
        kappa = emn.conserved_quantities(net, params)[0][:, 0, 0]
        for c, k in list(zip(emn.learned_constants(net, params), kappa, strict=True))[:NETWORKS]:
            ratio = _sharpness(Q, c) / least
            if abs(ratio / says["ratio"](k, n) - 1) > 128 * n * EPS + 1e-15:
                found = f"n = {n}, kappa = {k:.4g}: sharpness {ratio:.12g} times the least, stated {says['ratio'](k, n):.12g}"
                return Outcome(
                    False,
                    Evidence.CORROBORATED,
                    n,
                    deviation=ratio,
                    counterexample=found,
                    level="sharpness learned over the least",
                )
            for name, value in (("n", n), ("kappa", k), ("ratio", ratio)):
                data[name].append(float(value))
    detail = (
        f"constants learned from PyTorch's initialization: at most {max(data['ratio']):.4f} times the least sharpness"
    )
    return Outcome(
        True,
        Evidence.CORROBORATED,
        len(data["n"]),
        float(max(data["ratio"])) - 1,
        detail=detail,
        data=data,
        level="largest sharpness learned over the least, less 1",
    )


def _sharpness(Q: Array, c: float) -> float:
    return emn.row_sharpness([np.full((1, len(Q)), c), np.array([[1 / c]])], Q)


def plot_sharpness(data: Mapping[str, Any]) -> Any:
    """Sharpness of the learned minimum over the least: rows of networks are the points, theory the lines."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 3.5), layout="constrained")
    axes = figure.subplots()
    n, kappa, ratio = (np.array(data[key]) for key in ("n", "kappa", "ratio"))
    grid = np.linspace(-1, 1, 101)
    colours = COLOURS[:5]
    for size, colour in zip(SIZES, colours, strict=True):
        axes.plot(grid, np.sqrt(1 + grid**2 / (4 * size)), color=colour, lw=1)
        axes.plot(kappa[n == size], ratio[n == size], ".", ms=6, color=colour, label=f"$n = {size}$")
    axes.plot([], [], color="gray", lw=1, label="theory")
    axes.set(xlabel=r"$\kappa = |w|^2 - d^2$ at the start", ylabel=r"sharpness $\lambda_{\max}$ over the least")
    add_legend(figure, [axes], "a dot: one row")
    return figure


CLAIMS = (
    Claim(
        id="flattest-constant",
        locator="Fig. 4 (1), flattest constants",
        origin=Origin.OWN,
        statement="Of the infinitely many solutions of (1) the flattest has |c| = n^(-1/4), the balanced one, and the usual "
        "initialization leads close to it: sharpness sqrt(1 + kappa^2 / (4 n)) times the least.",
        printed=Statement(
            r"\arg\min_c \lambda_{\max} = n^{-1/4},\ \lambda_{\max}(c) = \lambda\sqrt{\kappa^2 + 4n}",
            {"constant": lambda n: n**-0.25, "ratio": lambda k, n: np.sqrt(1 + k * k / (4 * n))},
        ),
        test=flattest,
        wrong={
            "|c| = n^(-1/2)": {"constant": lambda n: n**-0.5, "ratio": lambda k, n: np.sqrt(1 + k * k / (4 * n))},
            "|c| = 1": {"constant": lambda n: 1.0, "ratio": lambda k, n: np.sqrt(1 + k * k / (4 * n))},
            "2 n for 4 n": {"constant": lambda n: n**-0.25, "ratio": lambda k, n: np.sqrt(1 + k * k / (2 * n))},
        },
        assumptions=(
            "the paper's mask law and inputs",
            "initialization uniform on +-1/sqrt(f), f the fan-in",
            "gradient flow",
        ),
        oracle="a search over the top eigenvalue of the whole Hessian",
        plot=plot_sharpness,
    ),
)
