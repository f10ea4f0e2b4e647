"""The eigenmodes of a second moment matrix, taken apart along its independent blocks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import LinAlgError, eig_banded, lapack
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from .validation import Array, check_finite

EPS = float(np.finfo(np.float64).eps)
PANEL = 64  # columns that LAPACK treats together at most, for the size of its work space


@dataclass(frozen=True)
class Block:
    """The modes of one block: its coordinates, the eigenvalues above rounding (r,), their eigenvectors P (p, r).

    P = Q U stays in two factors, because forming it takes longer than finding them: Q^T A Q is tridiagonal, Q the product
    of p - 1 reflections that leave the first coordinate alone, and U are the eigenvectors of the tridiagonal matrix.
    """

    index: Array
    eigenvalues: Array
    reflections: Array  # (p - 1, p - 1), in the form of LAPACK's QR decomposition
    factors: Array  # (p - 1,)
    tridiagonal: Array  # U (p, r)

    def to_modes(self, v: Array) -> Array:
        """P^T v: what v, (p,) or (p, m), has of each mode."""
        return self.tridiagonal.T @ self._rotate("T", v)

    def from_modes(self, u: Array) -> Array:
        """P u, for u (r,) or (r, m)."""
        return self._rotate("N", self.tridiagonal @ u)

    @cached_property
    def vectors(self) -> Array:
        """P (p, r), formed when it is first asked for."""
        return self._rotate("N", self.tridiagonal)

    def gap(self, b: Array, scale: float, start: Array) -> Array:
        """How far each mode is from its limit at the weights `start`: P^T w - P^T b / (scale lambda)."""
        u, c = self.to_modes(np.stack([start[self.index], b[self.index]], axis=1)).T
        return u - c / (scale * self.eigenvalues)

    def _rotate(self, transpose: str, v: Array) -> Array:
        """Q v, or Q^T v where `transpose` is "T"."""
        if len(v) == 1:
            return v
        rest = v[1:].reshape(len(v) - 1, -1)
        room = PANEL * (rest.shape[1] + PANEL + 1)
        rest = lapack.dormqr("L", transpose, self.reflections, self.factors, rest, room)[0]
        return np.concatenate([v[:1], rest.reshape(v[1:].shape)])


@dataclass(frozen=True)
class Spectrum:
    """A = P Lambda P^T, block by block; the null space is left out, because nothing ever moves in it."""

    blocks: tuple[Block, ...]
    least: float  # of all eigenvalues; below 0 by more than rounding, A is no second moment matrix

    @property
    def eigenvalues(self) -> Array:
        """All eigenvalues above rounding, ascending."""
        return np.sort(np.concatenate([b.eigenvalues for b in self.blocks] or [np.empty(0)]))


def rounding_unit(size: int, largest: float) -> float:
    """What an eigenvalue of a computed moment matrix can be off by: 4 P eps max(lambda).

    Forming P Lambda P^T (or a Gram matrix) and the symmetric eigensolver are each backward stable, with an error
    below 2 P eps times the norm.
    """
    return 4 * size * EPS * largest


def spectrum(A: Array) -> Spectrum:
    """The spectrum of a symmetric positive semidefinite A (P, P), without the modes that rounding cannot tell from 0.

    Coordinates that A does not connect are solved apart: exclusive gates give K eigenproblems of size n, a gate that is
    never on costs nothing, and a rare gate keeps its digits next to a frequent one. Raises ValueError unless A is finite.

    Possible issues: within one block, eigenvalues below 4 p eps max(lambda) count as zero, p the block's size.
    """
    check_finite("A", A)
    blocks, least = [], np.inf
    for index in connected(A != 0):
        values, *modes = _eigenmodes(A if len(index) == len(A) else A[np.ix_(index, index)])
        unit = rounding_unit(len(index), max(float(values[-1]), -float(values[0])))
        least = min(least, float(values[0]))
        first = int(np.searchsorted(values, unit, side="right"))
        if first < len(index):
            blocks.append(Block(index, values[first:], modes[0], modes[1], modes[2][:, first:]))
    return Spectrum(tuple(blocks), least)


def connected(links: Array) -> list[Array]:
    """The connected sets of coordinates under symmetric `links` (P, P), each ascending."""
    if np.any(np.all(links, axis=1)):  # one is linked to all; a dense matrix is a slow sparse one
        return [np.arange(len(links))]
    _, label = connected_components(csr_array(links), directed=False)
    order = np.argsort(label, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(label[order])) + 1)


def _eigenmodes(A: Array) -> tuple[Array, Array, Array, Array]:
    """The eigenvalues of A, ascending, then reflections, factors and U as in `Block`: LAPACK's syevd, P not formed."""
    if len(A) == 1:
        return A[0].copy(), np.empty((0, 0)), np.empty(0), np.ones((1, 1))
    reduced, d, e, factors, _ = lapack.dsytrd(A.T, lower=1, lwork=PANEL * len(A))
    values, U = _tridiagonal_eigenvectors(d, e)
    return values, np.asfortranarray(reduced[1:, :-1]), factors, U


def _tridiagonal_eigenvectors(d: Array, e: Array) -> tuple[Array, Array]:
    """By divide and conquer: the other drivers lose the orthogonality of close modes, by hundreds of eps."""
    if not hasattr(lapack, "dstevd"):  # SciPy before 1.16: the same after a product with the identity
        return eig_banded(np.stack([d, np.append(e, 0.0)]), lower=True)
    values, U, failed = lapack.dstevd(d, e)
    if failed:
        raise LinAlgError("the eigenvalues of a tridiagonal matrix must converge; they do not.")
    return values, U
