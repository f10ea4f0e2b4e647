"""Section 5: to learn is to reach the all-ones matrix, whatever the layers are."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import tuples
from theory import emn
from theory.two_valued import two_valued
from theory.validation import Array

from ..layered_output import layered_output
from ..small_masks import binary_masks
from ..three_point_inputs import INPUTS

NETWORKS: tuple[tuple[int, ...], ...] = ((), (1,), (2,), (1, 2))


def error_is(says: Callable[[Array, Array, Array], Any], context: Context) -> Outcome:
    """says(beta, M, S): the mean square of (network(A, x) - A x)_i over masks, inputs and outputs.

    From the layers in exact rationals, over all binary masks and inputs in {0, 1/2, 1} with the first two moments of uniform
    ones, on up to two nodes; at random weights, and at weights of zero loss.
    """
    rng, effective = context.rng("all ones"), 0
    for copies in NETWORKS:
        for n in (1, 2):
            net = emn.Architecture(n, copies)
            random = [np.array(rng.integers(1, 9, s), dtype=object) * Fraction(1, 4) for s in net.shapes]
            for layers in (random, list(emn.nearest_solution(net, net.parameters(random, exact=True)).layers)):
                beta = emn.effective_weights(net, net.parameters(layers, exact=True))
                error = _mean_square(net, layers)
                effective += 1
                M = np.array([two_valued(n, Fraction(1, 2), Fraction(1, 4), exact=True)] * n)
                stated = says(beta, M, emn.uniform_inputs(n, exact=True))
                if stated != error:
                    found = f"{tuples(copies)}, n = {n}, beta {tuples(beta)}: the error is {error}, "
                    return Outcome(False, Evidence.CERTIFIED, effective, counterexample=f"{found}stated {stated}")
                if (error == 0) is not bool(np.all(beta == 1)):
                    raise ArithmeticError(f"{copies}: the error is {error} at effective weights {beta}")
    detail = "0 at all ones, and nowhere else: the masks open every edge"
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail=detail)


def _mean_square(net: emn.Architecture, layers: list[Array]) -> Fraction:
    n, total = net.n, Fraction(0)
    for A in binary_masks(n).astype(object):
        for values in product(INPUTS, repeat=n):
            x = np.array([v for v, _ in values], dtype=object)
            weight = prod(w for _, w in values)
            total += weight * sum((layered_output(net, layers, A, x) - A @ x) ** 2)
    return total / (n * 2 ** (n * n))


CLAIMS = (
    Claim(
        id="all-ones",
        locator="Sec. 5, sentence, all ones",
        origin=Origin.READ,
        statement="With masking the problem is trivial and amounts to learning the all-ones matrix: the error of every "
        "architecture is a quadratic form in its effective weights less one, whatever its layers are.",
        printed=Statement(
            r"E = \tfrac1n \sum_i (\beta_i - 1)^\top (M_i \odot S) (\beta_i - 1)",
            lambda beta, M, S: emn.test_error(beta, M, S),
        ),
        test=error_is,
        wrong={
            "no Hadamard product": lambda beta, M, S: emn.test_error(beta, np.full_like(M, Fraction(1)), S),
            "entry by entry": lambda beta, M, S: emn.test_error(beta, M, S * np.eye(len(S), dtype=int)),
            "half of it": lambda beta, M, S: emn.test_error(beta, M, S) / 2,
        },
        assumptions=("no activation functions", "inputs independent of the masks"),
        oracle="all masks and inputs, layer by layer in exact rationals",
    ),
)
