"""Section 5: the likelihood p(x) of a mask's sum, which the paper could not compute at high n."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from theory import emn
from theory.emn.masks.paper_masks import masks_per_sum

from ..experiments import low_data_setting
from .low_data_runs import SIZES


def negligible(says: Callable[[int], bool], context: Context) -> Outcome:
    """says(n): whether p(x) |d| is below one for every sum x in the low-data setting, in exact integers."""
    told = []
    for n in SIZES:
        size, total = low_data_setting(n)["masks"].size, 2 ** (n * (n + 1) // 2)
        counts = emn.sum_counts(n)
        most = Fraction(max(counts) * size, total)
        if (most < 1) is not says(n):
            found = f"n = {n}: |d| = {size}, the commonest sum has p(x) |d| = {float(most):.1f}"
            return Outcome(False, Evidence.CERTIFIED, len(SIZES), counterexample=found)
        given = np.flatnonzero(masks_per_sum(n, size))
        whole = sum(N * size // total for N in counts)
        told.append(
            f"n = {n}: {len(given)} of {n * n + 1} sums get a mask, {given[0]} to {given[-1]}, most {float(most):.1f}; "
            f"rounded down {whole} of {size} are left"
        )
    return Outcome(True, Evidence.CERTIFIED, len(SIZES), detail="; ".join(told))


def fails_from(says: Mapping[str, int], context: Context) -> Outcome:
    """says[dtype] is the least n at which some p(x) = N(x) / 2^(n (n + 1)/2) is not a number in floats of that kind.

    Carried out: both N(x) and the number of matrices as floats, then their quotient.
    """
    for dtype, stated in says.items():
        first = next(n for n in range(1, 200) if not _representable(n, dtype))
        if first != stated:
            found = f"{dtype}: p(x) is lost from n = {first} on (2^{first * (first + 1) // 2}), not {stated}"
            return Outcome(
                False,
                Evidence.CERTIFIED,
                len(says),
                first - stated,
                counterexample=found,
                level="n found less the one stated",
            )
    exact = {n: float(Fraction(max(emn.sum_counts(n)), 2 ** (n * (n + 1) // 2))) for n in says.values()}
    told = ", ".join(f"{p:.4f} at n = {n}" for n, p in exact.items())
    return Outcome(True, Evidence.CERTIFIED, len(says), detail=f"in exact integers the commonest sum has p(x) = {told}")


def _representable(n: int, dtype: str) -> bool:
    """Whether p(x) of the commonest sum comes out within a relative 1e-3 in these floats."""
    kind, most, total = np.dtype(dtype).type, max(emn.sum_counts(n)), 2 ** (n * (n + 1) // 2)
    try:
        with np.errstate(all="ignore"):
            p = float(kind(float(most)) / kind(float(total)))
    except OverflowError:  # of Python's own floats
        return False
    return bool(np.isfinite(p)) and abs(p / float(Fraction(most, total)) - 1) < 1e-3


CLAIMS = (
    Claim(
        id="low-data-negligible",
        locator="Sec. 5, sentence, likelihood",
        origin=Origin.READ,
        statement="At high n the likelihood p(x) of a matrix with a given sum was negligible. Of nearly all sums it is; but "
        "p(x) |d| is above one for those about n^2 / 2 that carry the sample, at every n of the sweep.",
        printed=Statement(r"p(x)\, |d| < 1\ \text{for all } x,\ n = 100", lambda n: n >= 100),
        corrected=Statement(r"\max_x p(x)\, |d| \ge 1\ \text{for all } n", lambda n: False),
        test=negligible,
        wrong={"negligible from n = 40 on": lambda n: n >= 40, "at n = 5": lambda n: n == 5},
        assumptions=("|d| = 36 n^1.15, rounded to the nearest", "symmetric binary matrices, self-loops allowed"),
        oracle="exact counts of matrices by sum",
        cost=2,
    ),
    Claim(
        id="low-data-programs",
        locator="Sec. 5, remark, programs",
        origin=Origin.OWN,
        statement="The programs written could not compute with p(x) at high n: as a quotient of two floats it is lost from n = 45 "
        "on in 64 bits, from n = 16 on in 32 bits, where the number 2^(n (n + 1)/2) of matrices overflows.",
        printed=Statement(r"2^{n(n+1)/2} > 1.8 \cdot 10^{308}\ \text{from}\ n = 45", {"float64": 45, "float32": 16}),
        test=fails_from,
        wrong={"not before n = 100": {"float64": 100}, "from the underflow of 2^-(n (n + 1)/2)": {"float64": 46}},
        assumptions=("p(x) as N(x) over the number of matrices",),
        oracle="both in floats, beside exact integers",
        cost=1,
    ),
)
