"""Section 4, footnote 2: whether inputs from the unit cube are enough for all inputs."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from papers import Claim, Context, Evidence, Outcome, Statement
from theory.validation import Array

Pieces = list[tuple[Fraction, Array]]


def reduced_to_the_cube(says: Callable[[Array], Pieces], context: Context) -> Outcome:
    """says(x): numbers s and inputs u with f(A, x) = sum s f(A, u), every u inside [0, 1]^n, where networks were trained.

    In exact rationals, for effective weights at random, masks and inputs of either sign. That training inside the cube is
    enough is more than that a network is linear: <x x^T> must be positive definite there (`theory.emn.determined_combinations`).
    """
    rng, effective = context.rng("inputs"), 0
    for n in (1, 2, 3):
        beta, A = (np.array(rng.integers(1, 9, (n, n)), dtype=object) * Fraction(1, 8) for _ in range(2))
        for _ in range(20):
            x = np.array(rng.integers(-9, 10, n), dtype=object) * Fraction(1, 2)
            if not np.any(x):
                continue
            effective += 1
            pieces = says(x)
            total = sum(s * ((A * beta) @ u) for s, u in pieces)
            outside = [u for _, u in pieces if any(v < 0 or v > 1 for v in u)]
            if outside or not np.array_equal(total, (A * beta) @ x):
                what = f"needs the input {_text(outside[0])}" if outside else "gives another output"
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=f"x = {_text(x)} {what}")
    return Outcome(True, Evidence.CERTIFIED, effective, detail="inputs of either sign, in exact rationals")


def _text(x: Array) -> str:
    return "(" + ", ".join(map(str, x)) + ")"


def normalized(x: Array) -> Pieces:
    """x = |x| (x / |x|), with the largest entry for the norm, so that rationals stay so."""
    size = max(abs(x))
    return [(size, x / size)]


def positive_and_negative(x: Array) -> Pieces:
    size = max(abs(x))
    return [(size, np.maximum(x, 0) / size), (-size, np.maximum(-x, 0) / size)]


CLAIMS = (
    Claim(
        id="unit-inputs",
        locator="Sec. 4, footnote 2",
        statement="Inputs in [0, 1]^n are no restriction, since arbitrary vectors can be normalized and outputs scaled. Scaling "
        "leaves negative entries, on which no network was trained; without activation functions the difference of two scaled "
        "nonnegative inputs settles them too.",
        printed=Statement(r"f(A, x) = |x|\, f(A, x / |x|)", normalized),
        corrected=Statement(r"f(A, x) = s f(A, x_+ / s) - s f(A, x_- / s),\quad s = |x|_\infty", positive_and_negative),
        test=reduced_to_the_cube,
        wrong={
            "without the sign": lambda x: [(max(abs(x)), abs(x) / max(abs(x)))],
            "both parts added": lambda x: [(abs(s), u) for s, u in positive_and_negative(x)],
            "without scaling back": lambda x: [(s / abs(s), u) for s, u in positive_and_negative(x)],
        },
        assumptions=("no activation functions", "inputs of either sign"),
        oracle="exact rationals",
    ),
)
