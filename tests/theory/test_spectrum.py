"""The eigenmodes of a moment matrix, block by block."""

import numpy as np

from theory.spectrum import EPS, spectrum


def test_close_modes_stay_orthogonal():
    """Projections with eigenvalues within 10 % of each other: the modes are orthonormal to 10 P eps."""
    rng, P = np.random.default_rng(5), 12
    for _ in range(400):
        rank = int(rng.integers(1, P + 1))
        Q = np.linalg.qr(rng.normal(size=(P, P)))[0][:, :rank]
        A = (Q * rng.uniform(1, 1.1, size=rank)) @ Q.T
        for block in spectrum((A + A.T) / 2).blocks:
            gram = block.vectors.T @ block.vectors
            assert np.max(np.abs(gram - np.eye(len(gram)))) <= 10 * P * EPS


def test_blocks_are_solved_apart():
    """Two pairs of coordinates and an empty one: three eigenproblems, of which the empty one has no modes."""
    A = np.zeros((5, 5))
    A[np.ix_([0, 3], [0, 3])] = [[2.0, 1.0], [1.0, 2.0]]
    A[np.ix_([1, 4], [1, 4])] = [[1e-20, 0.5e-20], [0.5e-20, 1e-20]]
    found = spectrum(A)
    assert [block.index.tolist() for block in found.blocks] == [[0, 3], [1, 4]]
    assert np.max(np.abs(found.eigenvalues / [0.5e-20, 1.5e-20, 1.0, 3.0] - 1)) <= 10 * EPS
