"""Experiments for tests of sweeps, in a module that workers can import."""

import os
import sys
import time
from pathlib import Path

import numpy as np

from sims.emn import Diverged


def noise(rng, *, n, scale=1.0):
    """BLAS and the stream decide these bits."""
    x = rng.normal(size=(n, n)).astype(np.float32)
    time.sleep(0.02 * (n % 3))  # cells end in another order than they begin
    return {"spread": scale * float((x @ x @ x).std()), "x": x @ x.T, "k": rng.integers(9)}


def about(rng, *, n):
    main = sys.modules["__main__"]
    return {
        "threads": int(os.environ["OPENBLAS_NUM_THREADS"]),
        "pid": os.getpid(),
        "mp": main.__name__ == "__mp_main__",
    }


def fails(rng, *, how, log, mend=""):
    with open(log, "a") as file:
        file.write(f"{how}\n")
    if mend and os.path.exists(mend):
        return {"a": 1.0}
    if how == "raises":
        raise KeyError("one\ntwo")
    if how == "diverges":
        raise Diverged("training diverged in meta-epoch 2 with lr = 9; lower it.")
    if how == "exits":
        sys.exit("no")
    if how == "dies" or (how == "dies once" and Path(log).read_text().count(how) == 1):
        time.sleep(0.5)
        os._exit(9)
    return {
        "nothing": None,
        "objects": {"a": np.array([None])},
        "list": {"a": [1]},
        "lambda": {"a": lambda: 0},
        "taken": {"seed": 1.0},
        "parameter": {"how": 1.0},
        "unnamed": {1: 1.0},
        "complex": {"a": 1j},
    }.get(how, {"a": 1.0, "b": float("inf")})


def hangs(rng, *, how):
    if how == "sleeps":
        time.sleep(300)
    if how == "holds":
        pow(3, 10**9)  # in one instruction, for minutes; no other thread runs meanwhile
    while how == "spins":
        time.sleep(0.001)
    return {"a": 1.0}


def takes(rng, *, megabytes, touch):
    room = np.empty(megabytes * 125_000)
    if touch:
        room[:] = 1.0
    return {"size": room.size}


def number(rng, *, i, j, law="flat", on=True):
    if (i, j) == (2, 30):
        raise ValueError("no")
    return {"sum": i + j, "draw": rng.random(), "odd": 1.0} if i % 2 else {"sum": i + j, "draw": rng.random()}
