"""Time of a sweep of many short cells against the ideal, cells times their length over the number of processes.

Cells wait (`--how sleep`, what a free core would do) or compute (`--how spin`, which on a machine with other work measures
that work too). The start of the processes is part of the total; the processor time beside the cells' own is told apart.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from sims.store import Store
from sims.sweep import Spec, run

LAB = """
import time


def sleep(rng, *, i, length):
    time.sleep(length)
    return {"draw": rng.random()}


def spin(rng, *, i, length):
    end = time.perf_counter() + length
    while time.perf_counter() < end:
        pass
    return {"draw": rng.random()}
"""


def processor_seconds() -> float:
    """Of this process and of all that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=0.01, help="length of a cell")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--how", choices=("sleep", "spin"), default="sleep")
    given = parser.parse_args()
    ideal = given.cells * given.seconds / given.workers
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "overhead_lab.py").write_text(LAB, encoding="utf-8")
        sys.path.append(folder)
        spec = Spec(f"overhead_lab:{given.how}", {"i": list(range(given.cells))}, fixed={"length": given.seconds})
        before, start = processor_seconds(), perf_counter()
        found = run(spec, Path(folder, "s.sqlite"), workers=given.workers)
        total, used = perf_counter() - start, processor_seconds() - before
        with Store(Path(folder, "s.sqlite")) as store:
            own = sum(record.seconds for record in store.records(spec.experiment))
    if given.how == "spin":
        used -= given.cells * given.seconds
    print(f"{found.done} cells of {given.seconds * 1000:g} ms ({given.how}) in {given.workers} processes")
    print(f"total {total:.2f} s, ideal {ideal:.2f} s, ratio {total / ideal:.3f}")
    mean, over = 1000 * own / given.cells, total * given.workers / own
    print(f"the cells' own time: {mean:.2f} ms in the mean, ratio of the total to it {over:.3f}")
    print(f"processor time beside the cells: {1000 * used / given.cells:.2f} ms a cell")
    print(f"load of the machine over the last minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
