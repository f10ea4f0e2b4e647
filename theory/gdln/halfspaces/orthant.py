"""Moments of a Gaussian over a half-space and over the intersection of two: the arc-cosine family."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from ...derivation import Derivation, Step
from ...inputs.gaussian import Gaussian, factor
from ...spectrum import rounding_unit
from ...validation import Array


def latent_directions(law: Gaussian, directions: Array) -> tuple[Array, Array]:
    """R (n, r) with C = R R^T, and the unit vectors a_k (K, r) along R^T v_k; a row of zeros where v.x has no variance.

    With x = R q, q ~ N(0, 1), the gate 1[v_k . x >= 0] is 1[a_k . q >= 0]. A direction whose variance v^T C v is below the
    rounding of C has none: v.x = 0 >= 0 always, so its gate is always on.
    """
    R = factor(law._spectrum, law.n)
    latent = directions @ R
    unit = np.zeros(len(directions))
    for block in law._spectrum.blocks:
        scale = rounding_unit(len(block.index), float(block.eigenvalues[-1]))
        unit += scale * np.sum(directions[:, block.index] ** 2, axis=1)
    size = np.linalg.norm(latent, axis=1)
    varies = size**2 > unit
    return R, np.where(varies[:, None], latent / np.where(varies, size, 1.0)[:, None], 0.0)


def half_moment(R: Array, a: Array) -> Array:
    """<1[a.q >= 0] x> = R a / sqrt(2 pi) for each unit vector a (K, r), x = R q: (K, n); 0 for a = 0, always on."""
    out: Array = a @ R.T / np.sqrt(2 * np.pi)
    return out


def orthant_moments(R: Array, a: Array, others: Array) -> Array:
    """<1[a.q >= 0] 1[a'.q >= 0] x x^T>, x = R q, for one unit vector a (r,) and each a' in `others` (m, r): (m, n, n).

    With theta the angle between a and a', a+- = a +- a' and d+- = a+- / |a+-|:

        (pi - theta) / (2 pi) C  +  sin(theta) / (2 pi) R (d+ d+^T - d- d-^T) R^T.

    A zero vector stands for a gate that is always on: C / 2 beside a half-space, C beside another such gate. The gates agree
    at theta = 0 (C / 2) and exclude each other at theta = pi (0), both reached without loss of digits: theta / 2 is
    atan2(|a-|, |a+|), and sin(theta) / |a+-|^2 is a quotient of the two lengths; no correlation near +-1 is inverted.

    (The arc-cosine kernels of Cho and Saul, NeurIPS 2009, are a^T of this a'; the formula is derived in `derivation`.)
    """
    C = R @ R.T
    plus, minus = a + others, a - others
    p, q = np.linalg.norm(plus, axis=1), np.linalg.norm(minus, axis=1)
    on, always = np.any(a != 0), ~np.any(others != 0, axis=1)
    probability = np.arctan2(p, q) / np.pi  # (pi - theta) / (2 pi)
    with np.errstate(divide="ignore", invalid="ignore"):
        along = np.where(p > 0, q / p, 0.0) / (4 * np.pi)
        across = np.where(q > 0, p / q, 0.0) / (4 * np.pi)
    if not on:
        probability, along, across = np.where(always, 1.0, 0.5), 0 * along, 0 * across
    elif np.any(always):
        probability = np.where(always, 0.5, probability)
        along, across = np.where(always, 0.0, along), np.where(always, 0.0, across)
    up, down = plus @ R.T, minus @ R.T
    out: Array = probability[:, None, None] * C
    out += (along[:, None] * up)[:, :, None] * up[:, None, :]
    out -= (across[:, None] * down)[:, :, None] * down[:, None, :]
    return out


def derivation() -> Derivation:
    """The orthant moments in polar coordinates of the plane of a and a', where the two gates are on for |phi| <= alpha.

    Example:
    >>> from theory import gdln
    >>> gdln.orthant_derivation().proved
    True
    """
    r, theta, phi, h = sp.symbols("r theta phi h", positive=True)
    rho = sp.Symbol("rho", real=True)
    alpha = (sp.pi - theta) / 2
    radial = r * sp.exp(-(r**2) / 2)

    def wedge(f: Any) -> sp.Expr:
        return sp.Integral(f / (2 * sp.pi), (phi, -alpha, alpha))

    chance = (sp.pi - theta) / (2 * sp.pi)
    size_plus, size_minus = 2 * sp.cos(theta / 2), 2 * sp.sin(theta / 2)
    return Derivation(
        "Gaussian moments over the intersection of two half-spaces",
        (
            Step(
                sp.Integral(h * sp.exp(-(h**2) / 2) / sp.sqrt(2 * sp.pi), (h, 0, sp.oo)),
                1 / sp.sqrt(2 * sp.pi),
                "one half-space: <1[h >= 0] h>, h = a . q ~ N(0, 1); across a the mean is 0",
            ),
            Step(
                sp.Integral(radial, (r, 0, sp.oo)), sp.Integer(1), "in the plane of a and a': the radius is normalized"
            ),
            Step(sp.Integral(r**2 * radial, (r, 0, sp.oo)), sp.Integer(2), "and has mean square 2"),
            Step(
                wedge(1),
                chance,
                "both gates are on for |phi| <= alpha = (pi - theta) / 2 around a + a': also <1 1 q q^T> across the plane",
                ("theta the angle between a and a', 0 <= theta <= pi",),
            ),
            Step(
                wedge(2 * sp.cos(phi) ** 2),
                chance + sp.sin(theta) / (2 * sp.pi),
                "along d_+ = (a + a') / |a + a'|",
            ),
            Step(
                wedge(2 * sp.sin(phi) ** 2),
                chance - sp.sin(theta) / (2 * sp.pi),
                "along d_- = (a - a') / |a - a'|",
            ),
            Step(wedge(2 * sp.sin(phi) * sp.cos(phi)), sp.Integer(0), "and nothing between them"),
            Step(
                sp.sin(theta) / size_plus**2,
                size_minus / (2 * size_plus),
                "sin(theta) / |a_+|^2 = |a_-| / (2 |a_+|): no inverse of 1 - rho^2",
                ("|a_+| = 2 cos(theta / 2), |a_-| = 2 sin(theta / 2)",),
            ),
            Step(
                sp.sin(theta) / size_minus**2,
                size_plus / (2 * size_minus),
                "and sin(theta) / |a_-|^2 = |a_+| / (2 |a_-|)",
            ),
            Step(
                sp.sin(theta) / (2 * sp.pi) * (size_plus**2 + size_minus**2) / 4 + chance * sp.cos(theta),
                (sp.sin(theta) + (sp.pi - theta) * sp.cos(theta)) / (2 * sp.pi),
                "a^T . a': the arc-cosine kernel of order 1",
            ),
            Step(
                sp.Limit((sp.pi - sp.acos(rho)) / (2 * sp.pi), rho, 1, "-"),
                sp.Rational(1, 2),
                "parallel gates: C / 2; opposite ones, theta = pi, are on together with probability 0",
            ),
        ),
    )
