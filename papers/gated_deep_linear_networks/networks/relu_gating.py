"""Section 2: a ReLU is a gate times a linear map, Eq. (2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from papers import Claim, Context, Evidence, Outcome, Statement
from theory.zero import is_zero


def gate_times_input(gate: Callable[[Any], Any], context: Context) -> Outcome:
    """ReLU(h) = gate(h) h on the three cases h > 0, h = 0, h < 0 of h = <w_1, x>, which are all there are."""
    cases = (sp.Symbol("h", positive=True), sp.Integer(0), sp.Symbol("h", negative=True))
    for name, h in zip(("h > 0", "h = 0", "h < 0"), cases, strict=True):
        if is_zero(sp.Max(h, 0) - gate(h) * h).holds is not True:
            return Outcome(
                False, Evidence.PROVED, 3, counterexample=f"{name}: ReLU(h) = {sp.Max(h, 0)}, not {gate(h) * h}"
            )
    return Outcome(True, Evidence.PROVED, 3, deviation=0.0, detail="the difference is 0 in each of the three cases")


CLAIMS = (
    Claim(
        id="eq-2",
        locator="Eq. (2)",
        statement="The output of a ReLU unit is its input times the gate that says whether the input is >= 0.",
        printed=Statement(
            r"\mathrm{ReLU}(\langle w_1, x\rangle) = g(x)\langle w_1, x\rangle,\quad g(x) = \mathbb 1(\langle w_1, x\rangle \ge 0)",
            lambda h: sp.Piecewise((1, h >= 0), (0, True)),
        ),
        test=gate_times_input,
        wrong={
            "gate on below 0": lambda h: sp.Piecewise((1, h <= 0), (0, True)),
            "gate always on": lambda h: sp.Integer(1),
        },
        assumptions=("no bias",),
        oracle="symbolic case distinction",
    ),
)
