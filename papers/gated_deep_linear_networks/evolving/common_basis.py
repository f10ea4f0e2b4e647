"""Section 5: when one basis diagonalizes the moments at all times: Toeplitz moments, and circulant ones."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from theory import gdln


def commute(says: Callable[[int, int, int], bool], context: Context) -> Outcome:
    """Matrices whose entry (i, j) depends on the d with says(i, j, d): those of every size 2 to 8 commute, in integers.

    One basis diagonalizes symmetric matrices exactly when they commute (derived); sums of commuting ones commute.
    """
    if open_ := undecided(gdln.common_basis_derivation()):
        return open_
    effective = 0
    for n in range(2, 9):
        patterns = [np.array([[int(says(i - j, d, n)) for j in range(n)] for i in range(n)]) for d in range(n)]
        patterns = [T for T in patterns if T.any()]
        for (d, T), (e, U) in combinations(enumerate(patterns), 2):
            effective += 1
            gap = T @ U - U @ T
            if gap.any():
                found = (
                    f"n = {n}: 2 + the pattern of distance {d} and that of {e}, |AB - BA| = {np.linalg.norm(gap):.3g}"
                )
                return Outcome(
                    False,
                    Evidence.CERTIFIED,
                    effective,
                    deviation=float(np.linalg.norm(gap)),
                    counterexample=found,
                    level="Frobenius norm of AB - BA",
                )
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="all pairs commute, sizes 2 to 8")


CLAIMS = (
    Claim(
        id="sec-5-toeplitz",
        locator="Sec. 5, remark, Toeplitz",
        origin=Origin.OWN,
        statement="Toeplitz moments let one basis diagonalize all times. From three sites on they do not commute; moments "
        "that are circulant, on a ring, do.",
        printed=Statement(r"A_{ij}(t) = a_{|i-j|}(t) \implies A(t) = P\Lambda(t)P^\top", lambda k, d, n: abs(k) == d),
        corrected=Statement(
            r"A_{ij}(t) = a_{d(i,j)}(t),\ d(i,j) = \min(|i-j|, n-|i-j|) \implies A(t) = P\Lambda(t)P^\top",
            lambda k, d, n: min(abs(k), n - abs(k)) == d,
        ),
        test=commute,
        wrong={
            "banded": lambda k, d, n: abs(k) <= d and d > 0,
            "one-sided bands": lambda k, d, n: k == d or k == -((d + 1) // 2),
        },
        oracle="commutators in integers, all pairs of distances, 2 to 8 sites",
    ),
)
