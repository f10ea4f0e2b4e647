"""Section 1: erf and sigmoid units, which need their biases, and ReLU units, which do not; the cross-entropy loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp

from papers.ledger.claim import Claim, Context, Statement
from papers.ledger.verdict import Evidence, Outcome
from sims.biased import Biased, activation, train_biased
from theory.gdln.receptive_fields.localization import inverse_participation_ratio
from theory.zero import is_zero

from .relu_runs import interval, law, neighbour_correlation, side

SITES, NETWORKS, STEPS, BATCH = 16, 12, 300, 160
RATES = {"erf": (3.0, 1.0, 1.0), "sigmoid": (30.0, 10.0, 1.0), "ReLU": (0.5, 0.5, 0.5)}  # w, b_1, b_2
BELOW = {"erf": -1.0, "sigmoid": -1.7, "ReLU": 0.0}  # where b_1 starts: sigma is convex there
SETTINGS = ("NLGP (2, 1)", "NLGP (1, 2)")
Run = tuple[str, float]  # activation, start of b_1


@lru_cache(maxsize=16)
def _fields(name: str, b1: float, setting: str, seed: int) -> Any:
    """Trained fields (networks, L) of one unit with biases; b_2 starts where the mean output is 1/2."""
    rngs = [Context(seed).rng(f"{name} {b1} {setting} {r}") for r in range(NETWORKS)]
    w = np.stack([rng.normal(scale=0.01, size=(1, SITES)) for rng in rngs])
    rest = float(activation(name, np.array([b1]))[0][0])
    start = Biased(w, np.full((NETWORKS, 1), b1), np.full(NETWORKS, 0.5 - rest))
    options: dict[str, Any] = {"steps": STEPS, "lr": RATES[name], "batch": BATCH, "rngs": rngs}
    return train_biased(start, name, law(setting, SITES), **options).w[:, 0]


def smooth_then_alternating(says: tuple[Run, ...], context: Context) -> Outcome:
    """Each unit in `says` has fields with neighbours of one sign for (2, 1), and of alternating signs for (1, 2)."""
    wrong, doubtful, found = False, False, []
    data: dict[str, Any] = {"names": [], "fields": []}
    for name, b1 in says:
        for setting, sign in zip(SETTINGS, (1, -1), strict=True):
            w = _fields(name, b1, setting, context.seed)
            middle, half = interval(neighbour_correlation(w), 6)
            where = side(middle, half, 0.0)
            wrong, doubtful = wrong or where == -sign, doubtful or where == 0
            ratio = inverse_participation_ratio(w).mean()
            found.append(
                f"{name}, b_1 from {b1:g}, {setting}: neighbours {middle:.2f} +- {half:.2f}, "
                f"inverse participation ratio {ratio:.2f}"
            )
            data["names"].append(f"{name}, {setting}")
            data["fields"].append((w[:4] / np.linalg.norm(w[:4], axis=1, keepdims=True)).tolist())
    text = f"{'; '.join(found)}; random directions: {3 / (SITES + 2):.2f}"
    return Outcome(
        False if wrong else None if doubtful else True,
        Evidence.SIMULATED,
        2 * NETWORKS * len(says),
        counterexample=text if wrong else "",
        detail=text,
        data=data,
    )


def plot_fields(data: Mapping[str, Any]) -> Any:
    """Four trained fields a panel, each of norm 1: a row an activation, a column a pair of length scales."""
    from matplotlib.figure import Figure

    rows = len(data["names"]) // 2
    figure = Figure(figsize=(8, 2.2 * rows), layout="constrained")
    for axes, name, fields in zip(
        figure.subplots(rows, 2, sharex=True, squeeze=False).ravel(), data["names"], data["fields"], strict=True
    ):
        for field in fields:
            axes.plot(field, "o-", ms=3, lw=0.8)
        axes.axhline(0, color="black", lw=0.5)
        axes.set(title=name, xlabel="site", ylabel="weight / norm")
    return figure


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
            return Outcome(False, Evidence.PROVED, K, deviation=rest - best, counterexample=found)
        return Outcome(None, Evidence.PROVED, K, detail=found)
    detail = "loss = loss at w = 0 + the square of the odd part, for any weights, inputs and P(y | x)"
    return Outcome(True, Evidence.PROVED, 3, deviation=0.0, detail=detail)


def sigmoid(h: Any) -> Any:
    return 1 / (1 + sp.exp(-h))


def loss_is_finite(says: Callable[[float], tuple[float, float]], context: Context) -> Outcome:
    """says(yhat) = (-log p, -log(1 - p)) must be finite for both labels, at the outputs of a ReLU unit."""
    for effective, yhat in enumerate((0.5, 0.0, 2.0, 40.0), 1):
        for label, value in zip((1, 0), says(yhat), strict=True):
            if not np.isfinite(value):
                found = f"output {yhat:g}, y = {label}: the cross-entropy is {value:g}"
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
            p = says(yhat)
            if abs(np.exp(-p[0]) + np.exp(-p[1]) - 1) > 1e-12:  # rounding of two exponentials
                found = f"output {yhat:g}: the two probabilities add up to {np.exp(-p[0]) + np.exp(-p[1]):.4g}"
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
    return Outcome(True, Evidence.CERTIFIED, 4, deviation=0.0, detail="outputs 0, 1/2, 2 and 40")


def as_probability(yhat: float) -> tuple[float, float]:
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(-np.log(yhat)), float(-np.log(np.float64(1) - yhat))


def as_logit(yhat: float) -> tuple[float, float]:
    return float(np.logaddexp(0, -yhat)), float(np.logaddexp(0, yhat))


NETWORK = (
    Claim(
        id="eq-1",
        locator="Eq. (1)",
        statement="The network: one hidden layer with activation sigma and biases. From section 2 on sigma = ReLU, "
        "W_2 = 1/K, no biases.",
        printed=Statement(r"\hat y = W_2\, \sigma(W_1 x + b_1) + b_2"),
    ),
)

CLAIMS = (
    Claim(
        id="sec-1-cross-entropy",
        locator="Sec. 1, sentence, loss",
        statement="The network can be trained with the cross-entropy, too: with its output as the logit of y = 1, not as its "
        "probability, which a ReLU unit drives to 0 and beyond 1.",
        printed=Statement(
            r"\ell = -y \log s(\hat y) - (1 - y)\log(1 - s(\hat y)),\quad s(h) = 1 / (1 + e^{-h})", as_logit
        ),
        test=loss_is_finite,
        wrong={
            "the output as the probability": as_probability,
            "the logit's sign in one term only": lambda yhat: (as_logit(yhat)[0], as_logit(yhat)[0]),
        },
        assumptions=("the note does not say which",),
        oracle="the loss at outputs that a ReLU unit has",
    ),
    Claim(
        id="fixed-output",
        locator="Sec. 1, sentence, fixed output",
        statement="Mostly the second layer is fixed to the mean of the hidden units, and the activation is the error function.",
        printed=Statement(r"W_2 = \tfrac1K \mathbf 1^\top,\quad \sigma(h) = \mathrm{erf}(h / \sqrt2)"),
    ),
    Claim(
        id="sec-1-sigmoid-fields",
        locator="Sec. 1, sentence, sigmoid",
        statement="Sigmoid units give qualitatively the same fields as erf units: a smooth bump if the class y = 1 has the longer "
        "correlations, alternating signs otherwise. That is so if b_1 starts where the activation is convex; where it is concave "
        "the two cases change places.",
        printed=Statement(
            r"\sigma = \mathrm{sigmoid} \simeq \sigma = \mathrm{erf}",
            (("erf", BELOW["erf"]), ("sigmoid", BELOW["sigmoid"])),
        ),
        test=smooth_then_alternating,
        wrong={"erf, b_1 from above 0": (("erf", 1.0),)},
        assumptions=(
            "NLGP, gain 3, one unit with b_1 and b_2, W_2 = 1",
            "b_1 < 0 at the start",
            "weights start at N(0, 1e-4)",
        ),
        oracle="SGD, Student intervals over 12 networks, family-wise 1e-6",
        cost=12,
        plot=plot_fields,
    ),
)

BIASES = (
    Claim(
        id="sec-1-relu-biases",
        locator="Sec. 1, sentence, biases of ReLU",
        statement="ReLU units give such fields with biases too; section 2 removes them.",
        printed=Statement(r"\sigma = \mathrm{ReLU}:\ b_1 = b_2 = 0\ \text{or not}", (("ReLU", BELOW["ReLU"]),)),
        test=smooth_then_alternating,
        wrong={"erf, b_1 from above 0": (("erf", 1.0),)},
        assumptions=("NLGP, gain 3, one unit, W_2 = 1", "weights start at N(0, 1e-4), b_1 at 0"),
        oracle="SGD, Student intervals over 12 networks, family-wise 1e-6",
        cost=6,
        plot=plot_fields,
    ),
    Claim(
        id="sec-1-sigmoid-biases",
        locator="Sec. 1, sentence, biases of sigmoid",
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
