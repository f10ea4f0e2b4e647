"""Section 5: how fast each mode of a row is learned, the eigenvalues of its risk."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from theory import emn
from theory.validation import Array


def modes_are(says: Callable[[int, Fraction], tuple[Fraction, Fraction]], context: Context) -> Outcome:
    """says(n, p): the eigenvalues of a row's risk along the ones and across them, masks of density p.

    Q is summed over all rows in exact rationals; the ones and the differences of two unit vectors must be its eigenvectors.
    """
    if open_ := undecided(emn.risk_spectrum_derivation()):
        return open_
    effective = 0
    for n, p in product((1, 2, 3, 4), (Fraction(1, 4), Fraction(1, 2), Fraction(1))):
        Q = _risk(n, p)
        along, across = says(n, p)
        effective += 1
        ones = np.full(n, Fraction(1))
        off = [v for v in Q @ ones - along * ones if v] + [
            v for k in range(1, n) for v in Q @ _difference(n, k) - across * _difference(n, k) if v
        ]
        if off:
            found = f"n = {n}, p = {p}: Q maps an eigenvector off its multiple by {off[0]}"
            return Outcome(
                False,
                Evidence.CERTIFIED,
                effective,
                deviation=float(off[0]),
                counterexample=found,
                level="an entry off the multiple of an eigenvector",
            )
    detail = (
        f"condition number 1 + 3 n / 5 at p = 1/2: {1 + Fraction(3 * 5, 5)} at n = 5, {1 + Fraction(300, 5)} at n = 100"
    )
    return Outcome(True, Evidence.PROVED, effective, deviation=0.0, detail=detail)


def _risk(n: int, p: Fraction) -> Array:
    total = np.full((n, n), Fraction(0))
    for bits in product((0, 1), repeat=n):
        a = np.array(bits, dtype=object)
        total = total + np.multiply.outer(a, a) * p ** sum(bits) * (1 - p) ** (n - sum(bits))
    return np.asarray(total * emn.uniform_inputs(n, exact=True))


def _difference(n: int, k: int) -> Array:
    return np.array([Fraction(int(i == 0) - int(i == k)) for i in range(n)], dtype=object)


CLAIMS = (
    Claim(
        id="row-modes",
        locator="Sec. 5, remark, rates",
        origin=Origin.OWN,
        statement="How quickly training converges: the mode along the ones has the eigenvalue p/3 + (n - 1) p^2/4, the n - 1 "
        "across it p/3 - p^2/4 whatever n is; the paper's masks have p = 1/2.",
        printed=Statement(
            r"\lambda = \tfrac p3 + (n-1) \tfrac{p^2}{4},\quad \tfrac p3 - \tfrac{p^2}{4}",
            lambda n, p: emn.risk_eigenvalues(n, p),
        ),
        test=modes_are,
        wrong={
            "masks scale the inputs' moments": lambda n, p: (p / 12 + n * p / 4, p / 12),
            "inputs centred": lambda n, p: (p / 12, p / 12),
            "p^2 throughout": lambda n, p: (p * p / 12 + n * p * p / 4, p * p / 12),
        },
        assumptions=("independent entries of density p in a row", "inputs uniform on [0, 1]^n"),
        oracle="all mask rows in exact rationals",
    ),
)
