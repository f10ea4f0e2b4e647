"""A flip is priced as two refits differ, at a part of what they cost."""

from time import process_time

import numpy as np
import pytest

from theory.gates.fits.moves import any_gates, one_gate
from theory.gates.local.flips import Flips
from theory.gates.local.refits import joint_weights, one_hot

from .random_rows import rows_of


@pytest.mark.parametrize("moves", [one_gate(3), any_gates(3), any_gates(9)], ids=["exclusive", "table", "many gates"])
@pytest.mark.parametrize("seed", [0, 1])
def test_a_change_is_the_difference_of_two_refits(moves, seed):
    """Through forty random flips, each priced before it is made: the low-rank updates keep the digits."""
    rows, rng = rows_of(seed, 60, 2, moves.K)
    gates = rng.integers(0, 2, (60, moves.K)).astype(np.int8)
    state = Flips(rows, moves, one_hot(rng.integers(0, moves.K, 60), moves.K) if moves.exclusive else gates)
    for u in range(40):
        patterns = state.patterns(u)
        at = int(rng.integers(len(patterns)))
        before, change = rows.value(state.gates), state.changes(u, patterns)[at]
        if moves.exclusive:
            assert np.allclose(state.all_changes()[u], state.changes(u, patterns), rtol=0, atol=1e-13)
        state.move(u, patterns[at])
        assert abs(rows.value(state.gates) - before - change) <= 1e-10
    updated = [w.copy() for w in state.w]
    state.build()
    assert np.allclose(np.concatenate(updated), np.concatenate(state.w), rtol=0, atol=1e-8)


def test_a_flip_costs_far_less_than_a_refit():
    """K n = 400 and 2000 points: evaluating and making a flip against Gram and solve; the full ratio is a benchmark."""
    rows, rng = rows_of(0, 2000, 20, 20)
    state = Flips(rows, any_gates(20), rng.integers(0, 2, (2000, 20)).astype(np.int8))
    flips, refits = [], []
    for u in range(40):
        start = process_time()
        patterns = state.patterns(u)
        state.move(u, patterns[1 + int(np.argmin(state.changes(u, patterns)[1:]))])
        flips.append(process_time() - start)
    for _ in range(3):
        start = process_time()
        joint_weights(rows, state.gates)
        refits.append(process_time() - start)
    assert min(refits) > 10 * np.median(flips)
