"""The paper's experiments under names that a sweep can ask for."""

from __future__ import annotations

from typing import Any

import numpy as np

from sims.emn import NoSelfLoops, evaluate, finite, train_batch, train_mistaken
from sims.sweep import experiment
from theory import emn

META_EPOCHS = (1, 2, 4, 8, 16)
FRACTIONS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)  # of the entries of Figure 3's test masks


def _snapshots(
    rng: np.random.Generator, n: int, condition: str, epochs: int, dtype: str, meta_epochs: int, **options: Any
) -> Any:
    """One network (1) and its parameters after 1, 2, 4, 8 and 16 meta-epochs, as far as these are at most `meta_epochs`."""
    net = emn.Architecture(n, (1,))
    runs = train_batch(
        net,
        [net.init(rng, dtype)],
        rngs=[rng],
        condition=condition,
        epochs=epochs,
        meta_epochs=meta_epochs,
        snapshots=[m for m in META_EPOCHS if m <= meta_epochs],
        **options,
    )
    (run,) = finite(runs)
    return net, run.snapshots


@experiment("emn_table_1")
def table_1(
    rng: np.random.Generator,
    n: int,
    condition: str,
    epochs: int,
    dtype: str = "float32",
    reduction: str = "mean",
    meta_epochs: int = META_EPOCHS[-1],
) -> dict[str, float]:
    """Table 1: each of the `ERRORS` after each number of meta-epochs, "mean_square_1" and so on."""
    net, snapshots = _snapshots(rng, n, condition, epochs, dtype, meta_epochs, reduction=reduction)
    errors = {m: evaluate(net, params, rng) for m, params in snapshots.items()}
    return {f"{name.replace(' ', '_')}_{m}": value for m, found in errors.items() for name, value in found.items()}


@experiment("emn_figure_3")
def figure_3(
    rng: np.random.Generator,
    n: int,
    condition: str,
    epochs: int,
    dtype: str = "float32",
    reduction: str = "mean",
    meta_epochs: int = META_EPOCHS[-1],
) -> dict[str, float]:
    """Figure 3: the mean square error on binary masks after the last meta-epoch, by the fraction of nonzero entries."""
    net, snapshots = _snapshots(rng, n, condition, epochs, dtype, meta_epochs, reduction=reduction)
    return errors_by_sparsity(net, snapshots[max(snapshots)], rng)


def errors_by_sparsity(net: emn.Architecture, params: emn.Parameters, rng: np.random.Generator) -> dict[str, float]:
    """The mean square error on binary masks of every fraction of `FRACTIONS`, "active_0.1" and so on."""
    return {f"active_{f}": evaluate(net, params, rng, active=f, weighted=False)["mean square"] for f in FRACTIONS}


def low_data_setting(n: int) -> dict[str, Any]:
    """The paper's earlier setting: 36 n^1.15 masks, 15 n^(2/3) inputs for each, rounded to the nearest whole number."""
    return {
        "masks": emn.PaperMasks(n, size=emn.training_set_size(n, exponent=1.15)),
        "vectors": round(15 * n ** (2 / 3)),
    }


@experiment("emn_low_data")
def low_data(
    rng: np.random.Generator,
    n: int,
    condition: str,
    epochs: int,
    dtype: str = "float32",
    meta_epochs: int = META_EPOCHS[-1],
) -> dict[str, float]:
    """Table 1 in the low-data setting: the mean square error after each number of meta-epochs, "mean_square_1" and so on."""
    net, snapshots = _snapshots(rng, n, condition, epochs, dtype, meta_epochs, **low_data_setting(n))
    return {f"mean_square_{m}": evaluate(net, params, rng)["mean square"] for m, params in snapshots.items()}


@experiment("emn_no_self_loops")
def no_self_loops(rng: np.random.Generator, n: int, dtype: str = "float32") -> dict[str, float]:
    """The mean square test error after one meta-epoch of masks without self-loops, and what its start predicts."""
    net, moments = emn.Architecture(n), emn.SparseMasks(n, weighted=True).row_second_moments()
    (w, d), after = train_mistaken(n, "no self-loops", [rng], dtype=np.dtype(dtype))
    constants = emn.learned_constants(net, net.parameters([w[0], d[0, :, None, None]]), NoSelfLoops(n))
    left = np.ones((n, n))
    np.fill_diagonal(left, np.diagonal(w[0]) / constants)
    return {"mean_square": emn.test_error(after[0], moments), "predicted": emn.test_error(left, moments)}
