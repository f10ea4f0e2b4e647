"""Trainings at n = 5 in a crossed design, and the parts of the variance of their errors.

Four things differ from run to run: the set of masks, their order, the inputs, and the initial weights. In each of `SETS` sets
all combinations of `LEVELS` orders, inputs and starts are trained (inputs go with the place in the sequence), and the
variance of log10 error, well above the rounding floor, is split into its parts by their mean squares.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import combinations, product
from math import prod

import numpy as np

from papers.ledger.intervals import FEW_RUNS, student_interval
from sims.emn import finite, train_batch
from theory import emn
from theory.randomness import generator
from theory.validation import Array

from ..fair_masks import population_risk

N, SETS = 5, 40
LEVELS = (4, 2, 8)  # orders, inputs, starts for each set
FACTORS = ("order", "inputs", "start")
Shares = dict[tuple[str, ...], float]


@cache
def crossed(seed: int, copies: tuple[int, ...]) -> Array:
    """log10 of the error after one epoch and one meta-epoch, (SETS, orders, inputs, starts)."""
    net, size = emn.Architecture(N, copies), emn.training_set_size(N)
    sequences, inputs, starts = list[Array](), list[int](), list[emn.Parameters]()
    for block in range(SETS):
        rng = generator(seed, f"spread {copies} {block}")
        A = emn.PaperMasks(N)(rng)
        orders = [A[rng.permutation(size)] for _ in range(LEVELS[0])]
        own_inputs = rng.integers(0, 2**63, LEVELS[1])
        own_starts = [net.init(rng) for _ in range(LEVELS[2])]
        for o, i, s in product(*map(range, LEVELS)):
            sequences.append(orders[o])
            inputs.append(int(own_inputs[i]))
            starts.append(own_starts[s])
    given = iter(sequences)
    rngs = [np.random.default_rng(seed) for seed in inputs]
    runs = train_batch(net, starts, rngs=rngs, masks=lambda rng: next(given))
    errors = [population_risk(net, run.params) for run in finite(runs)]
    return np.log10(errors).reshape(SETS, *LEVELS)


def variances(Y: Array) -> Shares:
    """The parts of the variance of Y (sets, orders, inputs, starts): unbiased, so some may come out below 0.

    The mean square of an effect s has the mean sum_{u >= s} sigma_u^2 times the levels of the factors not in u; inverted by
    inclusion and exclusion. The sets' part is the variance of their means less what the levels' averages leave in it.
    """
    squares = dict[tuple[int, ...], float]()
    subsets = [s for size in (1, 2, 3) for s in combinations((1, 2, 3), size)]
    for s in subsets:
        effect = Y
        for axis in (1, 2, 3):
            mean = effect.mean(axis=axis, keepdims=True)
            effect = effect - mean if axis in s else mean
        freedom = np.prod([Y.shape[i] - 1 for i in s])
        squares[s] = float(np.sum(effect**2, axis=(1, 2, 3)).mean() * _levels(Y, s, inside=False) / freedom)
    out, left = Shares(), 0.0
    for s in subsets:
        above = [u for u in subsets if set(s) <= set(u)]
        part = sum((-1) ** (len(u) - len(s)) * squares[u] for u in above) / _levels(Y, s, inside=False)
        out[tuple(FACTORS[i - 1] for i in s)] = part
        left += part / _levels(Y, s, inside=True)
    out["set",] = float(Y.mean(axis=(1, 2, 3)).var(ddof=1)) - left
    return out


def _levels(Y: Array, s: tuple[int, ...], inside: bool) -> int:
    """The product of the numbers of levels of the factors in s, or of the others."""
    return prod(Y.shape[i] for i in (1, 2, 3) if (i in s) is inside)


def share(Y: Array, part: Callable[[Shares], float]) -> tuple[float, float]:
    """`part` of the variance over all of it, and the half width of its interval at `FEW_RUNS`: jackknife over the sets."""

    def of(Z: Array) -> float:
        found = variances(Z)
        return part(found) / sum(found.values())

    whole = of(Y)
    pseudo = np.array([len(Y) * whole - (len(Y) - 1) * of(np.delete(Y, b, axis=0)) for b in range(len(Y))])
    return student_interval(pseudo, FEW_RUNS)
