"""Good arguments for training, of sweeps and of the ledger from Python."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

import papers
from sims import emn, sweep
from sims.store import Record, Store
from theory.emn import Architecture

from .table import Table

Rng = np.random.Generator


def stores() -> Path:
    """A folder with a spec, in the current one."""
    folder = Path("stores")
    folder.mkdir(exist_ok=True)
    (folder / "spec.toml").write_text('experiment = "a:b"\n[grid]\nn = [1]\n', encoding="utf-8")
    return folder


def training(rng: Rng) -> dict[str, Any]:
    net = Architecture(2, ((), (1,), (2,))[rng.integers(3)])
    masks = (rng.random((3, 2, 2)) < 0.7).astype(float)
    return {
        "net": net,
        "params": net.init(rng),
        "masks": masks,
        "condition": "shuffled",
        "epochs": 1,
        "meta_epochs": 2,
        "lr": 0.05,
        "vectors": 8,
        "batch": 4,
        "reduction": "mean",
        "snapshots": [1],
        "rng": 1,
    }


def several(rng: Rng) -> dict[str, Any]:
    given = training(rng)
    del given["rng"]
    return {**given, "params": [given["params"]] * 2, "rngs": [1, 2], "condition": ["shuffled", "control"]}


def measure(rng: Rng, *, n: int, a: float) -> dict[str, float]:
    """The experiment of these sweeps."""
    return {"v": n * a}


SPEC = sweep.Spec(f"{__name__}:measure", {"n": [1, 2], "a": [0.5]}, seeds=1)
PAPER = """
from papers import Claim, Evidence, Outcome, Paper, Statement


def found(says, context):
    return Outcome(says, Evidence.CERTIFIED, 1)


PAPER = Paper("small", "Small", "", (Claim("one", "Eq. (1)", "One.", Statement("1", True), test=found, wrong={"no": False}),))
"""


def filled() -> Store:
    """An open store that holds the results of SPEC."""
    store = Store(stores() / "filled.sqlite", create=True)
    for cell in SPEC.cells():
        store.put(Record(cell.key, SPEC.experiment, cell.parameters, cell.seed, "done", scalars={"v": 1.0}))
    return store


def ledger(rng: Rng) -> dict[str, Any]:
    folder = stores() / "small"
    folder.mkdir(exist_ok=True)
    (folder / "__init__.py").write_text(PAPER, encoding="utf-8")
    return {
        "paper": folder,
        "claim": "one",
        "full": False,
        "seed": 1,
        "workers": 1,
        "store": None,
        "progress": lambda slug, result: None,
        "sweep_progress": None,
    }


MAKE: dict[str, Callable[[Rng], dict[str, Any]]] = {
    "emn.train": training,
    "emn.train_batch": several,
    "sweep.Spec": lambda rng: {
        "experiment": "fuzz",
        "grid": {"n": [1, 2]},
        "seeds": [1, 2],
        "fixed": {"a": 1.5},
        "limits": {"seconds": 1.0},
    },
    "sweep.provide": lambda rng: {"module": "nowhere"},
    "sweep.read_spec": lambda rng: {"path": stores() / "spec.toml"},
    "sweep.run": lambda rng: {
        "spec": SPEC,
        "store": stores() / "run.sqlite",
        "workers": 1,
        "retry": False,
        "executor": ThreadPoolExecutor(1),
        "progress": lambda seen: None,
    },
    "sweep.status": lambda rng: {"spec": SPEC, "store": filled()},
    "sweep.two_way": lambda rng: {
        "spec": SPEC,
        "store": filled(),
        "x": "n",
        "y": "seed",
        "value": "v",
        "at": {"a": 0.5},
    },
    "sweep.table": lambda rng: {"spec": SPEC, "store": filled()},
    "sweep.csv_text": lambda rng: {"spec": SPEC, "store": filled()},
    "papers.verify": ledger,
}
LEFT_OUT = {
    "sweep.Cell": "what Spec.cells makes",
    "sweep.Progress": "what run hands to its listener",
    "sweep.Slice": "a result, of two_way",
    "sweep.SpecError": "an error",
    "sweep.Status": "a result, of status",
    "sweep.SweepBroken": "an error",
    "sweep.SpawnedExecutor": "starts a thread: test_executor",
    "sweep.dask_executor": "needs a scheduler, see its own tests",
    "sweep.experiment": "registers for good: test_experiment_names",
}
# What an answer obeys, by definition.
LAWS: dict[str, Callable[[dict[str, Any], Any], bool]] = {
    "emn.train": lambda given, found: found.steps > 0,
    "sweep.run": lambda given, found: found.done in {found.total, 0 if given["retry"] else None} and not found.failed,
    "sweep.csv_text": lambda given, found: found.startswith("n,a,seed,"),
    "papers.verify": lambda given, found: [r.verdict for p in found.papers for r in p.claims] == ["holds"],
}
SPARED = {
    ("emn.train", "masks"): ("a class",),  # a law that raises an error of its own
    ("emn.train_batch", "masks"): ("a class",),
}
WORDS = {
    ("emn.train_batch", "rngs"): "rng",  # one of them
    ("sweep.read_spec", "path"): "read TOML",  # and what the path is
    ("sweep.run", "store"): "write folder",
    ("sweep.two_way", "x"): "axis axes",
    ("sweep.two_way", "y"): "axis axes",
    ("sweep.two_way", "value"): "number",
    ("papers.verify", "paper"): "known",
}
EXPECTED = {"emn.train": (emn.Diverged,)}
HOMES = {"emn": emn, "sweep": sweep, "papers": papers}
NAMES = ["emn.train", "emn.train_batch", *(f"sweep.{name}" for name in sweep.__all__), "papers.verify"]

TABLE = Table(HOMES, MAKE, LEFT_OUT, LAWS, SPARED, WORDS, EXPECTED)
