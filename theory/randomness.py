"""Random generators that one integer seed cannot correlate across functions."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Integral
from typing import Any
from zlib import crc32

import numpy as np

from .validation import one_line


def generator(rng: Any, name: str) -> np.random.Generator:
    """A NumPy generator from `rng` (anything `numpy.random.default_rng` takes).

    An int is spawned by the name of the function that draws, so that `init(rng=0)` and `train(rng=0)` are independent.
    A `Generator` is used as it is; a `SeedSequence` or None is handed to `default_rng`.

    Example:
    >>> from theory import generator
    >>> draw, again, other = (generator(0, name).integers(10**9) for name in ("init", "init", "train"))
    >>> bool(draw == again), bool(draw == other)
    (True, False)
    """
    if not isinstance(name, str):
        raise TypeError(f"name must be text; got {one_line(name)}.")
    if isinstance(rng, Integral) and not isinstance(rng, bool):
        if rng < 0:
            raise ValueError(f"rng must be a seed >= 0 or a generator; got {one_line(rng)}.")
        return np.random.default_rng(np.random.SeedSequence(int(rng), spawn_key=(crc32(name.encode()),)))
    try:
        if isinstance(rng, bool):
            raise TypeError
        return np.random.default_rng(rng)
    except (TypeError, ValueError) as wrong:
        raise TypeError(f"rng must be what numpy.random.default_rng takes; got {one_line(rng)}.") from wrong


def own_generators(rngs: Any, name: str, count: int | None = None) -> list[np.random.Generator]:
    """The `generator` of each entry of `rngs`, for networks that train side by side: `count` of them, or as many as there are.

    Raises ValueError for another number, for none, and for a generator that stands there twice, whose draws two networks
    would share.

    Example:
    >>> from theory.randomness import own_generators
    >>> len(own_generators([0, 1], "train"))
    2
    """
    if not isinstance(rngs, Iterable) or isinstance(rngs, str):
        raise TypeError(f"rngs must be a sequence with a generator for each network; got {one_line(rngs)}.")
    draws = [generator(rng, name) for rng in rngs]
    if not draws or len(draws) != (count or len(draws)):
        wanted = "one or more" if count is None else count
        raise ValueError(f"rngs must hold a generator for each network, {wanted} in all; got {len(draws)}.")
    if len({id(draw.bit_generator) for draw in draws}) < len(draws):
        raise ValueError("rngs must hold a generator of its own for each network; got one twice.")
    return draws
