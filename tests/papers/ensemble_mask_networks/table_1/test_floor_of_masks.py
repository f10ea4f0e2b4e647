"""Rounding floors for other test masks: their parts one by one, and networks at rest."""

from typing import Any

import numpy as np
import pytest

from papers.ensemble_mask_networks.table_1.floor_of_masks import BINARY, MASKS, STATED, UNIFORM, floor_of
from sims.emn import evaluate, train_batch
from theory import emn
from theory.emn.rates.rounding_floor import rounding_floor

TESTED = {  # how `evaluate` draws them
    STATED: {"active": 0.5, "weighted": True},
    BINARY: {"active": 0.5, "weighted": False},
    UNIFORM: {"active": 1.0, "weighted": True},
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_of_the_stated_masks_it_is_the_rounding_floor(dtype: str) -> None:
    c = emn.learned_constants(emn.Architecture(7), emn.Architecture(7).init(0))
    assert floor_of(STATED)(c, 500, dtype) == pytest.approx(rounding_floor(c, 500, dtype=dtype), rel=1e-12, abs=0)
    parts = floor_of(BINARY, test=0)(c, 500, dtype) + floor_of(BINARY, stalled=0)(c, 500, dtype)
    assert floor_of(BINARY)(c, 500, dtype) == pytest.approx(parts, rel=1e-12, abs=0)


@pytest.mark.parametrize("name", MASKS)
def test_the_test_s_part_is_one_rounding_a_nonzero_term(name: str) -> None:
    """Of variance spacing^2 / 12 at the partial sums k <a> <x>, of the target and of the network, which is c times as large."""
    c, (a1, _, nonzero) = np.array([0.3, 0.7, 1.3, 2.9, 0.11]), MASKS[name]
    partial = np.arange(1, 6) * a1 / 2
    network = np.spacing((c[:, None] * partial).astype("float32")).astype(float) / c[:, None]
    variance = np.sum(network**2, axis=1) + np.sum(np.spacing(partial.astype("float32")).astype(float) ** 2)
    assert floor_of(name, stalled=0)(c, 500, "float32") == pytest.approx(
        np.mean(variance) * nonzero / 12, rel=1e-6, abs=0
    )


@pytest.mark.parametrize("name", MASKS)
@pytest.mark.parametrize(("n", "meta_epochs"), [(5, 8), (20, 1)])
def test_floors_of_all_test_masks_against_training(name: str, n: int, meta_epochs: int) -> None:
    """32-bit networks at rest, tested with each kind of masks: within the factor 3, as by the claims."""
    net = emn.Architecture(n)
    rngs = [np.random.default_rng(seed) for seed in range(3)]
    starts = [net.init(rng, "float32") for rng in rngs]
    runs: list[Any] = train_batch(net, starts, rngs=rngs, meta_epochs=meta_epochs)
    found = [evaluate(net, run.params, 7, count=30, **TESTED[name])["mean square"] for run in runs]
    steps = 4 * emn.training_set_size(n) * meta_epochs
    predicted = [floor_of(name)(emn.learned_constants(net, start), steps, "float32") for start in starts]
    assert 1 / 3 < np.mean(predicted) / np.mean(found) < 3
