"""What a training of an ensemble mask network is asked for, validated, and the warning of a learning rate above the limit."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from theory.emn import Architecture, PaperMasks, Parameters
from theory.emn.network.architecture import check_parameters
from theory.emn.rates.training_limit import lr_above_limit
from theory.validation import REPEATS, Array, check_memory, choice, natural, one_line

CONDITIONS = ("control", "shuffled", "subsampled")
REDUCTIONS = ("mean", "sum_outputs")


@dataclass(frozen=True)
class Settings:
    """The validated arguments of a training, with their defaults filled in."""

    params: Parameters
    vectors: int
    batch: int
    snapshots: frozenset[int]


def settings(
    net: Architecture,
    params: Parameters,
    condition: str,
    epochs: int,
    meta_epochs: int,
    vectors: int | None,
    batch: int | None,
    reduction: str,
    snapshots: Iterable[int],
    masks: Any,
) -> Settings:
    """Refuse what no training can use; what `train` and `train_batch` share."""
    params = check_parameters(net, params)
    choice("condition", condition, CONDITIONS)
    choice("reduction", reduction, REDUCTIONS)
    natural("epochs", epochs, most=REPEATS)
    meta_epochs = natural("meta_epochs", meta_epochs, most=REPEATS)
    vectors = natural("vectors", 8 * net.n if vectors is None else vectors)
    check_memory("vectors", vectors, net.n)
    batch = natural("batch", max(1, vectors // 4) if batch is None else batch)
    if not isinstance(snapshots, Iterable):
        raise TypeError(f"snapshots must be a list of meta-epochs; got {one_line(snapshots)}.")
    keep = frozenset(natural("every entry of snapshots", s) for s in snapshots)
    if keep and max(keep) > meta_epochs:
        raise ValueError(f"snapshots must be at most meta_epochs = {meta_epochs}; got {max(keep)}.")
    if condition == "subsampled" and not (masks is None or callable(masks)):
        raise ValueError('masks must be a law rng -> (D, n, n) for "subsampled", which draws it again; got an array.')
    return Settings(params, vectors, batch, keep)


def warn_of_lr(
    net: Architecture, rates: Iterable[float], masks: Array, given: Settings, reduction: str, law: Any
) -> None:
    """Warn once of the largest lr above the limit under the training set `masks`, or under its `law` if that is the paper's."""
    known = law is None or isinstance(law, PaperMasks)
    lr, batches = max(rates), min(4, -(-given.vectors // given.batch))  # more would weigh masks too rare to be drawn
    options: dict[str, Any] = {"reduction": reduction, "batch": given.batch, "batches": batches}
    limit = lr_above_limit(net, lr, None if known else masks, **options)
    if limit is not None:
        message = f"lr = {lr:g} is above {limit:.3g}, the predicted limit of stability for reduction {reduction!r}"
        warnings.warn(f"{message} and these masks; training may diverge. Lower it.", UserWarning, stacklevel=3)
