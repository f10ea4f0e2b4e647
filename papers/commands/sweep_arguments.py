"""What the arguments of `gatelemma sweep` name: a spec, a store, an executor, a value of an axis."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sims.store import Store
    from sims.sweep import Spec


@contextmanager
def executor_of(arguments: argparse.Namespace, spec: Spec) -> Iterator[Any]:
    """Dask's, or None for processes of this machine."""
    if arguments.dask is None:
        yield None
        return
    import logging

    from sims.sweep import dask_executor

    with dask_executor(arguments.dask, spec) as executor:
        for name in logging.root.manager.loggerDict:
            if name.partition(".")[0] in ("distributed", "tornado", "asyncio"):
                logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is told in one line
        yield executor


def spec_of(arguments: argparse.Namespace) -> Spec:
    from ..ledger.sweeps import read_sweep

    return read_sweep(arguments.spec)


def store_path(arguments: argparse.Namespace) -> Path:
    given: Path | None = arguments.store
    return given or arguments.spec.with_suffix(".sqlite")


@contextmanager
def existing_store(path: Path, needed: bool = False) -> Iterator[Any]:
    """The open store, or None where there is none yet."""
    from sims.store import Store, StoreError

    if path.exists() or needed:
        try:
            opened: Store = Store(path)
        except StoreError:
            if needed and not path.exists():
                raise StoreError(f"there are no results in {path} yet; gatelemma sweep run makes them.") from None
            raise
        with closing(opened):
            yield opened
    else:
        yield None


def assignment(text: str) -> tuple[str, str]:
    from ..ledger.usage_error import UsageError

    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(f"--at must read NAME=VALUE; got {text!r}.")
    return name.strip(), value.strip()
