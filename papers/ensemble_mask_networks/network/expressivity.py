"""What hidden layers add to the operators of a mask network, and the largest rank: question 3, next check 3 of the companion."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import tuples
from theory import emn, exact
from theory.emn.network.gradient import jacobian
from theory.validation import Array

from ..rationals import rationals

ARCHITECTURES: tuple[tuple[int, ...], ...] = ((), (1,), (2,), (1, 1), (3, 2))


@dataclass(frozen=True)
class Ranks:
    """The largest rank with masks, of `Architecture(n, copies)`, and without, of n inputs, h hidden units and n outputs."""

    masked: Callable[[int, tuple[int, ...]], int] = lambda n, copies: n
    unmasked: Callable[[int, int], int] = min


def largest_rank(says: Ranks, context: Context) -> Outcome:
    """The largest rank of the matrix that a network applies, over masks A and weights.

    In exact rationals, weights at random: the mask I gives rank n where no beta_ii is 0, and no n x n matrix has more. A
    product of two matrices without masks has at most the rank of its narrowest side, and random ones have it.
    """
    rng, effective = context.rng("rank"), 0
    for name, found, said in _ranks(says, rng):
        effective += 1
        if found != said:
            where = f"{name}: a matrix of rank {found}, stated at most {said}"
            return Outcome(
                False,
                Evidence.CERTIFIED,
                effective,
                deviation=float(found - said),
                counterexample=where,
                level="rank found less the one stated",
            )
    detail = "the mask I; no n x n matrix has a larger rank. At zero loss the matrix is A, of whatever rank"
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail=detail)


def _ranks(says: Ranks, rng: np.random.Generator) -> Iterator[tuple[str, int, int]]:
    """Network, rank found, rank stated."""
    for n, copies in product((1, 2, 3, 4), ARCHITECTURES):
        net = emn.Architecture(n, copies)
        beta = emn.effective_weights(net, _exact_parameters(net, rng))
        masks = [np.eye(n, dtype=int), np.ones((n, n), dtype=int), rng.integers(0, 2, size=(n, n))]
        found = max(exact.rank(A.astype(object) * beta) for A in masks)
        yield f"n = {n}, copies {tuples(copies)}", found, says.masked(n, copies)
    for n, h in product((2, 3, 4), (1, 2, 3, 4, 5)):
        found = exact.rank(_positive(rng, n, h) @ _positive(rng, h, n))
        yield f"n = {n}, {h} hidden units without masks", found, says.unmasked(n, h)


def _exact_parameters(net: emn.Architecture, rng: np.random.Generator) -> emn.Parameters:
    return net.parameters([_positive(rng, *shape) for shape in net.shapes], exact=True)


def _positive(rng: np.random.Generator, *shape: int) -> Array:
    """Too many for accidental relations."""
    return rationals(rng, *shape, least=1, most=49, denominators=19)


def functions(says: Callable[[int, int], bool], context: Context) -> Outcome:
    """says(dimension, n) of the set of functions (A, x) -> (A * beta) x that a hidden layer must satisfy.

    The dimension is the rank of the Jacobian of beta at random exact parameters, every row by itself.
    """
    rng, effective = context.rng("functions"), 0
    for n in (1, 2, 3):
        for copies in ARCHITECTURES[1:]:
            net = emn.Architecture(n, copies)
            blocks = jacobian(net, _exact_parameters(net, rng))
            dimension = sum(exact.rank(block) for block in blocks)
            effective += 1
            if not says(dimension, n):
                found = f"n = {n}, copies {tuples(copies)}: {dimension} dimensions, no hidden layer has {n * n}"
                return Outcome(
                    False,
                    Evidence.CERTIFIED,
                    effective,
                    deviation=float(dimension - n * n),
                    counterexample=found,
                    level="dimensions found less n^2",
                )
    detail = "n^2, the effective weights, for every architecture: without activation functions, hidden layers add none"
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail=detail)


CLAIMS = (
    Claim(
        id="width-and-depth",
        locator="Sec. 5, sentence, width and depth",
        origin=Origin.READ,
        statement="Increasing width and depth may be needed for more complex operations. Without activation functions it gives "
        "none: every architecture computes the (A * beta) x of the one without hidden layer (companion notes, open question 3).",
        printed=Statement(r"\{(c_1, \dots, c_m)\} \supsetneq \{()\}", lambda dimension, n: dimension > n * n),
        corrected=Statement(
            r"\{(c_1, \dots, c_m)\} = \{x \mapsto (A \odot \beta) x\}", lambda dimension, n: dimension == n * n
        ),
        test=functions,
        wrong={
            "one constant a row": lambda dimension, n: dimension == n,
            "fewer": lambda dimension, n: dimension < n * n,
        },
        assumptions=("no activation functions", "one masked layer"),
        oracle="the rank of the Jacobian of the effective weights in exact rationals",
    ),
)

RANK_CLAIMS = (
    Claim(
        id="largest-rank",
        locator="p. 1, companion notes, next check 3",
        origin=Origin.OWN,
        statement="The largest rank of the matrix that a mask network applies is n for every architecture, and at zero loss it is "
        "the rank of A. A linear network without masks is limited by its narrowest layer; here every layer has c_i n units.",
        printed=Statement(
            r"\max_A \mathrm{rank}(A \odot \beta) = n;\quad \text{without masks, with } h \text{ hidden units: } \min(n, h)",
            Ranks(),
        ),
        test=largest_rank,
        wrong={
            "the smallest number of copies": Ranks(lambda n, copies: min((n, *copies))),
            "units of the narrowest hidden layer": Ranks(lambda n, copies: n * min(copies, default=1)),
            "n - 1": Ranks(lambda n, copies: n - 1),
            "without masks n as well": Ranks(unmasked=lambda n, h: n),
            "without masks as many as hidden units": Ranks(unmasked=lambda n, h: h),
        },
        assumptions=("all effective weights different from 0",),
        oracle="rank in exact rationals",
    ),
)
