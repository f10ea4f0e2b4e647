"""Section 1: ReLU units do without their biases, with narrower fields; sigmoid units do not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from theory.zero import is_zero

from .biased_fields import BELOW, Unit, bump_then_wave, plot_fields


def no_better_than_zero(says: tuple[Callable[[Any], Any], bool], context: Context) -> Outcome:
    """says = (sigma, symmetric): on every law that is `symmetric`, no weights have a loss below that of w = 0, no biases.

    A symmetric law is made of pairs x, -x with the same P(y = 1 | x) = q: the loss of a pair, for any h_k = w_k . x, must be
    that of w = 0 plus the square of an output. A law that is not: single inputs h > 0 with y = 1.
    """
    sigma, symmetric = says
    q = sp.Symbol("q", real=True)
    for K in (1, 2, 3):
        h = sp.symbols(f"h_1:{K + 1}", real=True)
        out = [sum((sigma(sign * v) for v in h), sp.Integer(0)) / K for sign in (1, -1)][: 2 if symmetric else 1]
        loss = sum((q * (o - 1) ** 2 + (1 - q) * o**2 for o in out), sp.Integer(0)) / len(out)
        gain = loss - loss.subs(dict.fromkeys(h, 0)) - (out[0] - sigma(sp.Integer(0))) ** 2
        if is_zero(gain).holds is True:
            continue
        at = {**dict.fromkeys(h, sp.Rational(1, 2)), q: 1}
        best, rest = (float(value) for value in (loss.subs(at), loss.subs(at | dict.fromkeys(h, 0))))
        inputs = "x = 1, -1, each" if symmetric else "x = 1"
        found = f"K = {K}, {inputs} with y = 1: w = 1/2 has the loss {best:.4g}, w = 0 has {rest:.4g}"
        if best < rest:
            return Outcome(False, Evidence.PROVED, K, deviation=rest - best, counterexample=found, level="loss gained")
        return Outcome(None, Evidence.PROVED, K, detail=found)
    detail = "loss = loss at w = 0 + the square of the odd part, for any weights, inputs and P(y | x)"
    return Outcome(True, Evidence.PROVED, 3, deviation=0.0, detail=detail)


def sigmoid(h: Any) -> Any:
    return 1 / (1 + sp.exp(-h))


CLAIMS = (
    Claim(
        id="sec-1-relu-biases",
        locator="Sec. 1, sentence, biases of ReLU",
        statement="The biases of ReLU units can be removed, as from section 2 on: with and without them the fields are localized "
        "if the class y = 1 has the longer correlations. Without them they are about three times as narrow.",
        printed=Statement(
            r"\sigma = \mathrm{ReLU}:\ b_1 = b_2 = 0\ \text{or not}", (Unit("ReLU", BELOW["ReLU"]), Unit("ReLU", None))
        ),
        test=bump_then_wave,
        wrong={
            "erf, b_1 from above 0": (Unit("erf", 1.0),),
            "with biases not localized": (Unit("ReLU", BELOW["ReLU"], localized=False),),
            "without biases not localized": (Unit("ReLU", None, localized=False),),
        },
        assumptions=(
            "NLGP, gain 3, one unit, W_2 = 1",
            "weights start at N(0, 1e-4), b_1 at 0",
            "L = 40 for (2, 1): with biases the bump holds several sites, and on 16 would be no more concentrated than twice a "
            "random field",
        ),
        oracle="SGD, Student intervals over 12 to 24 networks, family-wise 1e-6",
        cost=7,
        plot=plot_fields,
    ),
    Claim(
        id="sec-1-sigmoid-biases",
        locator="Sec. 1, sentence, biases of sigmoid",
        origin=Origin.READ,
        statement="The biases of sigmoid units cannot be removed: without them no weights do better than none. So it is for inputs "
        "whose law is symmetric under x -> -x in each class, such as the nonlinear Gaussian process; for pulses it is not.",
        printed=Statement(r"b_1 = b_2 = 0:\ \min_W \mathcal L = \mathcal L(W = 0)", (sigmoid, False)),
        corrected=Statement(
            r"b_1 = b_2 = 0,\ (x, y) \sim (-x, y):\ \mathcal L(W) = \mathcal L(0) + \langle(\hat y - \tfrac12)^2\rangle",
            (sigmoid, True),
        ),
        test=no_better_than_zero,
        wrong={
            "ReLU": (lambda h: sp.Max(h, 0), True),
            "a sigmoid with b_1 = -1": (lambda h: sigmoid(h - 1) - sigmoid(sp.Integer(-1)), True),
            "erf on inputs that are not symmetric": (lambda h: sp.erf(h / sp.sqrt(2)), False),
        },
        assumptions=("W_2 = 1/K",),
        oracle="symbolic loss of pairs of inputs, K up to 3",
    ),
)
