"""Section 4, Algorithm 1: mask, train, merge, and how many steps a training has."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import tuples
from sims.emn import train
from theory import emn
from theory.validation import Array

from ..layered_output import layered_output

NETWORKS: tuple[tuple[int, ...], ...] = ((), (1,), (2,), (2, 3))
N = 4


def what_training_moves(says: Callable[[Array, int], tuple[Array, Array]], context: Context) -> Outcome:
    """says(A, copies): which weights one mask moves, of the first layer (copies n, n) and by node of the later ones (n,).

    Bit for bit, for masks with empty rows and weights between 0 and 1, over several epochs; and a single step on one input
    must be -lr times the derivative of the layered loss, taken by complex steps, to rounding.
    """
    effective = 0
    for number, copies in enumerate(NETWORKS):
        net, rng = emn.Architecture(N, copies), context.rng(f"merge {number}")
        for density in (0.2, 0.5, 1.0):
            A = rng.random((N, N)) * (rng.random((N, N)) < density)
            A[int(rng.integers(N))] *= density == 1.0
            start = net.init(rng)
            end = train(net, start, masks=A[None], epochs=3, rng=rng).params
            moved = [a != b for a, b in zip(start.layers, end.layers, strict=True)]
            first, nodes = says(A, net.widths[0])
            effective += 1
            later = [layer.reshape(N, -1) for layer in moved[1:]]
            if not np.array_equal(moved[0], first) or any(np.any(m != nodes[:, None]) for m in later):
                where = np.argwhere(moved[0] != first)
                at = f"entry {tuple(map(int, where[0]))} of the first layer" if len(where) else "a later layer"
                found = f"{tuples(copies)}, {np.count_nonzero(A)} of {A.size} edges open: {at} is not as stated"
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
        _check_one_step(net, context.rng(f"step {number}"))
    return Outcome(True, Evidence.CERTIFIED, effective, detail="bit for bit; single steps are the gradient")


def _check_one_step(net: emn.Architecture, rng: np.random.Generator) -> None:
    """One step on one input against complex derivatives of the layered loss, averaged over outputs."""
    A, lr, start = rng.random((N, N)) * (rng.random((N, N)) < 0.6), 2.0**-4, net.init(rng)
    seed = int(rng.integers(2**31))
    end = train(net, start, masks=A[None], vectors=1, batch=1, lr=lr, rng=np.random.default_rng(seed)).params
    x = np.random.default_rng(seed).random((1, N))[0]
    for l, layer in enumerate(start.layers):
        for where in np.ndindex(layer.shape):
            layers = [v.astype(complex) for v in start.layers]
            layers[l][where] += 1e-30j
            slope = float(np.imag(np.mean((layered_output(net, layers, A, x) - A @ x) ** 2))) / 1e-30
            step = float(end.layers[l][where] - layer[where])
            if abs(step + lr * slope) > 100 * np.finfo(float).eps:  # weights of size 1, a few dozen operations
                raise ArithmeticError(f"{net.copies}: a step of {step:.6g}, the derivative gives {-lr * slope:.6g}")


def steps_taken(says: Callable[[int, int, int], int], context: Context) -> Outcome:
    """says(masks, epochs, meta_epochs): the steps of SGD of a training, counted in trainings with the paper's defaults."""
    effective = 0
    for n in (1, 2, 3):
        net = emn.Architecture(n)
        for epochs, meta_epochs in ((1, 1), (2, 4), (3, 2)):
            run = train(net, net.init(0), epochs=epochs, meta_epochs=meta_epochs, rng=context.rng("steps"))
            effective += 1
            stated = says(emn.training_set_size(n), epochs, meta_epochs)
            if run.steps != stated:
                found = f"(n, epochs, meta-epochs) = ({n}, {epochs}, {meta_epochs}): {run.steps} steps, stated {stated}"
                return Outcome(
                    False,
                    Evidence.CERTIFIED,
                    effective,
                    deviation=float(stated - run.steps),
                    counterexample=found,
                    level="stated number of steps less the one counted",
                )
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="four batches of k/4 an epoch")


def _first(A: Array, copies: int) -> Array:
    return np.repeat(A != 0, copies, axis=0)


CLAIMS = (
    Claim(
        id="merge",
        locator="Sec. 4, Algorithm 1, merge",
        statement="Training under a mask updates the unmasked edges of the first layer and all later layers; merging puts the "
        "masked edges back as they were. A node without edges keeps its later weights too.",
        printed=Statement(
            r"\Delta (W_1)_{ij} \ne 0 \iff A_{ij} \ne 0", lambda A, copies: (_first(A, copies), np.any(A != 0, axis=1))
        ),
        test=what_training_moves,
        wrong={
            "no mask": lambda A, copies: (np.full((copies * N, N), True), np.full(N, True)),
            "all later weights, with or without edges": lambda A, copies: (_first(A, copies), np.full(N, True)),
            "the first copy only": lambda A, copies: (
                _first(A, copies) & (np.arange(copies * N) % copies == 0)[:, None],
                np.any(A != 0, axis=1),
            ),
        },
        assumptions=("random inputs and starting weights",),
        oracle="trainings compared bit for bit; complex derivatives of the layered loss",
    ),
    Claim(
        id="training-steps",
        locator="Sec. 4, sentence, epochs",
        origin=Origin.READ,
        statement="2 epochs and 4 meta-epochs are 4 sessions, each through all masks of d with k vectors each, gone through "
        "twice in batches of k/4.",
        printed=Statement(r"4\, |d|\, e\, m\ \text{steps}", lambda masks, e, m: 4 * masks * e * m),
        test=steps_taken,
        wrong={
            "a step a mask": lambda masks, e, m: masks * e * m,
            "epochs not counted": lambda masks, e, m: 4 * masks * m,
            "meta-epochs not counted": lambda masks, e, m: 4 * masks * e,
        },
        oracle="counted in trainings",
    ),
)
