"""Whether a stated flow of the weights is the descent of the loss of Eq. (3), for symbolic problems and any K."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from papers import Context, Evidence, Outcome
from theory import gdln
from theory.zero import is_zero

from .derived_flow import agrees
from .instances import symbolic_problems
from .refuted_entry import refuted_entry
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
                found = (
                    f"K = {problem.K}, n = {problem.n}, all gates, inputs and weights 1, targets 5: "
                    f"-dL/dw = {truth}, the statement gives {claimed}"
                )
                return refuted_entry(truth, claimed, effective, found)
    detail = (
        "the derivative of the loss: entry by entry for K up to 3, and derived for any K, inputs, targets and gates"
    )
    passed = Outcome(True, Evidence.PROVED, effective, deviation=0.0, detail=detail)
    derivation = gdln.general_flow_derivation()
    w, z, y, r = sp.symbols("w_i z_i y r_i", real=True)
    where = "any K, one sample, z_i = g x_i, r_i what the other weights add to w . z"
    return agrees(derivation, derivation.steps[0].rhs, says(K, z * y, z * (w * z + r)), passed, where)
