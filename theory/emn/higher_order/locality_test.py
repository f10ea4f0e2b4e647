"""Does a target depend on inputs farther than r edges away? A conditional randomization test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...randomness import generator
from ...validation import REPEATS, Array, as_array, float_array, function, in_float_range, natural, real_array

CHUNK = 1 << 21  # numbers held at once
Law = Callable[[np.random.Generator, Array, Array], Array]


@dataclass(frozen=True)
class Locality:
    """The test at one node and radius. `p_value` is None where the ball covers the graph: nothing can be tested.

    Example:
    >>> from theory import emn
    >>> emn.Locality(None, 2, 0, "the ball covers the graph").testable
    False
    """

    p_value: float | None
    radius: int
    outside: int
    reason: str = ""

    @property
    def testable(self) -> bool:
        return self.p_value is not None


def ball(A: Any, node: int, radius: int) -> Array:
    """Nodes from which a walk of at most `radius` edges leads to `node`, itself included: bools (n,), or (D, n).

    The edge j -> i is A_ij != 0. A is (n, n) or (D, n, n), any real entries. r masked layers with self-loops in all of
    them see exactly the ball of radius r.

    Example:
    >>> from theory import emn
    >>> chain = [[0, 0, 0], [1, 0, 0], [0, 1, 0]]
    >>> emn.ball(chain, node=2, radius=1).tolist()
    [False, True, True]
    """
    A = real_array("A", A, (None,) * (3 if as_array("A", A).ndim == 3 else 2))
    n, node = A.shape[-1], natural("node", node, least=0)
    if A.shape[-2] != n or node >= n:
        raise ValueError(f"node must be one of the {n} nodes of square A; got {node}, A of shape {A.shape}.")
    inside = np.zeros((*A.shape[:-2], n), dtype=bool)
    inside[..., node] = True
    for _ in range(min(natural("radius", radius, least=0), n)):
        inside = inside | ((inside[..., None, :] @ (A != 0))[..., 0, :] > 0)
    return inside


@in_float_range("x, y")
def locality_test(
    A: Any, x: Any, y: Any, node: int, radius: int, *, law: Law | None = None, resamples: int = 199, rng: Any = None
) -> Locality:
    """Whether y at `node` depends on x outside the ball of `radius`, given x inside: an exact p-value for any target.

    Under the hypothesis that it does not, x outside may be drawn again from its law given x inside: the data and their
    `resamples` copies are exchangeable, so the rank of a statistic among them gives P(p <= a) <= a for every target, any
    noise and any number D of independent triples; ties count against rejection. The statistic is the squared distance
    covariance between (y less its linear fit on x inside, x inside), each standardized, and x outside: where inside and
    outside are independent it detects every dependence as D grows.

    Shapes: A (n, n) or (D, n, n), x (D, n), y (D, n). `law(rng, x, outside)` returns x (D, n) with the entries of
    `outside` (D, n) drawn given the others; None is independent uniform on [0, 1], the paper's. Untestable, and said so,
    where the ball covers the graph in every triple. Possible issues: the least p-value is 1 / (resamples + 1); time grows
    as resamples D^2 n. (Luntzel 2023, section 7, "litmus-test"; conditional randomization: Candes et al. 2018.)

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> chain = np.eye(4, k=-1)
    >>> x = np.random.default_rng(0).random((50, 4))
    >>> emn.locality_test(chain, x, x[:, ::-1], node=3, radius=1, rng=0).p_value < 0.05  # y_3 is x_0
    True
    """
    x = float_array("x", x, (None, None))
    y = float_array("y", y, x.shape)
    D, n = x.shape
    A = float_array("A", A, (n, n) if as_array("A", A).ndim == 2 else (D, n, n))
    law = None if law is None else function("law", law)
    outside = np.broadcast_to(~ball(A, node, radius), (D, n))
    copies, draw = natural("resamples", resamples, most=REPEATS), generator(rng, "theory.emn.locality_test")
    count = int(np.max(np.sum(outside, axis=1), initial=0))
    if count == 0 or D < 2:
        return Locality(None, radius, count, "the ball covers the graph" if count == 0 else "one triple shows nothing")
    centered = _centered_distances(_standardized(y[:, node], np.where(outside, 0.0, x)))
    observed = _covariances(np.where(outside, x, 0.0)[None], centered)[0]
    at_least, size = 1, max(1, CHUNK // (D * (D + n)))
    for start in range(0, copies, size):
        fresh = [_redrawn(law, draw, x, outside) for _ in range(start, min(copies, start + size))]
        drawn = _covariances(np.array(fresh), centered)
        at_least += int(np.sum(drawn >= observed - 1e-12 * (abs(observed) + np.abs(drawn))))
    return Locality(at_least / (copies + 1), radius, count)


def _redrawn(law: Law | None, draw: np.random.Generator, x: Array, outside: Array) -> Array:
    fresh = draw.random(x.shape) if law is None else real_array("law(rng, x, outside)", law(draw, x, outside), x.shape)
    return np.where(outside, fresh, 0.0)


def _standardized(y: Array, inside: Array) -> Array:
    """(y less its linear fit, x inside), both of mean square 1: what the inputs outside must not depend on."""
    x = inside - inside.mean(axis=0)
    rest = y - y.mean()
    rest = rest - x @ np.linalg.lstsq(x, rest, rcond=None)[0]
    parts = [rest[:, None], x]
    sizes = [np.sqrt(np.mean(np.sum(part**2, axis=1))) for part in parts]
    return np.hstack([part / size if size > 0 else part for part, size in zip(parts, sizes, strict=True)])


def _centered_distances(z: Array) -> Array:
    distance = np.sqrt(np.sum((z[:, None] - z[None]) ** 2, axis=2))
    rows = distance.mean(axis=0)
    return distance - rows[:, None] - rows[None] + rows.mean()


def _covariances(x: Array, centered: Array) -> Array:
    """Squared distance covariances with x (B, D, n): (B,)."""
    squares = np.sum(x**2, axis=2)
    products = np.maximum(squares[:, :, None] + squares[:, None, :] - 2 * (x @ x.mT), 0)
    return np.tensordot(np.sqrt(products), centered, axes=2) / len(centered) ** 2
