"""Section 5: binary and weighted test errors are about equal, and what follows from that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from theory import emn
from theory.two_valued import two_valued

SIZES = (2, 3, 5)


@dataclass(frozen=True)
class Says:
    """Bounds of the ratio of binary to weighted error, whether both are attained, whether a ratio inside means beta = 1."""

    bounds: Callable[[int], tuple[Any, Any]]
    attained: bool
    pairs: bool


def binary_and_weighted(says: Says, context: Context) -> Outcome:
    """The ratio in exact rationals, half the entries active: random weights of all sizes, and weights that learned nothing.

    A network whose ratio is inside the bounds while a weight is off by 1 refutes the implication. (That small errors on
    unsymmetric masks pair weights with mask indices is true: the error is a positive definite form in beta - 1.)
    """
    checked, unpaired = 0, ""
    for n in SIZES:
        low, high = says.bounds(n)
        moments = [emn.SparseMasks(n, weighted=w).row_second_moments(exact=True) for w in (False, True)]
        ratios = []
        for name, beta in _weights(context, n):
            binary, weighted = (emn.test_error(beta, M) for M in moments)
            ratios.append(binary / weighted)
            checked += 1
            if not low <= ratios[-1] <= high:
                found = f"n = {n}, {name}: {float(ratios[-1]):.4g}, outside {float(low):.4g} to {float(high):.4g}"
                return Outcome(
                    False,
                    Evidence.CERTIFIED,
                    checked,
                    float(ratios[-1]),
                    counterexample=found,
                    level="ratio of the errors",
                )
            if not unpaired and np.any(np.abs(beta - 1) >= 1):
                unpaired = f"n = {n}, {name}: ratio {float(ratios[-1]):.4g}, and weights off by 1"
        if says.attained and (low, high) != (min(ratios), max(ratios)):
            found = f"n = {n}: ratios from {float(min(ratios)):.4g} to {float(max(ratios)):.4g} only"
            return Outcome(False, Evidence.CERTIFIED, checked, counterexample=found)
    if says.pairs:
        return Outcome(False, Evidence.CERTIFIED, checked, counterexample=unpaired)
    low, high = emn.binary_to_weighted_bounds(SIZES[-1])
    detail = f"{float(low):.3f} to {float(high):.3f} for n = {SIZES[-1]}, whatever was learned; {unpaired}"
    return Outcome(True, Evidence.CERTIFIED, checked, detail=detail)


def _weights(context: Context, n: int) -> list[tuple[str, Any]]:
    rng, one = context.rng(f"weights {n}"), Fraction(1)
    cancelling = np.full((n, n), one)
    cancelling[0, :2] = 0 * one, 2 * one
    named = [
        ("nothing learned, beta = 0", np.full((n, n), 0 * one)),
        ("beta = 0 and 2 in one row, 1 elsewhere", cancelling),
        ("self-loops only", two_valued(n, one, 0 * one, exact=True)),
    ]
    for i in range(20):
        size = 10 ** int(rng.integers(0, 8))
        off = [Fraction(int(v), size) for v in rng.choice([-1, 1], n * n) * rng.integers(1, 10, n * n)]
        named.append((f"random weights {i}", 1 + np.array(off, dtype=object).reshape(n, n)))
    return named


CLAIMS = (
    Claim(
        id="sec-5-binary-weighted",
        locator="Sec. 5, sentence, binary errors",
        origin=Origin.READ,
        statement="Binary errors at half the entries are roughly those of weighted masks, so the network pairs matrix "
        "indices with edges. The ratio is between 2.6 and 4 whatever the weights are, also for a network that has learned "
        "nothing, so nothing follows from it; the pairing follows from errors near 0 on unsymmetric masks.",
        printed=Statement(
            r"\tfrac{1}{10} \le E_\mathrm{binary} / E_\mathrm{weighted} \le 10 \Rightarrow \beta = 1",
            Says(lambda n: (Fraction(1, 10), 10), False, True),
        ),
        corrected=Statement(
            r"\tfrac{60}{23} \le \frac{E_\mathrm{binary}}{E_\mathrm{weighted}} = \frac{m_1/3 + m_2 (\rho - 1)/4}"
            r"{m_1/9 + m_2 (\rho - 1)/16} < 4\ \text{for every}\ \beta \ne 1",
            Says(emn.binary_to_weighted_bounds, True, False),
        ),
        test=binary_and_weighted,
        wrong={
            "equal within a factor of 2": Says(lambda n: (Fraction(1, 2), 2), False, False),
            "always 3": Says(lambda n: (3, 3), False, False),
            "values of mean square 1/4": Says(lambda n: (4, 4), False, False),
            "a quarter of the entries": Says(lambda n: emn.binary_to_weighted_bounds(n, Fraction(1, 4)), True, False),
        },
        assumptions=(
            "unsymmetric masks, half of the entries active: 1, or uniform on [0, 1]",
            "rho = sum_i (sum_j delta_ij)^2 / sum_ij delta_ij^2",
            "far above rounding",
        ),
        oracle="exact second moments over random weights",
        cost=2,
    ),
)
