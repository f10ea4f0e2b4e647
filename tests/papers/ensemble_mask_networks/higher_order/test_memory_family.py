"""What a fit leaves by full matrices."""

import numpy as np

from papers.ensemble_mask_networks.higher_order import memory_family


def test_what_a_fit_leaves_by_full_matrices() -> None:
    rng = np.random.default_rng(0)
    A, theta = rng.normal(size=(3, 3)), rng.normal(size=(2, 2))
    left, Q = memory_family._fits(A, theta, 2, rng)
    C = rng.normal(size=(3, 3))
    C = C @ C.T
    for r in range(2):
        rows = Q[r].reshape(2, 120)
        assert np.max(np.abs(rows @ rows.T - np.eye(2))) < 1e-12
        rest = np.eye(120) - rows.T @ rows
        blocks = (rest @ np.kron(np.eye(40), C) @ rest).reshape(40, 3, 40, 3)
        expected = np.mean([blocks[t, :, t] for t in range(40)], axis=0)
        assert np.max(np.abs(memory_family._left(Q, C)[r] - expected)) < 1e-12
        assert np.linalg.eigvalsh(left[r])[0] > 0
