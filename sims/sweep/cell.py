"""One cell of a sweep: its identity decides its random numbers, and nothing else does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np

from ..encoding import canonical


@dataclass(frozen=True)
class Cell:
    """An experiment with all its parameters and a seed.

    Example:
    >>> from sims.sweep import Cell
    >>> cell = Cell("noise", {"n": 3}, seed=0)
    >>> cell.key == Cell("noise", {"n": 3}, seed=0).key, cell.key == Cell("noise", {"n": 3.0}, seed=0).key
    (True, False)
    """

    experiment: str
    parameters: Mapping[str, Any]
    seed: int

    @cached_property
    def identity(self) -> str:
        """Canonical JSON of the three. 1 and 1.0 are different parameters, since an experiment can tell them apart."""
        return canonical({"experiment": self.experiment, "parameters": dict(self.parameters), "seed": self.seed})

    @cached_property
    def key(self) -> str:
        """SHA-256 of the identity: the cell's name in a store."""
        return sha256(self.identity.encode()).hexdigest()

    def rng(self) -> np.random.Generator:
        """The cell's own stream, from a `SeedSequence` of the key: independent of workers, order and interruptions."""
        return np.random.default_rng(np.random.SeedSequence(int(self.key, 16)))

    @classmethod
    def from_identity(cls, identity: str) -> Cell:
        """The cell of an identity, as a worker receives it; lists become tuples."""
        found = json.loads(identity)
        parameters = {k: tuple(v) if isinstance(v, list) else v for k, v in found["parameters"].items()}
        cell = cls(found["experiment"], parameters, found["seed"])
        vars(cell)["identity"] = identity  # not made again: short cells would feel it
        return cell

    def __str__(self) -> str:
        return ", ".join(f"{name} = {value}" for name, value in [*self.parameters.items(), ("seed", self.seed)])
