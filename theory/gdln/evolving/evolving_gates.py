"""Gates that vary smoothly in time: steps of second or fourth order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp
from scipy.linalg import eigh

from ...derivation import Derivation, Step
from ...regression import GatedRegression
from ...validation import (
    REPEATS,
    Array,
    check_memory,
    float_array,
    function,
    in_float_range,
    natural,
    one_line,
    real_number,
)
from .piecewise_gates import floating


@in_float_range("w0, t, tau")
def evolving_flow(
    problem_at: Callable[[float], GatedRegression], w0: Any, t: Any, steps: int, tau: float = 1.0, order: int = 4
) -> Array:
    """Weights at `steps` + 1 equal times from 0 to t for gates that vary smoothly: (steps + 1, K, n).

    problem_at(s) gives the moments A(s), b(s). `order` 2 takes each step h with the moments at its middle; `order` 4 two
    exponentials a step, of the moments at the nodes (1/2 -+ sqrt(3)/6) h mixed with the weights 1/4 +- sqrt(3)/6 (a Magnus
    method without commutators). The error falls like h^order where A and b have that many derivatives, and is 0 for
    constant gates. For gates in {0, 1} on a finite support use `piecewise_flow_map`, A(s) jumps there.

    Possible issues: a step solves eigenproblems of size K n; h must resolve the change of the gates, not the decay.

    Example:
    >>> import numpy as np
    >>> from theory import GatedRegression, gdln
    >>> def problem_at(s): return GatedRegression.from_moments([[1.0]], [np.cos(s)], 1.0, K=1, n=1)
    >>> w = gdln.evolving_flow(problem_at, [[0.0]], np.pi, steps=50)  # w' = cos s - w
    >>> float(w[-1, 0, 0].round(4)), float(((np.cos(np.pi) + np.sin(np.pi) - np.exp(-np.pi)) / 2).round(4))
    (-0.5216, -0.5216)
    """
    w0, end, steps = (
        float_array("w0", w0, (None, None)),
        real_number("t", t, above=0),
        natural("steps", steps, most=REPEATS),
    )
    tau = float(real_number("tau", tau, above=0))
    if natural("order", order) not in (2, 4):
        raise ValueError(f"order must be 2 or 4; got {order}.")
    function("problem_at", problem_at)
    check_memory("steps", steps, w0.size)
    h = float(end) / steps
    out = [w0]
    for i in range(steps):
        w, s = out[-1], i * h
        if order == 2:
            w = _exponential(_moments(problem_at, s + h / 2, w0.shape), w, h, tau)
        else:
            early = _moments(problem_at, s + NODES[0] * h, w0.shape)
            late = _moments(problem_at, s + NODES[1] * h, w0.shape)
            for a, b in (MIX, MIX[::-1]):
                mixed = (2 * (a * early[0] + b * late[0]), 2 * (a * early[1] + b * late[1]), early[2])
                w = _exponential(mixed, w, h / 2, tau)
        out.append(w)
    return np.array(out)


NODES = (0.5 - np.sqrt(3) / 6, 0.5 + np.sqrt(3) / 6)


MIX = (0.25 + np.sqrt(3) / 6, 0.25 - np.sqrt(3) / 6)


def _moments(problem_at: Callable[[float], GatedRegression], s: float, shape: tuple[int, ...]) -> tuple[Any, Any, Any]:
    found = problem_at(s)
    if not isinstance(found, GatedRegression):
        raise TypeError(f"problem_at must return a GatedRegression; got {one_line(found)} at {s:g}.")
    problem = floating(found)
    if (problem.K, problem.n) != shape:
        raise ValueError(f"w0 must have shape {(problem.K, problem.n)} as problem_at({s:g}) asks; got {shape}.")
    return problem.A, problem.b, problem.scale


def _exponential(moments: tuple[Any, Any, Any], w: Array, h: float, tau: float) -> Array:
    """One step with constant moments: w + h phi(-h scale^2 A / tau) w', phi(z) = (e^z - 1) / z.

    A mixture of moments with a negative weight need not be positive semidefinite, so nothing is divided by.
    """
    A, b, scale = moments
    values, vectors = eigh(A, driver="evd")
    velocity = vectors.T @ (scale * (b - scale * (A @ w.ravel()))) / tau
    z = -h * scale**2 * values / tau
    phi = np.where(z == 0, 1.0, np.expm1(z) / np.where(z == 0, 1.0, z))
    return w + (vectors @ (h * phi * velocity)).reshape(w.shape)


def derivation() -> Derivation:
    """The evolution law, and the orders of both methods by expansion in the step for matrices that do not commute.

    Example:
    >>> from theory import gdln
    >>> gdln.evolving_gates_derivation().proved
    True
    """
    Pt, Ps, a, b, w = sp.symbols("Phi_ts Phi_sr a_ts a_sr w", commutative=False)
    h = sp.Symbol("h", positive=True)
    root = sp.sqrt(3) / 6
    half, quarter = sp.Rational(1, 2), sp.Rational(1, 4)
    early, late = _generator(half - root, h), _generator(half + root, h)
    first = _series_exp((quarter + root) * early + (quarter - root) * late, h)
    second = _series_exp((quarter - root) * early + (quarter + root) * late, h)
    middle = _series_exp(_generator(half, h), h)
    return Derivation(
        "Gates that vary in time: w' = M(t) w, the affine part as one more coordinate",
        (
            Step(
                Pt * (Ps * w + b) + a,
                (Pt * Ps) * w + (Pt * b + a),
                "evolution law: Phi(t, r) = Phi(t, s) Phi(s, r), and the shift is carried along",
                using=sp.expand,
            ),
            *(
                Step(
                    _coefficient(middle, h, k),
                    _exact(k),
                    f"midpoint: the coefficient of h^{k} is the exact one",
                    ("M(t) = M_0 + M_1 t + M_2 t^2 + ..., matrices that need not commute",),
                    using=sp.expand,
                )
                for k in (1, 2)
            ),
            *(
                Step(
                    _coefficient(second * first, h, k),
                    _exact(k),
                    f"two exponentials: the coefficient of h^{k} is the exact one",
                    ("M(t) = M_0 + M_1 t + M_2 t^2 + ..., matrices that need not commute",),
                    using=sp.expand,
                )
                for k in (1, 2, 3, 4)
            ),
        ),
    )


_M = sp.symbols("M_0:4", commutative=False)


def _generator(node: Any, h: Any) -> Any:
    """h M(node h) to fourth order in h."""
    return sum(_M[j] * node**j * h ** (j + 1) for j in range(4))


def _series_exp(generator: Any, h: Any) -> Any:
    total: Any = sp.Integer(1)
    power: Any = sp.Integer(1)
    for k in range(1, 5):
        power = _truncated(power * generator, h)
        total += power / sp.factorial(k)
    return total


def _exact(k: int) -> Any:
    """Phi_k of the solution of Phi' = M(t) Phi, Phi(0) = 1: k Phi_k = sum_j M_j Phi_(k - 1 - j), left as it is."""
    before = [sp.UnevaluatedExpr(sp.expand(_exact(j).doit()) if j else sp.Integer(1)) for j in range(k)]
    total = sum(_M[j] * before[k - 1 - j] for j in range(k))
    return sp.Mul(sp.Rational(1, k), total, evaluate=False) if k > 1 else total


def _truncated(e: Any, h: Any) -> Any:
    return sum(_coefficient(e, h, k) * h**k for k in range(1, 5))


def _coefficient(e: Any, h: Any, k: int) -> Any:
    return sp.expand(e).coeff(h, k)
