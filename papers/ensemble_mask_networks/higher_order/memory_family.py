"""Figure 6: what orders of interaction and memory add on any graph, directed ones too, and what less memory misses."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import standard_error, z_limit
from theory import exact
from theory.emn.higher_order.memory_family import family_dimension, missed_covariance

from .characteristic_polynomial import different_eigenvalues
from .graphs import adjacency, small_graphs

NOISE = 0.5
THETAS: dict[str, Any] = {  # [l, s]: of A^l x_(t-s)
    "one lag": np.array([[1.0, 0.5], [0.5, 0.0]]),
    "two lags": np.array([[1.0, 0.4, 0.3], [0.5, 0.3, 0.0]]),
    "the second lag alone": np.array([[1.0, 0.0, 0.0], [0.5, 0.0, 0.4]]),
}


def dimension_is(says: Callable[[Any, int, int], int], context: Context) -> Outcome:
    """says(A, r, m): the number of independent maps among A^l x_(t-s), l = 0, ..., r and s = 0, ..., m.

    Counted twice in exact rationals, as a rank of the maps themselves and as one of their values on a random series; r goes up to
    one more than the nodes, or 6.
    """
    ranks = context.once("ranks", lambda: _ranks(context))
    for number, ((name, r, m), dimension) in enumerate(ranks.items()):
        stated = says(adjacency(small_graphs()[name]), r, m)
        if stated != dimension:
            found = f"{name}, orders up to {r}, memory {m}: {dimension} dimensions, not {stated}"
            off = float(dimension - stated)
            return Outcome(
                False,
                Evidence.CERTIFIED,
                number + 1,
                off,
                counterexample=found,
                level="dimensions found less those stated",
            )
    return Outcome(True, Evidence.CERTIFIED, len(ranks), 0.0, detail=f"ranks in exact rationals, {len(ranks)} families")


def _ranks(context: Context) -> dict[tuple[str, int, int], int]:
    out = {}
    for name, graph in small_graphs().items():
        A = adjacency(graph)
        n, most = len(A), 3 if context.full else 2
        powers = [np.linalg.matrix_power(A, l) for l in range(min(n + 1, 6) + 1)]
        x = context.rng(f"series {name}").integers(-9, 10, size=(6 + most, n))
        for r, m in product(range(len(powers)), range(most)):
            pairs = list(product(range(m + 1), powers[: r + 1]))
            maps = [np.hstack([np.where(s == k, power, 0) for k in range(m + 1)]) for s, power in pairs]
            values = [x[m - s : len(x) - s] @ power.T for s, power in pairs]
            out[name, r, m] = _rank(maps)
            if _rank(values) != out[name, r, m]:
                raise ArithmeticError(f"{name}, order {r}, memory {m}: the series does not tell the maps apart")
    return out


def _rank(rows: list[Any]) -> int:
    return exact.rank(np.array([row.reshape(-1) for row in rows]))


def residual_is(says: Callable[[Any, Any, float], Any], context: Context) -> Outcome:
    """says(A, theta, noise): the covariance of what the best fit of memory 0 leaves of y at one time, (n, n).

    y is taken at times so far apart that no two share an input. The lagged terms are then independent of the fitted ones, so what
    least squares leaves has the covariance (1 - P) (1 x says) (1 - P), exactly, P the projection of the fit. Its blocks at one
    time, on average over 40 such times and many series: z-scores of all entries at a family-wise level of 1e-6.
    """
    runs = 2000 if context.full else 200
    graphs = {name: adjacency(small_graphs()[name]) for name in ("small world", "directed tree", "directed random")}
    entries = len(THETAS) * sum(len(A) * (len(A) + 1) // 2 for A in graphs.values())
    threshold = z_limit(entries)
    worst, off, bar, effective = 0.0, 0.0, 0.0, 0
    for (name, A), (kind, theta) in product(graphs.items(), THETAS.items()):
        key = f"fits {name}, {kind}"
        found, Q = context.once(key, partial(_fits, A, theta, runs, context.rng(key)))
        differences = found - _left(Q, says(A, theta, NOISE))
        mean, error = differences.mean(axis=0), standard_error(differences)
        effective += 1
        i, j = np.unravel_index(np.argmax(np.abs(mean) / error), mean.shape)
        if (z := float(abs(mean[i, j]) / error[i, j])) > worst:
            worst, off, bar = z, float(mean[i, j]), float(error[i, j])
        if worst > threshold:
            shown = f"{name}, {kind}: entry {i}, {j} of the covariance is {off:.3f} ± {bar:.3f} more than stated"
            return Outcome(False, Evidence.SIMULATED, effective, off, bar, shown, level="one standard error")
    detail = f"largest |z| {worst:.2f} of {threshold:.2f} allowed, {entries} entries, {runs} series each"
    return Outcome(True, Evidence.SIMULATED, effective, off, bar, detail=detail, level="one standard error")


def _fits(A: Any, theta: Any, runs: int, rng: np.random.Generator) -> tuple[Any, Any]:
    """Of each series the mean of r r^T, r what x_t and A x_t leave, (runs, n, n); orthonormal rows of the fit."""
    n, apart, times, left, bases = len(A), theta.shape[1], 40, [], []
    for _ in range(runs):
        x = rng.uniform(-(3**0.5), 3**0.5, size=(times, apart, n))  # mean 0, variance 1
        y = NOISE * rng.normal(size=(times, n))
        for s in range(apart):
            y += sum(theta[l, s] * x[:, s] @ np.linalg.matrix_power(A, l).T for l in range(len(theta)))
        Q = np.linalg.qr(np.stack([x[:, 0].reshape(-1), (x[:, 0] @ A.T).reshape(-1)], axis=1))[0]
        r = y - (Q @ (Q.T @ y.reshape(-1))).reshape(y.shape)
        left.append(r.T @ r / times)
        bases.append(Q.T.reshape(2, times, n))
    return np.array(left), np.array(bases)


def _left(Q: Any, covariance: Any) -> Any:
    """The mean over times of the blocks of (1 - P) (1 x covariance) (1 - P), for each series."""
    image = Q @ covariance
    once = np.einsum("rkti,rktj->rij", Q, image)
    twice = np.einsum("rkti,rkl,rltj->rij", Q, np.einsum("rkti,rlti->rkl", image, Q), Q, optimize=True)
    return covariance - (once + once.swapaxes(1, 2) - twice) / Q.shape[2]


def missed(A: Any, theta: Any, noise: float) -> Any:
    """The noise and the lagged terms."""
    return noise**2 * np.eye(len(A)) + missed_covariance(A, theta, 0)


CLAIMS = (
    Claim(
        id="fig-6-expressivity",
        locator="Fig. 6, caption",
        origin=Origin.READ,
        statement="Every increase of memory and of neighbour interactions increases expressivity. Memory does at every step; "
        "orders do up to the degree of the minimal polynomial of A less one, 1 on complete graphs and n - 1 on paths of "
        "n nodes; on directed graphs that can be more than the number of different eigenvalues allows.",
        printed=Statement(r"\dim = (r + 1)(m + 1)", lambda A, r, m: (r + 1) * (m + 1)),
        corrected=Statement(
            r"\dim = \min(r + 1, \deg \mu_A)(m + 1)", lambda A, r, m: family_dimension(A.astype(object), r, m)
        ),
        test=dimension_is,
        wrong={
            "different eigenvalues": lambda A, r, m: min(r + 1, different_eigenvalues(A)) * (m + 1),
            "the nodes": lambda A, r, m: min(r + 1, len(A)) * (m + 1),
            "one order more": lambda A, r, m: min(r + 1, family_dimension(A, len(A), 0) + 1) * (m + 1),
            "memory adds nothing": lambda A, r, m: family_dimension(A, r, 0),
            "memory adds one": lambda A, r, m: family_dimension(A, r, 0) + m,
        },
        assumptions=("one graph, directed or not, linear layers", "m past inputs, series long enough"),
        oracle="ranks in exact rationals, of the maps and of a random series, on networkx graphs",
        cost=3,
    ),
    Claim(
        id="fig-6-memoryless-residual",
        locator="Fig. 6, caption, memory",
        origin=Origin.OWN,
        statement="The least memory captures the dynamics of a system: without memory a fit misses all of the lagged terms, and "
        "its residual has the variance of the noise and of those terms, lag by lag.",
        printed=Statement(r"\langle r r^T \rangle = \sigma^2 1 + \sum_{s \ge 1} B_s B_s^T", missed),
        test=residual_is,
        wrong={
            "noise alone": lambda A, theta, noise: missed(A, theta[:, :1], noise),
            "the first lag alone": lambda A, theta, noise: missed(A, theta[:, :2], noise),
            "lags added before they are squared": lambda A, theta, noise: missed(
                A, np.stack([0 * theta[:, 0], theta[:, 1:].sum(axis=1)], axis=1), noise
            ),
            "the present input too": lambda A, theta, noise: missed(A, np.pad(theta, ((0, 0), (1, 0))), noise),
            "edges the other way": lambda A, theta, noise: missed(A.T, theta, noise),
        },
        assumptions=("inputs of mean 0 and variance 1, independent over nodes and times", "B_s = sum theta_ls A^l"),
        oracle="least squares on simulated series, the exact mean of its residuals' products, z-scores",
        cost=2,
    ),
)
