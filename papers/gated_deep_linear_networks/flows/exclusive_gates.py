"""Section 3.4: exclusive gates, Eq. (18) and (19): each gate flows on its own."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import sympy as sp

from papers import Claim, Context, Evidence, Outcome, Statement
from papers.ledger.derived import undecided
from papers.ledger.words import by_hand, tuples
from theory import gdln
from theory.zero import is_zero

from .derived_flow import agrees
from .instances import SIZES, Symbolic
from .refuted_entry import refuted_entry
from .rotation import K, separates
from .symmetric_blocks import blocks_are_symmetric
from .two_point_gates import SEVERAL, at, gatings, is_exclusive


def no_cross_blocks(says: Callable[[Any], bool], context: Context) -> Outcome:
    """Wherever says(gates), Sigma^xx(p, q) = 0 for p != q, for all inputs and probabilities: A is block diagonal.

    All gates on two points are gone through; for more points and gates theory derives it sample by sample.
    """
    if open_ := undecided(gdln.exclusive_flow_derivation()):
        return open_
    effective = 0
    for problem in (Symbolic(*size) for size in SEVERAL):
        for gating in gatings(problem.K):
            if not says(gating):
                continue
            effective += 1
            for p, q in product(range(problem.K), repeat=2):
                block = sp.Matrix(problem.Sxx(p, q)).xreplace(at(problem, gating))
                if p != q and is_zero(block).holds is not True:
                    entry = by_hand(next(e for e in block if e != 0))
                    found = (
                        f"gates {tuples(gating)} at two points: Sigma^xx({p + 1}, {q + 1}) has the entry {entry}, not 0"
                    )
                    return Outcome(False, Evidence.PROVED, effective, counterexample=found)
    return Outcome(True, Evidence.PROVED, effective, deviation=0.0, detail="zero for any inputs and probabilities")


def own_flow(says: Callable[[int, Any, Any], Any], context: Context) -> Outcome:
    """K tau dw_1/dt = says(K, b_1, A_11 w_1) against the derivative of the loss, for every exclusive gating of two points.

    For K beyond 3 and more points the derivation of theory decides, sample by sample.
    """
    effective = 0
    for problem in (Symbolic(*size) for size in SIZES):
        for gating in filter(is_exclusive, gatings(problem.K)):
            numbers = at(problem, gating)
            stated = says(problem.K, problem.Syx(0), problem.Sxx(0, 0) @ problem.w[0])
            for derived, claimed in zip(problem.K * problem.minus_gradient[: problem.n], stated, strict=True):
                effective += any(point[0] for point in gating)
                if is_zero((derived - claimed).xreplace(numbers)).holds is not True:
                    numbers |= dict.fromkeys(problem.y, sp.Integer(3))
                    truth, value = (problem.at_one(e.xreplace(numbers)) for e in (derived, claimed))
                    found = (
                        f"K = {problem.K}, n = {problem.n}, gates {tuples(gating)}, inputs and weights 1, targets 3: "
                        f"K tau dw_1/dt = {truth}, the statement gives {value}"
                    )
                    return refuted_entry(truth, value, effective, found)
    detail = "entry by entry, for every exclusive gating of two points; derived for any K"
    passed = Outcome(True, Evidence.PROVED, effective, deviation=0.0, detail=detail)
    derivation = gdln.exclusive_flow_derivation()
    w, z, y, g = sp.symbols("w_i z_i y g", real=True)
    return agrees(derivation, K * derivation.steps[1].rhs, says(K, g * z * y, g * z * (w * z)), passed)


def own_modes(says: Callable[[Any, Any, Any, Any], Any], context: Context) -> Outcome:
    """K tau du_1/dt = says(K, lambda, u, c), mode by mode, against the flow b_1 - A_11 w_1 / K for two coordinates."""
    return separates(says, gdln.exclusive_flow_derivation())


CLAIMS = (
    Claim(
        id="exclusive-block-diagonal",
        locator="Sec. 3.4, sentence, blocks",
        statement="If at most one gate is on at a time, Sigma^xx(p, q) = 0 for p != q, so A is block diagonal.",
        printed=Statement(r"\Sigma^{xx}(p, q) = 0\ \text{for}\ p \ne q", is_exclusive),
        test=no_cross_blocks,
        wrong={
            "some gate is always on": lambda gating: all(sum(point) >= 1 for point in gating),
            "no two gates are equal": lambda gating: len(set(zip(*gating, strict=True))) == len(gating[0]),
        },
        oracle="symbolic moments of Eq. (6) for all gates on two points",
    ),
    Claim(
        id="eq-18",
        locator="Eq. (18)",
        statement="With exclusive gates w_1 flows on its own. The printed line inherits the lost 1/K of Eq. (4).",
        printed=Statement(r"K\tau\frac{d}{dt} w_1 = -A_{11} w_1 + b_1", lambda K, b, Aw: b - Aw),
        corrected=Statement(r"K\tau\frac{d}{dt} w_1 = -\tfrac1K A_{11} w_1 + b_1", lambda K, b, Aw: b - Aw / K),
        test=own_flow,
        wrong={
            "b_1 with 1/K too": lambda K, b, Aw: (b - Aw) / K,
            "sign of A_11": lambda K, b, Aw: b + Aw / K,
            "three gates at most": lambda K, b, Aw: b - Aw / sp.Min(K, 3),
        },
        assumptions=("exclusive gates", "loss 1/2 <(y - yhat)^2>"),
        oracle="differentiation of the loss of Eq. (3)",
        cost=3,
    ),
    Claim(
        id="own-block-symmetric",
        locator="Sec. 3.4, sentence, spectrum",
        statement="A_11 is symmetric and real, so P and Lambda exist.",
        printed=Statement(r"A_{11} = A_{11}^\top = P\Lambda P^\top", lambda a, b: a - a.T),
        test=blocks_are_symmetric,
        wrong={"A_11 is traceless": lambda a, b: np.atleast_2d(np.trace(a)), "skew": lambda a, b: a + a.T},
        oracle="symbolic moments of Eq. (6)",
    ),
    Claim(
        id="eq-19",
        locator="Eq. (19)",
        statement="The modes u_1 = P^T w_1 of a gate's weights separate. The 1/K of Eq. (4) is still lost.",
        printed=Statement(r"K\tau\frac{d}{dt} u_1 = -\Lambda u_1 + c_1", lambda K, lam, u, c: c - lam * u),
        corrected=Statement(
            r"K\tau\frac{d}{dt} u_1 = -\tfrac1K\Lambda u_1 + c_1", lambda K, lam, u, c: c - lam * u / K
        ),
        test=own_modes,
        wrong={
            "K^2 for K": lambda K, lam, u, c: c - lam * u / K**2,
            "sign of c_1": lambda K, lam, u, c: -c - lam * u / K,
        },
        assumptions=("exclusive gates",),
        oracle="the flow derived from the loss, rotated symbolically",
    ),
)
