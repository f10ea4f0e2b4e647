"""Recordings of networks whose fields are known."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from papers import Context
from papers.gated_deep_linear_networks.networks.relu_runs import SMALL
from sims.gdln import Recording


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Callable[[ModuleType, Any], None]:
    def recorded(module: ModuleType, end: Any) -> None:
        """Every setting of `module` gets 24 recordings that start at random and stand at end(setting, start) from step 2 on."""

        def of(setting: str, size: Any, context: Context) -> list[Recording]:
            runs = []
            for r in range(24):
                rng = np.random.default_rng(r)
                w0 = rng.normal(size=(size.K, SMALL.L))
                after = np.stack([w0, *[end(setting, w0) * (1 + 1e-3 * rng.normal())] * 2])
                runs.append(Recording(np.array([0, 2, 200]), after, np.empty((3, 0, size.K))))
            return runs

        monkeypatch.setattr(module, "recordings", of)

    return recorded
