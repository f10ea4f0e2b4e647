"""Section 5: Toeplitz and circulant properties, and what one discrete Fourier transform does for A."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import tuples
from theory import GatedRegression, gdln, gradient_flow
from theory.inputs import Mixture, SinglePulse
from theory.spectrum import EPS
from theory.validation import Array

Invariant = tuple[int, int, Any, GatedRegression, str]


def invariant_problems(context: Context) -> Iterator[Invariant]:
    """Pulses on 2 to 6 sites with all shifts of one or two half-spaces, exact: L, m, directions, problem, words; small first."""
    rng = context.rng("invariant problems")
    for L, m in ((2, 1), (3, 1), (2, 2), (4, 1), (3, 2), (5, 1), (6, 1), (4, 2)):
        v = rng.integers(-2, 3, size=(m, L))
        v[:, 0], v[:, -1] = 1, -1  # so that no base gate is the same at every site
        law = Mixture(SinglePulse(L, 1, max(1, L // 2)), SinglePulse(L, max(1, L - 1), L))
        points, y, p = cast("tuple[Array, Array, Array]", law.support)
        every = np.concatenate([[np.roll(base, s) for s in range(L)] for base in v])
        problem = GatedRegression.from_samples(points, y, (points.astype(int) @ every.T >= 0).astype(int), p)
        bases = " and ".join(map(tuples, v))
        yield L, m, v, problem, f"single pulses, L = {L}, gates 1[v . x >= 0] for all shifts of v = {bases}"


def joint_array(problem: GatedRegression, L: int, m: int) -> Array:
    """A with its axes (base gate, shift, site) twice."""
    return problem.A.reshape(m, L, L, m, L, L)


def a_is_invariant(says: Callable[[Array], Array], context: Context) -> Outcome:
    """says(A) with axes (a, s, i, a', s', i') is A after a shift, and must be A exactly."""
    effective = 0
    for L, m, _, problem, words in invariant_problems(context):
        effective += 1
        A = joint_array(problem, L, m)
        moved = says(A)
        if np.any(moved != A):
            where = tuple(int(i) for i in np.argwhere(moved != A)[0])
            found = f"{words}: entry (a, s, i, a', s', i') = {where} is {A[where]}, shifted it is {moved[where]}"
            size = float(abs(A[where] - moved[where]))
            return Outcome(
                False,
                Evidence.CERTIFIED,
                effective,
                deviation=size,
                counterexample=found,
                level="change of an entry by a shift",
            )
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="exact moments of all pulses")


def transformed(problem: GatedRegression, L: int, m: int) -> Array:
    """F A F^* with axes (k, a, u, k', a', u'), F the unitary transform in s and u = i - s."""
    s, u = np.arange(L)[:, None], np.arange(L)
    whole = joint_array(problem, L, m).astype(np.float64)
    relative = whole[:, s, (s + u) % L][..., s, (s + u) % L]  # (a, s, u, a', s', u')
    A = np.fft.ifft(np.fft.fft(relative, axis=1), axis=4)
    return np.asarray(A.transpose(1, 0, 2, 4, 3, 5))


def zero_pattern_is(says: Callable[[int, int], Array], context: Context) -> Outcome:
    """says(L, m) are the entries (k, a, u, k', a', u') that may differ from 0 after one Fourier transform in the joint shift.

    Two transforms of length L lose less than 10 log2(2 L) eps of the largest entry times L.
    """
    effective, worst = 0, 0.0
    for L, m, _, problem, words in invariant_problems(context):
        effective += 1
        A = transformed(problem, L, m)
        outside = np.where(says(L, m), 0, np.abs(A))
        worst = max(worst, float(outside.max()))
        if outside.max() > 10 * np.log2(2 * L) * L * EPS * np.abs(A).max():
            where = tuple(int(i) for i in np.unravel_index(int(outside.argmax()), outside.shape))
            found = (
                f"{words}: entry (k, a, u, k', a', u') = {where} of the transform of A is {outside[where]:.4g}, not 0"
            )
            return Outcome(
                False,
                Evidence.CORROBORATED,
                effective,
                deviation=float(outside.max()),
                counterexample=found,
                level="largest entry that must be 0",
            )
    proved = all(gdln.ring_derivation(L).proved for L in (2, 3, 4))
    evidence = Evidence.PROVED if proved else Evidence.CORROBORATED
    return Outcome(
        True,
        evidence,
        effective,
        deviation=worst,
        detail="derived for 2 to 4 sites and blocks of any size; 8 rings",
        level="largest entry that must be 0, rounding",
    )


