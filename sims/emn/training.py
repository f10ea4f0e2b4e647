"""Algorithm 1 of the ensemble mask network paper in plain NumPy: mask, train by SGD, merge.

Written to be read; it is the reference for everything faster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from theory.emn import Architecture, PaperMasks, Parameters
from theory.randomness import generator
from theory.validation import Array, mask_set, real_number

from ..diverged import Diverged
from .settings import settings, warn_of_lr


@dataclass(frozen=True)
class Training:
    """The last parameters, the number of SGD steps taken, and the parameters after the meta-epochs asked for.

    Example:
    >>> from sims.emn import train
    >>> from theory import emn
    >>> net = emn.Architecture(2)
    >>> training = train(net, net.init(0), meta_epochs=2, snapshots=[1], rng=0)
    >>> training.params.layers[0].shape, list(training.snapshots)
    ((2, 2), [1])
    """

    params: Parameters
    steps: int
    snapshots: Mapping[int, Parameters] = field(default_factory=dict)


def train(
    net: Architecture,
    params: Parameters,
    *,
    masks: Array | Callable[[np.random.Generator], Array] | None = None,
    condition: str = "control",
    epochs: int = 1,
    meta_epochs: int = 1,
    lr: float = 0.1,
    vectors: int | None = None,
    batch: int | None = None,
    reduction: str = "mean",
    snapshots: Iterable[int] = (),
    rng: Any = None,
) -> Training:
    """Train `net` from `params` towards A x (Luntzel 2023, Algorithm 1), in the float type of `params`.

    In each meta-epoch, for each mask A (n, n) of the training set: draw `vectors` inputs uniform on [0, 1]^n, mask the
    first layer, go `epochs` times through them in batches of `batch` with SGD of step `lr`, and put the first-layer
    entries with A_ij = 0 back as they were. The loss is the squared error, without a half, averaged over the batch and,
    for reduction "mean", over the n outputs; for "sum_outputs" it is summed over them.

    `masks`: the training set (D, n, n), or a law rng -> (D, n, n); None is the paper's (`theory.emn.PaperMasks`).
    `condition`: "control" keeps the set, "shuffled" permutes it before each meta-epoch, "subsampled" draws it again
    (from a law). `vectors` defaults to 8 n, `batch` to vectors // 4, at least 1;
    a pass ends with a smaller batch where `vectors` is no multiple of it, which counts like the others, and one that is larger
    takes all vectors at once. `snapshots` lists meta-epochs to keep.

    Warns (`UserWarning`) where `lr` is above the predicted limit of stability (`theory.emn.lr_above_limit`).
    Raises ValueError or TypeError for bad input and `Diverged` where the parameters leave the range of floats.

    Example:
    >>> import numpy as np
    >>> from sims.emn import train
    >>> from theory import emn
    >>> net = emn.Architecture(2, (1,))
    >>> params = net.parameters([[[0.5, 0.1], [0.2, 0.3]], [[[0.5]], [[0.4]]]])
    >>> result = train(net, params, masks=np.ones((200, 2, 2)), meta_epochs=10, rng=0)
    >>> result.steps, emn.effective_weights(net, result.params).round(3).tolist()
    (8000, [[1.0, 1.0], [1.0, 1.0]])
    """
    given = settings(net, params, condition, epochs, meta_epochs, vectors, batch, reduction, snapshots, masks)
    draw = generator(rng, "sims.emn.train")
    layers = [layer.copy() for layer in given.params.layers]
    dtype, step = given.params.dtype, float(real_number("lr", lr, above=0))
    scale = 2 * step / (net.n if reduction == "mean" else 1)
    kept: dict[int, Parameters] = {}
    steps = 0
    for meta_epoch, training_set in enumerate(training_sets(net.n, masks, condition, meta_epochs, draw), 1):
        if meta_epoch == 1:
            warn_of_lr(net, [step], training_set, given, reduction, masks)
        for A in training_set:
            A = A.astype(dtype)
            x = draw.random((given.vectors, net.n), dtype=dtype)
            steps += train_on_mask(layers, A, x, epochs, given.batch, scale)
        if not all(np.all(np.isfinite(layer)) for layer in layers):
            raise Diverged(f"training diverged in meta-epoch {meta_epoch} with lr = {lr:g}; lower it.")
        if meta_epoch in given.snapshots:
            kept[meta_epoch] = net.parameters(layers)
    return Training(net.parameters(layers), steps, kept)


def train_on_mask(layers: list[Array], A: Array, x: Array, epochs: int, batch: int, scale: float) -> int:
    """Mask, train, merge for one datum, in place; returns the number of steps. `scale` is 2 lr over the outputs.

    Example:
    >>> import numpy as np
    >>> from sims.emn import train_on_mask
    >>> layers, one = [np.array([[0.0]])], np.array([[1.0]])
    >>> train_on_mask(layers, one, np.array([[1.0], [1.0]]), epochs=3, batch=1, scale=0.5)
    6
    >>> layers[0].tolist()  # 1 - 1 / 2^6
    [[0.984375]]
    """
    kept = layers[0].copy()
    copies = len(kept) // len(A)
    mask = np.repeat(A, copies, axis=0)
    layers[0][mask == 0] = 0
    steps = 0
    with np.errstate(over="ignore", invalid="ignore"):  # a divergence is reported once, by `train`
        for _ in range(epochs):
            for start in range(0, len(x), batch):
                sgd_step(layers, mask, A, x[start : start + batch], scale)
                steps += 1
    layers[0][mask == 0] = kept[mask == 0]
    return steps


def sgd_step(layers: list[Array], mask: Array, A: Array, x: Array, scale: float) -> None:
    """One step of SGD in place, the gradient by hand. `mask` is A with each row repeated for its copies.

    Example:
    >>> import numpy as np
    >>> from sims.emn import sgd_step
    >>> layers = [np.array([[0.0]])]
    >>> one = np.array([[1.0]])
    >>> sgd_step(layers, one, one, one, scale=0.2)
    >>> layers[0].tolist()
    [[0.2]]
    """
    n, inputs = len(A), x.T
    hidden = [((mask * layers[0]) @ inputs).reshape(n, -1, len(x))]
    for layer in layers[1:]:
        hidden.append(layer @ hidden[-1])
    residual = hidden[-1] - (A @ inputs)[:, None, :]
    back = residual * x.dtype.type(scale / len(x))  # lr d loss / d output
    for i in range(len(layers) - 1, 0, -1):
        gradient = back @ hidden[i - 1].swapaxes(1, 2)
        back = layers[i].swapaxes(1, 2) @ back
        layers[i] -= gradient
    layers[0] -= mask * (back.reshape(-1, len(x)) @ x)


def training_sets(n: int, masks: Any, condition: str, meta_epochs: int, draw: np.random.Generator) -> Iterator[Array]:
    """The training set of each meta-epoch (D, n, n), drawn, kept or permuted as the condition says.

    Example:
    >>> import numpy as np
    >>> from sims.emn import training_sets
    >>> masks = np.array([np.eye(2), np.ones((2, 2))])
    >>> [len(d) for d in training_sets(2, masks, "shuffled", 3, np.random.default_rng(0))]
    [2, 2, 2]
    """
    law = PaperMasks(n) if masks is None else masks

    def fresh() -> Array:
        return mask_set("masks", law(draw) if callable(law) else law, (None, n, n))

    training_set = fresh()
    for meta_epoch in range(meta_epochs):
        if condition == "subsampled" and meta_epoch > 0:
            training_set = fresh()
        if condition == "shuffled":
            training_set = training_set[draw.permutation(len(training_set))]
        yield training_set
