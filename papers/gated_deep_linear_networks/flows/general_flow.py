"""Section 3.3: the flow of all weights for general gates, Eq. (7), and what is said of its matrix."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import sympy as sp

from papers import Claim, Context, Evidence, Outcome, Statement
from papers.ledger.words import tuples
from theory import exact

from .flow_of_loss import flow_is
from .instances import rational_problems
from .symmetric_blocks import blocks_are_symmetric


def spectrum_is(says: Callable[[Any], bool], context: Context) -> Outcome:
    """`says(A)` must hold for the exact A of random problems, some of them singular."""
    effective = 0
    for instance in rational_problems(context):
        effective += 1
        if not says(instance.problem.A):
            found = f"{instance}: A has the rank {exact.rank(instance.problem.A)}, the statement does not hold"
            return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
    return Outcome(True, Evidence.CERTIFIED, effective, detail="symmetric elimination in exact rationals")


def stacks(says: Callable[[Any], Any], context: Context) -> Outcome:
    """says(W) is the w of Eq. (7), entries w_11, ..., w_1n, w_21, ..., of the K x n matrix W with the rows w_i^T."""
    effective = 0
    for K, n in ((1, 1), (1, 3), (3, 1), (2, 2), (2, 3), (3, 2)):
        effective += 1
        W = np.array([[10 * (k + 1) + i + 1 for i in range(n)] for k in range(K)])
        w = np.concatenate([W[k] for k in range(K)])
        wrong = int(np.sum(says(W) != w))
        if wrong:
            found = (
                f"W = {tuples(W)}: w = {tuples(w)}, the statement gives {tuples(says(W))}, {wrong} entries elsewhere"
            )
            return Outcome(
                False,
                Evidence.CERTIFIED,
                effective,
                deviation=wrong / w.size,
                counterexample=found,
                level="share of entries elsewhere",
            )
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="six shapes")


CLAIMS = (
    Claim(
        id="blocks-symmetric",
        locator="Sec. 3.3, sentence, blocks",
        statement="Every block A_ij is symmetric and A_ij = A_ji.",
        printed=Statement(r"A_{ij} = A_{ij}^\top = A_{ji}", lambda a, b: np.concatenate([a - a.T, a - b])),
        test=blocks_are_symmetric,
        wrong={"A_ij = -A_ji": lambda a, b: a + b, "A_ij is traceless": lambda a, b: np.atleast_2d(np.trace(a))},
        oracle="symbolic moments of Eq. (6)",
    ),
    Claim(
        id="eq-7",
        locator="Eq. (7)",
        statement="The flow of all weights together. The printed line inherits the lost 1/K of Eq. (4).",
        printed=Statement(r"K\tau \frac{d}{dt} w = b - A w", lambda K, b, Aw: (b - Aw) / K),
        corrected=Statement(r"K\tau \frac{d}{dt} w = b - \tfrac1K A w", lambda K, b, Aw: (b - Aw / K) / K),
        test=partial(flow_is, blocks="all"),
        wrong={
            "K tau replaced by tau": lambda K, b, Aw: b - Aw / K,
            "sign of A flipped": lambda K, b, Aw: (b + Aw / K) / K,
            "three gates at most": lambda K, b, Aw: (b - Aw / sp.Min(K, 3)) / sp.Min(K, 3),
        },
        assumptions=("loss 1/2 <(y - yhat)^2>", "gates do not change in time"),
        oracle="differentiation of the loss of Eq. (3)",
    ),
    Claim(
        id="vectorized-weights",
        locator="Eq. (7), sentence",
        statement="w is the first-layer matrix, K x L, vectorized: row after row, with L called n from here on.",
        printed=Statement(
            r"w = \mathrm{vec}(W_1^\top),\quad W_1 \in \mathbb R^{K\times L},\ n = L", lambda W: W.T.ravel(order="F")
        ),
        test=stacks,
        wrong={
            "column after column, vec(W_1)": lambda W: W.ravel(order="F"),
            "rows from the last to the first": lambda W: W[::-1].ravel(),
        },
        assumptions=("vec stacks columns",),
        oracle="numbered entries",
    ),
    Claim(
        id="spectrum-nonnegative",
        locator="Sec. 3.3, sentence, spectrum",
        statement="A is symmetric and real with nonnegative eigenvalues.",
        printed=Statement(r"A = P \Lambda P^\top,\ \Lambda \ge 0", exact.is_positive_semidefinite),
        test=spectrum_is,
        wrong={"all eigenvalues positive": lambda A: exact.rank(A) == len(A)},
        oracle="exact rational elimination",
    ),
)
