"""Growth of the worst error over one mask of training: what tells a stable learning rate from an unstable one.

Training shows a limit badly: beyond the one in mean square the typical error still falls while its mean grows, carried by
rare runs. Over a single mask nothing is rare, and networks that start with errors of the worst shape, an eigenvector of the
map of one mask, have exactly its growth.
"""

from __future__ import annotations

from warnings import catch_warnings

import numpy as np

from papers import Context
from papers.ledger.intervals import standard_error
from sims.emn import finite, train_batch
from theory import emn
from theory.emn.rates.stability import mean_eigenvalues
from theory.emn.rates.step_scale import gain, step_scale
from theory.emn.rates.transfer import transfer
from theory.validation import Array

from ..fair_masks import fair_bits

SMALL = 1e-6  # errors that are linear to a part in a million
CHUNK = 1 << 21  # floats of inputs at a time


def growth(
    context: Context, n: int, c: float | None, sense: str, lr: float, reduction: str = "mean", networks: int = 4000
) -> tuple[float, float]:
    """What one mask of training multiplies the worst mean ("mean") or mean square of the error by: the mean, its error.

    The mean is taken along its eigenvector, and without its sign.
    """
    net = emn.Architecture(n, () if c is None else (1,))
    shape = _worst(n, c, sense, lr, reduction)
    rng = context.rng(f"growth {n} {c} {sense} {lr:.12g} {reduction}")
    rate, reduction = (lr * 2 * n, "sum_outputs") if reduction == "sum" else (lr, reduction)
    at_once = max(1, CHUNK // (8 * n * n))
    grown: list[float] = []
    while len(grown) < networks:
        rngs = rng.spawn(min(at_once, networks - len(grown)))
        errors = [SMALL * (shape if sense == "mean" else _signs(r, n) @ shape) for r in rngs]
        starts = [with_errors(net, c, e) for e in errors]
        with catch_warnings(action="ignore", category=UserWarning):  # unstable rates are tried on purpose
            runs = finite(train_batch(net, starts, rngs=rngs, lr=rate, reduction=reduction, masks=fair_bits(n, 1)))
        after = [emn.effective_weights(net, run.params) - 1 for run in runs]
        if sense == "mean":
            grown += [float(np.mean(e @ shape) / SMALL) for e in after]
        else:
            grown += [float(np.mean(e**2)) for e in after]
    ratios = np.array(grown)
    if sense == "mean":
        ratios *= np.sign(ratios.mean())
    else:
        ratios /= SMALL**2 * np.mean(np.sum(shape**2, axis=0))
    return float(ratios.mean()), standard_error(ratios)


def _worst(n: int, c: float | None, sense: str, lr: float, reduction: str) -> Array:
    """The unit eigenvector of the mean that grows most, (n,); or the square root of the covariance that does, (n, n)."""
    h, ones = float(step_scale(n, lr, reduction, 2 * n)), np.full(n, n**-0.5)
    if sense == "mean":
        along, across = mean_eigenvalues(n, h, 4, None, c)
        return ones if abs(along) >= abs(across) else (np.eye(n)[0] - np.eye(n)[1]) / np.sqrt(2)
    values, vectors = np.linalg.eig(transfer(n, h, 2 * n, 4, None, gain(c)).astype(np.float64))
    diagonal, off = np.real(vectors[:, np.argmax(np.abs(values))])
    diagonal, off = 1.0, float(off / diagonal)
    across, along = np.sqrt(max(0.0, diagonal - off)), np.sqrt(max(0.0, diagonal + (n - 1) * off))
    return np.asarray(across * np.eye(n) + (along - across) * np.outer(ones, ones))


def _signs(rng: np.random.Generator, n: int) -> Array:
    """Rows of covariance I whose part along the ones is a sign, so that its square does not vary."""
    ones, z = np.full(n, n**-0.5), rng.choice([-1.0, 1.0], (n, n))
    return np.asarray(z + np.outer(rng.choice([-1.0, 1.0], n) - z @ ones, ones))


def with_errors(net: emn.Architecture, c: float | None, errors: Array) -> emn.Parameters:
    """Parameters whose effective weights are 1 + errors, near the solution with constant c."""
    solution = emn.zero_loss_parameters(net, None if c is None else np.full(net.n, c))
    first, rest = solution.layers[0], solution.layers[1:]
    return net.parameters([first * (1 + errors), *rest])
