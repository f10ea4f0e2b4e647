"""Throughput of batched training against PyTorch: written the usual way, and with the batch of networks written by hand.

Same work on all sides: architecture (1), float32, the same masks, 8 n fresh vectors a mask in four batches, random numbers
included. "Usual" is one network as a module with autograd and SGD; "by hand" is R networks at once through bmm, autograd and
SGD on the stacked parameters. One run, alternating repeats, medians; each PyTorch side with its best number of threads, the
one by hand also with its best number of processes and of networks. Ours is one process a core with one BLAS thread each, which
`make bench` sets. It needs torch==2.13.0.

The last column is ours without random numbers as a share of the rate of float32
matrix products (n, 2n) @ (2n, n) alone: 6 n^3 flops a step, 4 n^3 for x^T x, 2 n^3 for its product with the error.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from itertools import product
from multiprocessing import get_context
from time import perf_counter

import numpy as np

from sims.emn import grams, train_batch, train_on_masks
from theory import emn

RUNS = {5: 512, 10: 256, 20: 96, 40: 24, 100: 4}  # networks a process, so that a batch stays in the cache
MASKS = 240
LR = 0.1


@lru_cache
def training_masks(n: int) -> np.ndarray:
    """The same masks for all sides, drawn before the clock starts."""
    return emn.PaperMasks(n, size=MASKS, order="random")(0)


def ours(job: tuple[int, int]) -> int:
    """Train one process's batch on some masks; returns network-steps."""
    n, seed = job
    net, R = emn.Architecture(n, (1,)), RUNS[n]
    streams = [np.random.Generator(np.random.SFC64([seed, r])) for r in range(R)]
    params = [net.init(s, np.float32) for s in streams]
    runs = train_batch(net, params, rngs=streams, masks=training_masks(n), lr=LR)
    return sum(getattr(run, "steps", 0) for run in runs)


def ours_rate(pool: ProcessPoolExecutor, n: int, cores: int, repeat: int) -> float:
    """Network-steps a second over all cores."""
    start = perf_counter()
    steps = sum(pool.map(ours, [(n, repeat * cores + c) for c in range(cores)]))
    return steps / (perf_counter() - start)


def usual_rate(n: int, seconds: float, threads: int, seed: int) -> float:
    """Steps a second of one network in PyTorch the usual way, for about `seconds`."""
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
    optimizer = torch.optim.SGD(model.parameters(), lr=LR)
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


def by_hand(job: tuple[int, int, float, int, int]) -> float:
    """Network-steps a second of R networks at once in PyTorch, the batch written by hand, for about `seconds`."""
    import torch

    n, R, seconds, threads, seed = job
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    first = torch.empty(R, n, n).uniform_(-(n**-0.5), n**-0.5).requires_grad_()
    last = torch.empty(R, 1, n).uniform_(-1, 1).requires_grad_()
    optimizer = torch.optim.SGD([first, last], lr=LR, foreach=True)
    masks = torch.from_numpy(training_masks(n).astype(np.float32))
    step, start = 0, perf_counter()
    while perf_counter() - start < seconds:
        A = masks[step // 4 % len(masks)]
        x = torch.rand(R, 8 * n, n)
        y = (x.view(-1, n) @ A.T).view(R, 8 * n, n)
        for b in range(0, 8 * n, 2 * n):
            optimizer.zero_grad()
            answer = torch.bmm(x[:, b : b + 2 * n], (A * first).mT) * last
            # the mean over vectors and outputs for each network; networks do not meet, so their sum trains each alone
            (answer - y[:, b : b + 2 * n]).square().sum().div(2 * n * n).backward()
            optimizer.step()
            step += 1
    return step * R / (perf_counter() - start)


def by_hand_rate(
    pool: ProcessPoolExecutor, n: int, seconds: float, choice: tuple[tuple[int, int], int], seed: int
) -> float:
    """The rate of a number of processes and threads and of networks a process, over all processes."""
    (processes, threads), R = choice
    return sum(pool.map(by_hand, [(n, R, seconds, threads, seed * processes + p) for p in range(processes)]))


def step_share(n: int, repeats: int) -> float:
    """Our flops a second without random numbers over those of the stacked matrix products alone; one process."""
    R, net = RUNS[n], emn.Architecture(n, (1,))
    rng = np.random.default_rng(0)
    x = rng.random((R, 8 * n, n), dtype=np.float32)
    scale = np.full((R, 1, 1), 2 * LR / n, np.float32)
    starts = [net.init(rng, np.float32).layers for _ in range(R)]
    layers = [np.stack([s[0] for s in starts])[:, :, None], np.stack([s[1] for s in starts])]
    A = np.broadcast_to(training_masks(n)[MASKS // 2].astype(np.float32), (R, n, n)).copy()
    transposed, out = np.ascontiguousarray(x[:, : 2 * n].mT), np.empty((R, n, n), np.float32)

    def steps() -> float:
        for _ in range(20):
            train_on_masks(layers, A, grams(x, 2 * n, scale), 1)
        return 20 * 4 * R * 6 * n**3

    def products() -> float:
        for _ in range(60):
            np.matmul(transposed, x[:, : 2 * n], out=out)
        return 60 * R * 4 * n**3

    def rate(run: Callable[[], float]) -> float:
        start = perf_counter()
        return run() / (perf_counter() - start)

    rate(steps), rate(products)
    return statistics.median(rate(steps) / rate(products) for _ in range(repeats))


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
    print("steps of one network a second, medians; ratios are medians of the pairs")
    print(
        f"{'n':>4} {'ours':>9} {'usual':>7} {'ratio':>7} {'by hand':>9} {'ratio':>6}  (processes, threads), R  products"
    )
    with ProcessPoolExecutor(cores, get_context("spawn")) as pool:
        for n in RUNS:
            ours_rate(pool, n, cores, 99)
            threads = max((usual_rate(n, 0.5, k, 0), k) for k in range(1, cores + 1))[1]
            layouts = {(1, 1), (1, cores), (cores, 1)}
            choices = product(sorted(layouts), (max(1, RUNS[n] // 4), RUNS[n], RUNS[n] * 4))
            best = max((by_hand_rate(pool, n, 0.7, choice, 0), choice) for choice in choices)[1]
            rows = [
                (
                    ours_rate(pool, n, cores, r),
                    usual_rate(n, arguments.seconds, threads, r),
                    by_hand_rate(pool, n, arguments.seconds, best, r),
                )
                for r in range(arguments.repeats)
            ]
            mine, usual, hand = (statistics.median(side) for side in zip(*rows, strict=True))
            over_usual, over_hand = (statistics.median(row[0] / row[k] for row in rows) for k in (1, 2))
            print(
                f"{n:4d} {mine:9.0f} {usual:7.0f} {over_usual:7.1f} {hand:9.0f} {over_hand:6.2f}  {best}"
                f"  {step_share(n, arguments.repeats):.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
