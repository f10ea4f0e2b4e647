"""One integer seed gives independent streams to different functions."""

import numpy as np
import pytest

from theory import generator


def test_streams():
    """Equal by name and seed, different otherwise; generators pass through."""
    draws = {(seed, name): generator(seed, name).random() for seed in (0, 1) for name in ("init", "train")}
    assert len(set(draws.values())) == 4
    assert generator(0, "init").random() == draws[0, "init"]
    rng = np.random.default_rng(3)
    assert generator(rng, "init") is rng
    assert (
        generator(np.random.SeedSequence(5), "x").random() == np.random.default_rng(np.random.SeedSequence(5)).random()
    )


@pytest.mark.parametrize("rng", [-1, "seed", 1.5])
def test_refuses(rng):
    """Seeds that are negative or no whole numbers."""
    with pytest.raises((ValueError, TypeError), match="^rng must"):
        generator(rng, "x")
