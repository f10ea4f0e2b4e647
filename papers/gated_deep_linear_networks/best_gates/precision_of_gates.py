"""Section 3.3, the guess: which gates make the precision matrix A^+ block-diagonal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import combinations_with_replacement, product

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import tuples
from theory import GatedRegression, exact
from theory.validation import Array

from .small_supports import Gating, Support, balanced, levels, of_points

Scored = tuple[Fraction, Fraction, Gating]  # block-diagonality, loss, gates


def pseudo_inverse(A: Array) -> Array:
    """A^+ of a symmetric positive semidefinite rational matrix: Q (Q^T A Q)^-1 Q^T for any basis Q of its range."""
    F, pivots = exact.row_space(A)
    return F.T @ exact.solve(F @ A @ F.T, F) if pivots else A * Fraction(0)


def block_diagonality(A: Array, K: int) -> Fraction:
    """The share of the squared Frobenius norm of A^+ in its K diagonal blocks; 1 for A = 0."""
    n = len(A) // K
    square = (pseudo_inverse(A) ** 2).reshape(K, n, K, n).sum(axis=(1, 3))
    return Fraction(np.trace(square) / square.sum()) if square.sum() else Fraction(1)


def supports() -> Iterator[Support]:
    """With x = 0, with equal slopes, with two inputs; the smallest first."""
    yield of_points((0, 1), (0, 1), balanced((0, 1)))
    yield of_points((1, 2), (1, 0), balanced((1, 0)))
    for xs in ((0, 1, 2), (1, 2, 3), (-1, 1, 2)):
        yield of_points(xs, (1, 0, 1), balanced((1, 0, 1)))
    yield levels(2)
    yield of_points([(1, 0), (0, 1), (1, 1)], (1, 1, 0), balanced((1, 1, 0)))


def gatings(support: Support, K: int) -> Iterator[Gating]:
    """All of them, up to permutations of the gates."""
    columns = list(product((0, 1), repeat=len(support.y)))
    return (tuple(zip(*chosen, strict=True)) for chosen in combinations_with_replacement(columns, K))


def scored(context: Context) -> list[tuple[Support, list[Scored]]]:
    """Block-diagonality and loss of every gating of two gates, exactly."""

    def compute() -> list[tuple[Support, list[Scored]]]:
        out = []
        for support in supports():
            found = []
            for gates in gatings(support, 2):
                on = np.array(gates).astype(object)
                problem = GatedRegression.from_samples(support.x, support.y, on, support.p)
                found.append((block_diagonality(problem.A, 2), Fraction(problem.minimum_loss), gates))
            out.append((support, found))
        return out

    return context.once("scored gatings", compute)


def overlaps_nowhere(support: Support, gates: Gating) -> bool:
    """No two gates are on together, except where x = 0."""
    return all(sum(on) <= 1 or not any(x) for x, on in zip(support.x, gates, strict=True))


def diagonal_exactly_for(says: Callable[[Support, Gating], bool], context: Context) -> Outcome:
    """says(support, gates) must be True exactly for the gates whose A^+ is block-diagonal, over all gatings of two gates."""
    effective = 0
    for support, found in scored(context):
        for index, _, gates in found:
            effective += 1
            if says(support, gates) != (index == 1):
                words = f"{support.words}, gates {tuples(gates)}: the diagonal blocks hold {index} of |A^+|^2"
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=words)
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="all gatings of two gates, exactly")


CLAIMS = (
    Claim(
        id="tiling-makes-diagonal",
        locator="Sec. 3.3, tile",
        origin=Origin.READ,
        statement="Gates that tile the space without overlap make A^+ block-diagonal; and only gates without overlap do (but for "
        "x = 0): tr <g_j g_k x x^T> is the mean square of x where both are on, and A is block-diagonal if and only if A^+ is.",
        printed=Statement(r"A^+ = \mathrm{diag}(A_{11}^+, \dots, A_{KK}^+) \iff g_j(x) g_k(x) x = 0", overlaps_nowhere),
        test=diagonal_exactly_for,
        wrong={
            "gates that are nowhere equal": lambda support, gates: all(a != b for a, b in gates),
            "no overlap, not even at x = 0": lambda support, gates: all(sum(on) <= 1 for on in gates),
            "different gates": lambda support, gates: len(set(zip(*gates, strict=True))) == 2,
        },
        oracle="every pair of gates on small supports, in exact rationals",
        cost=4,
    ),
)
