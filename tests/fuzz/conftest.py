"""A folder of its own, and a registry that forgets."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sims.sweep import registry


@pytest.fixture(autouse=True)
def unchanged_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a spoilt argument registers is forgotten again."""
    monkeypatch.setattr("sims.sweep.registry._modules", [*registry._modules])
    monkeypatch.setattr("sims.sweep.registry._known", {**registry._known})


@pytest.fixture(scope="session", autouse=True)
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A spoilt file name may be a good one."""
    before = Path.cwd()
    os.chdir(tmp_path_factory.mktemp("elsewhere"))
    yield
    os.chdir(before)
