"""The flow for exclusive gates: K problems of size n, each least squares on its own data."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from ...derivation import Derivation, Step
from ...flow import gradient_flow
from ...moments import checked_samples, or_equal
from ...regression import GatedRegression
from ...validation import Array, any_exact, binary_array, natural, real_array, real_number
from .general_flow import K, c, lam, mode, t, tau, u0


@dataclass(frozen=True, eq=False)
class ExclusiveRegression:
    """A gated regression whose gates are exclusive: at every sample at most one of them is on.

    A is then block diagonal, A_kk = p_k <x x^T>_k and b_k = p_k <y x>_k with averages over the data of gate k alone,
    which is a share p_k of all. `own[k]` is the regression on that data, weights (1, n), scale 1/K; `share[k]` is p_k;
    `rest` is <y^2> from the samples at which every gate is off. A gate that is never on has share 0 and moments 0.

    Memory is that of K blocks (n, n), never of a (K n, K n) matrix, and each sample is read once. Build it with
    `from_samples`; it stays exact where `GatedRegression` does. (The note, section 3.4.)

    Example:
    >>> from theory import gdln
    >>> x, y, gates = [[1.0], [2.0], [1.0]], [1.0, 2.0, 5.0], [[1, 0], [1, 0], [0, 1]]
    >>> problem = gdln.ExclusiveRegression.from_samples(x, y, gates)
    >>> problem.minimum_norm_weights.tolist()  # K times each gate's own fit
    [[2.0], [10.0]]
    """

    own: tuple[GatedRegression, ...]
    share: tuple[Any, ...]
    rest: Any

    @classmethod
    def from_samples(cls, x: Any, y: Any, gates: Any, sample_weight: Any = None) -> ExclusiveRegression:
        """From inputs x (S, n), targets y (S,), gates (S, K) in {0, 1}, and optional weights (S,), a finite support.

        Raises what `GatedRegression.from_samples` raises, and ValueError with the first sample at which two gates are on.
        """
        exact = any_exact(x=x, y=y, sample_weight=sample_weight)
        x, y, weight = checked_samples(x, y, sample_weight, exact)
        gates = binary_array("gates", gates, (len(x), None)) != 0
        n, K = natural("the number of columns of x", x.shape[1]), natural("the number of gates", gates.shape[1])
        _refuse_overlap(gates)
        weight = or_equal(weight, len(x), exact)
        total, zero = weight.sum(), Fraction(0) if exact else 0.0
        scale = Fraction(1, K) if exact else 1.0 / K
        own, share = [], []
        samples_by_gate = np.where(gates.any(axis=1), np.argmax(gates, axis=1), K)
        order = np.argsort(samples_by_gate, kind="stable")
        ends = np.searchsorted(samples_by_gate[order], np.arange(K + 1))
        for k in range(K):
            on = order[ends[k] : ends[k + 1]]
            part = weight[on].sum() / total if len(on) else zero
            share.append(part)
            own.append(
                GatedRegression.from_features(x[on], y[on], scale, weight[on])
                if part > 0
                else GatedRegression(np.full((n, n), zero), np.full(n, zero), zero, 1, n, scale)
            )
        off = order[ends[K] :]
        rest = (weight[off] * y[off]) @ y[off] / total if len(off) else zero
        return cls(tuple(own), tuple(share), rest)

    @property
    def K(self) -> int:
        return len(self.own)

    @property
    def n(self) -> int:
        return self.own[0].n

    @property
    def minimum_norm_weights(self) -> Array:
        """K times the least-squares solution of least norm on each gate's own data, (K, n); 0 for a gate never on."""
        return np.concatenate([problem.minimum_norm_weights for problem in self.own])

    @property
    def minimum_loss(self) -> Any:
        """min <(yhat - y)^2>, without the half: each gate's own minimum by its share, and <y^2> where all are off."""
        return self.rest + sum(p * problem.minimum_loss for p, problem in zip(self.share, self.own, strict=True))


