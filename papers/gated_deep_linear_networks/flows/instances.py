"""Finite problems on which the note's statements are tested: symbolic ones of small size, exact rational ones at random."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
import sympy as sp

from papers import Context
from papers.ledger.words import columns, tuples
from theory import GatedRegression, exact
from theory.validation import Array, real_array

SIZES = ((1, 1), (1, 2), (2, 1), (2, 2), (3, 1))


@dataclass(frozen=True)
class Symbolic:
    """Two support points with symbolic inputs, targets, probabilities and gates, straight from Eq. (3) and the loss.

    Gates are free symbols, so an identity holds for any gates. `at_one` puts the smallest numbers in: all inputs, gates
    and weights 1, targets 0, probabilities 1/2.
    """

    K: int
    n: int

    @cached_property
    def _symbols(self) -> dict[str, Any]:
        shape = {"x": (2, self.n), "g": (2, self.K), "y": (2,), "p": (2,), "w": (self.K, self.n)}
        return {
            name: np.array([sp.Symbol(f"{name}_{''.join(map(str, i))}", real=True) for i in np.ndindex(s)]).reshape(s)
            for name, s in shape.items()
        }

    def __getattr__(self, name: str) -> Any:
        if name in ("x", "g", "y", "p", "w"):
            return self._symbols[name]
        raise AttributeError(name)

    def mean(self, values: Any) -> Any:
        """<.> over the two support points, values (2, ...)."""
        return self.p[0] * values[0] + self.p[1] * values[1]

    def Sxx(self, j: int, k: int) -> Any:
        """Eq. (6): <g_j g_k x x^T>, (n, n)."""
        return self.mean([self.g[s, j] * self.g[s, k] * np.outer(self.x[s], self.x[s]) for s in range(2)])

    def Syx(self, k: int) -> Any:
        """Eq. (5): <g_k y x^T>, (n,)."""
        return self.mean([self.g[s, k] * self.y[s] * self.x[s] for s in range(2)])

    @cached_property
    def A(self) -> Any:
        """The K n x K n matrix of the blocks Sxx(j, k)."""
        return np.block([[self.Sxx(j, k) for k in range(self.K)] for j in range(self.K)])

    @cached_property
    def b(self) -> Any:
        """The stacked Syx(k), (K n,)."""
        return np.concatenate([self.Syx(k) for k in range(self.K)])

    def prediction(self, s: int) -> Any:
        """Eq. (3) at support point s."""
        return sum(self.g[s, k] * (self.w[k] @ self.x[s]) for k in range(self.K)) / sp.Integer(self.K)

    @cached_property
    def minus_gradient(self) -> Any:
        """-d/dw of 1/2 <(yhat - y)^2>, (K n,): tau dw/dt, by differentiation."""
        loss = self.mean([(self.prediction(s) - self.y[s]) ** 2 / 2 for s in range(2)])
        return np.array([-sp.diff(loss, w) for w in self.w.reshape(-1)])

    def at_one(self, expression: Any) -> Any:
        numbers = {s: 1 for name in ("x", "g", "w") for s in self._symbols[name].reshape(-1)}
        numbers |= dict.fromkeys(self.y, 0) | dict.fromkeys(self.p, sp.Rational(1, 2))
        return sp.sympify(expression).xreplace({s: sp.sympify(v) for s, v in numbers.items()})


def symbolic_problems() -> Iterator[Symbolic]:
    """All sizes, smallest first."""
    return (Symbolic(K, n) for K, n in SIZES)


@dataclass(frozen=True)
class Rational:
    """An exact random problem: its samples and the moments from them."""

    x: Any
    y: Any
    gates: Any
    problem: GatedRegression

    def minus_gradient(self, w: Any) -> Any:
        """-d/dw of 1/2 <(yhat - y)^2> at w (K, n) from the samples, not from A and b."""
        K = self.gates.shape[1]
        residual = np.sum(self.gates * (self.x @ w.T), axis=1) / Fraction(K) - self.y
        return -(self.gates * residual[:, None]).T @ self.x / Fraction(K * len(self.y))

    def __str__(self) -> str:
        return f"x = {columns(self.x)}, y = {tuples(self.y)}, gates {columns(self.gates)}"


def rational_problems(context: Context, count: int = 40) -> Iterator[Rational]:
    """Random exact problems, K from 1 to 3 and n from 1 to 2, small first; A is singular in some of them."""
    rng = context.rng("rational problems")
    for index, (K, n) in zip(range(count), (s for _ in product(range(count)) for s in SIZES), strict=False):
        samples = 2 * K * n + index % 3
        x = whole_numbers(rng, samples, n)
        y, gates = rng.integers(0, 2, size=samples), rng.integers(0, 2, size=(samples, K))
        yield Rational(x, y.astype(object), gates.astype(object), GatedRegression.from_samples(x, y, gates))


def invertible_problems(context: Context) -> Iterator[Rational]:
    """Those of them in which no eigenvalue of A is zero and something is to be learned."""
    for instance in rational_problems(context):
        if learnable(instance.problem):
            yield instance


def learnable(problem: GatedRegression) -> bool:
    """Whether no eigenvalue of A is zero and something is to be learned, in exact rationals."""
    return exact.rank(problem.A) == len(problem.b) and any(problem.b)


def whole_numbers(rng: np.random.Generator, *shape: int) -> Array:
    """Random ones from -3 to 3, as exact rationals.

    Example:
    >>> import numpy as np
    >>> from papers.gated_deep_linear_networks.flows.instances import whole_numbers
    >>> whole_numbers(np.random.default_rng(0), 2).tolist()
    [Fraction(2, 1), Fraction(1, 1)]
    """
    return real_array("numbers", rng.integers(-3, 4, size=shape), (None,) * len(shape), exact=True)
