"""The cells of fewest steps trained from every initialization in 32-bit floats, and what each sweep of them shows."""

from __future__ import annotations

import numpy as np

from papers import Context
from sims.emn import evaluate, finite, train_batch
from theory import emn
from theory.emn.network.initialization import INITIALIZATIONS
from theory.emn.rates.rounding_floor import rounding_floor
from theory.validation import Array

from ..rates.phase_cells import CONTROL, FIRST, Cell

LAWS = INITIALIZATIONS
SIZES, LARGE = (5, 10, 20, 100), 20
SWEEPS = 9  # all or none of them exclude the opposite
MANY = {"N(0, 1)": 20}  # sweeps that do not agree
BY_DEFAULT = ("PyTorch's", "Xavier", "Kaiming, whole layer", "U(-1, 1)", "U(0, 1)", "N(0, 1)")  # with `full` all
RUNS = ((5, 1, 2), (5, 2, 1), (5, 3, 1), (10, 1, 1), (20, 1, 1))  # n, epochs, meta-epochs of what is trained
FULL = ((10, 2, 1), (10, 3, 1))
LISTS = {"shuffled": FIRST, "control": CONTROL}
SEEN = {
    "large n": "there is a threshold at which n >= 20 converges and some cell of n = 5 or 10 does not",
    "shuffled": "there is one at which of the trained cells (5, 1, 1) alone does not converge",
    "control": "there is one at which those of control's list do not, and the others do",
    "ten floors": "(5, 1, 1) alone ends above ten rounding floors",
    "falling": "the geometric mean of |c| is less at n = 100 than at n = 5",
    "signs": "there are constants of either sign",
}
Name = tuple[str, int]  # initialization and number of the sweep
Sweep = dict[Cell, float]
Constants = dict[int, Array]


def sweeps(context: Context) -> dict[Name, tuple[Sweep, Constants]]:
    """Errors of the trained cells and the constants of one more network of each size, for every sweep."""
    names = [(law, seed) for law in (LAWS if context.full else BY_DEFAULT) for seed in range(MANY.get(law, SWEEPS))]
    errors, constants = _trained(context, names), _constants(context, names)
    return {name: (errors[name], constants[name]) for name in names}


def shown(cells: Sweep, constants: Constants) -> dict[str, bool]:
    """Which of `SEEN` a sweep shows. All cells that are not trained count as being at their rounding floors."""
    floors = {n: rounding_floor(c, 4 * emn.training_set_size(n)) for n, c in constants.items()}
    small, large = (max(e for (n, *_), e in cells.items() if (n >= LARGE) is big) for big in (False, True))
    highest, sizes = max(floors.values()), {n: np.mean(np.log(np.abs(c))) for n, c in constants.items()}
    listed = {
        name: max(highest, *(e for cell, e in cells.items() if cell not in failing))
        < min(e for cell, e in cells.items() if cell in failing)
        for name, failing in LISTS.items()
    }
    return {
        "large n": max(highest, large) < small,
        **listed,
        "ten floors": {cell for cell, e in cells.items() if e > 10 * floors[cell[0]]} == FIRST,
        "falling": bool(sizes[max(SIZES)] < sizes[min(SIZES)]),
        "signs": len({sign for c in constants.values() for sign in np.sign(c)}) == 2,
    }


def _constants(context: Context, names: list[Name]) -> dict[Name, Constants]:
    out: dict[Name, Constants] = {}
    for law, seed in names:
        for n in SIZES:
            net, rng = emn.Architecture(n), context.rng(f"initializations, constants {n} {law} {seed}")
            out.setdefault((law, seed), {})[n] = emn.learned_constants(net, net.init(rng, law=LAWS[law]))
    return out


def _trained(context: Context, names: list[Name]) -> dict[Name, Sweep]:
    """Mean square errors; every sweep has a network of its own for each n and number of epochs."""
    out: dict[Name, Sweep] = {name: {} for name in names}
    for n, epochs, meta_epochs in (*RUNS, *(FULL if context.full else ())):
        net = emn.Architecture(n)
        rngs = [context.rng(f"initializations, {n} {epochs} {law} {seed}") for law, seed in names]
        starts = [net.init(rng, "float32", law=LAWS[law]) for rng, (law, _) in zip(rngs, names, strict=True)]
        keep = sorted({1, meta_epochs})
        runs = train_batch(net, starts, rngs=rngs, epochs=epochs, meta_epochs=meta_epochs, snapshots=keep)
        for name, run, rng in zip(names, finite(runs), rngs, strict=True):
            for m in keep:
                out[name][n, epochs, m] = evaluate(net, run.snapshots[m], rng, count=10)["mean square"]
    return out
