"""Section 4: the likelihood of a mask's elementwise sum, and what symmetry does to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from math import comb

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from theory import emn
from theory.emn.masks.paper_masks import ROUNDINGS, masks_per_sum

from ..small_masks import symmetric_masks

SIZES = (5, 10, 20, 40)


def likelihoods(says: Callable[[int], list[int]], context: Context) -> Outcome:
    """says(n): how many of the training masks have the elementwise sum 0, 1, ..., n^2; by enumeration, n up to 4."""
    for n in (1, 2, 3, 4):
        found = context.once(f"sums {n}", partial(_enumerated, n))
        stated = list(says(n))
        if stated != found:
            x = next(i for i, pair in enumerate(zip(stated, found, strict=True)) if pair[0] != pair[1])
            text = f"n = {n}, sum {x}: {found[x]} of {sum(found)} masks, stated {stated[x]}"
            return Outcome(
                False,
                Evidence.CERTIFIED,
                n,
                deviation=float(stated[x] - found[x]),
                counterexample=text,
                level="stated count less the one found",
            )
    per_sum = {n: int(np.count_nonzero(emn.PaperMasks(n)(0).sum(axis=(1, 2)) == n * n // 2)) for n in (5, 20)}
    detail = (
        f"of the |d| masks of a training set {per_sum[5]} have half of the entries at n = 5, {per_sum[20]} at n = 20; "
        f"of all sums, these get a mask, by how p(x) |d| is rounded: {context.once('met', lambda: _met(context))}"
    )
    return Outcome(True, Evidence.CERTIFIED, 4, deviation=0.0, detail=detail)


def _met(context: Context) -> str:
    """How many of the n^2 + 1 sums have a mask in a training set, by rounding."""
    told = []
    for n in (*SIZES, *((100,) if context.full else ())):
        counts = {how: masks_per_sum(n, emn.training_set_size(n), how) for how in ROUNDINGS}
        met = ", ".join(f"{how} {np.count_nonzero(count)}" for how, count in counts.items())
        told.append(f"n = {n}: {met} of {n * n + 1}")
    return "; ".join(told)


def _enumerated(n: int) -> list[int]:
    sums = symmetric_masks(n).sum(axis=(1, 2))
    return [int(count) for count in np.bincount(sums, minlength=n * n + 1)]


def variance_with_symmetry(says: Callable[[Fraction, int], bool], context: Context) -> Outcome:
    """says(ratio, n): whether a ratio of variances is as stated, of the elementwise sum of symmetric masks to that of all masks.

    From the exact counts. The share of all symmetric masks that a training set holds must fall with n.
    """
    ratios = context.once("ratios", lambda: {n: _variance(emn.sum_counts(n)) / _variance(_all_sums(n)) for n in SIZES})
    for effective, (n, ratio) in enumerate(ratios.items(), 1):
        if not says(ratio, n):
            found = f"n = {n}: symmetric masks have {ratio} times the variance of the sum of all masks"
            return Outcome(
                False,
                Evidence.CERTIFIED,
                effective,
                deviation=float(ratio - 1),
                counterexample=found,
                level="ratio less 1",
            )
    size, masks = emn.training_set_size, {n: 2 ** (n * (n + 1) // 2) for n in SIZES}
    share = {n: size(n) / masks[n] for n in SIZES}
    if sorted(share.values(), reverse=True) != list(share.values()):
        raise ArithmeticError(f"the share of the masks that a training set holds does not fall with n: {share}")
    likeliest = {n: float(Fraction(max(emn.sum_counts(n)) * size(n), masks[n])) for n in SIZES}
    detail = (
        f"|d| is {share[5]:.2g} of the symmetric masks at n = 5, {share[10]:.2g} at n = 10; p(x) |d| is "
        f"{likeliest[5]:.0f} at its largest for n = 5, and {likeliest[40]:.0f} for n = 40"
    )
    return Outcome(
        True, Evidence.CERTIFIED, len(SIZES), deviation=float(ratio - 1), detail=detail, level="ratio less 1"
    )


def _all_sums(n: int) -> list[int]:
    return [comb(n * n, x) for x in range(n * n + 1)]


def _variance(counts: Sequence[int]) -> Fraction:
    total = sum(counts)
    mean = Fraction(sum(x * c for x, c in enumerate(counts)), total)
    return Fraction(sum(x * x * c for x, c in enumerate(counts)), total) - mean**2


CLAIMS = (
    Claim(
        id="sum-likelihood",
        locator="Sec. 4, sentence, likelihood",
        origin=Origin.READ,
        statement="Training masks follow the likelihood p(x) of the elementwise sum x of a binary symmetric matrix: the diagonal "
        "counts once, each pair off it twice.",
        printed=Statement(
            r"p(x) = 2^{-n(n+1)/2} \sum_j \binom{n}{j} \binom{n(n-1)/2}{(x-j)/2}", lambda n: list(emn.sum_counts(n))
        ),
        test=likelihoods,
        wrong={
            "all matrices": _all_sums,
            "pairs count once": lambda n: [comb(n * (n + 1) // 2, x) for x in range(n * n + 1)],
        },
        assumptions=("uniform binary symmetric matrices, self-loops allowed",),
        oracle="enumeration of all masks for n up to 4",
    ),
    Claim(
        id="symmetric-variation",
        locator="Sec. 4, sentence, symmetry",
        origin=Origin.READ,
        statement="Symmetry reduces the variation of the training masks, whose |d| is a rapidly decaying fraction of all; else "
        "p(x) would be spread too thin at high n. The fraction decays, but symmetry spreads p(x) more: the variance of the sum is "
        "2 - 1/n times that without it, since each pair counts twice.",
        printed=Statement(
            r"\mathrm{var}_\mathrm{symmetric}(x) < \mathrm{var}_\mathrm{all}(x)", lambda ratio, n: ratio < 1
        ),
        corrected=Statement(
            r"\mathrm{var}_\mathrm{symmetric}(x) = (2 - \tfrac1n)\, \mathrm{var}_\mathrm{all}(x)",
            lambda ratio, n: ratio == 2 - Fraction(1, n),
        ),
        test=variance_with_symmetry,
        wrong={
            "the same": lambda ratio, n: ratio == 1,
            "half the entries, half the variance": lambda ratio, n: ratio == Fraction(n + 1, 2 * n),
            "twice": lambda ratio, n: ratio == 2,
        },
        assumptions=("uniform binary masks",),
        oracle="variances from exact counts",
    ),
)
