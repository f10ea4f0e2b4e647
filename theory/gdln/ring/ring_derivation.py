"""Why one Fourier transform splits a shift-invariant regression into blocks, and why only the first is driven."""

from __future__ import annotations

from typing import Any

import sympy as sp

from ...derivation import Derivation, Step
from ...validation import natural

LARGEST = 8  # ring that is written out in symbols in seconds


def derivation(L: int = 4) -> Derivation:
    """For a ring of L sites, with blocks C_d and fields w_s that are matrices and vectors of any size (noncommuting symbols).

    omega stands for e^(2 pi i / L), of which only omega^L = 1 is used.

    Example:
    >>> from theory import gdln
    >>> gdln.ring_derivation().proved
    True
    """
    L = natural("L", L, most=LARGEST)
    omega, k = sp.Symbol("omega"), range(L)
    C = sp.symbols(f"C_:{L}", commutative=False)
    w = sp.symbols(f"w_:{L}", commutative=False)
    m, b, B0, v, tau = sp.symbols("m b B_0 v tau", positive=True)
    K = m * L

    def reduce(e: Any) -> Any:
        return sp.expand(sp.expand(e).replace(lambda q: q.is_Pow and q.base == omega, lambda q: omega ** (q.exp % L)))

    def wave(fields: Any, mode: int) -> sp.Expr:
        return sp.Add(*(omega ** (-mode * s % L) * fields[s] for s in range(L)))

    def symbol(mode: int) -> sp.Expr:
        return sp.Add(*(omega ** (mode * d % L) * C[d] for d in range(L)))

    Aw = [sp.Add(*(C[(s2 - s1) % L] * w[s2] for s2 in range(L))) for s1 in range(L)]
    return Derivation(
        f"Shift invariance on a ring of {L} sites",
        (
            *(
                Step(
                    wave(Aw, mode),
                    symbol(mode) * wave(w, mode),
                    f"mode {mode}: (A w)_s = sum_(s') C_(s'-s) w_(s') has the transform B_{mode} times that of w",
                    ("omega^L = 1", "A_(s,s') depends on s' - s alone, features counted from the gate's site"),
                    using=reduce,
                )
                for mode in k
            ),
            *(
                Step(
                    (omega**mode - 1) * sp.Add(*(omega ** (mode * s % L) for s in range(L))),
                    sp.Integer(0),
                    f"mode {mode}: b_s is the same for all s, so its transform vanishes",
                    ("omega^L = 1", f"omega^{mode} is not 1"),
                    using=reduce,
                )
                for mode in k[1:]
            ),
            Step(
                (K * b - B0 * v) / (K**2 * tau),
                (m * b - (B0 / L) * v) / (m**2 * (L * tau)),
                "the mean over shifts moves as the weights of m gates with A = B_0 / L and the time constant L tau",
                ("K = m L",),
            ),
            Step(
                sp.UnevaluatedExpr(L * b) ** 2 / (L * B0),
                b**2 / (B0 / L),
                "b^T A^+ b = (L b)^T B_0^+ (L b) / L, by Parseval: the objective of those m gates",
            ),
        ),
    )
