"""Section 3: what mask networks share with plain networks and with message passing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from theory import exact
from theory.validation import Array

from ..small_masks import binary_masks


def shared_maps(says: Callable[[int], tuple[int, int]], context: Context) -> Outcome:
    """says(n): the dimensions of the maps (A, x) -> y that linear mask networks share with plain ones, and with message passing.

    Plain: x -> B x whatever A. Message passing, the same at every node: h_u = p x_u + sum_v A_uv (q x_v + r x_u). Mask: (A *
    beta) x. As matrices over all binary masks of n nodes the dimension of an intersection is dim V + dim W - dim (V + W).
    """
    for effective, n in enumerate((2, 3), 1):
        masks = list(binary_masks(n))
        units = np.eye(n * n, dtype=int).reshape(-1, n, n)
        families = {
            "plain": [[E for _ in masks] for E in units],
            "mask": [[A * E for A in masks] for E in units],
            "messages": [[np.eye(n, dtype=int) for _ in masks], masks, [np.diag(A.sum(axis=1)) for A in masks]],
        }
        flat = {k: np.array(v).reshape(len(v), -1) for k, v in families.items()}
        plain, messages = (_shared(flat["mask"], flat[k]) for k in ("plain", "messages"))
        stated = says(n)
        if stated != (plain, messages):
            found = (
                f"n = {n}: mask networks share {plain} dimensions with plain ones and {messages} with message passing, "
                f"stated {stated[0]} and {stated[1]}"
            )
            return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
    detail = "the one that message passing shares is x -> q A x, where the trained network is"
    return Outcome(True, Evidence.CERTIFIED, effective, detail=detail)


def _shared(V: Array, W: Array) -> int:
    return _rank(V) + _rank(W) - _rank(np.vstack([V, W]))


def _rank(V: Array) -> int:
    gram = (V @ V.T).astype(object)  # of whole numbers, so its rank in rationals is that of V
    return exact.rank(gram)


CLAIMS = (
    Claim(
        id="between-networks",
        locator="Sec. 3, sentence, expressivity",
        origin=Origin.READ,
        statement="Mask networks fall between neural and graph neural networks in expressivity. As maps of (A, x) they hold "
        "neither: a plain network ignores A, which no mask network does, and of message passing that is the same at all nodes "
        "they share the multiples of A x alone. Messages that know their nodes hold every mask network.",
        printed=Statement(r"\text{plain} \subset \text{mask} \subset \text{messages}", lambda n: (n * n, n * n)),
        corrected=Statement(
            r"\text{mask} \cap \text{plain} = \{0\},\ \text{mask} \cap \text{messages} = \{q A x\}", lambda n: (0, 1)
        ),
        test=shared_maps,
        wrong={
            "nothing shared": lambda n: (0, 0),
            "one constant a node": lambda n: (0, n),
            "plain inside": lambda n: (n * n, 1),
        },
        assumptions=("no activation functions", "n >= 2", "one layer of messages, linear, the same at all nodes"),
        oracle="ranks over all binary masks, in exact rationals",
    ),
)
