"""Section 3.2 and 3.3 on the gates of ReLU units: Eq. (5), (6) and (15) in closed form for Gaussian inputs and half-spaces."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import tuples
from theory import gdln
from theory.inputs import Gaussian, Mixture
from theory.validation import Array

from .plane_quadrature import first, second

TOLERANCE = 1e-10  # Gauss-Legendre between the switches of the gates is exact for these integrands but for rounding
ENTRY = "largest absolute error of an entry"
OVER_NORM = "largest error of an entry over the norm of C; at most 1e-10 allowed"
LEAST_LOSS = "largest absolute error of the least loss; at most 1e-9 allowed"


def instances(context: Context) -> list[tuple[Array, Array, Array]]:
    """Two covariances and three directions each, the third one opposite to the first in every second instance."""
    rng = context.rng("half-spaces")
    out = []
    for i in range(12):
        roots = rng.normal(size=(2, 2, 2))
        C1, C0 = (r @ r.T + 0.1 * np.eye(2) for r in roots)
        v = rng.normal(size=(3, 2))
        v[2] = -1.5 * v[0] if i % 2 else v[2]
        out.append((C1, C0, v))
    return out


def second_moment_is(says: Callable[[Array, float, Array, Array], Array], context: Context) -> Outcome:
    """says(C, theta, e, e') must be <g g' x x^T>, e = C v / sqrt(v^T C v) and theta the angle of the gates under C."""
    effective, worst = 0, 0.0
    for C, _, v in instances(context):
        exact, spread = second(C, v), np.sqrt(np.einsum("ki,ij,kj->k", v, C, v))
        e = v @ C / spread[:, None]
        for k in range(3):
            for l in range(3):
                theta = float(np.arccos(np.clip(v[k] @ C @ v[l] / (spread[k] * spread[l]), -1, 1)))
                if 1e-3 < theta < np.pi - 1e-3:  # the printed form divides by sin(theta)
                    effective += 1
                    off = float(np.max(np.abs(says(C, theta, e[k], e[l]) - exact[k, l])))
                    worst = max(worst, off / float(np.linalg.norm(C)))
                    if off > TOLERANCE * np.linalg.norm(C):
                        found = f"C = {tuples(C.round(3))}, theta = {theta:.4f}: an entry is off by {off:.3g}"
                        return Outcome(
                            False, Evidence.CORROBORATED, effective, deviation=off, counterexample=found, level=ENTRY
                        )
    proved = gdln.orthant_derivation().proved
    detail = "derived in polar coordinates; quadrature in the plane agrees"
    return Outcome(
        True,
        Evidence.PROVED if proved else Evidence.CORROBORATED,
        effective,
        deviation=worst,
        detail=detail,
        level=OVER_NORM,
    )


def target_is(says: Callable[[Array, Array], Array], context: Context) -> Outcome:
    """says(C_1, v) must be <g y x> for balanced classes of covariances C_1 (y = 1) and C_0 (y = 0)."""
    effective, worst = 0, 0.0
    for C1, _, v in instances(context):
        exact = first(C1, v) / 2
        for k in range(3):
            effective += 1
            off = float(np.max(np.abs(says(C1, v[k]) - exact[k])))
            worst = max(worst, off)
            if off > TOLERANCE * np.sqrt(np.linalg.norm(C1)):
                found = f"C_1 = {tuples(C1.round(3))}, v = {tuples(v[k].round(3))}: off by {off:.3g}"
                return Outcome(
                    False, Evidence.CORROBORATED, effective, deviation=off, counterexample=found, level=ENTRY
                )
    proved = gdln.orthant_derivation().proved
    return Outcome(True, Evidence.PROVED if proved else Evidence.CORROBORATED, effective, deviation=worst, level=ENTRY)


def objective_is(says: Callable[[Array, Array, Array], float], context: Context) -> Outcome:
    """says(<x~|1>, <x~x~^T|1>, <x~x~^T|0>), from the closed forms, is the least loss, from moments by quadrature and lstsq.

    Both lose up to the condition number of the gated features in digits, which is below 1e5 here.
    """
    effective, worst = 0, 0.0
    for C1, C0, v in instances(context):
        laws = Gaussian(C1), Gaussian(C0)
        S1, S0 = (gdln.halfspace_second_moments(law, v) for law in laws)
        stated = says(gdln.halfspace_first_moments(laws[0], v).reshape(-1), S1, S0)
        A = sum(second(C, v).transpose(0, 2, 1, 3).reshape(6, 6) for C in (C1, C0)) / 2
        b = first(C1, v).reshape(-1) / 2
        exact = 0.5 - float(b @ np.linalg.lstsq(A, b, rcond=1e-12)[0])
        effective += 1
        off = abs(stated - exact)
        worst = max(worst, off, abs(gdln.halfspace_problem(Mixture(*laws), v).minimum_loss - exact))
        if worst > 1e-9:
            found = (
                f"C_1 = {tuples(C1.round(3))}, C_0 = {tuples(C0.round(3))}: least loss {exact:.8f}, stated {stated:.8f}"
            )
            return Outcome(
                False, Evidence.CORROBORATED, effective, deviation=off, counterexample=found, level=LEAST_LOSS
            )
    return Outcome(
        True,
        Evidence.CORROBORATED,
        effective,
        deviation=worst,
        detail="three half-spaces in the plane",
        level=LEAST_LOSS,
    )


def price(C: Array, theta: float, e: Array, f: Array) -> Array:
    """The closed form with the two regressions e = C v / s and f = C v' / s'."""
    cross = np.outer(e, f) + np.outer(f, e) - np.cos(theta) * (np.outer(e, e) + np.outer(f, f))
    return np.asarray((np.pi - theta) / (2 * np.pi) * C + cross / (2 * np.pi * np.sin(theta)))


def eq_15(m: Array, S1: Array, S0: Array) -> float:
    """Eq. (15), with the pseudoinverse where gates make the features dependent."""
    return float(0.5 - 0.5 * m @ np.linalg.lstsq(S1 + S0, m, rcond=1e-12)[0])


CLAIMS = (
    Claim(
        id="halfspace-target",
        locator="Eq. (5), half spaces",
        origin=Origin.OWN,
        statement="Eq. (5) for zero-mean Gaussian classes and the gate 1[v . x >= 0] of a ReLU unit; balanced classes.",
        printed=Statement(
            r"\langle g_v\, y\, x\rangle = \frac12 \frac{C_1 v}{\sqrt{2\pi\, v^\top C_1 v}}",
            lambda C1, v: C1 @ v / (2 * np.sqrt(2 * np.pi * (v @ C1 @ v))),
        ),
        test=target_is,
        wrong={
            "the 1/2 of the class dropped": lambda C1, v: C1 @ v / np.sqrt(2 * np.pi * (v @ C1 @ v)),
            "v for C_1 v": lambda C1, v: v / (2 * np.sqrt(2 * np.pi * (v @ C1 @ v))),
            "sign": lambda C1, v: -C1 @ v / (2 * np.sqrt(2 * np.pi * (v @ C1 @ v))),
        },
        assumptions=("v . x has a variance; where it has none the gate is always on and the moment is 0",),
        oracle="symbolic derivation; quadrature in polar coordinates",
        cost=2,
    ),
    Claim(
        id="halfspace-moments",
        locator="Eq. (6), half spaces",
        origin=Origin.OWN,
        statement="Eq. (6) for zero-mean Gaussian inputs and two half-space gates at the angle theta: the arc-cosine family of "
        "Cho and Saul (NeurIPS 2009). C / 2 for parallel and 0 for opposite directions.",
        printed=Statement(
            r"\langle g g' x x^\top\rangle = \frac{\pi - \theta}{2\pi} C + \frac{e e'^\top + e' e^\top - \cos\theta\, (e e^\top + "
            r"e' e'^\top)}{2\pi \sin\theta},\quad e = \frac{C v}{\sqrt{v^\top C v}}",
            price,
        ),
        test=second_moment_is,
        wrong={
            "probability alone": lambda C, theta, e, f: (np.pi - theta) / (2 * np.pi) * C,
            "theta for pi - theta": lambda C, theta, e, f: (
                price(C, theta, e, f) + (2 * theta - np.pi) / (2 * np.pi) * C
            ),
            "opposite partner": lambda C, theta, e, f: price(C, np.pi - theta, e, -f),
        },
        assumptions=("zero mean", "v . x and v' . x have a variance"),
        oracle="symbolic derivation; quadrature in polar coordinates",
        cost=2,
    ),
    Claim(
        id="halfspace-objective",
        locator="Eq. (15), half spaces",
        origin=Origin.OWN,
        statement="Eq. (15), with these moments, is the least loss of half-space gates on a balanced mixture of two Gaussians.",
        printed=Statement(
            r"\mathcal L = \tfrac12 - \tfrac12 \langle\tilde x\rangle_1^\top \big(\langle\tilde x \tilde x^\top\rangle_1 + "
            r"\langle\tilde x \tilde x^\top\rangle_0\big)^+ \langle\tilde x\rangle_1",
            eq_15,
        ),
        test=objective_is,
        wrong={
            "second factor 1/2 dropped": lambda m, S1, S0: 2 * eq_15(m, S1, S0) - 0.5,
            "the negative class left out": lambda m, S1, S0: eq_15(m, S1, 0 * S0),
        },
        assumptions=("zero mean", "balanced classes, y in {0, 1}"),
        oracle="least squares on moments by quadrature",
        cost=2,
    ),
)
