"""Fits that take in a row at a time, against lstsq from scratch."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from theory.gates.fits.rank_one import empty_fits, noise, take_in

ROWS = hnp.arrays(np.float64, st.tuples(st.integers(1, 8), st.integers(1, 4)), elements=st.integers(-4, 4).map(float))


@given(ROWS, st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.25]))
def test_increments_add_up_to_the_residual(rows, seed, ridge):
    """Small whole numbers have dependent rows in plenty, none nearly so; four fits at once that differ in targets."""
    rng = np.random.default_rng(seed)
    d = rows.shape[1]
    state = np.tile(empty_fits(d, np.full(d, ridge))[:, None], (1, 3))
    scale = rng.choice([-1.0, 0.0, 1.0], size=len(rows))
    total = np.zeros(3)
    for u, row in enumerate(rows):
        target = float(scale[u] + u % 3)
        before = state.copy()
        shown = take_in(state, row.tolist(), target, False)
        assert np.array_equal(state, before)
        total += take_in(state, row.tolist(), target, True)
        F = np.vstack([rows[: u + 1], np.sqrt(ridge) * np.eye(d)])
        c = np.append(scale[: u + 1] + np.arange(u + 1) % 3, np.zeros(d))
        w = np.linalg.lstsq(F, c, rcond=1e-12)[0]
        assert np.all(shown >= 0)
        assert np.allclose(total, np.sum((c - F @ w) ** 2), rtol=0, atol=noise(d) * (1 + c @ c))


def test_a_row_that_is_nearly_dependent_waits():
    """Between rounding and the smallest pivot nothing is decided: no increment, no change of the fit."""
    state = np.tile(empty_fits(2, np.zeros(2))[:, None], (1, 2))
    take_in(state, [1.0, 1.0], 1.0, True)
    before = state.copy()
    assert np.all(take_in(state, [1.0, 1.0 + 1e-7], 3.0, True) == 0)
    assert np.array_equal(state, before)
    assert np.allclose(take_in(state, [1.0, 1.0], 3.0, True), 2.0)
