"""What `optimize` finds: gates, weights, and how far from the best anything could be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..validation import Array, check_shape, float_array, in_float_range


@dataclass(frozen=True, eq=False)
class BestGates:
    """The best gates found, with a proven bound.

    `gates` (S, K) at the samples and `weights` (K, n), of the least norm; `loss` is <(y - yhat)^2> there, without the ridge,
    and `objective` = loss + ridge |w|^2 what was minimized. `lower_bound` is below the objective of every choice of gates of
    the family; `certified` says that the gap is closed, to 1e-9 <y^2>. `method` is the solver, `work` its count of nodes,
    candidates or refits, `seconds` how long it took. `directions` (K, n), with an offset
    (K, n + 1), is there for half-spaces only.

    Example:
    >>> from theory.gates import optimize
    >>> best = optimize([[1], [2], [3]], [1, 2, 9], 2)
    >>> best.gates_in_use, best.gap, best.predict([[10]]).round(9).tolist()
    (2, 0.0, [30.0])
    """

    gates: Array = field(repr=False)
    weights: Array = field(repr=False)
    loss: float
    objective: float
    lower_bound: float
    certified: bool
    family: str
    method: str
    work: int
    seconds: float
    directions: Array | None = field(default=None, repr=False)
    rule: Callable[[BestGates, Array], Array] | None = field(default=None, repr=False)

    @property
    def gap(self) -> float:
        """How much better anything in the family could be, at most."""
        return max(self.objective - self.lower_bound, 0.0)

    @property
    def gates_in_use(self) -> int:
        """Gates that are on somewhere."""
        return int((self.gates != 0).any(axis=0).sum())

    def assign(self, x_new: Any) -> Array:
        """The gates (T, K) of new inputs (T, n), by the rule that the family documents; inputs seen before keep theirs."""
        x_new = float_array("x_new", x_new, (None, self.weights.shape[1]))
        if self.rule is None:
            raise ValueError(f"x_new: the family {self.family!r} has no rule for unseen inputs; give it assign().")
        gates = np.asarray(self.rule(self, x_new + 0.0))
        check_shape(f"what assign() of the family {self.family!r} gives", gates, (len(x_new), len(self.weights)))
        return gates

    @in_float_range("x_new")
    def predict(self, x_new: Any) -> Array:
        """(1/K) sum_k g_k(x) w_k . x at new inputs (T, n): (T,)."""
        gates = self.assign(x_new)
        x_new = float_array("x_new", x_new, (None, self.weights.shape[1]))
        predicted: Array = ((gates @ self.weights) * x_new).sum(axis=1) / len(self.weights)
        return predicted
