"""Table 1's subsampled column under each mistake of `sims.emn.mistaken`: trained, and for masks without self-loops predicted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from papers import Context
from papers.ledger.intervals import FEW_RUNS, binomial_interval, prediction_interval
from sims.emn import train_mistaken
from theory import emn
from theory.validation import Array

from ..printed_table_1 import PRINTED, SIZES

CELLS = 15  # of epochs and meta-epochs, one network each: the column is the least of fifteen
NETWORKS = {5: 8 * CELLS, 10: 16 * CELLS, 20: 5 * CELLS}  # trained, for each mistake
PREDICTED = 60 * CELLS
COLUMN = {n: float(PRINTED[n, "subsampled"][0]) for n in SIZES}


@dataclass(frozen=True)
class Column:
    """What a mistake gives at one n: log10 of the least error of fifteen networks, mean and half width, and the verdict.

    `fits` is whether the printed figure passes both of two tests, each at level `FEW_RUNS` / 2: it is within Student's
    prediction interval of the least of fifteen, in logarithms (a spread over groups of fifteen networks); and that all of
    fifteen are at least as large is not less likely than that, by Clopper and Pearson's bound on one network's.
    """

    middle: float
    half: float
    fits: bool


def column(errors: Array, printed: float) -> Column:
    """What networks with these `errors` (R,), fifteen a group, R at least 30, say of the printed figure; nan is a divergence."""
    errors = np.maximum(np.where(np.isnan(errors), np.inf, errors), np.finfo(np.float64).tiny)
    least = np.log10(errors[: len(errors) // CELLS * CELLS].reshape(-1, CELLS).min(axis=1))
    if not np.all(np.isfinite(least)):
        return Column(float(np.finfo(np.float64).maxexp), 0.0, False)
    middle, half = prediction_interval(least, FEW_RUNS / 2)
    above, R = int(np.sum(errors >= printed)), len(errors)
    _, most = binomial_interval(above, R, FEW_RUNS / 4)
    likely = most**CELLS >= FEW_RUNS / 4
    return Column(middle, half, bool(abs(np.log10(printed) - middle) <= half and likely))


def errors_of(beta: Array) -> Array:
    """The mean square error (R,) of effective weights (R, n, n) over Table 1's test masks; nan of weights that are nan."""
    trained, errors = np.isfinite(beta).all(axis=(1, 2)), np.full(len(beta), np.nan)
    masks = emn.SparseMasks(beta.shape[-1], weighted=True).row_second_moments()
    errors[trained] = emn.test_error(beta[trained], masks)
    return errors


def trained(context: Context, n: int, mistake: str) -> Array:
    """The errors of `NETWORKS` after one meta-epoch; the networks of all mistakes start alike. With `full` of 3 epochs."""
    rngs = [context.rng(f"subsampled {n} {r}") for r in range(NETWORKS[n])]
    return errors_of(train_mistaken(n, mistake, rngs, epochs=3 if context.full and n < 20 else 1)[1])


def without_self_loops(w: Array, d: Array) -> Array:
    """The error that masks without self-loops leave of first-layer weights w (R, n, n) and later ones d (R, n), (R,).

    No mask has an entry (i, i), so w_ii stays. The other N = n - 1 weights of a row come to all d w = 1 with d = 1/c, the
    constant of `emn.learned_constants` for the entries that masks reach: N c^2 is the positive root u of u (u - kappa) = N,
    kappa = |w|^2 - d^2 without w_ii, the sign that of sqrt(N) d + sum w. What is left is <a^2> <x^2> (w_ii / c - 1)^2 a row.
    n is at least 2.
    """
    w, d = np.asarray(w, dtype=np.float64), np.asarray(d, dtype=np.float64)
    own = np.diagonal(w, axis1=-2, axis2=-1)
    N = w.shape[-1] - 1
    kappa = np.sum(w**2, axis=-1) - own**2 - d**2
    c = np.sqrt((kappa + np.sqrt(kappa**2 + 4 * N)) / (2 * N))
    c = np.where(np.sqrt(N) * d + w.sum(axis=-1) - own >= 0, c, -c)
    diagonal, _ = emn.SparseMasks(w.shape[-1], weighted=True).risk_entries
    return float(diagonal) * np.mean((own / c - 1) ** 2, axis=-1)


def predicted(context: Context, n: int, networks: int = PREDICTED) -> Array:
    """`without_self_loops` of networks initialized as the paper's."""
    rng, net = context.rng(f"predicted {n}"), emn.Architecture(n)
    out = []
    for _ in range(networks // CELLS):
        starts = [net.init(rng) for _ in range(CELLS)]
        w, d = np.stack([p.layers[0] for p in starts]), np.stack([p.layers[1][:, 0, 0] for p in starts])
        out.append(without_self_loops(w, d))
    return np.concatenate(out)
