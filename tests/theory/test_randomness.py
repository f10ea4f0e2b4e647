"""One integer seed gives independent streams to different functions."""

import numpy as np
import pytest

from theory import generator
from theory.randomness import own_generators


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


def test_own_generators_are_those_of_the_entries():
    """In their order, of as many as there are or as are wanted; equal seeds are not one generator."""
    expected = [generator(seed, "train").random() for seed in (3, 3, 5)]
    for count in (None, 3):
        assert [rng.random() for rng in own_generators(iter([3, 3, 5]), "train", count)] == expected


TWICE = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("rngs", "count", "message"),
    [
        ([0], 2, "hold a generator for each network, 2 in all; got 1"),
        ([0, 1, 2], 2, "hold a generator for each network, 2 in all; got 3"),
        ([], None, "hold a generator for each network, one or more in all; got 0"),
        ([TWICE, TWICE], None, "hold a generator of its own for each network; got one twice"),
        ([TWICE, 1, TWICE.bit_generator], 3, "hold a generator of its own for each network; got one twice"),
        (5, 1, "be a sequence"),
        ("5", 1, "be a sequence"),
    ],
)
def test_own_generators_refuses(rngs, count, message):
    with pytest.raises((ValueError, TypeError), match=f"^rngs must {message}"):
        own_generators(rngs, "train", count)
