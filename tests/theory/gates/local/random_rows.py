"""Rows of random weighted points."""

import numpy as np

from theory.gates import GateProblem
from theory.gates.fits.rows import Rows


def rows_of(seed, U, n, K):
    rng = np.random.default_rng(seed)
    problem = GateProblem.from_samples(
        rng.standard_normal((U, n)), rng.standard_normal(U), K, rng.random(U), 0.01 * seed
    )
    return Rows.of(problem), rng
