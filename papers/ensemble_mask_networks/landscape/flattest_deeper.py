"""Figure 4 (1,1): how sharp the solutions of deeper and of wider rows are, and which are the flattest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.optimize import minimize

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.ledger.words import tuples
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from theory import emn
from theory.emn.masks.row_risk import row_risk
from theory.validation import Array

SIZES = (2, 5, 10, 20, 40)
DEPTHS = (2, 3)
WIDTHS = (2, 3)
SEARCHED = (2, 5)  # sizes at which whole solution sets are searched
NETWORKS = 12
EPS = float(np.finfo(np.float64).eps)


def deeper_sharpness(says: Mapping[str, Any], context: Context) -> Outcome:
    """says["sharpness"](n, c, d) of the minimum c 1 with later weights d, says["deep"](n, m) and says["wide"](n, copies) the least.

    In units of the top eigenvalue of Q, the paper's masks. At the minima that the flow reaches from PyTorch's initialization
    the sharpness must be the top eigenvalue of the whole Hessian, to 128 n eps, twice that of an eigenvalue because c is a
    root; at the balanced minimum it must be the least one stated, and a descent over the solution set must find none below.

    For any number of copies it is a bound: at W^T v = 1 the Jacobian J of the effective weights has J J^T = |v|^2 I + W^T W, and
    W^T W >= 1 1^T / |v|^2 by Cauchy and Schwarz. Along the ones, where Q has its top eigenvalue, that is |v|^2 + n / |v|^2, at
    least 2 sqrt(n). For any n and depth by `theory.emn.sharpness_derivation` and `theory.emn.training_limit_derivation`.
    """
    if open_ := undecided(emn.sharpness_derivation(), emn.training_limit_derivation()):
        return open_
    data: dict[str, list[float]] = {"n": [], "depth": [], "ratio": []}
    effective = 0
    for n in SIZES:
        Q = row_risk(n)[0]
        unit, rounding = float(np.linalg.eigvalsh(Q)[-1]), 128 * n * EPS
        for m in DEPTHS:
            balanced = n ** (1 / (2 * m + 2))
            at_least = emn.row_sharpness([np.full((1, n), balanced**-m), *[np.array([[balanced]])] * m], Q) / unit
            searched = [] if n not in SEARCHED else [_deepest_found(n, m, Q, context)]
            found = _off(at_least, [value / unit for value in searched], float(says["deep"](n, m)), rounding)
            if found:
                return _refuted(f"{m} hidden layers, n = {n}: {found}", effective)
            for c, d in _learned(n, m, context):
                value = emn.row_sharpness([np.full((1, n), c), *(v.reshape(1, 1) for v in d)], Q) / unit
                stated, effective = float(says["sharpness"](n, c, d)), effective + 1
                if abs(value / stated - 1) > rounding:
                    found = (
                        f"c = {c:.4g}, later weights {tuples(d.round(4))}: sharpness {value:.10g}, stated {stated:.10g}"
                    )
                    return _refuted(f"{m} hidden layers, n = {n}, {found}", effective)
                for name, number in (("n", n), ("depth", m), ("ratio", value / at_least)):
                    data[name].append(float(number))
        for copies in WIDTHS:
            v = np.full(copies, n**0.25 / copies**0.5)
            at_least = emn.row_sharpness([np.outer(v, np.ones(n)) / (v @ v), v[None]], Q) / unit
            searched = [] if n not in SEARCHED else [_widest_found(n, copies, Q, context)]
            found = _off(at_least, [value / unit for value in searched], float(says["wide"](n, copies)), rounding)
            effective += 1
            if found:
                return _refuted(f"{copies} copies, n = {n}: {found}", effective)
    ratio, depth = np.array(data["ratio"]), np.array(data["depth"])
    shown = ", ".join(f"depth {m}: median {np.median(ratio[depth == m]):.3f}" for m in DEPTHS)
    detail = f"learned from PyTorch's initialization, over the least: {shown}, at most {ratio.max():.3f}"
    return Outcome(
        True,
        Evidence.CORROBORATED,
        effective,
        float(ratio.max()) - 1,
        detail=detail,
        data=data,
        level="largest sharpness learned over the least, less 1",
    )


def _refuted(found: str, effective: int) -> Outcome:
    return Outcome(False, Evidence.CORROBORATED, effective + 1, counterexample=found)


def _off(at_least: float, searched: list[float], stated: float, rounding: float) -> str:
    """What is wrong with the stated least sharpness, or nothing."""
    if abs(at_least / stated - 1) > rounding:
        return f"sharpness {at_least:.6g} at the balanced minimum, stated {stated:.6g}"
    return next((f"a sharpness of {s:.6g} is possible" for s in searched if s < stated * (1 - rounding)), "")


def _learned(n: int, depth: int, context: Context) -> list[tuple[float, Array]]:
    """c and the later weights of rows of (1, ..., 1) at the end of the flow: d_l^2 = n c^2 - kappa_l."""
    net = emn.Architecture(n, (1,) * depth)
    params = net.init(context.rng(f"deeper {n} {depth}"))
    kappa = np.cumsum([K[:, 0, 0] for K in emn.conserved_quantities(net, params)], axis=0).T  # |w|^2 - d_l^2
    c = emn.learned_constants(net, params)
    d = np.sqrt(n * c[:, None] ** 2 - kappa)
    d[:, 0] = 1 / (c * np.prod(d[:, 1:], axis=1))  # so that the row is a minimum to rounding
    return list(zip(c.tolist(), d, strict=True))[:NETWORKS]


def _deepest_found(n: int, depth: int, Q: Array, context: Context) -> float:
    """The least sharpness that a descent over the later weights finds; the constant is what they leave."""

    def at(log_d: Array) -> float:
        d = np.exp(log_d)
        return emn.row_sharpness([np.full((1, n), 1 / np.prod(d)), *(v.reshape(1, 1) for v in d)], Q)

    return float(minimize(at, context.rng(f"deepest {n} {depth}").normal(size=depth) / 2).fun)


def _widest_found(n: int, copies: int, Q: Array, context: Context) -> float:
    """The least sharpness that a descent over the minima W^T v = 1 of (copies) finds, W = v 1^T / |v|^2 + Z, Z^T v = 0."""

    def at(point: Array) -> float:
        v, Z = point[:copies], point[copies:].reshape(copies, n)
        return emn.row_sharpness([np.outer(v, 1 - v @ Z) / (v @ v) + Z, v[None]], Q)

    start = context.rng(f"widest {n} {copies}").normal(size=copies * (n + 1))
    return float(minimize(at, start).fun)


def plot_sharpness(data: Mapping[str, Any]) -> Any:
    """Sharpness of the minima that rows learn, over the least at their depth."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 3.2), layout="constrained")
    axes = figure.subplots()
    n, depth, ratio = (np.array(data[key]) for key in ("n", "depth", "ratio"))
    for m, colour in zip(DEPTHS, COLOURS[:2], strict=True):
        here = depth == m
        axes.plot(n[here] * 1.04**m, ratio[here], ".", ms=6, color=colour, label=f"a row, {m} hidden layers")
    axes.axhline(1, color="black", lw=1, label="the least")
    axes.set(xscale="log", xticks=SIZES, xticklabels=SIZES, xlabel="nodes $n$")
    axes.set_ylabel(r"sharpness $\lambda_{\max}$ over the least")
    axes.minorticks_off()
    add_legend(figure, [axes], columns=2)
    return figure


