"""Zero loss of r masked layers under one shared mask: which walks it can tell apart, and what that leaves free."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

import sympy as sp
from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from ...derivation import GIVEN, Derivation, Step
from ...validation import choice, natural
from .walk_closure import forces_ones

KINDS = ("distinct", "directed", "symmetric")
LARGEST = 5000  # walks that are enumerated

Walk = tuple[int, ...]


@dataclass(frozen=True)
class ZeroLossSet:
    """The weights (r, n, n) of zero loss for all binary masks of a kind.

    `dimension` is that of the weights for which every walk's product is 1, the gauge orbit of the ones; with all weights
    positive there is nothing else.
    `tangent` is the dimension of the kernel of the conditions' Jacobian at the ones: where it is larger, the loss is
    flat to second order in directions that leave the set. `gauge_only`: True where weights of any sign are proved to
    be on the orbit of the ones; None where `walk_closure.forces_ones` does not decide it.

    Example:
    >>> from theory import emn
    >>> emn.zero_loss_set(2, 2, "symmetric").dimension
    2
    """

    n: int
    r: int
    masks: str
    dimension: int
    tangent: int
    gauge_only: bool | None


def walk_classes(n: int, r: int, masks: str = "directed") -> dict[Any, list[Walk]]:
    """The walks (j, ..., i) of r edges on n nodes, grouped by what binary masks of a kind can tell apart.

    The output of r masked layers is y_i = sum over walks from j to i of (product of mask entries) (product of weights)
    x_j. Bits satisfy a^2 = a, so walks of one class share ends and the *set* of their edges; edges are unordered where
    masks are "symmetric"; for "distinct" masks in every layer no two walks agree. Zero loss asks that the products of
    weights sum, over each class, to the number of its walks.
    """
    n, r = natural("n", n), natural("r", r, most=LARGEST)
    choice("masks", masks, KINDS)
    if n ** (r + 1) > LARGEST:
        raise ValueError(f"n and r must give at most {LARGEST} walks, n^(r + 1); got n = {n}, r = {r}.")
    classes: dict[Any, list[Walk]] = defaultdict(list)
    for walk in product(range(n), repeat=r + 1):
        edges = tuple(pairwise(walk))
        if masks == "symmetric":
            edges = tuple((min(e), max(e)) for e in edges)
        classes[walk[0], walk[-1], edges if masks == "distinct" else frozenset(edges)].append(walk)
    return dict(classes)


def zero_loss_set(n: int, r: int, masks: str = "directed") -> ZeroLossSet:
    """What zero loss for all binary masks leaves free in r masked layers on n nodes, by exact ranks.

    Theorem. Distinct masks: exactly the gauge orbit, W_l = diag(g_l) 1 1^T diag(1/g_(l-1)) with g_0 = g_r = 1 and any
    g_1, ..., g_(r-1) without zeros: dimension n (r - 1). One mask shared by all layers, directed or symmetric: the same
    for r = 2; for any r as soon as n >= r + 1, or n >= m for one m >= 2 at which `gauge_only` is True; and for any n
    and r among positive weights. Proof of the last: a walk u u ... u, or u v u v ... back and forth, is alone in its
    class, so its product is 1; together these walks use every weight once, so the logarithms of all weights sum to 0,
    and so do those of all walks' products. In a class of m walks the products sum to m, so their logarithms sum to at
    most 0, with equality only where each is 1 (arithmetic and geometric mean). So every walk's product is 1, which is the
    case of distinct masks. Proof for n >= r + 1: simple walks, and those with one self-loop besides, are alone in their
    class; changing one inner node at a time splits each weight into a factor of its row over one of its column.
    Proof for n >= m: any two nodes are among m, and there g_l(i) is the product of the weights of i's self-loops up to l.

    The dimension is computed from the rank of all walks, `gauge_only` by `walk_closure.forces_ones`: True for n, r <= 4, hence
    for any n where r <= 4. It is open (None) at n = 2 from r = 5 and, for symmetric masks, at n = 3, r = 6; not in vain:
    n = 2, r = 6 has other solutions for symmetric masks, with products of both signs. Where it is True, the Jacobian at the
    ones may still lose rank (`tangent`): at n = 2, r = 4, symmetric masks. Among positive weights the set does not grow there
    either: n = 2, symmetric masks from r = 4 and directed ones from r = 6, computed up to r = 9.

    Shapes: whole numbers n, r with n^(r + 1) <= 5000. Possible issues: seconds at the upper end.
    (Luntzel 2023, Figure 5, two layers; r > 2 is not there.)

    Example:
    >>> from theory import emn
    >>> emn.zero_loss_set(3, 2).dimension, emn.zero_loss_set(3, 3).gauge_only
    (3, True)
    """
    classes = list(walk_classes(n, r, masks).values())
    weights = n * n * r
    products = [[_exponents([walk], n) for walk in walks] for walks in classes]
    dimension = weights - _rank([exponents for walks in products for exponents in walks], weights)
    tangent = weights - _rank([_exponents(walks, n) for walks in classes], weights)
    return ZeroLossSet(n, r, masks, dimension, tangent, forces_ones(products, weights))


def _exponents(walks: list[Walk], n: int) -> dict[int, int]:
    """How often each weight (l, i, k), flattened, occurs in these walks: the gradient of their summed products at 1."""
    counts: dict[int, int] = defaultdict(int)
    for walk in walks:
        for l, (k, i) in enumerate(pairwise(walk)):
            counts[(l * n + i) * n + k] += 1
    return counts


def _rank(rows: list[dict[int, int]], columns: int) -> int:
    """The exact rank of sparse integer rows."""
    sparse = {i: {j: QQ(v) for j, v in row.items()} for i, row in enumerate(rows)}
    return int(DomainMatrix(sparse, (len(rows), columns), QQ).rank())


def derivation() -> Derivation:
    """Positive weights of zero loss under one shared mask: every walk has product 1, for any n and r.

    Example:
    >>> from theory import emn
    >>> emn.walk_classes_derivation().proved
    True
    """
    p = sp.Symbol("p", positive=True)
    n, r, m = sp.symbols("n r m", positive=True, integer=True)
    k, total = sp.Symbol("k", integer=True), sp.Symbol("S", real=True)
    f, g, h = (sp.Symbol(name, real=True) for name in ("f_l(i,k)", "g_l(i)", "g_(l-1)(k)"))
    product = sp.IndexedBase("p", positive=True)
    return Derivation(
        "Zero loss of r layers that share one mask",
        (
            Step(
                sp.Sum(product[k], (k, 1, m)),
                m,
                f"{GIVEN}: zero loss, products of weights over a class of m walks sum to m",
            ),
            Step(sp.Derivative(p - 1 - sp.log(p), p), (p - 1) / p, "p - 1 - log p falls before 1 and rises after it"),
            Step(
                sp.Subs(p - 1 - sp.log(p), p, 1), sp.Integer(0), "and is 0 there: log p <= p - 1, equal at p = 1 only"
            ),
            Step(
                sp.Sum(product[k] - 1, (k, 1, m)),
                sp.Sum(product[k], (k, 1, m)) - m,
                "so the logarithms of a class sum to at most this, which is 0",
            ),
            Step(
                n ** (r - 1) * n**2 * r,
                n ** (r + 1) * r,
                "each of the n^2 r weights is in n^(r - 1) of the n^(r + 1) walks of r steps: the logarithms of all walks "
                "sum to n^(r - 1) S, S that of all weights",
            ),
            Step(
                n * r + n * (n - 1) * r,
                n**2 * r,
                "walks that stay (n of them) or go back and forth (n (n - 1)) are alone in their class and use each weight "
                "once: S is a sum of zeros",
            ),
            Step(
                sp.Subs(n ** (r - 1) * total, total, 0),
                sp.Integer(0),
                "so sums that are at most 0 add up to 0: each is 0, and every p = 1",
            ),
            Step(
                sp.Subs(f, f, g - h) + h,
                g,
                "then f_1(k, j) does not depend on j, f_2(l, k) + g_1(k) not on k, ...: log weights are g_l - g_(l-1)",
            ),
        ),
    )
