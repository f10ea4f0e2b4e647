"""Section 3.3: all shifts of a gate on the ring, for the nonlinear Gaussian process in its limit of large gain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations_with_replacement, product
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import tuples
from theory.gates import GateProblem, optimize
from theory.gates.families.dichotomies import dichotomies
from theory.gates.families.orbits import Orbits, reduced_fits
from theory.inputs import RingGaussian
from theory.validation import Array

from .all_shifts_plot import plot_curves

SIGNS = ((2, 2.0, 1.0), (2, 1.0, 2.0), (3, 2.0, 1.0), (3, 1.0, 2.0))  # sites, xi where y = 1, xi where y = 0


def signs(L: int, xi: float) -> tuple[Array, Array]:
    """The points {-1, 1}^L, L = 2 or 3, and their probabilities: the nonlinear Gaussian process as its gain grows, Z = 1.

    A Gaussian with correlations rho is positive at all of two sites with probability 1/4 + arcsin(rho) / (2 pi), and of three
    with 1/8 + sum arcsin(rho) / (4 pi).
    """
    covariance = np.asarray(RingGaussian(L, xi).covariance, dtype=float)
    angle = np.arcsin(covariance[0, 1] / covariance[0, 0])
    x = np.array(list(product((-1.0, 1.0), repeat=L)))
    alike = 1 / 4 + angle / (2 * np.pi) if L == 2 else 1 / 8 + 3 * angle / (4 * np.pi)
    flat = np.abs(x.sum(axis=1)) == L
    return x, np.where(flat, alike, (0.5 - alike) / (2 ** (L - 1) - 1))


def sign_law(L: int, positive: float, negative: float) -> tuple[Array, Array, Array]:
    """x, <y|x> and p of the mixture of two such laws in equal shares."""
    (x, first), (_, second) = signs(L, positive), signs(L, negative)
    return x, first / (first + second), (first + second) / 2


def enough_base_gates(says: Callable[[int], int], context: Context) -> Outcome:
    """All shifts of says(L) base half-spaces must do as well as any L half-spaces, on the sign patterns of small rings.

    All base half-spaces are tried, and, where one is not enough, all base gates of any kind; the free ones are certified.
    """
    effective = 0
    for L, positive, negative in SIGNS:
        x, y, p = sign_law(L, positive, negative)
        free = optimize(x, y, L, "halfspace", sample_weight=p, method="branch and bound")
        if not free.certified:
            continue
        effective += 1
        m = says(L)
        problem = GateProblem.from_samples(x, y, m * L, p)
        orbits = Orbits.of(problem)
        columns = dichotomies(problem.points).gates
        chosen = np.array(list(combinations_with_replacement(range(len(columns)), m)))
        bound = float(reduced_fits(problem, orbits, columns[chosen])[1].min())
        if bound > free.loss + problem.tolerance:
            every = (np.arange(2 ** len(x))[:, None] >> np.arange(len(x)) & 1).astype(np.int8)
            any_kind = float(reduced_fits(problem, orbits, every[:, None])[1].min()) if m == 1 else bound
            directions = [] if free.directions is None else np.round(free.directions, 3).tolist()
            kind = "gate of any kind" if any_kind > free.loss + problem.tolerance else "half-space"
            found = (
                f"sign patterns on {L} sites, xi = {positive:g} where y = 1 and {negative:g} where y = 0, K = {L}: half-spaces "
                f"{tuples(directions)} leave {free.loss:.3g}, all shifts of {m} base {kind} {bound:.6g}"
            )
            return Outcome(
                False,
                Evidence.CERTIFIED,
                effective,
                bound - free.loss,
                counterexample=found,
                level="loss above the least",
            )
    return Outcome(
        True, Evidence.CERTIFIED, effective, deviation=0.0, detail="all base half-spaces tried", data=sign_curves()
    )


def sign_curves() -> dict[str, Any]:
    """Best loss of free half-spaces against K, and of all shifts of one and of two: for the first law on three sites."""
    L, positive, negative = SIGNS[2]
    x, y, p = sign_law(L, positive, negative)
    free = [optimize(x, y, K, "halfspace", sample_weight=p, method="branch and bound").loss for K in (1, 2, 3)]
    shifts = []
    for m in (1, 2):
        problem = GateProblem.from_samples(x, y, m * L, p)
        columns = dichotomies(problem.points).gates
        chosen = np.array(list(combinations_with_replacement(range(len(columns)), m)))
        shifts.append(float(reduced_fits(problem, Orbits.of(problem), columns[chosen])[0].min()))
    return {"K": [1, 2, 3], "free": free, "base": [L, 2 * L], "shifts": shifts}


def plot_signs(data: Mapping[str, Any]) -> Any:
    return plot_curves(
        data["K"], data["free"], data["base"], data["shifts"], r"sign patterns on 3 sites, $\xi = (2, 1)$"
    )


CLAIMS = (
    Claim(
        id="all-shifts-for-nlgp",
        locator="Sec. 3.3, all shifts",
        origin=Origin.OWN,
        statement="For the nonlinear Gaussian process, too, all shifts of one half-space are as good as any L. They are "
        "not where its gain is large, not even all shifts of any one gate: x = (1, ..., 1) and -x are no other points when "
        "shifted, one gate gives their yhat opposite signs or 0, and y needs the same sign. All shifts of two half-spaces do.",
        printed=Statement(r"\min_{v} \mathcal L(T_1 v, \dots, T_L v) = \min_{v_1, \dots, v_L} \mathcal L", lambda L: 1),
        corrected=Statement(
            r"\min_{v, v'} \mathcal L(T_1 v, T_1 v', \dots, T_L v, T_L v') \le \min_{v_1, \dots, v_L} \mathcal L",
            lambda L: 2,
        ),
        test=enough_base_gates,
        wrong={"L - 1 base gates": lambda L: L - 1, "half of L base gates": lambda L: L // 2},
        assumptions=("L = 2, 3", "the limit of large gain, x in {-1, 1}^L", "gates 1[v . x >= 0]"),
        oracle="all half-spaces and their certified best",
        cost=3,
        plot=plot_signs,
    ),
)
