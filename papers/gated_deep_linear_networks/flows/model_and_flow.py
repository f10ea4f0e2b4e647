"""Sections 3.1 and 3.2: the model, its moments and its gradient flow, Eq. (3) to (6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from papers import Claim, Context, Evidence, Outcome, Statement
from theory import gdln
from theory.zero import is_zero

from .derived_flow import agrees
from .instances import symbolic_problems
from .rotation import K

Flow = Callable[[int, Any, Any], Any]


def flow_is(says: Flow, context: Context, blocks: str = "first") -> Outcome:
    """tau dw/dt = says(K, b, A w) against the derivative of the loss, for symbolic inputs, targets and gates.

    `blocks` tests the first gate's weights alone (Eq. (4)) or all of them (Eq. (7)). For K beyond 3 the derivation of theory
    decides, sample by sample: b and A w are z y and z (w . x~) there.
    """
    effective = 0
    for problem in symbolic_problems():
        upto = problem.n if blocks == "first" else problem.K * problem.n
        printed = says(problem.K, problem.b, problem.A @ problem.w.reshape(-1))
        for derived, stated in zip(problem.minus_gradient[:upto], printed[:upto], strict=True):
            effective += 1
            if is_zero(derived - stated).holds is not True:
                fives = dict.fromkeys(problem.y, sp.Integer(5))  # targets 1 or 0 hide a lost 1/K or the target's sign
                truth, claimed = (sp.nsimplify(problem.at_one(e.xreplace(fives))) for e in (derived, stated))
                size = float(abs(claimed - truth) / abs(truth))
                found = (
                    f"K = {problem.K}, n = {problem.n}, all gates, inputs and weights 1, targets 5: "
                    f"-dL/dw = {truth}, the statement gives {claimed}"
                )
                return Outcome(
                    False,
                    Evidence.PROVED,
                    effective,
                    deviation=size,
                    counterexample=found,
                    level="relative error of an entry",
                )
    detail = (
        "the derivative of the loss: entry by entry for K up to 3, and derived for any K, inputs, targets and gates"
    )
    passed = Outcome(True, Evidence.PROVED, effective, deviation=0.0, detail=detail)
    derivation = gdln.general_flow_derivation()
    w, z, y, r = sp.symbols("w_i z_i y r_i", real=True)
    return agrees(derivation, derivation.steps[0].rhs, says(K, z * y, z * (w * z + r)), passed)


CLAIMS = (
    Claim(
        id="eq-3",
        locator="Eq. (3)",
        statement="The model: the mean over gates of gated linear maps of the input.",
        printed=Statement(r"\hat y(x) = \frac1K \Big(\sum_{k \in [K]} g_k(x) W_k\Big) x"),
    ),
    Claim(
        id="eq-4",
        locator="Eq. (4)",
        statement="The gradient flow of the first gate's weights. The printed sum lacks the 1/K that the model puts on it.",
        printed=Statement(
            r"\tau \frac{d}{dt} W_1 = \frac1K \Big[\Sigma^{yx}(p_1) - \sum_{k} W_k \Sigma^{xx}(p_1, p_k)\Big]",
            lambda K, b, Aw: (b - Aw) / K,
        ),
        corrected=Statement(
            r"\tau \frac{d}{dt} W_1 = \frac1K \Big[\Sigma^{yx}(p_1) - \frac1K \sum_{k} W_k \Sigma^{xx}(p_1, p_k)\Big]",
            lambda K, b, Aw: (b - Aw / K) / K,
        ),
        test=flow_is,
        wrong={
            "sign of the target flipped": lambda K, b, Aw: (-b - Aw / K) / K,
            "no 1/K at all": lambda K, b, Aw: b - Aw,
            "three gates at most": lambda K, b, Aw: (b - Aw / sp.Min(K, 3)) / sp.Min(K, 3),
        },
        assumptions=("loss 1/2 <(y - yhat)^2>", "gates do not change in time"),
        oracle="differentiation of the loss of Eq. (3)",
    ),
    Claim(
        id="eq-5",
        locator="Eq. (5)",
        statement="Abbreviation: the gated correlation of target and input.",
        printed=Statement(r"\Sigma^{yx}(p) = \langle g_p\, y\, x^\top \rangle_{x,y}"),
    ),
    Claim(
        id="eq-6",
        locator="Eq. (6)",
        statement="Abbreviation: the gated second moment of the input.",
        printed=Statement(r"\Sigma^{xx}(p, q) = \langle g_p g_q\, x x^\top \rangle_{x,y}"),
    ),
)
