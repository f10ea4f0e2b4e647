"""Good arguments spoilt in one place, and what may come of it: a right answer, or a refusal in one line that names it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import strategies as st

from sims.sweep import registry

from .table import Table


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


@pytest.fixture(scope="session")
def table_of() -> type[Table]:
    return Table


@pytest.fixture(scope="session")
def spoil() -> Callable[[Table, st.DataObject], None]:
    """spoil(table, data) draws a name, good arguments, one of them and a harm to it, and judges what comes of it."""

    def spoil(table: Table, data: st.DataObject) -> None:
        name, seed = data.draw(st.sampled_from(sorted(table.make))), data.draw(st.integers(0, 2**32 - 1))
        argument, harm = data.draw(st.sampled_from(table.harms(name, table.make[name](np.random.default_rng(seed)))))
        assert table.judge(name, seed, argument, harm) is None

    return spoil


@pytest.fixture(scope="session")
def every_harm() -> Callable[[Table, str], list[str]]:
    """every_harm(table, name) is what is wrong with the outcomes of all harms to all arguments of that name."""

    def every_harm(table: Table, name: str) -> list[str]:
        pairs = table.harms(name, table.make[name](np.random.default_rng(0)))
        judged = ((argument, harm, table.judge(name, 0, argument, harm)) for argument, harm in pairs)
        return [f"{argument} <- {harm}: {verdict}" for argument, harm, verdict in judged if verdict]

    return every_harm


@pytest.fixture(scope="session")
def good() -> Callable[[Table, str], str | None]:
    """good(table, name) is what is wrong with the answers to good arguments."""

    def good(table: Table, name: str) -> str | None:
        found = (table.outcome(name, seed, table.make[name](np.random.default_rng(seed)), "", "") for seed in range(3))
        return next((verdict for verdict in found if verdict), None)

    return good
