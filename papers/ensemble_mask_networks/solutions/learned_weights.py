"""Figure 4: the learned weights of () and (1)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import sympy as sp

from papers import Claim, Context, Evidence, Outcome, Statement
from papers.ledger.derived import undecided
from sims.emn import train
from theory import emn
from theory.zero import is_zero

from ..end_of_training import end_of_training_bound

Weights = Callable[[Any], tuple[Any, Any]]


def computes_Ax(says: Weights, context: Context, copies: tuple[int, ...]) -> Outcome:
    """says(c) = (first layer, later factor of each row): zero loss for every mask and input, and what SGD ends at.

    Proved for n = 3 with symbolic masks, inputs and constants; that the form is necessary, for any n, by
    `theory.emn.learned_weights_derivation`. Then networks are trained: the weights must be says(c) for c the first entries of
    their rows, to the rounding that stops SGD: a step below half a unit in the last place changes nothing, which leaves
    an error below 2 eps / (lr lambda) in the slowest mode, lambda the least eigenvalue of the step's mean Hessian.
    """
    if open_ := undecided(emn.learned_weights_derivation(copies)):
        return open_
    n = 3
    A = np.array([[sp.Symbol(f"A_{i}{j}", real=True) for j in range(1, 4)] for i in range(1, 4)])
    x, c = np.array(sp.symbols("x_1:4", real=True)), np.array(sp.symbols("c_1:4", real=True, nonzero=True))
    first, later = says(c)
    difference = sp.Matrix(np.diag(later) @ (A * first) @ x - A @ x)
    if is_zero(difference).holds is not True:
        row = next(i for i in range(n) if is_zero(difference[i]).holds is not True)
        off = str(sp.factor(difference[row])).replace("*", " ").replace("/", " / ")
        found = f"n = 3, row {row + 1}: the output is off by {off}"
        return Outcome(False, Evidence.PROVED, n, counterexample=found)
    worst = 0.0
    for seed, layers in enumerate(context.once("trained", lambda: _trained(context, copies))):
        constant = layers[0][:, 0] if copies else np.ones(len(layers[0]))
        first, later = says(constant)
        learned = layers[1][:, 0, 0] if copies else np.ones(len(constant))
        worst = max(worst, float(np.max(np.abs(first - layers[0]))), float(np.max(np.abs(later - learned))))
        bound = end_of_training_bound(0.1 * (2 / len(constant)))
        if worst > bound:
            found = f"trained network {seed}: off by {worst:.3g}, the bound is {bound:.3g}"
            return Outcome(
                False,
                Evidence.SIMULATED,
                seed + 1,
                deviation=worst,
                counterexample=found,
                level="largest absolute error of a trained weight",
            )
    return Outcome(
        True,
        Evidence.PROVED,
        n + 3,
        deviation=worst,
        detail="proved; three trained networks end there too",
        level="largest absolute error of a trained weight",
    )


def _trained(context: Context, copies: tuple[int, ...]) -> list[tuple[Any, ...]]:
    net, out = emn.Architecture(5, copies), []
    for seed in range(3):
        rng = context.rng(f"figure 4 {copies} {seed}")
        out.append(train(net, net.init(rng), meta_epochs=8, rng=rng).params.layers)
    return out


def printed_rows(c: Any) -> Any:
    """The matrix of Figure 4 (1) as printed for n = 3: its first row reads c_1, c_2, ..., c_1."""
    rows = np.array([[value] * len(c) for value in c])
    rows[0, 1] = c[1]
    return rows


def constant_rows(c: Any) -> Any:
    """Row i is c_i throughout."""
    return np.array([[value] * len(c) for value in c])


CLAIMS = (
    Claim(
        id="fig-4-none",
        locator="Fig. 4 ()",
        statement="Without hidden layer the learned weights are all ones.",
        printed=Statement(
            r"W_1 = \mathbf 1 \mathbf 1^\top", lambda c: (np.full((len(c), len(c)), 1), np.full(len(c), 1))
        ),
        test=partial(computes_Ax, copies=()),
        wrong={
            "the identity": lambda c: (np.eye(len(c), dtype=int), np.full(len(c), 1)),
            "all ones over n": lambda c: (np.full((len(c), len(c)), sp.Rational(1, 3)), np.full(len(c), 1)),
        },
        assumptions=("zero loss for all masks and inputs",),
        oracle="substitution with symbolic masks and inputs; trained networks",
        cost=5,
    ),
    Claim(
        id="fig-4-one",
        locator="Fig. 4 (1)",
        statement="With one hidden layer of one copy the learned weights are diag(1/c) times a matrix with constant rows. "
        "The first row is printed as c_1, c_2, ..., c_1.",
        printed=Statement(
            r"\mathrm{diag}(1/c) \begin{bmatrix} c_1 & c_2 & \dots & c_1 \\ c_2 & c_2 & \dots & c_2 \\ \vdots \\"
            r" c_n & c_n & \dots & c_n \end{bmatrix}",
            lambda c: (printed_rows(c), 1 / c),
        ),
        corrected=Statement(
            r"\mathrm{diag}(1/c) \begin{bmatrix} c_1 & c_1 & \dots & c_1 \\ c_2 & c_2 & \dots & c_2 \\ \vdots \\"
            r" c_n & c_n & \dots & c_n \end{bmatrix}",
            lambda c: (constant_rows(c), 1 / c),
        ),
        test=partial(computes_Ax, copies=(1,)),
        wrong={
            "diag(c) in place of diag(1/c)": lambda c: (constant_rows(c), c),
            "constant columns": lambda c: (constant_rows(c).T, 1 / c),
            "sign of one layer flipped": lambda c: (constant_rows(c), -1 / c),
        },
        assumptions=("zero loss for all masks and inputs",),
        oracle="substitution with symbolic masks, inputs and constants; trained networks",
        cost=5,
    ),
)
