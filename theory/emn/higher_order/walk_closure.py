"""Whether sums of products of real weights force each product to be 1: a proof by rounds of exact linear algebra."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sympy import GF, QQ
from sympy.polys.matrices import DomainMatrix

Exponents = Mapping[int, int]  # weight -> its power in a product


def forces_ones(classes: Sequence[Sequence[Exponents]], weights: int) -> bool | None:
    """True where real weights whose products sum, over each class, to its size have every product 1; None if undecided.

    Each class is a list of products, given by their exponents >= 0; there are `weights` weights, of any sign.

    Theorem. True is proved, whatever the classes. Proof: keep a list of products known to be 1, at first those alone in
    their class. The logarithm of |p| is linear in the exponents of p over the rationals, and its sign is linear in them mod 2,
    so the known ones fix |p| = 1 for exponents in their span over Q, and the sign + for those in their span mod 2. Two products
    are called alike where they differ by known exponents in both senses, and so are equal (or both 0). Of each class drop the
    products known to be 1. The m others sum to m, and all are 1 where

        they are all alike                           (m x = m),
        or have one sign and multiply to +-1         (a sum > 0: the sign is +; both their means are 1),
        or each is +-1                               (m terms of at most 1 sum to m).

    They join the known, until nothing is left, or nothing can be added. What is left over all classes together is 1 as well
    where each sign is + and all multiply to 1: in each class the logarithms sum to at most 0, over all to 0. Where products
    multiply to +-1 none holds a weight 0: exponents are at least 0, and each weight of theirs is in a known one.

    None leaves it open: 2 x + 1/x = 3 has the second solution 1/2, and no class is solved together with another, but for
    signs that are all +.

    Example:
    >>> from theory.emn.higher_order.walk_closure import forces_ones
    >>> xy, x, y = {0: 1, 1: 1}, {0: 1}, {1: 1}
    >>> forces_ones([[xy], [x, y]], 2), forces_ones([[xy], [x, x, y]], 2)  # x + 1/x = 2, 2 x + 1/x = 3
    (True, None)
    """
    known = [walks[0] for walks in classes if len(walks) == 1]
    while True:
        sizes, signs = _Span(known, weights, QQ), _Span(known, weights, GF(2))
        left = [[p for p in products if sizes.outside(p) or signs.outside(p)] for products in classes]
        rest = [products for products in left if products]
        together = [p for products in rest for p in products]
        if not any(signs.outside(p) for p in together) and not sizes.outside(_total(together)):
            return True
        found = []
        for products in rest:
            kinds = {(sizes.outside(p), signs.outside(p)) for p in products}
            one_sign = len({sign for _, sign in kinds}) == 1
            units = not any(size for size, _ in kinds)
            if len(kinds) == 1 or units or (one_sign and not sizes.outside(_total(products))):
                found += products
        if not found:
            return None
        known += found


class _Span:
    """The span over a field of exponents; `outside` gives coordinates modulo it, empty within."""

    def __init__(self, rows: Iterable[Exponents], columns: int, field: Any):
        self.field = field
        self.kernel: list[dict[int, Any]] = [{} for _ in range(columns)]
        distinct = {frozenset(row.items()) for row in rows}
        converted = ({j: field(v) for j, v in row if field(v)} for row in distinct)
        sparse = {i: row for i, row in enumerate(converted) if row}
        kernel = DomainMatrix(sparse, (len(distinct), columns), field).nullspace()
        for i, row in kernel.to_dod().items():
            for j, value in row.items():
                self.kernel[j][i] = value

    def outside(self, exponents: Exponents) -> frozenset[tuple[int, Any]]:
        """The pairings with a basis of the kernel that are not 0."""
        pairings: dict[int, Any] = defaultdict(lambda: self.field.zero)
        for j, power in exponents.items():
            for i, value in self.kernel[j].items():
                pairings[i] += self.field(power) * value
        return frozenset((i, value) for i, value in pairings.items() if value)


def _total(products: Iterable[Exponents]) -> Exponents:
    """The exponents of the product of all."""
    total: Counter[int] = Counter()
    for exponents in products:
        total.update(exponents)
    return total
