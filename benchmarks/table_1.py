"""Table 1 whole as one sweep: its time by n, its memory, and the same bits from one process as from two."""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from papers import ensemble_mask_networks
from sims.store import Store
from sims.sweep import Spec, read_spec, run, table

SPEC = Path(ensemble_mask_networks.__file__).parent / "sweeps" / "table_1.toml"
AGAIN = 20  # up to this n one process computes it again


def results(spec: Spec, path: Path) -> list[list[object]]:
    """All that was computed, without how long it took."""
    with Store(path) as store:
        columns, rows = table(spec, store)
    return [[value for name, value in zip(columns, row, strict=True) if name != "seconds"] for row in rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=100, help="the largest n")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    given = parser.parse_args()
    whole = read_spec(SPEC)
    seconds = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for n in (n for n in whole.grid["n"] if n <= given.largest):
            spec = replace(whole, grid={**whole.grid, "n": [n]})
            start = perf_counter()
            status = run(spec, Path(folder, "many.sqlite"), workers=given.workers)
            seconds += (took := perf_counter() - start)
            if status.done < status.total:
                sys.exit(f"table_1: {status}")
            text = f"n = {n:3d}: {status.done} cells in {took:.1f} s by {given.workers} processes"
            if n <= AGAIN:
                run(spec, Path(folder, "one.sqlite"), workers=1)
                same = results(spec, Path(folder, "one.sqlite")) == results(spec, Path(folder, "many.sqlite"))
                text += f"; by one process {'the same bits' if same else 'OTHER NUMBERS'}"
            print(text, flush=True)
    unit = 2**20 if sys.platform == "darwin" else 2**10
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit
    print(f"in all {seconds:.0f} s; the largest process took {largest:.0f} MiB")


if __name__ == "__main__":
    main()
