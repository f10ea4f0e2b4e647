"""Why `theory.emn.transfer` is what it is, in SymPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from ...derivation import Derivation, Step
from ...inputs.uniform_moments import ACROSS, ALONG, invariant_fourth_moment
from .transfer import batch_map


class Mean(sp.Function):  # type: ignore[misc]
    """The mean over what is random in it, in angle brackets."""

    def _latex(self, printer: Any) -> str:
        return rf"\left\langle {printer._print(self.args[0])} \right\rangle"


def means(*pairs: dict[Any, Any]) -> Callable[[Any], Any]:
    """What replaces the products in a `Mean`, which is linear, by their means; one that has none stays, and is not 0."""

    def mean(product: Any) -> Any:
        for found in pairs:
            product = sp.expand(product).subs(found)
        return product

    return lambda difference: sp.expand(difference.replace(Mean, mean))


def derivation() -> Derivation:
    """The map over one mask of m active entries, from the SGD step and the moments of one uniform input.

    Example:
    >>> from theory import emn
    >>> emn.transfer_derivation().proved
    True
    """
    m, a, g, h, B = sp.symbols("m a g h B", positive=True)
    u, t, v, W, Wt = sp.symbols("u t v W W_t", real=True)
    return Derivation(
        "Second moments of a row's error over one mask",
        (*_batches(B, W, v), *_square(m, a, g, h, u, t, v, W, Wt), *_average(m)),
    )


def _batches(B: Any, W: Any, v: Any) -> tuple[Step, ...]:
    """G is a mean over B inputs: B^2 pairs, B of them of an input with itself."""
    return (
        Step(
            (B * W + B * (B - 1) * v) / B**2,
            W / B + (1 - 1 / B) * v,
            "E (G S G) from W = E x x^T S x x^T and v = X S X",
            ("the inputs of a batch are independent",),
        ),
    )


def _square(m: Any, a: Any, g: Any, h: Any, u: Any, t: Any, v: Any, W: Any, Wt: Any) -> tuple[Step, ...]:
    """The products of e <- e - h P D y, y = G D e, and their means, entry by entry of the state."""
    e, f, y, Y, z = sp.symbols(
        "e f y Y z", real=True
    )  # active, inactive entry; its gradient; 1.y; another inactive one
    across, along = invariant_fourth_moment(m, sp.Rational)
    X0, X1, r = sp.Rational(ACROSS), sp.Rational(ACROSS) + sp.Rational(ALONG) * m, a + g * m
    one = batch_map(m, h, sp.Integer(1), a, g)
    W0, W1 = across[0] * u + across[1] * t, along[0] * u + along[1] * t
    state = (u, t, v, sp.Integer(0))

    def row(i: int) -> Any:
        return sum(c * s for c, s in zip(one[i], state, strict=True))

    return (
        Step(
            Mean((e - h * a * y) ** 2),
            row(0),
            "across the ones of the active block (batches of one), where P = a",
            ("<e e> = u, <e y> = u/12, <y y> the eigenvalue across of E x x^T S x x^T",),
            using=means({e**2: u, e * y: X0 * u, y**2: W0}),
        ),
        Step(
            Mean((e - h * r * y) ** 2),
            row(1),
            "along them: P = r = a + g m",
            ("<e e> = t, <e y> = (1/12 + m/4) t, <y y> the eigenvalue along",),
            using=means({e**2: t, e * y: X1 * t, y**2: W1}),
        ),
        Step(
            Mean((e - h * r * y) * (f - h * g * Y)),
            row(2),
            "an active entry times an inactive one f, which moves by g 1.y only",
            ("<e f> = v, <y f> = (1/12 + m/4) v, <e Y> = (1/12 + m/4) t, <y Y> the eigenvalue along",),
            using=means({e * f: v, f * y: X1 * v, e * Y: X1 * t, y * Y: W1}),
        ),
        Step(
            Mean((f - h * g * Y) * (z - h * g * Y)) - Mean(f * z),
            row(3),
            "what two inactive entries gain",
            ("<Y f> = m (1/12 + m/4) v, <Y Y> = m times the eigenvalue along",),
            using=means({f * Y: m * X1 * v, z * Y: m * X1 * v, Y**2: m * W1}),
        ),
    )


def _average(m: Any) -> tuple[Step, ...]:
    """Over the places of the m active entries, all equally likely."""
    n = sp.Symbol("n", positive=True)
    return (
        Step(
            m * (m - 1) / (n * (n - 1)) + 2 * m * (n - m) / (n * (n - 1)) + (n - m) * (n - m - 1) / (n * (n - 1)),
            sp.Integer(1),
            "two entries are both active, one of them, or neither: the weights of the three blocks in E e_j e_k",
            ("the mask row's law is the same under all permutations",),
        ),
    )
