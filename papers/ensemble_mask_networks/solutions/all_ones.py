"""Sections 5 and 6: to learn is to reach the all-ones matrix, and every architecture does."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import product
from math import prod
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import tuples
from sims.emn import finite, train_batch
from theory import emn
from theory.two_valued import two_valued
from theory.validation import Array

from ..end_of_training import end_of_training_bound
from ..three_point_inputs import INPUTS

NETWORKS: tuple[tuple[int, ...], ...] = ((), (1,), (2,), (1, 2))
TRAINED: tuple[tuple[int, ...], ...] = ((), (1,), (3,), (1, 1), (2, 3), (1, 2, 1))
N, RUNS = 4, 6


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
    for bits in product((0, 1), repeat=n * n):
        A = np.array(bits, dtype=object).reshape(n, n)
        for values in product(INPUTS, repeat=n):
            x = np.array([v for v, _ in values], dtype=object)
            h = ((np.repeat(A, net.widths[0], axis=0) * layers[0]) @ x).reshape(n, -1)
            for layer in layers[1:]:
                h = np.array([block @ units for block, units in zip(layer, h, strict=True)])
            weight = prod(w for _, w in values)
            total += weight * sum((h[:, 0] - A @ x) ** 2)
    return total / (n * 2 ** (n * n))


def learns(says: Callable[[tuple[int, ...]], bool], context: Context) -> Outcome:
    """says(copies): whether networks from random starts end at zero loss: effective weights 1 to what rounding leaves.

    That is 2 eps / (step lambda) in a row, step 2 lr / n, lambda = 5/48 the least eigenvalue of Q, times 10 for the constants of
    the layers, of size near 1 here.
    """
    floor = end_of_training_bound(2 * 0.1 / N)
    for effective, copies in enumerate(TRAINED, 1):
        worst = context.once(f"trained {copies}", partial(_worst, context, copies))
        if says(copies) is not (worst <= floor):
            found = f"{tuples(copies)}, n = {N}: effective weights within {worst:.2g} of 1 in {RUNS} runs, "
            found += f"rounding leaves {floor:.2g}"
            return Outcome(
                False,
                Evidence.SIMULATED,
                effective,
                deviation=worst,
                counterexample=found,
                level="largest distance of an effective weight from 1",
            )
    detail = f"{', '.join(map(tuples, TRAINED))}: all of {RUNS} runs each"
    return Outcome(
        True,
        Evidence.SIMULATED,
        RUNS * len(TRAINED),
        deviation=worst,
        detail=detail,
        level="largest distance of an effective weight from 1",
    )


def _worst(context: Context, copies: tuple[int, ...]) -> float:
    net = emn.Architecture(N, copies)
    rngs = [context.rng(f"{copies} {seed}") for seed in range(RUNS)]
    starts = [net.init(rng) for rng in rngs]
    runs = train_batch(net, starts, rngs=rngs, masks=emn.PaperMasks(N, size=250, order="random"), meta_epochs=16)
    return max(float(np.max(np.abs(emn.effective_weights(net, run.params) - 1))) for run in finite(runs))


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
    Claim(
        id="any-architecture",
        locator="Sec. 6, sentence, count and size",
        statement="A randomly initialized network learns the target with any hidden layer count and size, a multiple of n.",
        printed=Statement(r"(c_1, \dots, c_m) \to \beta = 1\ \text{for all}\ m, c_l", lambda copies: True),
        test=learns,
        wrong={
            "one hidden layer at most": lambda copies: len(copies) < 2,
            "one copy of each node only": lambda copies: all(c == 1 for c in copies),
        },
        assumptions=(f"n = {N}", "lr 0.1, PyTorch's initialization", "4000 masks"),
        oracle=f"{RUNS} trainings of six architectures, to the rounding floor",
        cost=4,
    ),
)
