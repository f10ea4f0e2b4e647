"""Throughput of batched training against PyTorch written the usual way: module, autograd, SGD, one network at a time.

Same work on both sides: architecture (1), float32, the same masks, 8 n fresh vectors a mask in four batches, random numbers
included. One run, alternating repeats, medians, the best thread count of PyTorch; our side uses one process a core with one BLAS
thread each, which `make bench` sets. It needs torch==2.13.0.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from multiprocessing import get_context
from time import perf_counter

import numpy as np

from sims.batch import train_batch
from theory import emn

RUNS = {5: 512, 10: 256, 20: 96, 40: 24, 100: 4}  # networks a process, so that a batch stays in the cache
MASKS = 60


@lru_cache
def training_masks(n: int) -> np.ndarray:
    """The same masks for both sides, drawn before the clock starts."""
    return emn.PaperMasks(n, size=MASKS, order="random")(0)


def ours(job: tuple[int, int]) -> int:
    """Train one process's batch on some masks; returns network-steps."""
    n, seed = job
    net, R = emn.Architecture(n, (1,)), RUNS[n]
    streams = [np.random.Generator(np.random.SFC64([seed, r])) for r in range(R)]
    params = [net.init(s, np.float32) for s in streams]
    runs = train_batch(net, params, rngs=streams, masks=training_masks(n))
    return sum(getattr(run, "steps", 0) for run in runs)


def ours_rate(pool: ProcessPoolExecutor, n: int, cores: int, repeat: int) -> float:
    """Network-steps a second over all cores."""
    start = perf_counter()
    steps = sum(pool.map(ours, [(n, repeat * cores + c) for c in range(cores)]))
    return steps / (perf_counter() - start)


def pytorch_rate(n: int, seconds: float, threads: int, seed: int) -> float:
    """Steps a second of one network the usual way, for about `seconds`."""
    import torch

    torch.set_num_threads(threads)
    torch.manual_seed(seed)

    class Masked(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first = torch.nn.Linear(n, n, bias=False)
            self.last = torch.nn.Parameter(torch.empty(n).uniform_(-1, 1))

        def forward(self, A: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
            return torch.nn.functional.linear(x, A * self.first.weight) * self.last

    model, loss = Masked(), torch.nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    masks = torch.from_numpy(training_masks(n).astype(np.float32))
    steps, start = 0, perf_counter()
    while perf_counter() - start < seconds:
        A = masks[steps // 4 % len(masks)]
        x = torch.rand(8 * n, n)
        y = x @ A.T
        for b in range(0, 8 * n, 2 * n):
            optimizer.zero_grad()
            loss(model(A, x[b : b + 2 * n]), y[b : b + 2 * n]).backward()
            optimizer.step()
            steps += 1
    return steps / (perf_counter() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0)
    arguments = parser.parse_args()
    try:
        import torch
    except ImportError:
        sys.exit("train_against_pytorch: PyTorch is missing; pip install torch==2.13.0")
    cores = os.cpu_count() or 1
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, PyTorch {torch.__version__}, {cores} cores")
    print(
        f"{'n':>4} {'ours, steps/s':>14} {'PyTorch':>9} {'threads':>7} {'ratio':>7}  (medians of {arguments.repeats})"
    )
    with ProcessPoolExecutor(cores, get_context("spawn")) as pool:
        for n in RUNS:
            ours_rate(pool, n, cores, 99)
            best = max((pytorch_rate(n, 0.5, k, 0), k) for k in range(1, cores + 1))[1]
            pairs = [
                (ours_rate(pool, n, cores, r), pytorch_rate(n, arguments.seconds, best, r))
                for r in range(arguments.repeats)
            ]
            mine, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
            ratio = statistics.median(a / b for a, b in pairs)
            print(f"{n:4d} {mine:14.0f} {theirs:9.0f} {best:7d} {ratio:7.1f}", flush=True)


if __name__ == "__main__":
    main()
