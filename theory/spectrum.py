"""The eigenmodes of a second moment matrix, taken apart along its independent blocks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from .validation import Array

EPS = float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class Block:
    """The modes of one block: its coordinates, the eigenvalues above rounding (r,), their eigenvectors (p, r)."""

    index: Array
    eigenvalues: Array
    vectors: Array

    def gap(self, b: Array, scale: float, start: Array) -> Array:
        """How far each mode is from its limit at the weights `start`: P^T w - P^T b / (scale lambda)."""
        return self.vectors.T @ start[self.index] - self.vectors.T @ b[self.index] / (scale * self.eigenvalues)


@dataclass(frozen=True)
class Spectrum:
    """A = P Lambda P^T, block by block; the null space is left out, because nothing ever moves in it."""

    blocks: tuple[Block, ...]
    most_negative: float  # the least eigenvalue over the rounding unit of its block; below -1, A is not a moment matrix

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
    never on costs nothing, and a rare gate keeps its digits next to a frequent one.

    Possible issues: within one block, eigenvalues below 4 p eps max(lambda) count as zero, p the block's size.
    """
    _, label = connected_components(csr_array(A != 0), directed=False)
    order = np.argsort(label, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(label[order])) + 1)
    blocks, most_negative = [], 0.0
    for index in groups:
        # divide and conquer: the default driver loses the orthogonality of close modes, by hundreds of eps
        values, vectors = eigh(A[np.ix_(index, index)], driver="evd")
        unit = rounding_unit(len(index), max(float(values[-1]), -float(values[0])))
        if unit > 0:
            most_negative = min(most_negative, float(values[0]) / unit)
        keep = values > unit
        if np.any(keep):
            blocks.append(Block(index, values[keep], vectors[:, keep]))
    return Spectrum(tuple(blocks), most_negative)
