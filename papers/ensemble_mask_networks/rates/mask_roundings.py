"""The roundings of |d| and of p(x) |d|, which the paper does not state, in the cells of fewest steps."""

from __future__ import annotations

from papers import Context
from sims.emn import evaluate, finite, train_batch
from theory import emn
from theory.emn.masks.paper_masks import ROUNDINGS

from .phase_cells import FIRST, SEEDS, Cell

TOP = {5: 2, 10: 1}  # meta-epochs that are trained


def rounding_line(context: Context) -> str:
    """Whether (5, 1, 1) alone fails with each rounding, and between which thresholds; "down" takes |d| down as well."""
    told = []
    for rounding in ROUNDINGS:
        errors: dict[tuple[Cell, int], float] = {}
        sizes = []
        for n, top in TOP.items():
            size = int(36 * n**1.3) if rounding == "down" else emn.training_set_size(n)
            masks = emn.PaperMasks(n, size=size, rounding=rounding)
            sizes.append(str(len(masks(0))))
            for (cell, seed), error in _errors(context, masks, top).items():
                errors[cell, seed] = error
        low, high = emn.threshold_window(errors, {key for key in errors if key[0] in FIRST})
        found = f"from {low:.1g} to {high:.1g}" if low < high else "none"
        told.append(f"{rounding} ({' and '.join(sizes)} masks) {found}")
    return f"thresholds for (5, 1, 1) alone at n = 5 and 10 by the rounding of p(x) |d|: {', '.join(told)}"


def _errors(context: Context, masks: emn.PaperMasks, top: int) -> dict[tuple[Cell, int], float]:
    net, keep = emn.Architecture(masks.n), range(1, top + 1)
    rngs = [context.rng(f"rounding {masks.rounding}, {masks.n} {seed}") for seed in range(SEEDS)]
    starts = [net.init(rng) for rng in rngs]
    runs = finite(train_batch(net, starts, rngs=rngs, masks=masks, meta_epochs=top, snapshots=keep))
    return {
        ((masks.n, 1, m), seed): evaluate(net, run.snapshots[m], rngs[seed], count=10)["mean square"]
        for m in keep
        for seed, run in enumerate(runs)
    }
