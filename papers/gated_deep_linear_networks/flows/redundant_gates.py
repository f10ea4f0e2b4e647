"""Section 3.5: redundant gates, Eq. (26) to (29): two equal gates share one map."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import sympy as sp

from papers import Claim, Context, Evidence, Outcome, Statement
from theory.zero import is_zero

from .instances import Symbolic

SIZES = ((2, 1), (2, 2), (3, 1))


def equal_pairs() -> Iterator[tuple[Symbolic, Any]]:
    """Symbolic problems, and what makes gates 1 and 2 equal there and every further gate never on."""
    for size in SIZES:
        problem = Symbolic(*size)
        alike = {problem.g[s, 1]: problem.g[s, 0] for s in range(2)}
        alike |= {problem.g[s, k]: sp.Integer(0) for s in range(2) for k in range(2, problem.K)}
        yield problem, lambda e, alike=alike: sp.sympify(e).xreplace(alike)


def moments_agree(says: Callable[..., Any], context: Context) -> Outcome:
    """All of says(b_1, b_2, A_11, A_12, A_22) vanish for g_1 = g_2, symbolic otherwise."""
    effective = 0
    for problem, alike in equal_pairs():
        S = problem.Sxx
        for difference in says(problem.Syx(0), problem.Syx(1), S(0, 0), S(0, 1), S(1, 1)):
            for entry in np.ravel(difference):
                effective += 1
                if is_zero(alike(entry)).holds is not True:
                    found = f"K = {problem.K}, n = {problem.n}: the difference is {sp.factor(alike(entry))}"
                    return Outcome(False, Evidence.PROVED, effective, counterexample=found)
    return Outcome(True, Evidence.PROVED, effective, deviation=0.0, detail="identical for any inputs and gates")


def pair_flow(says: Callable[..., Any], context: Context, part: Callable[[Any, Any], Any]) -> Outcome:
    """part(K tau w_1', K tau w_2') = says(K, b_1, A_11, w_1, w_2) against the derivative of the loss, for equal gates."""
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
                size = float(abs(wrong - right) / abs(right)) if right != 0 else float(abs(wrong))
                return Outcome(
                    False,
                    Evidence.PROVED,
                    effective,
                    deviation=size,
                    counterexample=found,
                    level="relative error of an entry",
                )
    return Outcome(True, Evidence.PROVED, effective, deviation=0.0, detail="the derivative of the loss, entry by entry")


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


def _pair(part: Callable[[Any, Any], Any]) -> Callable[[Any, Context], Outcome]:
    return lambda says, context: pair_flow(says, context, part)


CLAIMS = (
    Claim(
        id="redundant-moments",
        locator="Sec. 3.5, sentence, moments",
        statement="If g_1 = g_2, then b_1 = b_2 and A_11 = A_12 = A_22.",
        printed=Statement(
            r"g_1 = g_2 \implies b_1 = b_2,\ A_{11} = A_{12} = A_{22}",
            lambda b1, b2, A11, A12, A22: (b1 - b2, A11 - A12, A12 - A22),
        ),
        test=moments_agree,
        wrong={
            "A_12 = 2 A_11": lambda b1, b2, A11, A12, A22: (A12 - 2 * A11,),
            "b_1 = -b_2": lambda b1, b2, A11, A12, A22: (b1 + b2,),
        },
        oracle="symbolic moments of Eq. (5) and (6)",
    ),
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
        test=_pair(first),
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
        test=_pair(second),
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
        test=_pair(difference),
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
        test=_pair(mean),
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
        test=_pair(first),
        wrong={
            "without Delta": lambda K, b, A, w1, w2: b - 2 * (A @ w1) / K,
            "without the 2": lambda K, b, A, w1, w2: b - A @ (w1 - (w1 - w2) / 2) / K,
        },
        **FLOW,
    ),
)
