"""Powers of a mask on data: their sums, an orthonormal basis of span(x, A x, ..., A^L x), and what rounding does to it."""

from __future__ import annotations

import numpy as np

from ... import exact
from ...validation import Array

EPS = float(np.finfo(np.float64).eps)
NEW = EPS**0.5  # a direction that is new by a smaller share counts as dependent


def masked(A: Array, x: Array) -> Array:
    """A x of each row of x (D, n), A (n, n) or one for each row (D, n, n)."""
    return x @ A.T if A.ndim == 2 else (A @ x[:, :, None])[:, :, 0]


def polynomial_image(A: Array, coefficients: Array, x: Array) -> Array:
    """sum_l coefficients_l A^l x of each row of x (D, n), by Horner's rule; shapes as in `masked`."""
    out = np.zeros_like(x)
    for coefficient in coefficients[::-1]:
        out = masked(A, out) + coefficient * x
    return out


def krylov_basis(A: Array, x: Array, R: int) -> tuple[Array, Array]:
    """Orthonormal rows Q (Arnoldi) spanning x, A x, ..., A^L x, L <= R, and C with Q_l = sum_m C_lm A^m x. x = 0: no rows."""
    if not np.any(x):
        return np.empty((0, x.size)), np.empty((0, 0))
    size, noise = np.linalg.norm(x), _unit_noise(A)  # an underflow is for the caller's range of floats
    Q, C = x.reshape(1, -1) / size, np.array([[1 / size]])
    for _ in range(R):
        image = masked(A, Q[-1].reshape(x.shape)).reshape(-1)
        h = Q @ image
        new = image - h @ Q
        again = Q @ new  # once more: orthogonal to rounding
        new, h = new - again @ Q, h + again
        left = float(np.linalg.norm(new))
        if left <= max(NEW * np.linalg.norm(image), noise):
            break
        row = (np.append(0.0, C[-1]) - np.append(h @ C, 0.0)) / left
        Q, C = np.vstack([Q, new / left]), np.vstack([np.pad(C, ((0, 0), (0, 1))), row])
    return Q, C


def chain(groups: list[Array]) -> tuple[Array, list[int]]:
    """Orthonormal rows spanning the unit rows of all groups, and how many span the first group, the first two, ..."""
    Q, k, sizes = np.empty((sum(map(len, groups)), groups[0].shape[1])), 0, []
    for group in groups:
        for row in group:
            new = row - (Q[:k] @ row) @ Q[:k]
            new = new - (Q[:k] @ new) @ Q[:k]  # once more: orthogonal to rounding
            left = float(np.linalg.norm(new))
            if left > NEW:
                Q[k], k = new / left, k + 1
        sizes.append(k)
    return Q[:k], sizes


def residuals_of(Q: Array, Y: Array) -> list[float]:
    """The length of what the first row of Q leaves of Y, the first two, ..."""
    out, rest = [], Y
    for q in Q:
        rest = rest - (q @ rest) * q
        out.append(float(np.linalg.norm(rest)))
    return out


def rounding(A: Array, x: Array, Y: Array, theta: Array) -> float:
    """What rounding alone can leave of y = sum theta_l A^l x: the computed basis is that of a mask off by c eps |A|."""
    size = float(np.max(np.linalg.norm(A, axis=(-2, -1))))
    terms = sum(abs(t) * (l + 1) * size**l for l, t in enumerate(theta)) * np.linalg.norm(x)
    return float((A.shape[-1] + len(theta) + Y.size) * EPS * (terms + np.linalg.norm(Y)))


def exact_powers(A: Array, x: Array, R: int) -> list[Array]:
    """x, A x, ..., A^L x as flat rows of rationals, as long as they are independent."""
    rows, power = [x.reshape(-1)], x
    for _ in range(R):
        power = masked(A, power)
        if exact.rank(np.array([*rows, power.reshape(-1)])) == len(rows):
            break
        rows.append(power.reshape(-1))
    return rows


def _unit_noise(A: Array) -> float:
    """What rounding makes of A q for a unit vector q where it should be 0."""
    return float(8 * A.shape[-1] * EPS * np.max(np.linalg.norm(A, axis=(-2, -1))))
