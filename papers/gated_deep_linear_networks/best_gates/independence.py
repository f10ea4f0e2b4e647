"""Section 3.3, the guess: what a block-diagonal precision matrix says of the gated blocks g_k(x) x, given the others."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import columns, tuples
from theory import exact
from theory.moments import gated_features
from theory.validation import Array

from ..flows.instances import whole_numbers

CUTS = ((0, 1), (-1, 2), (-2, -1))


def both_blocks_are_on(says: Callable[[Any, Any], Any], context: Context) -> Outcome:
    """says(P_1, P_2), P_k = P(g_k x != 0 | g_3 x = 0), must be P(g_1 x != 0 and g_2 x != 0 | g_3 x = 0).

    x ~ N(0, 1), and three gates that tile the line: x < a, x >= b, and what is between. Independence given the third block would
    make it the product.
    """
    x, effective = sp.Symbol("x", real=True), 0
    density = sp.exp(-(x**2) / 2) / sp.sqrt(2 * sp.pi)
    for a, b in CUTS:
        below, above = sp.integrate(density, (x, -sp.oo, a)), sp.integrate(density, (x, b, sp.oo))
        off = below + above  # the third block is 0
        stated = says(below / off, above / off)
        effective += 1
        if sp.simplify(stated) != 0:  # x is nowhere in two of the intervals
            words = (
                f"x ~ N(0, 1), gates x < {a}, x >= {b} and between: where the third is off, the first two are never both on; "
                f"the statement gives {sp.N(stated, 4)}"
            )
            return Outcome(
                False,
                Evidence.PROVED,
                effective,
                float(stated),
                counterexample=words,
                level="what is stated, where 0 is right",
            )
    return Outcome(True, Evidence.PROVED, effective, deviation=0.0, detail="the gates exclude each other")


def residuals_given_the_others(says: Callable[[Array, int, int], Array], context: Context) -> Outcome:
    """says(A, j, k) must be <e_j e_k^T>, e_j what the least squares of g_j x on all blocks but j and k leaves, (n, n).

    From the residuals themselves on random samples, in exact rationals; three gates that overlap, tile, or do both.
    """
    rng, effective = context.rng("partial moments"), 0
    for instance in range(24):
        K, n = 3, 1 + instance % 2
        x = whole_numbers(rng, 12, n)
        gates = np.eye(K, dtype=int)[rng.integers(K, size=12)] if instance % 3 == 0 else rng.integers(2, size=(12, K))
        F = gated_features(x, gates)
        A = F.T @ F * Fraction(1, 12)
        if exact.rank(A) < K * n:
            continue
        for j, k in ((0, 1), (0, 2), (1, 2)):
            (other,) = {0, 1, 2} - {j, k}
            E = [_left(F[:, _block(i, n)], F[:, _block(other, n)]) for i in (j, k)]
            effective += 1
            stated, found = says(A, j, k), E[0].T @ E[1] * Fraction(1, 12)
            if np.any(stated != found):
                off = float(np.max(np.abs(stated - found)))
                words = f"x = {columns(x)}, gates {tuples(gates)}, blocks {j + 1} and {k + 1}: off by {off:.4g}"
                return Outcome(
                    False,
                    Evidence.CERTIFIED,
                    effective,
                    off,
                    counterexample=words,
                    level="largest absolute error of an entry",
                )
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="residuals in exact rationals")


def _block(k: int, n: int) -> slice:
    return slice(k * n, (k + 1) * n)


def _left(y: Array, x: Array) -> Array:
    """The residuals of the columns of y on those of x."""
    return y - x @ exact.solve(x.T @ x, x.T @ y)


def partial_moments(A: Array, j: int, k: int) -> Array:
    """The block (j, k) of ([A^-1]_{jk})^-1: 0 exactly where that of A^-1 is."""
    n = len(A) // 3
    pair = [*range(j * n, (j + 1) * n), *range(k * n, (k + 1) * n)]
    precision = exact.inverse(A)[np.ix_(pair, pair)]
    return exact.inverse(precision)[:n, n:]


CLAIMS = (
    Claim(
        id="diagonal-means-independent",
        locator="Sec. 3.3, independent",
        origin=Origin.READ,
        statement="For Gaussian x a block-diagonal A^+ makes the blocks g_k(x) x independent given the others. Gated Gaussians are "
        "no Gaussians: gates that exclude each other are as dependent as can be, one is on only where the other is off.",
        printed=Statement(
            r"P(g_1 x \ne 0, g_2 x \ne 0 \mid g_3 x = 0) = P(g_1 x \ne 0 \mid g_3 x = 0)\, P(g_2 x \ne 0 \mid g_3 x = 0)",
            lambda first, second: first * second,
        ),
        corrected=Statement(r"P(g_1 x \ne 0, g_2 x \ne 0 \mid g_3 x = 0) = 0", lambda first, second: sp.Integer(0)),
        test=both_blocks_are_on,
        wrong={"the smaller one": sp.Min, "1 minus both": lambda first, second: 1 - first * second},
        assumptions=("x ~ N(0, 1)", "three exclusive gates that tile the line"),
        oracle="integrals of the normal density",
    ),
    Claim(
        id="diagonal-means-uncorrelated",
        locator="Sec. 3.3, independent, what holds",
        origin=Origin.OWN,
        statement="What a block-diagonal precision matrix does say, for any law of x: what the other blocks leave of two blocks "
        "has no second moments across. Independent they are only where the gated inputs are jointly Gaussian.",
        printed=Statement(
            r"\langle e_j e_k^\top\rangle = \big(([A^{-1}]_{\{j, k\}})^{-1}\big)_{jk}\ (= 0 \iff [A^{-1}]_{jk} = 0)",
            partial_moments,
        ),
        test=residuals_given_the_others,
        wrong={
            "moments, the others not taken out": lambda A, j, k: A[_block(j, len(A) // 3), _block(k, len(A) // 3)],
            "the precision itself": lambda A, j, k: exact.inverse(A)[_block(j, len(A) // 3), _block(k, len(A) // 3)],
            "always 0": lambda A, j, k: A[_block(j, len(A) // 3), _block(k, len(A) // 3)] * 0,
        },
        assumptions=("A invertible",),
        oracle="least squares block by block on samples, in exact rationals",
        cost=2,
    ),
)
