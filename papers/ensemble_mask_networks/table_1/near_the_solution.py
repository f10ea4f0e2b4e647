"""Networks that train to rest from beside the solution their starts lead to."""

from __future__ import annotations

from typing import Any

from papers import Context
from sims.emn import evaluate, finite, train_batch
from theory import emn
from theory.emn.network.initialization import INITIALIZATIONS

# n: networks, masks until the error is at rest
NEAR = {5: (5, 4000), 10: (5, 4000), 20: (5, 4000), 40: (5, 3000), 100: (2, 3000)}
PYTORCH, *_ = INITIALIZATIONS
BESIDE = {"float32": 1e-3, "float64": 1e-9}


def near_the_solution(
    context: Context, n: int, dtype: str = "float32", condition: str = "control", law: str = PYTORCH
) -> tuple[list[Any], list[dict[str, float]]]:
    """Constants and errors of networks that train to rest from beside the solution their starts lead to (`BESIDE`).

    Relative, and far above what rounding leaves (1e-6, 1e-15), so that training comes to rest from the same side as from afar.
    """
    net, (networks, size) = emn.Architecture(n, (1,)), NEAR[n]
    rngs = [context.rng(f"near the solution, {n} {condition} {seed}") for seed in range(networks)]
    starts, constants = [], []
    for rng in rngs:
        constants.append(emn.learned_constants(net, net.init(rng, law=INITIALIZATIONS[law])))
        solution = emn.zero_loss_parameters(net, constants[-1])
        beside = [layer * (1 + BESIDE[dtype] * rng.standard_normal(layer.shape)) for layer in solution.layers]
        starts.append(net.parameters([layer.astype(dtype) for layer in beside]))
    masks = emn.PaperMasks(n, size=size, order="random")
    condition = "subsampled" if condition == "subsampled" else "control"  # one meta-epoch: no second pass to shuffle
    runs = train_batch(net, starts, rngs=rngs, masks=masks, condition=condition)
    errors = [evaluate(net, run.params, context.rng(f"test {n} {seed}")) for seed, run in enumerate(finite(runs))]
    return constants, errors
