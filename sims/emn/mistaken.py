"""Algorithm 1 for (1) with a mistake in what is drawn, masked, compared or put back: what each would leave as test error."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from warnings import catch_warnings

import numpy as np

from theory import emn
from theory.randomness import own_generators
from theory.validation import Array, natural

from ..diverged import Diverged
from .batch import train_batch

Law = Callable[[np.random.Generator], Array]
FEW = 36  # masks, where n^1.3 is forgotten


@dataclass(frozen=True)
class NoSelfLoops:
    """The paper's masks with the diagonal set to zero; `row_second_moments` are those of fair bits off it.

    Example:
    >>> import numpy as np
    >>> from sims.emn import NoSelfLoops
    >>> bool(NoSelfLoops(3)(np.random.default_rng(0)).diagonal(axis1=1, axis2=2).any())
    False
    """

    n: int

    def __call__(self, rng: np.random.Generator) -> Array:
        return emn.PaperMasks(self.n)(rng) & ~np.eye(self.n, dtype=bool)

    def row_second_moments(self) -> Array:
        row = np.arange(self.n)
        M = emn.PaperMasks(self.n).row_second_moments()
        M[row, row, :] = M[row, :, row] = 0
        return M


def mask_laws(n: int) -> dict[str, Law]:
    """Mistakes in the set of masks: the law rng -> (D, n, n) that it is drawn from instead."""
    paper, D = emn.PaperMasks(n), emn.training_set_size(n)

    def equal_sums(rng: np.random.Generator) -> Array:
        ones = np.sort(rng.integers(0, n * n + 1, D))
        return rng.permuted(np.arange(n * n) < ones[:, None], axis=1).reshape(D, n, n)

    return {
        "no self-loops": NoSelfLoops(n),
        "one triangle, not mirrored": lambda rng: np.triu(paper(rng)),
        "one mask for the whole set": lambda rng: np.repeat(paper(rng)[D // 2][None], D, axis=0),
        f"{FEW} masks": emn.PaperMasks(n, size=FEW),
        "masks not symmetric": lambda rng: rng.random((D, n, n)) < 0.5,
        "masks weighted": lambda rng: rng.random((D, n, n)),
        "sums equally likely": equal_sums,
        "one edge a node": lambda rng: rng.random((D, n, n)) < 1 / n,
    }


def settings(n: int) -> dict[str, dict[str, Any]]:
    """Mistakes in the step: the arguments of `train_batch` that they come to."""
    return {
        "loss summed over outputs": {"reduction": "sum_outputs"},
        "loss summed over the batch": {"lr": 0.1 * 2 * n},
    }


DATA = (
    "targets of another set, by sum",
    "targets of another set, shuffled",
    "targets of other inputs",
    "masks not applied",
    "weights not put back",
    "last mask's network tested",
    "weights drawn anew for each mask",
    "one input vector",
    "inputs drawn once",
    "last batch twice",
    "weights in half precision",
    "not trained",
)
NONE = "as printed"
MISTAKES = (NONE, *mask_laws(1), *settings(1), *DATA)


def train_mistaken(
    n: int, mistake: str, rngs: Sequence[Any], *, epochs: int = 1, dtype: Any = np.float32
) -> tuple[tuple[Array, Array], Array]:
    """Networks (1), one for each of `rngs`: their layers at the start, and their effective weights afterwards.

    Returns ((w (R, n, n), d (R, n)), beta (R, n, n)), w the first layer and d the later one before, beta after one meta-epoch.
    Learning rate 0.1, loss averaged over batch and outputs, 8 n inputs a mask in batches of 2 n, the paper's masks, but for
    the one `mistake` of `MISTAKES`; NONE makes none. Trained in `dtype`, the products of the layers in float64; a network
    that diverges has weights nan.

    Raises ValueError for an unknown mistake, n < 1, no generator, or one twice.

    Example:
    >>> from sims.emn import train_mistaken
    >>> (w, d), beta = train_mistaken(3, "weights not put back", rngs=[0, 1])
    >>> w.shape, d.shape, beta.shape
    ((2, 3, 3), (2, 3), (2, 3, 3))
    """
    n = natural("n", n)
    if mistake not in MISTAKES:
        raise ValueError(f"mistake must be one of {', '.join(MISTAKES)}; got {mistake!r}.")
    net, draws = emn.Architecture(n), own_generators(rngs, "sims.mistaken.train_mistaken")
    starts = [net.init(draw, dtype) for draw in draws]
    w, d = np.stack([p.layers[0] for p in starts]), np.stack([p.layers[1][:, 0, 0] for p in starts])
    if mistake in DATA:
        return (w, d), _product(*_train(n, mistake, w, d, draws, epochs))
    chosen: dict[str, Any] = {"masks": mask_laws(n).get(mistake)} | settings(n).get(mistake, {})
    with catch_warnings(action="ignore", category=UserWarning):  # a learning rate above the limit is the mistake
        runs = train_batch(net, starts, rngs=draws, epochs=epochs, **chosen)
    after = np.full((len(draws), n, n), np.nan)
    for r, run in enumerate(runs):
        if not isinstance(run, Diverged):
            after[r] = _product(run.params.layers[0], run.params.layers[1][:, 0, 0])
    return (w, d), after


def _product(w: Array, d: Array) -> Array:
    return d[..., None].astype(np.float64) * w


def _train(
    n: int, mistake: str, w: Array, d: Array, draws: list[np.random.Generator], epochs: int
) -> tuple[Array, Array]:
    """One meta-epoch from first-layer weights w (R, n, n) and later ones d (R, n), with a mistake of `DATA`."""
    if mistake == "not trained":
        return w, d
    dtype, start, batch = w.dtype, (w, d), 2 * n
    masks = _sets(n, draws, dtype)
    targets = masks
    if mistake.startswith("targets of another set"):
        targets = _sets(n, draws, dtype)
        if mistake.endswith("shuffled"):
            targets = np.stack([targets[draw.permutation(len(targets)), r] for r, draw in enumerate(draws)], axis=1)
    fixed = None
    if mistake in ("one input vector", "inputs drawn once"):
        fixed = _inputs(n, draws, dtype)
        if mistake == "one input vector":
            fixed = np.repeat(fixed[:, :1], 8 * n, axis=1)
    for A, T in zip(masks, targets, strict=True):
        x = _inputs(n, draws, dtype) if fixed is None else fixed
        z = _inputs(n, draws, dtype) if mistake == "targets of other inputs" else x
        active = np.ones_like(A) if mistake == "masks not applied" else A
        if mistake == "weights drawn anew for each mask":
            w, d = start
        elif mistake == "weights not put back":
            w = w * A
        parts = [slice(s, s + batch) for s in range(0, 8 * n, batch)]
        if mistake == "last batch twice":
            parts.append(parts[-1])
        for part in parts * epochs:
            error = (active * (d[..., None] * w)) @ x[:, part].mT - T @ z[:, part].mT
            back = dtype.type(0.2 / n / batch) * active * (error @ x[:, part])
            w, d = w - d[..., None] * back, d - np.sum(w * back, axis=-1)
            if mistake == "weights in half precision":
                w, d = (v.astype(np.float16).astype(dtype) for v in (w, d))
    if mistake == "last mask's network tested":
        w = w * masks[-1]
    return w, d


def _sets(n: int, draws: list[np.random.Generator], dtype: Any) -> Array:
    law = emn.PaperMasks(n)
    return np.stack([law(draw) for draw in draws], axis=1).astype(dtype)


def _inputs(n: int, draws: list[np.random.Generator], dtype: Any) -> Array:
    return np.stack([draw.random((8 * n, n), dtype=dtype) for draw in draws])
