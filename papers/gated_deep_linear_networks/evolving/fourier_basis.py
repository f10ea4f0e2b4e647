"""Section 5: whether one discrete Fourier transform diagonalizes the moments at all times, for one gate and for several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import sympy as sp

from papers import Claim, Context, Evidence, Origin, Outcome, Statement

SITES = 4


def ring_moments(context: Context, gates: Sequence[Callable[[Any], int]]) -> list[list[Any]]:
    """Exact blocks <g_j g_k x x^T>, one (K, K) table of (n, n) a set of base points: a support with all its shifts."""
    rng = context.rng("ring")
    tables = []
    for _ in range(3):
        base = [[Fraction(int(v)) for v in row] for row in rng.integers(-3, 4, size=(4, SITES))]
        points = [np.array(b[s:] + b[:s], dtype=object) for b in base for s in range(SITES)]
        tables.append(
            [
                [sum(g(x) * h(x) * np.multiply.outer(x, x) for x in points) / Fraction(len(points)) for h in gates]
                for g in gates
            ]
        )
    return tables


def in_the_fourier_basis(block: Any) -> Any:
    """F^* block F / n for four sites, exact: the DFT's entries are 1, i, -1, -i."""
    F = sp.Matrix(SITES, SITES, lambda j, m: sp.I ** (j * m))
    M = sp.Matrix([[sp.Rational(v.numerator, v.denominator) for v in row] for row in block])
    return (F.H * M * F / SITES).applyfunc(sp.expand)


def diagonal_in_fourier(says: list[Callable[[Any], int]], context: Context) -> Outcome:
    """The gates `says` (one at each time) have moments that the DFT diagonalizes, exactly, on supports closed under shifts."""
    effective = 0
    for gate in says:
        for table in ring_moments(context, [gate]):
            if not np.any(table[0][0]):
                continue
            effective += 1
            rotated = in_the_fourier_basis(table[0][0])
            off = rotated - sp.diag(*rotated.diagonal())
            if any(v != 0 for v in off):
                entry = next(v for v in off if v != 0)
                found = f"4 sites, gate {says.index(gate) + 1}: an entry {entry} off the diagonal"
                return Outcome(
                    False,
                    Evidence.CERTIFIED,
                    effective,
                    deviation=float(abs(entry)),
                    counterexample=found,
                    level="an entry off the diagonal",
                )
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="diagonal at all times, in exact numbers")


def several_gates(says: Callable[[Any, Any], Any], context: Context) -> Outcome:
    """says(A(t), A(s)), of the moments of two gates at two times in the Fourier basis of the sites, must vanish.

    Index of a row: gate times 4 plus wave number. The law stays, both gates change, and both are invariant under shifts.
    """
    effective = 0
    at_times = [ring_moments(context, gates) for gates in PAIRS]
    for support, tables in enumerate(zip(*at_times, strict=True)):
        moments = [sp.Matrix(sp.BlockMatrix([[in_the_fourier_basis(b) for b in row] for row in t])) for t in tables]
        for (i, a), (j, b) in combinations(enumerate(moments), 2):
            effective += 1
            left = says(a, b).applyfunc(sp.expand)
            if any(v != 0 for v in left):
                entry = next(v for v in left if v != 0)
                found = f"4 sites, 2 gates, support {support + 1}, times {i + 1} and {j + 1}: an entry {entry} is not 0"
                size = float(abs(entry))
                return Outcome(
                    False,
                    Evidence.CERTIFIED,
                    effective,
                    deviation=size,
                    counterexample=found,
                    level="an entry that must be 0",
                )
    detail = "exact, for three supports closed under shifts and three times"
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail=detail)


def energetic(x: Any) -> int:
    return int(sum(v * v for v in x) >= 12)


def off_blocks(A: Any, _: Any) -> Any:
    """The entries between different wave numbers."""
    return sp.Matrix(A.rows, A.cols, lambda i, j: 0 if (i - j) % SITES == 0 else A[i, j])


PAIRS = (
    (energetic, lambda x: int(sum(x) >= 0)),
    (lambda x: int(max(x) <= 2), lambda x: int(sum(x) >= 1)),
    (lambda x: int(sum(x) >= -2), energetic),
)

INVARIANT = [energetic, lambda x: int(sum(x) >= 0), lambda x: int(max(x) <= 2)]


CLAIMS = (
    Claim(
        id="sec-5-dft",
        locator="Sec. 5, remark, DFT",
        origin=Origin.OWN,
        statement="For one gate the DFT diagonalizes the moments at all times, if the law and the gate are invariant under "
        "shifts of the ring.",
        printed=Statement(r"F^* A(t) F = \Lambda(t)\ \text{for all}\ t", INVARIANT),
        test=diagonal_in_fourier,
        wrong={
            "a gate of one site": [lambda x: int(x[0] >= 0)],
            "a gate of two neighbours": [energetic, lambda x: int(x[0] > x[1])],
        },
        assumptions=("K = 1", "the law of x invariant under shifts", "every gate invariant under shifts"),
        oracle="the DFT of four sites in exact numbers",
    ),
    Claim(
        id="sec-5-dft-several",
        locator="Sec. 5, sentence, DFT of several gates",
        origin=Origin.READ,
        statement="With several gates the DFT leaves blocks of size K, one a wave number, even if every gate is invariant; "
        "these blocks need not commute across times, so no single basis diagonalizes all times.",
        printed=Statement(r"A(t) A(s) = A(s) A(t)", lambda a, b: a * b - b * a),
        corrected=Statement(
            r"(F^* \otimes 1) A(t) (F \otimes 1) = \bigoplus_{q} A_q(t),\ A_q \in \mathbb C^{K\times K}", off_blocks
        ),
        test=several_gates,
        wrong={
            "diagonal": lambda a, b: a - sp.diag(*a.diagonal()),
            "the same at all times": lambda a, b: a - b,
        },
        assumptions=("the law of x and every gate invariant under shifts",),
        oracle="the DFT of four sites in exact numbers",
    ),
)
