"""Section 3.5: redundant gates, Eq. (26) to (29): two equal gates share one map."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import sympy as sp

from papers import Claim, Context, Evidence, Outcome, Statement
from theory import gdln
from theory.zero import is_zero

from .derived_flow import agrees
from .refuted_entry import refuted_entry
from .rotation import K
from .two_point_gates import equal_pairs


def pair_flow(says: Callable[..., Any], context: Context, part: Callable[[Any, Any], Any]) -> Outcome:
    """part(K tau w_1', K tau w_2') = says(K, b_1, A_11, w_1, w_2) against the derivative of the loss, for equal gates.

    For K beyond 3 the derivation of theory decides, sample by sample: m = 2 copies, and no other gate on.
    """
    effective = 0
    for problem, alike in equal_pairs():
        n, w = problem.n, problem.w
        both = problem.K * problem.minus_gradient[: 2 * n]
        derived = part(both[:n], both[n:])
        stated = says(sp.Integer(problem.K), problem.Syx(0), problem.Sxx(0, 0), w[0], w[1])
        for truth, claimed in zip(derived, stated, strict=True):
            effective += 1
            truth, claimed = alike(truth), alike(claimed)
            if is_zero(truth - claimed).holds is not True:
                kept = {w[1, i]: sp.Integer(2) for i in range(n)}  # two weights that differ: a lost Delta shows
                kept |= dict.fromkeys(problem.y, sp.Integer(5))
                right, wrong = (problem.at_one(e.xreplace(kept)) for e in (truth, claimed))
                found = (
                    f"K = {problem.K}, n = {n}, gates and inputs 1, w_1 = 1, w_2 = 2, targets 5: the left side is {right}, "
                    f"the statement gives {wrong}"
                )
                return refuted_entry(right, wrong, effective, found)
    detail = "the derivative of the loss, entry by entry; derived for any K"
    passed = Outcome(True, Evidence.PROVED, effective, deviation=0.0, detail=detail)
    derivation = gdln.redundant_flow_derivation()
    z, y, r, wbar, *two = sp.symbols("z_i y r wbar w_1 w_2", real=True)
    m = sp.Symbol("m", integer=True, positive=True)
    one = K * derivation.steps[1].rhs.subs({m: 2, wbar: sum(two) / 2, r: 0})  # each copy's: their gradients agree
    stated = says(K, np.array([z * y]), np.array([[z * z]]), *(np.array([w]) for w in two))
    return agrees(derivation, part(one, one), stated.item(), passed)


def first(one: Any, two: Any) -> Any:
    return one


def second(one: Any, two: Any) -> Any:
    return two


def difference(one: Any, two: Any) -> Any:
    return one - two


def mean(one: Any, two: Any) -> Any:
    return (one + two) / 2


FLOW: dict[str, Any] = {
    "assumptions": ("g_1 = g_2", "no other gate overlaps them", "loss 1/2 <(y - yhat)^2>"),
    "oracle": "differentiation of the loss of Eq. (3)",
}


CLAIMS = (
    Claim(
        id="eq-26",
        locator="Eq. (26)",
        statement="The flow of the first of two equal gates. The printed line inherits the lost 1/K of Eq. (4).",
        printed=Statement(
            r"K\tau\frac{d}{dt} w_1 = -A_{11}(w_1 + w_2) + b_1", lambda K, b, A, w1, w2: b - A @ (w1 + w2)
        ),
        corrected=Statement(
            r"K\tau\frac{d}{dt} w_1 = -\tfrac1K A_{11}(w_1 + w_2) + b_1", lambda K, b, A, w1, w2: b - A @ (w1 + w2) / K
        ),
        test=partial(pair_flow, part=first),
        wrong={
            "w_2 left out": lambda K, b, A, w1, w2: b - A @ w1 / K,
            "K for 1/K": lambda K, b, A, w1, w2: b - K * (A @ (w1 + w2)),
        },
        **FLOW,
    ),
    Claim(
        id="eq-27",
        locator="Eq. (27)",
        statement="The flow of the second is the same.",
        printed=Statement(
            r"K\tau\frac{d}{dt} w_2 = -A_{11}(w_1 + w_2) + b_1", lambda K, b, A, w1, w2: b - A @ (w1 + w2)
        ),
        corrected=Statement(
            r"K\tau\frac{d}{dt} w_2 = -\tfrac1K A_{11}(w_1 + w_2) + b_1", lambda K, b, A, w1, w2: b - A @ (w1 + w2) / K
        ),
        test=partial(pair_flow, part=second),
        wrong={
            "w_1 left out": lambda K, b, A, w1, w2: b - A @ w2 / K,
            "difference for sum": lambda K, b, A, w1, w2: b - A @ (w1 - w2) / K,
        },
        **FLOW,
    ),
    Claim(
        id="redundant-difference",
        locator="Sec. 3.5, sentence, difference",
        statement="w_1 - w_2 is a constant vector.",
        printed=Statement(r"\frac{d}{dt}(w_1 - w_2) = 0", lambda K, b, A, w1, w2: 0 * b),
        test=partial(pair_flow, part=difference),
        wrong={
            "the difference decays": lambda K, b, A, w1, w2: -A @ (w1 - w2) / K,
            "it follows the target": lambda K, b, A, w1, w2: b,
        },
        **FLOW,
    ),
    Claim(
        id="eq-28",
        locator="Eq. (28)",
        statement="The flow of the mean of the two.",
        printed=Statement(
            r"\frac{K\tau}{2}\frac{d}{dt}(w_1 + w_2) = -A_{11}(w_1 + w_2) + b_1",
            lambda K, b, A, w1, w2: b - A @ (w1 + w2),
        ),
        corrected=Statement(
            r"\frac{K\tau}{2}\frac{d}{dt}(w_1 + w_2) = -\tfrac1K A_{11}(w_1 + w_2) + b_1",
            lambda K, b, A, w1, w2: b - A @ (w1 + w2) / K,
        ),
        test=partial(pair_flow, part=mean),
        wrong={
            "the mean for the sum": lambda K, b, A, w1, w2: b - A @ (w1 + w2) / (2 * K),
            "b_1 twice": lambda K, b, A, w1, w2: 2 * b - A @ (w1 + w2) / K,
        },
        **FLOW,
    ),
    Claim(
        id="eq-29",
        locator="Eq. (29)",
        statement="With 2 Delta = w_1 - w_2, the flow of w_1 in terms of w_1 - Delta, the mean.",
        printed=Statement(
            r"K\tau\frac{d}{dt} w_1 = K\tau\frac{d}{dt}(w_1 - \Delta) = -2 A_{11}(w_1 - \Delta) + b_1",
            lambda K, b, A, w1, w2: b - 2 * (A @ (w1 - (w1 - w2) / 2)),
        ),
        corrected=Statement(
            r"K\tau\frac{d}{dt} w_1 = K\tau\frac{d}{dt}(w_1 - \Delta) = -\tfrac2K A_{11}(w_1 - \Delta) + b_1",
            lambda K, b, A, w1, w2: b - 2 * (A @ (w1 - (w1 - w2) / 2)) / K,
        ),
        test=partial(pair_flow, part=first),
        wrong={
            "without Delta": lambda K, b, A, w1, w2: b - 2 * (A @ w1) / K,
            "without the 2": lambda K, b, A, w1, w2: b - A @ (w1 - (w1 - w2) / 2) / K,
        },
        **FLOW,
    ),
)
