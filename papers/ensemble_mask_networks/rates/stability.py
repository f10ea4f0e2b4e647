"""Section 4: which learning rates are stable, and which reductions of the loss the paper's 0.1 leaves possible."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from warnings import catch_warnings

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.ledger.words import tuples
from sims.emn import Diverged, train_batch
from theory import emn
from theory.inputs import uniform_moments_derivation

from ..fair_masks import fair_bits, population_risk

SIZES = (5, 10, 20, 40, 100)
LIMITS: tuple[tuple[tuple[int, ...], int], ...] = (((), 3), ((), 10), ((), 20), ((1,), 3), ((1,), 10), ((1,), 20))


def trains_at_every_n(says: str, context: Context) -> Outcome:
    """With the reduction `says`, lr 0.1 is stable in mean square for (1) at every n of the sweep, at the constants it learns.

    Theory for all n; and training from the start for n = 5 and 20 (sums over the batch through an lr `batch` times as
    large) must converge where it says stable, and diverge where it says unstable.
    """
    stable = {n: _stable(n, says, context) for n in SIZES}
    for n in (5, 20):
        if context.once(f"{says} {n}", partial(_trained, n, says, context)) is not stable[n]:
            return Outcome(
                None, Evidence.SIMULATED, len(SIZES), detail=f"{says}, n = {n}: theory and training do not agree"
            )
    bad = [n for n in SIZES if not stable[n]]
    found = f"{says}: unstable at n = {', '.join(map(str, bad))}" if bad else ""
    return Outcome(not bad, Evidence.SIMULATED, len(SIZES), counterexample=found, detail=found or f"{says}: stable")


def _stable(n: int, reduction: str, context: Context) -> bool:
    net = emn.Architecture(n)
    return emn.is_stable(n, emn.learned_constants(net, net.init(context.rng(f"constants {n}"))), reduction=reduction)


def _trained(n: int, reduction: str, context: Context) -> bool:
    """Whether three networks converge in one epoch: their risk ends below a hundredth of its start."""
    net, lr = emn.Architecture(n), 0.1 * (2 * n if reduction == "sum" else 1)
    rngs = [context.rng(f"trained {n} {seed}") for seed in range(3)]
    starts = [net.init(rng) for rng in rngs]
    reduction = "mean" if reduction == "mean" else "sum_outputs"
    with catch_warnings(action="ignore", category=UserWarning):  # unstable rates are tried on purpose
        runs = train_batch(net, starts, rngs=rngs, lr=lr, reduction=reduction, masks=fair_bits(n, 300))
    return all(_shrank(net, start, run, 0.01) for start, run in zip(starts, runs, strict=True))


def _shrank(net: emn.Architecture, start: emn.Parameters, run: Any, factor: float) -> bool:
    if isinstance(run, Diverged) or max(np.abs(layer).max() for layer in run.params.layers) > 1e50:
        return False
    return population_risk(net, run.params) < factor * population_risk(net, start)


def limit_is(says: Callable[..., float], context: Context) -> Outcome:
    """says(n, copies) is the largest stable lr: four fifths of it train, eight fifths do not, for (1) near its flattest solution.

    Every network starts 1e-3 from a solution; 400 masks of fair bits, four batches each. Below, the error of all eight
    must fall; above, that of none. (Between the limit in mean square and some larger lr the typical error still falls
    while its mean grows: hence the gap.) The map of the second moments and the limit of descent for any n:
    `theory.inputs.uniform_moments_derivation`, `theory.emn.transfer_derivation`, `theory.emn.stability_derivation`.
    """
    if open_ := undecided(uniform_moments_derivation(), emn.transfer_derivation(), emn.stability_derivation()):
        return open_
    effective = 0
    for copies, n in LIMITS:
        limit = float(says(n, copies))
        for factor, falls in ((0.8, True), (1.6, False)):
            lr = factor * limit
            fell = context.once(f"{copies} {n} {lr:.12g}", partial(_fell, context, n, copies, lr))
            effective += 1
            if any(f is not falls for f in fell):
                found = f"{tuples(copies)}, n = {n}, lr {lr:.4g}, {factor} of the limit: the error of {sum(fell)} of 8 falls"
                return Outcome(False, Evidence.SIMULATED, effective, counterexample=found)
    detail = "; ".join(f"{tuples(c)} n = {n}: {float(says(n, c)):.4g}" for c, n in LIMITS)
    return Outcome(True, Evidence.SIMULATED, effective, detail=f"limits confirmed from both sides: {detail}")


def _fell(context: Context, n: int, copies: tuple[int, ...], lr: float) -> list[bool]:
    net = emn.Architecture(n, copies)
    solution = emn.zero_loss_parameters(net, np.full(n, n**-0.25) if copies else None)
    rngs = [context.rng(f"limit {copies} {n} {seed}") for seed in range(8)]
    starts = [
        net.parameters([layer * (1 + 1e-3 * rng.standard_normal(layer.shape)) for layer in solution.layers])
        for rng in rngs
    ]
    with catch_warnings(action="ignore", category=UserWarning):  # as above
        runs = train_batch(net, starts, rngs=rngs, lr=lr, masks=fair_bits(n, 400))
    return [_shrank(net, start, run, 1.0) for start, run in zip(starts, runs, strict=True)]


def sense(name: str, n: int, copies: tuple[int, ...]) -> float:
    """The limit in one of the senses of `largest_stable_lr`."""
    return float(emn.largest_stable_lr(n, n**-0.25 if copies else None, sense=name))


CLAIMS = (
    Claim(
        id="sec-4-learning-rate",
        locator="Sec. 4, sentence, learning rate",
        statement="SGD with learning rate 0.1 serves n = 5 to 100. With the loss averaged over batch and outputs it does; "
        "with a sum over the outputs, or over the batch as well, it does not.",
        printed=Statement(r"\mathrm{lr} = 0.1,\ n \in \{5, 10, 20, 40, 100\}", "mean"),
        test=trains_at_every_n,
        wrong={"summed over outputs": "sum_outputs", "summed over batch and outputs": "sum"},
        assumptions=("architecture (1), the constants it learns from PyTorch's initialization", "rows of fair bits"),
        oracle="spectral radius of the exact second-moment recursion; training at n = 5 and 20",
        cost=5,
    ),
    Claim(
        id="learning-rate-limit",
        locator="Sec. 4, remark, largest learning rate",
        origin=Origin.OWN,
        statement="The learning rate is stable up to where the second moments of the error under four batches a mask stop "
        "shrinking; 2 over the largest eigenvalue of the Hessian, the limit of descent on the risk, is two to three times "
        "as large, and training diverges below it.",
        printed=Statement(r"\rho\big(S \mapsto \langle A S A^\top \rangle\big) < 1", partial(sense, "mean square")),
        test=limit_is,
        wrong={
            "2 over the largest eigenvalue": partial(sense, "descent"),
            "half the limit": lambda n, copies: sense("mean square", n, copies) / 2,
            "without the hidden layer's gain": lambda n, copies: sense("mean square", n, ()),
        },
        assumptions=("rows of fair bits, fresh masks", "(1) at c = n^(-1/4)", "reduction mean; a sum is n times it"),
        oracle="training on both sides of the limit",
        cost=5,
    ),
)
