"""Means over a Gaussian in the plane with half-space gates, by quadrature in the angle: what closed forms are held to."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from theory.validation import Array


def polar_mean(C: Array, directions: Array, f: Callable[[Array, Array], Any]) -> Any:
    """<f(gates, x)> for x ~ N(0, C) in the plane and f homogeneous in x: Gauss-Legendre in the angle, between gate switches.

    f takes gates (K, S) and points (2, S) on the unit circle stretched by C^(1/2), and gives (..., S). Its power of |x| is
    for the caller: E r^2 = 2, E r = sqrt(pi / 2).
    """
    root = np.linalg.cholesky(C)
    latent = directions @ root
    switches = {0.0, 2 * np.pi}
    for row in latent:
        switches |= {float((np.arctan2(row[1], row[0]) + s) % (2 * np.pi)) for s in (np.pi / 2, -np.pi / 2)}
    nodes, weights = np.polynomial.legendre.leggauss(20)
    total, cuts = 0.0, sorted(switches)
    for start, end in pairwise(cuts):
        middle, half = (start + end) / 2, (end - start) / 2
        phi = middle + half * nodes
        circle = np.stack([np.cos(phi), np.sin(phi)])
        gates = (latent @ [np.cos(middle), np.sin(middle)] >= 0)[:, None] * np.ones(len(phi))
        total = total + np.sum(f(gates, root @ circle) * weights * half, axis=-1) / (2 * np.pi)
    return total


def second(C: Array, directions: Array) -> Array:
    """<g_k g_l x x^T>, (K, K, 2, 2), by quadrature."""
    return np.asarray(2 * polar_mean(C, directions, lambda g, x: np.einsum("ks,ls,is,js->klijs", g, g, x, x)))


def first(C: Array, directions: Array) -> Array:
    """<g_k x>, (K, 2), by quadrature."""
    return np.asarray(np.sqrt(np.pi / 2) * polar_mean(C, directions, lambda g, x: np.einsum("ks,is->kis", g, x)))
