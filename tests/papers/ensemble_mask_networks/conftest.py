"""Stores of sweeps whose records are known."""

from collections.abc import Callable
from typing import Any

import pytest

import papers
from sims.store import Record


@pytest.fixture
def record() -> Callable[..., Record]:
    def record(experiment: str, seed: int, scalars: dict[str, float], **parameters: Any) -> Record:
        return Record(
            f"{experiment}{seed}{parameters}", experiment, parameters, seed, "done", scalars=scalars, commit="abc"
        )

    return record


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, list[Record]]], papers.Context]:
    """Of records by the name of their sweep."""

    def context(sweeps: dict[str, list[Record]]) -> papers.Context:
        found = papers.Context(full=True)
        monkeypatch.setattr(found, "sweep", lambda name: sweeps[name])
        return found

    return context
