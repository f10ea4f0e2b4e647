"""Section 3.3, Eq. (10) where A is singular: where the weights end, which the note leaves out."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import tuples
from theory import exact, gdln

from .derived_flow import agrees, limit_of
from .instances import rational_problems
from .modes import c, lam, u0
from .rotation import K


def singular_limit_is(says: Callable[[Any, Any, Any, Any], Any], context: Context) -> Outcome:
    """says(K, A^+ b, w(0), 1 - A^+ A) is where the flow ends, for singular A: at rest, and with the part of w(0) that never moves.

    The velocity b - A w / K lies in the range of A, so (1 - A^+ A) w never moves; in the range the flow contracts to the one point
    at rest. Both are asked of the statement, the rest with the gradient from the samples, in exact rationals; and the modes
    with lambda > 0 and lambda = 0 that theory derives, for any K.
    """
    rng, effective = context.rng("singular starts"), 0
    for instance in rational_problems(context, 120):
        A, b = instance.problem.A, instance.problem.b
        if exact.rank(A) == len(b):
            continue
        off = exact.identity(len(b)) - exact.pseudo_inverse(A) @ A
        start = np.array([Fraction(int(v)) for v in rng.integers(-3, 4, size=len(b))], dtype=object)
        w = says(instance.problem.K, exact.minimum_norm_solution(A, b), start, off)
        gradient = instance.minus_gradient(w.reshape(instance.problem.K, -1)).reshape(-1)
        moved = off @ (w - start)
        effective += 1
        if np.any(gradient != 0) or np.any(moved != 0):
            what = (
                f"-dL/dw = {tuples(gradient)}, not 0, where the weights are to end"
                if np.any(gradient != 0)
                else "a part of w(0) that cannot move has moved"
            )
            size = float(max(abs(v) for v in (*gradient, *moved)))
            found = f"{instance}, w(0) = {tuples(start)}: {what}"
            return Outcome(
                False, Evidence.CERTIFIED, effective, size, counterexample=found, level="largest entry that must be 0"
            )
    detail = "at rest, and the rest of w(0) in place, exactly"
    passed = Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail=detail)
    derivation = gdln.general_flow_derivation()
    zero, one, moving, target = (np.array([[v]]) for v in (sp.Integer(0), sp.Integer(1), u0, c / lam))
    seen, unseen = says(K, target, moving, zero), says(K, 0 * target, moving, one)
    derived = [limit_of(derivation).rhs, derivation.steps[-1].rhs]
    return agrees(derivation, derived, [seen.item(), unseen.item()], passed)


CLAIMS = (
    Claim(
        id="eq-10-limit-singular",
        locator="Eq. (10), remark, singular A",
        origin=Origin.OWN,
        statement="If an eigenvalue is zero, A^-1 b is nothing; the weights end at K A^+ b plus the part of their start that A "
        "does not see.",
        printed=Statement(
            r"w(\infty) = K A^+ b + (1 - A^+ A)\, w(0)", lambda K, least, start, off: K * least + off @ start
        ),
        test=singular_limit_is,
        wrong={
            "without the start": lambda K, least, start, off: K * least,
            "with all of the start": lambda K, least, start, off: K * least + start,
            "without K": lambda K, least, start, off: least + off @ start,
        },
        assumptions=("A singular",),
        oracle="the gradient of the loss from the samples, in exact rationals",
    ),
)
