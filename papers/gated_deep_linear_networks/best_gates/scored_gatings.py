"""Every gating of two gates on small supports: how block-diagonal its A^+ is, and its loss, exactly."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations_with_replacement, product

import numpy as np

from papers import Context
from theory import GatedRegression, exact
from theory.validation import Array

from .small_supports import Gating, Support, balanced, levels, of_points

Scored = tuple[Fraction, Fraction, Gating]  # block-diagonality, loss, gates


def block_diagonality(A: Array, K: int) -> Fraction:
    """The share of the squared Frobenius norm of A^+ in its K diagonal blocks; 1 for A = 0."""
    n = len(A) // K
    square = (exact.pseudo_inverse(A) ** 2).reshape(K, n, K, n).sum(axis=(1, 3))
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