def driven_is(says: Callable[[int, int], bool], context: Context) -> Outcome:
    """says(k, L): whether the flow from w = 0 moves wave k of the weights, in the dense flow, which knows of no shifts.

    A wave that must not move moves by the rounding of the flow: 100 P eps times the condition number and the size.
    """
    effective = 0
    for L, m, _, problem, words in invariant_problems(context):
        w = gradient_flow(problem, np.zeros((m * L, L)), 5.0)
        s, u = np.arange(L)[:, None], np.arange(L)
        waves = np.abs(np.fft.fft(w.reshape(m, L, L)[:, s, (s + u) % L], axis=1)).max(axis=(0, 2))
        values = problem.spectrum.eigenvalues
        floor = 100 * m * L * L * EPS * values[-1] / values[0] * (1 + float(np.linalg.norm(w)))
        if floor > 1e-6 * waves[0]:
            continue
        effective += 1
        for k in range(L):
            if says(k, L) != bool(waves[k] > floor):
                found = f"{words}: after t = 5 from w = 0, wave {k} of the weights has the size {waves[k]:.3g}"
                return Outcome(False, Evidence.CORROBORATED, effective, counterexample=found)
    return Outcome(True, Evidence.CORROBORATED, effective, detail="the dense flow on 8 rings")


def same_block(L: int, m: int) -> Array:
    """k = k' only."""
    k = np.eye(L, dtype=bool)[:, None, None, :, None, None]
    return np.broadcast_to(k, (L, m, L, L, m, L))


def diagonal(L: int, m: int) -> Array:
    """Nothing but the diagonal."""
    return np.asarray(np.eye(L * m * L, dtype=bool).reshape(L, m, L, L, m, L))


def one_site(L: int, m: int) -> Array:
    """k = k' and u = u' only."""
    u = np.eye(L, dtype=bool)[None, None, :, None, None, :]
    return np.asarray(same_block(L, m) & u)


def joint_shift(A: Array) -> Array:
    """Gates and sites moved together."""
    return np.roll(A, (1, 1, 1, 1), (1, 2, 4, 5))


CLAIMS = (
    Claim(
        id="circulant",
        locator="Sec. 5, circulant",
        origin=Origin.OWN,
        statement="With translation-invariant laws the moments are circulant (Toeplitz on the ring). Each block Sigma^xx(p, q) "
        "is not, because a gate singles out sites; A is, under the shift of gates and sites together, if all shifts of a gate are "
        "gates.",
        printed=Statement(
            r"\Sigma^{xx}(p, q)_{i+1, j+1} = \Sigma^{xx}(p, q)_{i, j}", lambda A: np.roll(A, (1, 1), (2, 5))
        ),
        corrected=Statement(r"A_{(a, s+1, i+1), (a', s'+1, j+1)} = A_{(a, s, i), (a', s', j)}", joint_shift),
        test=a_is_invariant,
        wrong={
            "under the shift of the gates alone": lambda A: np.roll(A, (1, 1), (1, 4)),
            "under opposite shifts of gates and sites": lambda A: np.roll(A, (1, -1, 1, -1), (1, 2, 4, 5)),
        },
        assumptions=("the laws are invariant under shifts", "the gates are all shifts of m base gates"),
        oracle="exact rational moments of all single pulses",
    ),
    Claim(
        id="dft-diagonalizes",
        locator="Sec. 5, DFT",
        origin=Origin.OWN,
        statement="One discrete Fourier transform diagonalizes A. It does so in blocks: L Hermitian blocks of size m L for m base "
        "gates, one for each wave number of the joint shift, in a basis that depends on the law and the gates in no other way.",
        printed=Statement(r"F A F^* = \mathrm{diag}(\lambda_1, \dots, \lambda_{mL^2})", diagonal),
        corrected=Statement(
            r"F A F^* = \mathrm{diag}(B_0, \dots, B_{L-1}),\quad B_k = \sum_d e^{2\pi i k d / L} C_d \in \mathbb C^{mL \times mL}",
            same_block,
        ),
        test=zero_pattern_is,
        wrong={
            "blocks of size m, one for each site": one_site,
            "k and k + 1": lambda L, m: np.roll(same_block(L, m), 1, axis=0),
        },
        assumptions=("the laws are invariant under shifts", "the gates are all shifts of m base gates"),
        oracle="symbolic derivation; transforms of exact moments",
    ),
    Claim(
        id="only-the-mean-is-driven",
        locator="Sec. 5, symmetry",
        origin=Origin.OWN,
        statement="From w = 0 all shifts of a gate learn shifts of one field: only the block k = 0 is driven, which is a "
        "regression with m gates on L inputs.",
        printed=Statement(r"\hat b_k = 0,\ \hat w_k(t) = 0 \quad (k \ne 0)", lambda k, L: k == 0),
        test=driven_is,
        wrong={
            "every wave is driven": lambda k, L: True,
            "even waves are driven": lambda k, L: k % 2 == 0,
        },
        assumptions=("the laws are invariant under shifts", "the gates are all shifts of m base gates", "w(0) = 0"),
        oracle="the dense flow",
    ),
)
