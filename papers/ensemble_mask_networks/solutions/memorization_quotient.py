"""Section 7: the generalization/memorization quotient, for random sets of masks and for the paper's."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import product

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from theory import emn, exact
from theory.two_valued import two_valued

from ..small_masks import symmetric_masks

Says = tuple[Callable[[int, int], Fraction], Callable[[int], float]]


def quotient_is(says: Says, context: Context) -> Outcome:
    """says[0](n, D) is the quotient of D independent uniform symmetric masks: mean of all scores over mean of all first losses.

    Over all D-tuples of masks on one and two nodes, in exact rationals; what training leaves of a row by the null space of
    its Q, and the mean over starts. says[1](n) is the number of owned edges expected in the paper's set, which bounds the
    probability that its quotient is not 0: at n = 5 by counting all masks of each sum, to 10 eps a mask.
    """
    quotient, owned = says
    effective = 0
    for n, most in ((1, 5), (2, 3)):
        masks = [tuple(map(tuple, A.astype(int).tolist())) for A in symmetric_masks(n)]
        for D in range(1, most + 1):
            scores = losses = Fraction(0)
            for chosen in product(masks, repeat=D):
                for m, A in enumerate(chosen):
                    others = chosen[:m] + chosen[m + 1 :]
                    for i, a in enumerate(A):
                        scores += _left(a, frozenset(B[i] for B in others)) - _left(a, frozenset(B[i] for B in chosen))
                        losses += _left(a, frozenset())
            effective += 1
            if quotient(n, D) != scores / losses:
                text = f"n = {n}, {D} masks: {scores / losses}, stated {quotient(n, D)}"
                off = float(quotient(n, D) - scores / losses)
                return Outcome(
                    False,
                    Evidence.CERTIFIED,
                    effective,
                    off,
                    counterexample=text,
                    level="stated quotient less the one found",
                )
    counted, size = context.once("counted", lambda: _counted(5, context.rng("sums"))), emn.training_set_size(5)
    effective += 1
    if abs(owned(5) / counted - 1) > 10 * size * float(np.finfo(np.float64).eps):
        text = f"n = 5: {counted:.4g} owned edges expected, stated {owned(5):.4g}"
        return Outcome(
            False,
            Evidence.CORROBORATED,
            effective,
            owned(5) - counted,
            counterexample=text,
            level="stated number of edges less the one expected",
        )
    quotients = ", ".join(f"{float(quotient(5, D)):.2g}" for D in (2, 4, 8, 16))
    needed = next(D for D in range(1, 100) if quotient(5, D) < Fraction(1, 100))
    detail = (
        f"n = 5: {quotients} for 2, 4, 8, 16 masks, below 1 % from {needed}; owned edges expected in the paper's sets: "
        f"{owned(5):.1e} at n = 5 ({size} masks), {owned(10):.1e} at n = 10 ({emn.training_set_size(10)})"
    )
    evidence = Evidence.PROVED if emn.memorization_derivation().proved else Evidence.CERTIFIED
    return Outcome(True, evidence, effective, deviation=0.0, detail=detail)


def _counted(n: int, rng: np.random.Generator) -> float:
    """The expected number of edges that one mask alone opens: each edge's share among all masks of the sums of the paper's set."""
    every = symmetric_masks(n)
    sums = every.sum(axis=(1, 2))
    shares = {x: every[sums == x].mean(axis=0) for x in np.unique(sums).tolist()}
    p = np.array([shares[x] for x in emn.PaperMasks(n)(rng).sum(axis=(1, 2)).tolist()])
    owned = np.prod(1 - p, axis=0) * np.sum(p / (1 - p), axis=0)
    return float(owned[np.triu_indices(n)].sum())


@cache
def _left(a: tuple[int, ...], taught: frozenset[tuple[int, ...]]) -> Fraction:
    """The mean loss on a mask row a after a row is trained on the rows in `taught` to the end, over starts +-1/sqrt(n)."""
    n, S = len(a), emn.uniform_inputs(len(a), exact=True)
    Q = sum((np.multiply.outer(b, b) * S for b in np.array(sorted(taught), dtype=object).reshape(-1, n)), 0 * S)
    P = np.array([exact.null_part(Q, e) for e in exact.identity(n)])
    left = P @ two_valued(n, 1 + Fraction(1, 3 * n), Fraction(1), exact=True) @ P.T
    return Fraction(np.sum(left * S * np.multiply.outer(np.array(a, dtype=object), a)))


def _of_independent_masks(n: int) -> float:
    size = emn.training_set_size(n)
    return size * n * (n + 1) / 2 * 2.0**-size


CLAIMS = (
    Claim(
        id="memorization-quotient",
        locator="Sec. 7, remark, memorization quotient",
        origin=Origin.OWN,
        statement="Quantifying the quotient of memorization: of what training gains on its own masks, the share that no other mask "
        "teaches. For D uniform masks it falls to half or less with each mask more, and it is 0 where two masks open each "
        "edge: but for a probability of at most the owned edges expected, the paper's sets of 36 n^1.3 masks memorize nothing.",
        printed=Statement(
            r"q = r\, \frac{1 + \kappa r}{1 + \kappa},\quad r = 2^{1-D},\ \kappa = \frac{9 n (n-1)}{8 (3n+1)};\quad "
            r"\textstyle \sum_{i \le j} \sum_m p_{ij}(x_m) \prod_{k \ne m} (1 - p_{ij}(x_k))",
            (emn.mean_quotient, emn.expected_owned_edges),
        ),
        test=quotient_is,
        wrong={
            "the cross terms fall no faster": (lambda n, D: Fraction(2, 2**D), emn.expected_owned_edges),
            "a mask counts among the others": (lambda n, D: emn.mean_quotient(n, D + 1), emn.expected_owned_edges),
            "an equal share for each mask": (lambda n, D: Fraction(1, D), emn.expected_owned_edges),
            "the paper's masks are independent": (emn.mean_quotient, _of_independent_masks),
        },
        assumptions=(
            "no hidden layer, trained to the end",
            "inputs uniform on [0, 1]^n, weights first uniform on +-1/sqrt(n)",
            "independent uniform symmetric masks; for the paper's sets the owned edges of its own law",
        ),
        oracle="all sets of masks on one and two nodes, exact null spaces; all masks on five nodes, by their sums",
        cost=2,
    ),
)
