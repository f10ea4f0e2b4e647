"""Section 2.1: the gate of a ReLU unit does not depend on the scale of its weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from papers import Claim, Context, Evidence, Outcome, Statement


def gate_is_invariant(says: Callable[[Any], Any], context: Context) -> Outcome:
    """1[says(h) >= 0] = 1[h >= 0] in the three cases h > 0, h = 0, h < 0 of h = <w_1, x>."""
    for name, h in (
        ("h > 0", sp.Symbol("h", positive=True)),
        ("h = 0", sp.Integer(0)),
        ("h < 0", -sp.Symbol("h", positive=True)),
    ):
        if (says(h) >= 0) != (h >= 0):
            found = f"{name}: the gate of {says(h)} is {bool(says(h) >= 0)}, that of h is {bool(h >= 0)}"
            return Outcome(False, Evidence.PROVED, 3, counterexample=found)
    return Outcome(True, Evidence.PROVED, 3, deviation=0.0, detail="in each of the three cases")


CLAIMS = (
    Claim(
        id="sec-2-1-scale",
        locator="Sec. 2.1, sentence",
        statement="The gate does not depend on the scale of w_1.",
        printed=Statement(r"g_{c w_1} = g_{w_1},\ c > 0", lambda h: sp.Symbol("c", positive=True) * h),
        test=gate_is_invariant,
        wrong={"nor on its sign": lambda h: -h, "nor on a shift of w_1 . x": lambda h: h - 2 * sp.Abs(h)},
        oracle="symbolic case distinction",
    ),
)
