"""The paper's experiments under names that a sweep can ask for."""

from __future__ import annotations

from typing import Any

import numpy as np

from sims.batch import train_batch
from sims.emn import Diverged
from sims.evaluation import evaluate
from sims.sweep import experiment
from theory import emn

META_EPOCHS = (1, 2, 4, 8, 16)


def _snapshots(rng: np.random.Generator, n: int, condition: str, epochs: int, dtype: str, reduction: str) -> Any:
    """One network (1) trained for sixteen meta-epochs; its parameters after 1, 2, 4, 8 and 16."""
    net = emn.Architecture(n, (1,))
    (run,) = train_batch(
        net,
        [net.init(rng, dtype)],
        rngs=[rng],
        condition=condition,
        epochs=epochs,
        meta_epochs=META_EPOCHS[-1],
        reduction=reduction,
        snapshots=META_EPOCHS,
    )
    if isinstance(run, Diverged):
        raise run
    return net, run.snapshots


@experiment("emn_table_1")
def table_1(
    rng: np.random.Generator, n: int, condition: str, epochs: int, dtype: str = "float32", reduction: str = "mean"
) -> dict[str, float]:
    """Table 1: each of the `ERRORS` after each number of meta-epochs, "mean_square_1" and so on."""
    net, snapshots = _snapshots(rng, n, condition, epochs, dtype, reduction)
    errors = {m: evaluate(net, params, rng) for m, params in snapshots.items()}
    return {f"{name.replace(' ', '_')}_{m}": value for m, found in errors.items() for name, value in found.items()}


@experiment("emn_figure_3")
def figure_3(
    rng: np.random.Generator, n: int, condition: str, epochs: int, dtype: str = "float32", reduction: str = "mean"
) -> dict[str, float]:
    """Figure 3: the mean square error on binary masks after sixteen meta-epochs, by the fraction of nonzero entries."""
    net, snapshots = _snapshots(rng, n, condition, epochs, dtype, reduction)
    params = snapshots[META_EPOCHS[-1]]
    fractions = np.linspace(0.1, 1.0, 10)
    return {
        f"active_{f:.1f}": evaluate(net, params, rng, active=float(f), weighted=False)["mean square"] for f in fractions
    }


def low_data_setting(n: int) -> dict[str, Any]:
    """The paper's earlier setting: 36 n^1.15 masks, 15 n^(2/3) inputs for each, rounded to the nearest whole number."""
    return {
        "masks": emn.PaperMasks(n, size=emn.training_set_size(n, exponent=1.15)),
        "vectors": round(15 * n ** (2 / 3)),
    }


@experiment("emn_low_data")
def low_data(rng: np.random.Generator, n: int, condition: str, epochs: int, dtype: str = "float32") -> dict[str, float]:
    """Table 1 in the low-data setting: the mean square error after each number of meta-epochs, "mean_square_1" and so on."""
    net = emn.Architecture(n, (1,))
    (run,) = train_batch(
        net,
        [net.init(rng, dtype)],
        rngs=[rng],
        condition=condition,
        epochs=epochs,
        meta_epochs=META_EPOCHS[-1],
        snapshots=META_EPOCHS,
        **low_data_setting(n),
    )
    if isinstance(run, Diverged):
        raise run
    return {f"mean_square_{m}": evaluate(net, params, rng)["mean square"] for m, params in run.snapshots.items()}