def _stated(n: int, c: float, d: Array) -> float:
    return float(c**-2 + n * np.sum(d**-2.0))


STATED = {
    "sharpness": _stated,
    "deep": lambda n, m: (m + 1) * n ** (m / (m + 1)),
    "wide": lambda n, copies: 2 * n**0.5,
}

CLAIMS = (
    Claim(
        id="flattest-deeper",
        locator="Fig. 4 (1,1), flattest solutions",
        origin=Origin.OWN,
        statement="The sharpness of a solution of (1,...,1) is a sum of one term for each layer; it is least "
        "where all layers of a row are of one length, and that least grows with depth. Wider layers do not help: of all solutions "
        "of (c), with any number of copies, none is flatter than the flattest of (1).",
        printed=Statement(
            r"\lambda_{\max} = \lambda\Big(c^{-2} + n \sum_{l=1}^m d_l^{-2}\Big) \ge (m + 1)\, n^{m/(m+1)} \lambda,\ "
            r"(c):\ \lambda_{\max} \ge 2 \sqrt n\, \lambda",
            STATED,
        ),
        test=deeper_sharpness,
        wrong={
            "an equal split, whatever the split": {
                **STATED,
                "sharpness": lambda n, c, d: c**-2 + n * len(d) * abs(c) ** (2 / len(d)),
            },
            "as flat at any depth": {**STATED, "deep": lambda n, m: 2 * n**0.5},
            "flattest at constants of 1": {**STATED, "deep": lambda n, m: 1 + n * m},
            "copies share the curvature": {**STATED, "wide": lambda n, copies: 2 * (n / copies) ** 0.5},
            "copies add to it": {**STATED, "wide": lambda n, copies: (1 + copies) * n**0.5},
        },
        assumptions=(
            "the paper's mask law and inputs",
            "initialization uniform on +-1/sqrt(f), f the fan-in",
            "gradient flow",
        ),
        oracle="the top eigenvalue of the whole Hessian, and descents over the solution set",
        cost=3,
        plot=plot_sharpness,
    ),
)