def exclusive_flow(problem: ExclusiveRegression, w0: Any, t: Any, tau: float = 1.0) -> Array:
    """The weights at time t of tau dw/dt = (1/K) (b - A w / K), gate by gate.

    Gate k is the flow on its own data with time constant tau / p_k: it relaxes at the rates p_k lambda / (K^2 tau), lambda
    the eigenvalues of <x x^T>_k, to K <x x^T>_k^+ <y x>_k. The rarer a gate is on, the slower it learns, and the more gates
    there are. A gate that is never on stays put. (The note, Eq. (18) to (25), with the 1/K that its Eq. (4) loses.)

    Shapes, exactness, errors and rounding as in `gradient_flow`, block by block: what counts as null in one block does
    not depend on the others.

    Example:
    >>> import numpy as np
    >>> from theory import gdln
    >>> problem = gdln.ExclusiveRegression.from_samples([[1.0], [2.0]], [1.0, 6.0], [[1, 0], [0, 1]])
    >>> gdln.exclusive_flow(problem, np.zeros((2, 1)), np.inf).tolist()
    [[2.0], [6.0]]
    """
    if not isinstance(problem, ExclusiveRegression):
        raise TypeError(f"problem must be an ExclusiveRegression; got {type(problem).__name__}. Use its from_samples.")
    tau = float(real_number("tau", tau, above=0))
    w0 = real_array("w0", w0, (problem.K, problem.n))
    parts = [
        gradient_flow(own, w0[k : k + 1], t, tau / float(p) if p else tau)
        for k, (p, own) in enumerate(zip(problem.share, problem.own, strict=True))
    ]
    return np.concatenate(parts, axis=-2)


def derivation() -> Derivation:
    """From the loss to block k: no cross terms, its own modes, and least squares on its own data whatever its share.

    Example:
    >>> from theory import gdln
    >>> gdln.exclusive_flow_derivation().proved
    True
    """
    w, z, y, r = sp.symbols("w_i z_i y r", real=True)
    g, h = sp.symbols("g h", real=True)  # gates in {0, 1}: g^2 = g; another exclusive one is (1 - g) h
    p, a, d = sp.symbols("p a d", positive=True)
    loss = g * (w * z / K - y) ** 2 / 2 + (1 - g) * (r / K - y) ** 2 / 2
    return Derivation(
        "The flow for exclusive gates (corrects the note, Eq. (18) to (25))",
        (
            Step(
                g * (1 - g) * h * z**2,
                sp.Integer(0),
                "gates g and (1 - g) h are never on together: Sigma^xx(p, q) = 0 sample by sample",
                ("g^2 = g",),
                using=lambda e: sp.expand(e.subs(g**2, g)),
            ),
            Step(
                -sp.Derivative(loss, w),
                (g * z * y - g * z * (w * z) / K) / K,
                "a gate sees its own samples alone, in the gradient of its weights: tau w_k' = (1/K) (b_k - A_kk w_k / K)",
                ("where g is on, the prediction is w z / K; where it is off, it does not depend on w",),
            ),
            Step(
                K * tau * sp.Derivative(mode(), t),
                c - lam * mode() / K,
                "A_kk = P Lambda P^T: its modes are those of the general flow",
                ("lambda > 0",),
            ),
            Step(sp.Subs(mode(), t, 0), u0, "from any start"),
            Step(
                sp.Limit(mode(p * a).subs(c, p * d), t, sp.oo),
                K * d / a,
                "A_kk = p <x x^T>_k, b_k = p <y x>_k: the limit is K times least squares on the gate's data, without p",
            ),
            Step(
                mode(p * a).subs(c, p * d),
                sp.Subs(mode(a), (c, tau), (d, tau / p)),
                "and the share p of the data only stretches time, tau / p",
            ),
        ),
    )


def _refuse_overlap(gates: Array) -> None:
    several = gates.sum(axis=1) > 1
    if np.any(several):
        s = int(np.argmax(several))
        on = ", ".join(map(str, np.flatnonzero(gates[s])[:5]))
        raise ValueError(
            f"gates must be exclusive, at most one on at each sample; got gates {on} on at sample {s}. "
            "Use GatedRegression.from_samples for any gates."
        )
