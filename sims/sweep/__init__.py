"""Sweeps: an experiment on every cell of a grid and every seed, on all cores, into a store, continued at will.

@experiment("noise")
def noise(rng, *, n, scale):
    return {"spread": scale * rng.normal(size=n).std()}

spec = Spec("noise", grid={"n": [10, 100], "scale": [0.5, 1.0]}, seeds=5)
run(spec, "noise.sqlite")
columns, rows = table(spec, "noise.sqlite")

spec            what is computed: an experiment, a grid, seeds
spec_file       a spec in TOML
cell            one cell: its identity decides its random numbers
registry        experiments by name
run             running what is missing
status          how far a sweep is
table           the results of a sweep, one row a cell
slice           one number over two axes
executor        spawned processes, the default
worker_process  one spawned process: what it is given, what it answers, how it ends
cluster         Dask's workers instead
feed            cells to the executor, some ahead of time
work            what a worker does
deadline        a time limit where a process cannot be ended
saver           outcomes into the store
"""

from .cell import Cell
from .cluster import dask_executor
from .executor import SpawnedExecutor
from .feed import SweepBroken
from .registry import experiment, provide
from .run import run
from .saver import Progress
from .slice import Slice, two_way
from .spec import Spec, SpecError
from .spec_file import read_spec
from .status import Status, status
from .table import csv_text, table

__all__ = [
    "Cell",
    "Progress",
    "Slice",
    "SpawnedExecutor",
    "Spec",
    "SpecError",
    "Status",
    "SweepBroken",
    "csv_text",
    "dask_executor",
    "experiment",
    "provide",
    "read_spec",
    "run",
    "status",
    "table",
    "two_way",
]
