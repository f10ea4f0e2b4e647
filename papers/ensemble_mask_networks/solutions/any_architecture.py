"""Section 6: networks of any hidden layer count and size learn the target."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from papers import Claim, Context, Evidence, Outcome, Statement
from papers.ledger.words import tuples
from sims.emn import finite, train_batch
from theory import emn

from ..end_of_training import end_of_training_bound

N, RUNS = 4, 6
TRAINED: tuple[tuple[int, ...], ...] = ((), (1,), (3,), (1, 1), (2, 3), (1, 2, 1))


def learns(says: Callable[[tuple[int, ...]], bool], context: Context) -> Outcome:
    """says(copies): whether networks from random starts end at zero loss: effective weights 1 to what rounding leaves.

    That is 2 eps / (step lambda) in a row, step 2 lr / n, lambda = 5/48 the least eigenvalue of Q, times 10 for the constants of
    the layers, of size near 1 here.
    """
    floor = end_of_training_bound(2 * 0.1 / N)
    for effective, copies in enumerate(TRAINED, 1):
        worst = context.once(f"trained {copies}", partial(_worst, context, copies))
        if says(copies) is not (worst <= floor):
            found = f"{tuples(copies)}, n = {N}: effective weights within {worst:.2g} of 1 in {RUNS} runs, "
            found += f"rounding leaves {floor:.2g}"
            return Outcome(
                False,
                Evidence.SIMULATED,
                effective,
                deviation=worst,
                counterexample=found,
                level="largest distance of an effective weight from 1",
            )
    detail = f"{', '.join(map(tuples, TRAINED))}: all of {RUNS} runs each"
    return Outcome(
        True,
        Evidence.SIMULATED,
        RUNS * len(TRAINED),
        deviation=worst,
        detail=detail,
        level="largest distance of an effective weight from 1",
    )


def _worst(context: Context, copies: tuple[int, ...]) -> float:
    net = emn.Architecture(N, copies)
    rngs = [context.rng(f"{copies} {seed}") for seed in range(RUNS)]
    starts = [net.init(rng) for rng in rngs]
    runs = train_batch(net, starts, rngs=rngs, masks=emn.PaperMasks(N, size=250, order="random"), meta_epochs=16)
    return max(float(np.max(np.abs(emn.effective_weights(net, run.params) - 1))) for run in finite(runs))


CLAIMS = (
    Claim(
        id="any-architecture",
        locator="Sec. 6, sentence, count and size",
        statement="A randomly initialized network learns the target with any hidden layer count and size, a multiple of n.",
        printed=Statement(r"(c_1, \dots, c_m) \to \beta = 1\ \text{for all}\ m, c_l", lambda copies: True),
        test=learns,
        wrong={
            "one hidden layer at most": lambda copies: len(copies) < 2,
            "one copy of each node only": lambda copies: all(c == 1 for c in copies),
        },
        assumptions=(f"n = {N}", "lr 0.1, PyTorch's initialization", "4000 masks"),
        oracle=f"{RUNS} trainings of six architectures, to the rounding floor",
        cost=4,
    ),
)
