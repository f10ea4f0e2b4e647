"""Fields of known shapes, and units that are given them in place of a training."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest


def known_fields(shape: str, L: int, networks: int = 12) -> Any:
    """Fields (networks, L) of a shape, a little different each."""
    sites = np.arange(L)
    field = {
        "constant": np.ones(L),
        "wave": np.cos(4 * np.pi * sites / L),
        "alternating": (-1.0) ** sites,
        "bump": np.exp(-((sites - L // 2) ** 2) / 4),
        "spike": np.exp(-((sites - L // 2) ** 2)),
    }[shape]
    return field + 1e-3 * np.random.default_rng(0).normal(size=(networks, L))


@pytest.fixture
def known() -> Callable[..., Any]:
    return known_fields


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Any]]:
    def trained(module: Any, shapes: dict[Any, str]) -> list[Any]:
        """The module's units get the fields `shapes[b1, setting]`, or `shapes[setting]`; returns what was asked for."""
        asked = []

        def fields(name: str, b1: float | None, setting: str, ring: Any, lr: Any, seed: int) -> Any:
            asked.append((name, b1, setting, ring.L))
            return known_fields(shapes.get((b1, setting), shapes.get(setting, "")), ring.L)

        monkeypatch.setattr(module, "trained_fields", fields)
        return asked

    return trained
