"""Search over K columns of a list: every multiset, or one column after the other."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, combinations_with_replacement, islice
from math import comb, inf

import numpy as np

from ...moments import gated_features
from ...validation import Array
from ..fits.ridge import with_ridge
from ..limits import Limits, Rng
from ..problem import GateProblem

AT_MOST = 10_000_000  # multisets that are tried without a budget
FLOATS = 1 << 21  # in one batch

Fits = Callable[[Array], tuple[Array, Array]]  # chosen (B, K) -> values (B,), bounds on them (B,)
Scan = Callable[[Array], Array]  # the other columns (K - 1,) -> about the value with each column of the list


def best_multiset(N: int, K: int, fits: Fits, size: int, floor: float, limits: Limits) -> tuple[Array, float, int]:
    """The best K of N columns, with repetition and in no order: chosen (K,), a lower bound, the number tried.

    `size` is how many floats one fit takes. A list cut short proves `floor` only; Ctrl-C cuts it short. Raises ValueError
    for more than 10^7 multisets without a budget or a deadline.
    """
    if limits.budget is None and limits.deadline == inf and comb(N + K - 1, K) > AT_MOST:
        raise ValueError(
            f"there are more than {AT_MOST:.0e} choices of {K} out of {N} gates; pass budget, seconds or another method."
        )
    multisets = combinations_with_replacement(range(N), K)
    best, least, bound, work = np.zeros(K, dtype=int), inf, inf, 0
    try:
        while True:
            many = FLOATS // size if limits.budget is None else min(FLOATS // size, limits.budget - work)
            chosen = np.fromiter(chain.from_iterable(islice(multisets, max(many, 1))), dtype=int)
            if not len(chosen):
                break
            chosen = chosen.reshape(-1, K)
            values, bounds = fits(chosen)
            work += len(chosen)
            bound = min(bound, float(bounds.min()))
            at = int(np.argmin(values))
            if values[at] < least:
                best, least = chosen[at], float(values[at])
            if limits.progress:
                limits.progress(work, least, floor)
            if limits.spent(work):
                break
    except KeyboardInterrupt:
        return best, floor, max(work, 1)
    return best, max(bound, floor) if work == comb(N + K - 1, K) else floor, work


def one_after_the_other(
    N: int, K: int, fits: Fits, scan: Scan, floor: float, restarts: int, limits: Limits, rng: Rng
) -> tuple[Array, int]:
    """From random columns, exchange one for the best of the list until none helps; the best of some restarts: (K,), restarts.

    `scan` may lose digits: the best few of each scan are fitted again. Stops at the floor.
    """
    best, least, work = rng.integers(N, size=K), inf, 0
    try:
        while work < (restarts if limits.budget is None else limits.budget):
            if work and limits.spent(work):
                break
            chosen = rng.integers(N, size=K)
            value = float(fits(chosen[None])[0][0])
            unchanged = 0
            while unchanged < K and not (value < least and limits.spent(work)):
                for k in rng.permutation(K):
                    others = np.delete(chosen, k)
                    few = np.argsort(scan(others), kind="stable")[:8]
                    trial = np.repeat(chosen[None], len(few), axis=0)
                    trial[:, k] = few
                    values, _ = fits(trial)
                    at = int(np.argmin(values))
                    unchanged += 1
                    if values[at] < value * (1 - 1e-12):
                        chosen, value, unchanged = trial[at], float(values[at]), 0
                if value < least:
                    best, least = chosen.copy(), value
            work += 1
            if value < least:
                best, least = chosen.copy(), value
            if limits.progress:
                limits.progress(work, least, floor)
            if least <= floor:
                break
    except KeyboardInterrupt:
        pass
    return best, max(work, 1)


def column_scan(problem: GateProblem, columns: Array) -> Scan:
    """About the objective when one more gate, each of `columns` (N, U), joins others: by block elimination, all at once.

    With Q an orthonormal basis of the others' features and r what they leave, gate g explains
    r^T G (G^T G)^+ G^T r, G = (1 - Q Q^T) diag(g) z: all of it products of g with U numbers.
    """
    z, target = problem.weighted
    U, n = z.shape
    own = columns @ gated_features(z, z)
    own = own.reshape(-1, n, n) + problem.ridge * np.eye(n)
    rounding = 8 * (U + n) * np.finfo(float).eps * np.trace(own, axis1=1, axis2=2)[:, None]

    def scan(others: Array) -> Array:
        F = gated_features(z, columns[others].T)
        F, t = with_ridge(F, target, np.full(F.shape[1], problem.ridge))
        Q, s, _ = np.linalg.svd(F, full_matrices=False)
        Q = Q[:, s > 1e-12 * s.max(initial=0.0)]
        r = t - Q @ (Q.T @ t)
        across = columns @ gated_features(z, Q[:U])
        across = across.reshape(len(columns), Q.shape[1], n)
        gram = own - np.einsum("bqi,bqj->bij", across, across)
        values, vectors = np.linalg.eigh(gram)
        along = np.einsum("bij,bi->bj", vectors, columns @ (z * r[:U, None]))
        explained = np.where(values > rounding, along**2 / np.where(values > rounding, values, 1.0), 0.0).sum(axis=1)
        left: Array = float(r @ r) - explained
        return left

    return scan
