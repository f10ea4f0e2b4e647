"""The moments of a `RingRegression`: in closed form for Gaussians and half-spaces, from orbits of points otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...inputs import Gaussian
from ...moments import pieces, sample_weights
from ...spectrum import rounding_unit
from ...validation import Array, as_array, binary_array, float_array, function, in_float_range, natural, real_array
from ..halfspaces.halfspace_moments import gaussian_mixture, halfspaces, zero_mean_gaussian
from ..halfspaces.orthant import half_moment, latent_directions, orthant_moments
from .ring_regression import RingRegression

Gate = Callable[[Array], Any]


def ring_halfspace_problem(law: Any, directions: Any) -> RingRegression:
    """All shifts of m half-space gates 1[v_a . T_s x >= 0] under a `Mixture` of two shift-invariant Gaussian laws, exact.

    directions (m, L); the gate at shift s has the direction np.roll(v_a, s). The moments are those of `halfspace_problem`
    with all m L directions, in 8 L (m L)^2 bytes instead of 8 (m L^2)^2. Raises TypeError for another law, ValueError for a
    covariance that is not circulant.

    Example:
    >>> from theory import gdln, inputs
    >>> law = inputs.Mixture(inputs.RingGaussian(6, 0.5), inputs.RingGaussian(6, 1.0))
    >>> problem = gdln.ring_halfspace_problem(law, [[1.0, 0.0, 0.0, 0.0, 0.0, 0.0]])
    >>> problem.K, problem.n, bool(problem.minimum_loss < law.y2)
    (6, 6, True)
    """
    mixture = gaussian_mixture(law)
    L, p = mixture.n, float(mixture.p)
    v = halfspaces(directions, L)
    m, sites = len(v), np.arange(L)
    shifted = np.stack([np.roll(v, d, axis=1) for d in range(L)])  # (L, m, L)
    C = np.zeros((L, m, L, m, L))
    b = np.zeros((m, L))
    for name, share in (("positive", p), ("negative", 1 - p)):
        gaussian = zero_mean_gaussian(f"law.{name}", getattr(mixture, name))
        _refuse_other_than_circulant(f"law.{name}", gaussian)
        R, a = latent_directions(gaussian, shifted.reshape(L * m, L))
        a = a.reshape(L, m, -1)
        for d in range(L):
            here = (sites + d) % L
            for base in range(m):
                C[d, base] += share * orthant_moments(R, a[0, base], a[d])[:, :, here].transpose(1, 0, 2)
        if name == "positive":
            b = share * half_moment(R, a[0])
    return RingRegression.from_correlations(C.reshape(L, m * L, m * L), b.reshape(-1), p)


@in_float_range("x, y")
def ring_samples_problem(x: Any, y: Any, gate: Gate, sample_weight: Any = None) -> RingRegression:
    """From points x (S, L) with targets y (S,), each standing for all its L shifts with the same target and weight.

    `gate` maps inputs (N, L) to the m base gates (N, m) in {0, 1}; it is asked about every shift. On draws from an invariant
    law this is the estimate averaged over shifts: unbiased, and with A no smaller in rank than the draws allow: the blocks
    have rank at most S, so S >= m L is needed for what has full rank.

    Raises ValueError or TypeError for no points, other shapes, NaN, weights below 0, gates that are not 0 or 1.

    Example:
    >>> import numpy as np
    >>> from theory import gdln
    >>> problem = gdln.ring_samples_problem(np.array([[1.0, 2.0, 0.0]]), [1.0], lambda x: x[:, :1] > x.mean())
    >>> problem.m, problem.L, problem.symbol.shape
    (1, 3, (2, 3, 3))
    """
    x = float_array("x", x, (None, None))
    S, L = natural("the number of points in x", len(x)), natural("the number of columns of x", x.shape[1])
    y = float_array("y", y, (S,))
    weight = sample_weights(sample_weight, S, False)
    share = np.full(S, 1 / S) if weight is None else weight / weight.sum()
    sites = np.arange(L)
    shifts = (sites[:, None] + sites) % L
    m = binary_array("gate(x)", function("gate", gate)(x[:1]), (1, None)).shape[1]
    symbol = np.zeros((L // 2 + 1, m * L, m * L), dtype=complex)
    b = np.zeros(m * L)
    for piece in pieces(S, 4 * L * natural("the number of base gates", m) * L):
        views = x[piece][:, shifts]  # (s, L, L): the point seen from every site
        g = binary_array("gate(x)", gate(views.reshape(-1, L)), (len(views) * L, m)).astype(np.float64)
        phi = (g.reshape(-1, L, m, 1) * views[:, :, None, :]).reshape(-1, L, m * L)
        waves = np.fft.rfft(phi, axis=1).swapaxes(0, 1)  # (L // 2 + 1, s, m L)
        symbol += (waves * (share[piece] / L)[:, None]).swapaxes(1, 2) @ waves.conj()
        b += (share[piece] * y[piece]) @ phi.mean(axis=1)
    symbol = (symbol + symbol.conj().swapaxes(1, 2)) / 2
    return RingRegression(symbol, b, float(share @ y**2), m, L)


@in_float_range("points, y")
def ring_support_problem(points: Any, y: Any, gate: Gate, probability: Any = None) -> RingRegression:
    """From a finite support (points (S, L), y (S,), probability (S,)) that shifts map to itself; equal weights by default.

    Raises ValueError where a shift of a point is missing or has another probability (to 4 S eps of the largest; exact where
    all are rational), with the same target. Cost: one point an orbit instead of L.

    Example:
    >>> import numpy as np
    >>> from theory import gdln
    >>> problem = gdln.ring_support_problem(np.eye(3), np.ones(3), lambda x: x[:, :1] > 0)
    >>> round(problem.minimum_loss, 9)
    0.0
    """
    x = real_array("points", points, (None, None))
    y = real_array("y", y, (len(x),))
    natural("the number of columns of points", x.shape[1])
    exact = probability is not None and as_array("probability", probability).dtype.kind == "O"
    share = sample_weights(probability, len(x), exact, "probability")
    total: dict[tuple[bytes, Any], Any] = {}
    x = x.astype(np.float64) + 0.0  # -0.0 is 0.0
    for row, target, p in zip(x, y, np.ones(len(x)) if share is None else share, strict=True):
        key = (row.tobytes(), target)
        total[key] = total.get(key, 0) + p
    slack = 0 if exact else rounding_unit(len(x), max(total.values(), default=0))
    orbits, targets, shares = [], [], []
    seen: set[tuple[bytes, Any]] = set()
    for key, p in total.items():
        if p == 0 or key in seen:
            continue
        row, mass, at = np.frombuffer(key[0]), 0, key
        while at not in seen:
            if abs(total.get(at, 0) - p) > slack:
                raise ValueError(
                    f"the support must be closed under shifts; a shift of {row[:8].tolist()}{'...' * (len(row) > 8)}, y = "
                    f"{float(key[1]):g}, has weight {float(total.get(at, 0)):.3g}, not {float(p):.3g}. Average it over shifts."
                )
            seen.add(at)
            mass += total[at]
            at = (np.roll(np.frombuffer(at[0]), 1).tobytes(), key[1])
        orbits.append(row)
        targets.append(float(key[1]))
        shares.append(float(mass))
    if not orbits:
        raise ValueError("points must hold at least one point; got none.")
    return ring_samples_problem(np.array(orbits), np.array(targets), gate, np.array(shares))


def _refuse_other_than_circulant(argument: str, law: Gaussian) -> None:
    C = law.covariance
    off = float(np.max(np.abs(np.roll(C, (1, 1), (0, 1)) - C)))
    if off > rounding_unit(len(C), float(np.max(np.abs(C)))):
        raise ValueError(f"{argument} must be invariant under shifts; its covariance changes by {off:.3g} under one.")
