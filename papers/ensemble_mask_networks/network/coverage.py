"""The companion's second experiment: how small a set of training masks may be."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import product

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from theory import emn, exact
from theory.validation import Array

from ..small_masks import symmetric_masks


def small_sets(says: Callable[[int, int], Fraction], context: Context) -> Outcome:
    """says(n, D): the probability that D uniform symmetric masks teach the whole operation.

    Over all D-tuples of masks on one and two nodes: those for which every row's Q is positive definite, by exact ranks.
    """
    effective = 0
    for n, most in ((1, 5), (2, 4)):
        S = emn.uniform_inputs(n, exact=True)
        second = [[np.multiply.outer(row, row) * S for row in A] for A in symmetric_masks(n).astype(int)]
        for D in range(1, most + 1):
            share = context.once(f"{n} {D}", partial(_share, second, n, D))
            effective += 1
            if says(n, D) != share:
                found = f"n = {n}, {D} masks: {share} of the sets teach every edge, stated {says(n, D)}"
                return Outcome(
                    False,
                    Evidence.CERTIFIED,
                    effective,
                    float(says(n, D) - share),
                    None,
                    found,
                    level="stated share less the one found",
                )
    needed = next(D for D in range(1, 100) if (1 - 2.0**-D) ** 15 >= 0.99)
    detail = f"n = 5: {needed} masks are enough with probability 0.99, and training on them for long generalizes to all matrices"
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail=detail)


def _share(second: list[list[Array]], n: int, D: int) -> Fraction:
    """The share of D-tuples whose summed moments have full rank in every row; tuples as multisets of numbers of each mask."""
    full, total, known = 0, 0, dict[frozenset[int], bool]()
    for chosen in product(range(len(second)), repeat=D):
        key = frozenset(chosen)  # positive definite or not depends on which masks occur, not how often
        if key not in known:
            known[key] = all(exact.rank(np.sum([second[m][i] for m in key], axis=0)) == n for i in range(n))
        full, total = full + known[key], total + 1
    return Fraction(full, total)


CLAIMS = (
    Claim(
        id="small-training-set",
        locator="p. 1, companion notes, first experiment 2",
        origin=Origin.OWN,
        statement="Training on a small set of random matrices tests generalization: a set of D symmetric masks is enough when it "
        "opens each of the n (n + 1)/2 edges once, with probability (1 - 2^-D)^(n (n + 1)/2).",
        printed=Statement(r"P = (1 - 2^{-D})^{n(n+1)/2}", lambda n, D: (1 - Fraction(1, 2**D)) ** (n * (n + 1) // 2)),
        test=small_sets,
        wrong={
            "directed masks": lambda n, D: (1 - Fraction(1, 2**D)) ** (n * n),
            "one row alone": lambda n, D: (1 - Fraction(1, 2**D)) ** n,
            "as many masks as entries": lambda n, D: Fraction(int(n * n <= D)),
        },
        assumptions=("inputs independent of the masks, <x x^T> positive definite", "trained to the end"),
        oracle="all sets of masks on one and two nodes, exact ranks",
    ),
)
