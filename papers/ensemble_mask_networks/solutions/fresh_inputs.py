"""Algorithm 1: inputs drawn afresh for every mask, and inputs that depend on it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from papers import Claim, Context, Evidence, Outcome, Statement
from papers.ledger.words import tuples
from theory import exact
from theory.validation import Array

from ..rationals import thirds

LAWS = 60


def every_open_edge_is_learned(says: Callable[[Array, Array], tuple[Array, Array]], context: Context) -> Outcome:
    """says(a, x) are the pairs (mask row, inputs) that training sees, from masks a (D, n) and inputs x (D, n).

    Each law opens every edge and has <x x^T> positive definite; then Q, the mean of (a * x)(a * x)^T over the pairs,
    must be positive definite too.
    """
    rng, effective = context.rng("dependent inputs"), 0
    laws = [(thirds(3 * np.array([[1, 1], [0, 0]])), thirds(3 * np.array([[1, 1], [1, -1]])))]
    for _ in range(LAWS):
        n = int(rng.integers(1, 4))
        laws.append((thirds(rng.integers(0, 4, size=(n, n))), thirds(rng.integers(-3, 4, size=(n, n)))))
    for a, x in laws:
        n = a.shape[1]
        if not np.all(np.any(a != 0, axis=0)) or exact.rank(x) < n:
            continue
        effective += 1
        z = np.multiply(*says(a, x))
        rank = exact.rank(z)
        if rank < n:
            found = (
                f"mask rows {tuples(a)}, inputs {tuples(x)}: Q has rank {rank}, {n - rank} combinations stay unlearned"
            )
            return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
    return Outcome(
        True, Evidence.CERTIFIED, effective, detail="the rank of Q in exact rationals, laws that open every edge"
    )


CLAIMS = (
    Claim(
        id="fresh-inputs",
        locator="Sec. 4, Algorithm 1, fresh vectors",
        statement="Drawing the inputs afresh for every mask makes every edge learnable that some mask opens. With inputs that "
        "depend on the mask it can fail, though every edge is open and all inputs occur.",
        printed=Statement(
            r"\mathrm{dat} = \mathrm{rand}(k, n, 1)",
            lambda a, x: (np.repeat(a, len(x), axis=0), np.concatenate([x] * len(a))),
        ),
        test=every_open_edge_is_learned,
        wrong={"one input a mask, each with its own": lambda a, x: (a, x)},
        assumptions=("masks that open every edge", "inputs that span the space"),
        oracle="the rank of the masked inputs in exact rationals",
    ),
)
