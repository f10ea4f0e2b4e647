"""Redundant gates: gates that are equal at every sample, taken together in groups."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from ... import exact as rational
from ...regression import GatedRegression
from ...validation import Array, binary_array, natural, real_array


@dataclass(frozen=True, eq=False)
class GateGroups:
    """K gates of which only K' are distinct: gate k belongs to group[k], and count[d] gates share the d-th distinct one.

    `problem` is the regression on the K' distinct gates with the scale 1/K of all gates. With wbar_d the mean weights of a
    group, the prediction is (1/K) sum_d count_d g_d(x) wbar_d . x: copies enter through their mean alone. Distinct gates
    are ordered by first appearance; all gates that are never on form one group. (The note, section 3.5.)

    Example:
    >>> from theory import gdln
    >>> x, y, gates = [[1.0], [2.0]], [1.0, 3.0], [[1, 1, 0], [0, 0, 1]]
    >>> groups = gdln.GateGroups.from_samples(x, y, gates)
    >>> groups.group.tolist(), groups.count.tolist()
    ([0, 0, 1], [2, 1])
    """

    problem: GatedRegression
    group: Array
    count: Array

    @classmethod
    def from_samples(cls, x: Any, y: Any, gates: Any, sample_weight: Any = None) -> GateGroups:
        """From inputs x (S, n), targets y (S,), gates (S, K) in {0, 1}, optional weights (S,).

        The moments are those of K' gates, (K' n, K' n). Raises what `GatedRegression.from_samples` raises.
        """
        gates = binary_array("gates", gates, (None, None)) != 0
        K = natural("the number of gates", gates.shape[1])
        _, first, inverse = np.unique(np.packbits(gates, axis=0), axis=1, return_index=True, return_inverse=True)
        rank = np.argsort(np.argsort(first))
        group = rank[inverse.reshape(-1)]
        problem = GatedRegression.from_samples(x, y, gates[:, np.sort(first)], sample_weight)
        scale = Fraction(1, K) if problem.exact else 1.0 / K
        return cls(replace(problem, scale=scale), group, np.bincount(group))

    @property
    def K(self) -> int:
        """The number of all gates."""
        return len(self.group)

    def weights(self, argument: str, w: Any) -> Array:
        """`w` validated as weights of all gates, (K, n)."""
        return real_array(argument, w, (self.K, self.problem.n))

    def mean(self, w: Any) -> Array:
        """The mean weights of every group, (K, n) -> (K', n)."""
        w = self.weights("w", w)
        total = np.full((len(self.count), self.problem.n), Fraction(0) if w.dtype.kind == "O" else 0.0)
        np.add.at(total, self.group, w)
        return total / (_fractions(self.count) if w.dtype.kind == "O" else self.count)[:, None]

    @cached_property
    def balanced(self) -> GatedRegression:
        """The problem in the variables sqrt(count_d) wbar_d, in which the flow of the means is a gradient flow again.

        Its moments are sqrt(count_d count_e) A_de and sqrt(count_d) b_d, its scale 1/K: a regression of K' gates with
        d-th gate of height sqrt(count_d). In floating point.
        """
        problem, root = self.problem.as_float() if self.problem.exact else self.problem, self.root
        return replace(problem, A=problem.A * np.multiply.outer(root, root), b=problem.b * root)

    @property
    def root(self) -> Array:
        """sqrt(count_d) for every coordinate, (K' n,)."""
        return np.repeat(np.sqrt(self.count), self.problem.n)

    @property
    def minimum_loss(self) -> Any:
        """The least loss: that of the distinct gates. Copies change neither what can be fitted nor how well."""
        return self.problem.minimum_loss

    @property
    def minimum_norm_weights(self) -> Array:
        """The minimizer of least norm over all K gates, (K, n): the copies in a group share their part equally."""
        if self.problem.exact:
            return self.exact_limit(np.full((len(self.count), self.problem.n), Fraction(0)))[self.group]
        mean = self.balanced.minimum_norm_weights.ravel() / self.root
        return mean.reshape(-1, self.problem.n)[self.group]

    def exact_limit(self, mean: Array) -> Array:
        """Where the means end that start at `mean` (K', n), both in rationals.

        The sums s = D wbar, D the counts, move in the range of D A, so s(inf) = s(0) + D A z; stationary is A s = K b.
        A D A z = K b - A s(0) has a solution, and all its solutions share A z.
        """
        problem, D = self.problem, np.repeat(_fractions(self.count), self.problem.n)
        s = D * mean.ravel()
        z = rational.minimum_norm_solution((problem.A * D) @ problem.A, problem.b / problem.scale - problem.A @ s)
        if z is None:
            raise ValueError("b must lie in the range of A; it does not. Check that A and b share their samples.")
        return ((s + D * (problem.A @ z)) / D).reshape(mean.shape)


def _fractions(count: Array) -> Array:
    return np.array([Fraction(int(v)) for v in count], dtype=object)
