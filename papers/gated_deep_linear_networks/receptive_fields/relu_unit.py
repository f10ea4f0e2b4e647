"""Section 2.2 for Gaussian inputs: one ReLU unit whose gate follows its weights, its winning Fourier mode and amplitude."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp
from scipy.linalg import circulant

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.ledger.intervals import standard_error, z_limit
from papers.ledger.words import tuples
from sims.gdln import finite, train_relu
from theory.gdln.receptive_fields.relu_unit import (
    derivation,
    relu_unit_velocity,
)
from theory.gdln.receptive_fields.winning_fourier_mode import winning_fourier_mode
from theory.inputs import Gaussian, Mixture, RingGaussian

from .mode_plot import plot_modes

SITES = 6
NETWORKS = 32

Winner = Callable[[Any, Any], tuple[tuple[int, ...], float]]


def laws() -> dict[str, tuple[Any, Any]]:
    """Eigenvalues (c0, c1) of the two classes: longer or shorter correlations at y = 1, and one where the modes 1 and 5 win."""
    long, short = (RingGaussian(SITES, xi).eigenvalues for xi in (1.3, 0.7))
    flat = np.ones(SITES)
    return {
        "longer": (short, long),
        "shorter": (long, short),
        "modes 1 and 5": (flat, np.array([1.2, 1.6, 0.2, 1.2, 0.2, 1.6])),
    }


def winner_is(says: Winner, context: Context) -> Outcome:
    """says(c0, c1) = (modes that win, norm of the field): proved, then the flow from random starts, then SGD.

    The flow (DOP853) must have ended there to its tolerance. SGD: the mean over networks of the norm of the field's part in
    the winning modes, and of every part in another mode (0), by z-scores at a family-wise level of 1e-6.
    """
    if open_ := undecided(derivation()):
        return open_
    data = context.once("fields", lambda: _fields(context))
    tests, worst, effective = len(laws()) * (SITES + 1), 0.0, 0
    limit = z_limit(tests)
    data |= {"limit": limit, "winner": {name: winning_fourier_mode(*of)[1] for name, of in laws().items()}}
    for name, (c0, c1) in laws().items():
        modes, size = says(c0, c1)
        for source in ("flow", "SGD"):
            spectrum = np.fft.fft(np.array(data[source][name]), axis=1) / np.sqrt(SITES)
            won = np.sqrt(np.sum(np.abs(spectrum[:, list(modes)]) ** 2, axis=1))
            others = np.delete(spectrum, list(modes), axis=1)
            effective += len(spectrum)
            if source == "flow":
                off = max(float(np.max(np.abs(won - size))), float(np.max(np.abs(others), initial=0.0)))
                bad, found = (
                    off > 1e-6,
                    f"{name}: the flow ends {off:.3g} from the modes {tuples(modes)} of norm {size:.4f}",
                )
            else:
                parts = np.column_stack([won - size, others.real])
                z = np.abs(parts.mean(axis=0)) / standard_error(parts)
                worst = max(worst, float(z.max()))
                bad = bool(z.max() > limit)
                found = f"{name}: SGD has z = {z.max():.1f} for the modes {tuples(modes)} of norm {size:.4f}, mean {won.mean():.4f}"
            if bad:
                return Outcome(
                    False,
                    Evidence.SIMULATED,
                    effective,
                    deviation=worst,
                    counterexample=found,
                    data=data,
                    level="largest z-score",
                )
    detail = f"derivation proved; flows end there to 1e-6; SGD: largest z {worst:.1f} of {tests}, threshold {limit:.1f}"
    return Outcome(True, Evidence.PROVED, effective, deviation=worst, detail=detail, data=data, level="largest z-score")


def _fields(context: Context) -> dict[str, Any]:
    """Fields at the end of the flow and of SGD, with the sign of the winning part of the first mode left as it is."""
    data: dict[str, Any] = {"flow": {}, "SGD": {}, "path": {}, "times": np.linspace(0, 60, 31).tolist()}
    for name, (c0, c1) in laws().items():
        C0, C1 = (circulant(np.fft.ifft(c).real) for c in (c0, c1))
        rng = context.rng(f"relu unit {name}")
        starts = rng.normal(scale=0.3, size=(NETWORKS, 1, SITES))
        ends = [
            solve_ivp(
                lambda _, w, C0=C0, C1=C1: relu_unit_velocity(w, C0, C1),
                (0, 400),
                w[0],
                method="LSODA",
                rtol=1e-10,
                atol=1e-12,
            ).y[:, -1]
            for w in starts[:2]
        ]
        data["flow"][name] = np.array(ends).tolist()
        rngs = [np.random.default_rng(seed) for seed in rng.integers(2**32, size=NETWORKS)]
        law = Mixture(Gaussian(C1), Gaussian(C0))
        record = range(0, 241, 8)
        runs = train_relu(starts, law, steps=240, lr=0.25, batch=400, rngs=rngs, record=record)
        weights = [run.weights[:, 0] for run in finite(runs)]
        data["SGD"][name] = np.array(weights)[:, -1].tolist()
        waves = np.abs(np.fft.fft(np.array(weights), axis=2)) / np.sqrt(SITES)
        sizes = np.hypot(waves, np.where(np.isin(np.arange(SITES), (0, SITES // 2)), 0, waves[:, :, -np.arange(SITES)]))
        data["path"][name] = {
            "mean": sizes.mean(axis=0).tolist(),
            "error": standard_error(sizes).tolist(),
        }
    return data


CLAIMS = (
    Claim(
        id="sec-2-2-gaussian",
        locator="Sec. 2.2, Gaussian inputs",
        origin=Origin.OWN,
        statement="One ReLU unit on a balanced mixture of two Gaussian laws on a ring ends in the Fourier modes of the largest "
        "c1_k / (c0_k + c1_k), with norm sqrt(2 c1_k / pi) / (c0_k + c1_k): constant for longer correlations at y = 1, "
        "alternating for shorter ones, never localized.",
        printed=Statement(
            r"k^* = \arg\max_k \frac{c^1_k}{c^0_k + c^1_k},\quad |w| = \frac{\sqrt{2 c^1_{k^*} / \pi}}{c^0_{k^*} + c^1_{k^*}}",
            winning_fourier_mode,
        ),
        test=winner_is,
        wrong={
            "the mode of the largest c1": lambda c0, c1: (
                tuple(map(int, np.flatnonzero(c1 >= 0.999 * c1.max()))),
                winning_fourier_mode(c0, c1)[1],
            ),
            "a norm without the 2": lambda c0, c1: (
                winning_fourier_mode(c0, c1)[0],
                winning_fourier_mode(c0, c1)[1] / np.sqrt(2),
            ),
            "gates held at half the inputs, y uncorrelated with them": lambda c0, c1: (
                winning_fourier_mode(c0, c1)[0],
                0.0,
            ),
            "the norm of the smallest ratio": lambda c0, c1: winning_fourier_mode(c1, c0),
        },
        assumptions=("both classes Gaussian with mean 0, circulant covariances", "the start holds the winning modes"),
        oracle="symbolic derivation; DOP853; SGD with z-scores at a family-wise level of 1e-6",
        cost=4,
        plot=plot_modes,
    ),
)
