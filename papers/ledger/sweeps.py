"""The sweeps that claims read with `--full`: specs in the paper's folder, results in a store, computed where missing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .usage_error import UsageError

if TYPE_CHECKING:
    from sims.store import Record
    from sims.sweep import Progress, Spec

FOLDER = "sweeps"


def read_sweep(path: Path) -> Spec:
    """The spec in a file; the papers' experiments, and those of a module beside the file, can be named in it."""
    from sims.sweep import provide, read_spec

    spec = read_spec(path)
    here = Path(__file__).parents[1]
    for module in sorted(here.glob("*/experiments.py")):
        provide(f"papers.{module.parent.name}.experiments")
    beside = str(path.resolve().parent)
    if beside not in sys.path:
        sys.path.append(beside)  # last, so that it hides nothing; workers get the same path
    return spec


def default_store() -> Path:
    """A file in the user's cache folder, named after the code: results of other code are never taken for this one's."""
    from platformdirs import user_cache_path

    home = Path(__file__).resolve().parents[2]
    code = sha256()
    for pattern in ("theory/**/*.py", "sims/**/*.py", "papers/*/experiments.py"):
        for source in sorted(home.glob(pattern)):
            code.update(source.relative_to(home).as_posix().encode() + b"\0" + source.read_bytes())
    folder = user_cache_path("gatelemma")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as refused:
        raise UsageError(f"cannot write to {folder}: {refused.strerror}; name a file with --store.") from refused
    return folder / f"results-{code.hexdigest()[:16]}.sqlite"


def fill(
    wanted: Iterable[tuple[Path, str]],
    store: Path,
    workers: int | None = None,
    progress: Callable[[Progress], Any] | None = None,
) -> None:
    """Compute the cells that `store` lacks of the sweeps `wanted`, each the folder of a paper and the name of a spec.

    Raises `UsageError` in one line for a spec or a store that cannot be used.
    """
    from sims.store import StoreError
    from sims.sweep import SpecError, SweepBroken, run

    for folder, name in dict.fromkeys(wanted):
        try:
            run(read_sweep(folder / FOLDER / f"{name}.toml"), store, workers=workers, progress=progress)
        except (SpecError, StoreError, SweepBroken) as refused:
            raise UsageError(str(refused)) from refused


def results(folder: Path, name: str, store: Path) -> list[Record]:
    """The records of a sweep in the order of its cells.

    Raises RuntimeError where a cell is missing or has failed, with its reason.
    """
    from sims.store import Store

    found = []
    spec = read_sweep(folder / FOLDER / f"{name}.toml")
    with Store(store) as opened:
        for cell in spec.cells():
            record = opened.get(cell.key)
            if record is None or record.status != "done":
                why = "is missing" if record is None else f"failed: {record.reason}"
                raise RuntimeError(f"sweep {name}: the cell {cell} {why}; see {store}")
            found.append(record)
    return found
