"""Sections 3 and 6: how many subnetworks a mask network holds."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from papers import Claim, Context, Evidence, Outcome, Statement
from theory import emn

from .generic_weights import generic_layer


def one_layer_count(says: Callable[[int], int], context: Context) -> Outcome:
    """`says(n)` against the number of different maps x -> (A * W) x that binary A give on n nodes, by enumeration."""
    sizes = (1, 2, 3)
    for n in sizes:
        _, maps = emn.distinct_subnetworks([generic_layer(n, n)])
        if maps != says(n):
            found = f"n = {n}: {maps} different subnetworks, the statement gives {says(n)}"
            return Outcome(
                False,
                Evidence.CERTIFIED,
                n,
                deviation=float(says(n) - maps),
                counterexample=found,
                level="stated count less the one enumerated",
            )
    detail = "all masks enumerated for n = 1, 2, 3, their maps compared in exact rationals"
    return Outcome(True, Evidence.CERTIFIED, len(sizes), deviation=0.0, detail=detail)


def two_layer_maps(hidden: int, inputs: int, outputs: int) -> int:
    """Different maps of two masked layers with generic weights: ((2^inputs - 1)(2^outputs - 1) + 1)^hidden.

    A hidden unit passes on any nonempty set of inputs to any nonempty set of outputs, or nothing, in which case its
    other mask does not matter.
    """
    return int(((2**inputs - 1) * (2**outputs - 1) + 1) ** hidden)


def two_layer_count(says: Callable[[int], int], context: Context) -> Outcome:
    """`says(n)` is the count "about": its ratio to the number of different maps must go to 1 with n.

    The exact count is enumerated where that is possible. Its ratio to 2^(2 n^2) is (1 - 2^(1-n) + 2^(1-2n))^n, within
    n 2^(1-n) of 1, so the statement passes when its ratio is inside that bound at n = 4, ..., 40.
    """
    for hidden, inputs, outputs in ((1, 1, 1), (1, 2, 2), (2, 1, 2), (2, 2, 2), (2, 3, 1)):
        layers = [generic_layer(hidden, inputs), generic_layer(outputs, hidden, skip=hidden * inputs)]
        if emn.distinct_subnetworks(layers)[1] != two_layer_maps(hidden, inputs, outputs):
            raise ArithmeticError(
                f"the count of maps fails for {hidden} hidden units, {inputs} inputs, {outputs} outputs"
            )
    sizes = range(4, 41)
    for n in sizes:
        ratio = Fraction(two_layer_maps(n, n, n), says(n))
        if abs(1 - ratio) > Fraction(2 * n, 2**n):
            found = f"n = {n}: the ratio of different maps to the stated number is {float(ratio):.4g}"
            return Outcome(
                False,
                Evidence.CERTIFIED,
                n,
                deviation=float(1 - ratio),
                counterexample=found,
                level="1 less the ratio of the counts",
            )
    detail = f"{two_layer_maps(2, 2, 2)} different maps of 256 masks at n = 2, ratio {float(ratio):.12f} at n = 40"
    return Outcome(
        True,
        Evidence.CERTIFIED,
        len(sizes),
        deviation=float(1 - ratio),
        detail=detail,
        level="1 less the ratio of the counts",
    )


WIDTH_CLAIMS = (
    Claim(
        id="subnetworks",
        locator="Sec. 3, sentence, ensemble",
        statement="A network R^n -> R^n with one masked layer is an ensemble of 2^n subnetworks. That counts the masks of "
        "one row; the whole layer has n^2 edges.",
        printed=Statement(r"2^n", lambda n: 2**n),
        corrected=Statement(
            r"2^{n^2}\ \text{(}2^{n(n+1)/2}\text{ symmetric masks, }2^n\text{ of a row)}", lambda n: 2 ** (n * n)
        ),
        test=one_layer_count,
        wrong={"n^2": lambda n: n * n, "symmetric masks": lambda n: 2 ** (n * (n + 1) // 2)},
        assumptions=("n is the number of nodes", "all weights different from 0"),
        oracle="enumeration of the masks",
        cost=2,
    ),
)

DEPTH_CLAIMS = (
    Claim(
        id="subnetworks-depth",
        locator="Sec. 6, sentence, subnetworks",
        statement="With several masked layers of n_i edges there are about prod 2^(n_i) subnetworks. Fewer are different "
        "as maps, 100 of 256 for two layers on 2 nodes, but the ratio goes to 1.",
        printed=Statement(r"\sim \prod_{i=1}^{m-1} 2^{n_i}", lambda n: 2 ** (2 * n * n)),
        test=two_layer_count,
        wrong={"one layer's edges": lambda n: 2 ** (n * n), "a factor of 2 more": lambda n: 2 ** (2 * n * n + 1)},
        assumptions=("two masked layers of n x n edges", "generic weights"),
        oracle="enumeration of the masks for up to 8 edges, then the exact count",
        cost=3,
    ),
)
