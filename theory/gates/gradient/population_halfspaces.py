"""The best half-space gates of a mixture of Gaussian laws: no samples, the objective in closed form."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp
from scipy.optimize import minimize

from ...derivation import Derivation, Step
from ...gdln.halfspaces.halfspace_moments import (
    gaussian_mixture,
    halfspace_problem,
    halfspaces,
    zero_mean_gaussian,
)
from ...gdln.halfspaces.orthant import latent_directions
from ...inputs import Mixture
from ...randomness import generator
from ...validation import REPEATS, Array, check_memory, natural

STOP = {"maxiter": 300, "ftol": 1e-14, "gtol": 1e-10}  # of L-BFGS from each start


def best_halfspaces(law: Any, K: int, rng: Any = None, starts: int = 10) -> tuple[Array, float]:
    """Unit directions v (K, n) of the best gates 1[v_k . x >= 0] found, and their objective, `halfspace_problem(...).minimum_loss`.

    L-BFGS on the objective of the population, Eq. (12) to (15) of the note, with its gradient, from `starts` random directions.
    `law` is a `Mixture` of two zero-mean Gaussian laws with labels 1 and 0; `rng` an int or a generator, None is 0.

    Raises TypeError for another law, ValueError unless K and starts are natural numbers. Possible issues: a local optimum is
    not always the best; where two gates coincide the objective has a kink, and the gradient is that of one side.

    Example:
    >>> import numpy as np
    >>> from theory import inputs
    >>> from theory.gates import best_halfspaces
    >>> law = inputs.Mixture(inputs.Gaussian(np.diag([3.0, 1.0])), inputs.Gaussian(np.eye(2)))
    >>> v, objective = best_halfspaces(law, 1, starts=3)
    >>> abs(v).round(4).tolist(), round(float(objective), 4)
    ([[1.0, 0.0]], 0.3806)
    """
    mixture, K = gaussian_mixture(law), natural("K", K)
    check_memory("K", K * mixture.n, K * mixture.n)
    draw = generator(0 if rng is None else rng, "theory.gates.best_halfspaces")
    moments = np.asarray(mixture.second_moment, dtype=np.float64)
    values, vectors = np.linalg.eigh(moments)
    white = vectors / np.sqrt(np.maximum(values, 1e-12 * values[-1]))
    best, least = np.ones((K, mixture.n)), np.inf
    for _ in range(natural("starts", starts, most=REPEATS)):
        start = draw.normal(size=(K, mixture.n)) @ white.T
        start /= np.linalg.norm(start, axis=1, keepdims=True)
        found = minimize(_flat, start.ravel(), (mixture,), jac=True, method="L-BFGS-B", options=STOP)
        v = found.x.reshape(K, -1)
        v = v / np.linalg.norm(v, axis=1, keepdims=True)
        value = float(halfspace_problem(mixture, v).minimum_loss)
        if value < least:
            best, least = v, value
    return best, least


def objective_gradient(law: Any, directions: Any) -> tuple[float, Array]:
    """The objective of half-space gates under a `Mixture` of Gaussian laws, and its gradient in the directions (K, n).

    With the weights u = A^+ b at their optimum, d(y2 - b . u) = -2 u . db + u . dA u. Of a = R^T v / |R^T v| with C = R R^T and the
    other gate a', turning a by delta (orthogonal to a) moves the plane a . q = 0 and nothing else, so

        d<1[a.q >= 0] 1[a'.q >= 0] (alpha.q)(beta.q)> = <1[c.q >= 0] (delta.q)(alpha.q)(beta.q)> / sqrt(2 pi)
            = delta . (c (alpha.beta) + alpha (c.beta) + beta (c.alpha) - c (c.alpha)(c.beta)) / (2 pi),

    the mean over q orthogonal to a, alpha and beta without their parts along a, c the unit vector of a' without its part along a.
    """
    mixture = gaussian_mixture(law)
    v = halfspaces(directions, mixture.n)
    scale = np.max(np.abs(np.asarray(directions, dtype=np.float64)), axis=1, keepdims=True)
    problem = halfspace_problem(mixture, v)
    u = problem.minimum_norm_weights * problem.scale
    slope = np.zeros_like(v)
    for name, share in (("positive", float(mixture.p)), ("negative", 1 - float(mixture.p))):
        slope += share * _gradient(mixture, name, v, u)
    return float(problem.minimum_loss), slope / np.where(scale > 0, scale, 1.0)


def _gradient(mixture: Mixture, name: str, v: Array, u: Array) -> Array:
    """-2 u . db + u . dA u of one class, the share of the class left out: (K, n)."""
    R, a = latent_directions(zero_mean_gaussian(name, getattr(mixture, name)), v)
    alpha = u @ R
    along = a @ a.T
    c = a[None, :, :] - along[:, :, None] * a[:, None, :]  # [k, l]: of a_l, what is orthogonal to a_k
    size = np.linalg.norm(c, axis=2, keepdims=True)
    c = np.where(size > 1e-12, c / np.where(size > 1e-12, size, 1.0), 0.0)
    own = alpha - np.sum(alpha * a, axis=1, keepdims=True) * a  # alpha_k without its part along a_k
    other = alpha[None, :, :] - (a @ alpha.T)[:, :, None] * a[:, None, :]  # and alpha_l
    c_own, c_other = np.einsum("kli,ki->kl", c, own), np.einsum("kli,kli->kl", c, other)
    both = np.einsum("ki,kli->kl", own, other)
    turn = (both - c_own * c_other)[:, :, None] * c + c_other[:, :, None] * own[:, None, :] + c_own[:, :, None] * other
    np.einsum("kki->ki", turn)[:] = 0  # a gate beside itself is on on half of the space, whatever its direction
    slope = turn.sum(axis=1) / np.pi  # each pair is in A twice
    if name == "positive":
        slope -= 2 / np.sqrt(2 * np.pi) * own
    slope -= np.sum(slope * a, axis=1, keepdims=True) * a
    length = np.linalg.norm(v @ R, axis=1, keepdims=True)
    varies = np.any(a != 0, axis=1, keepdims=True)
    out: Array = np.where(varies, slope / np.where(length > 0, length, 1.0), 0.0) @ R.T
    return out


def _flat(directions: Array, law: Mixture) -> tuple[float, Array]:
    value, slope = objective_gradient(law, directions.reshape(-1, law.n))
    return value, slope.ravel()


def derivation() -> Derivation:
    """The gradient for one pair of gates, in the coordinates a, c of their plane and one, z, across it.

    Example:
    >>> from theory import gates
    >>> gates.population_halfspaces_derivation().proved
    True
    """
    h, p, q, t = sp.symbols("h p q t", real=True)
    a2, a3, b2, b3, d2, d3, theta = sp.symbols("alpha_2:4 beta_2:4 delta_2:4 theta", real=True)
    normal = sp.exp(-(h**2) / 2) / sp.sqrt(2 * sp.pi)
    inner = (d2 * p + d3 * q) * (a2 * p + a3 * q) * (b2 * p + b3 * q)
    half = {1: 1 / sp.sqrt(2 * sp.pi), 3: 2 / sp.sqrt(2 * sp.pi)}
    terms = sp.Poly(sp.expand(inner), p, q).terms()
    moments = {0: sp.S.One, 1: sp.S.Zero, 2: sp.S.One, 3: sp.S.Zero}  # of q, on all of the line
    mean = sum(c * half[i] * moments[j] for (i, j), c in terms if moments[j] != 0)
    both = a2 * b2 + a3 * b3
    closed = (d2 * both + (a2 * d2 + a3 * d3) * b2 + (b2 * d2 + b3 * d3) * a2 - d2 * a2 * b2) / (2 * sp.pi)
    along = (sp.pi - theta) / (2 * sp.pi) + sp.sin(theta) * sp.cos(theta) / (
        2 * sp.pi
    )  # of `orthant`, alpha = beta = a'
    return Derivation(
        "How <1[a . q >= 0] 1[a' . q >= 0] (alpha . q)(beta . q)> changes when the half-space a turns",
        (
            Step(sp.Integral(h * normal, (h, 0, sp.oo)), half[1], "over a half-line: the first moment"),
            Step(sp.Integral(h**3 * normal, (h, 0, sp.oo)), half[3], "and the third"),
            Step(
                sp.Subs(normal, h, 0),
                1 / sp.sqrt(2 * sp.pi),
                "only the plane a . q = 0 moves, by delta . q: the density of a . q there, times the mean over the plane",
                ("delta orthogonal to a",),
            ),
            Step(
                mean / sp.sqrt(2 * sp.pi),
                closed,
                "p = c . q >= 0 on the part of the plane where the other gate is on, q = z . q anywhere",
                ("alpha_1, beta_1 along a do not enter",),
            ),
            Step(
                -sp.diff(along, theta),
                (closed.subs({d2: 1, d3: 0, a2: t, a3: 0, b2: t, b3: 0})).subs(t, sp.sin(theta)),
                "the case alpha = beta = a': turning a towards a' lowers the angle theta of the closed form",
                ("0 < theta < pi",),
            ),
        ),
    )
