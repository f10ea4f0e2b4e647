"""Section 5's pairing of indices with edges where data are short: which combinations of effective weights are determined."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.ledger.words import tuples
from theory import GatedRegression, emn, exact, gradient_flow
from theory.validation import Array

from ..rationals import thirds

LAWS = 120


def determined_combinations(says: Callable[[Array, Array], Array], context: Context) -> Outcome:
    """says(a, S) of a row's masks a (D, n) and S = <x x^T> are rows that span the determined combinations of its weights.

    For random laws in exact rationals, most of singular S. Zero risk is zero error on every pair of a mask and an input, so
    v . beta is determined exactly for v in the span of the masked inputs a * x. From any start the flow of () must bring the
    stated combinations to those of all ones and move no other; and an edge is determined where its unit vector is among them.
    For any n by `theory.emn.identifiability_derivation`.
    """
    if open_ := undecided(emn.identifiability_derivation()):
        return open_
    rng, singular, made_up = context.rng("combinations"), 0, 0
    for number in range(LAWS):
        a, x = random_law(rng)
        S = x.T @ x / Fraction(len(x))
        z = (a[:, None] * x[None]).reshape(-1, a.shape[1])
        span = _span(z)
        stated = np.asarray(says(a, S), dtype=object).reshape(-1, a.shape[1])
        law = f"mask rows {tuples(a)}, inputs {tuples(x)}"
        if not np.array_equal(_span(stated), span):
            found = f"{law}: {tuples(span)} are determined, stated {tuples(_span(stated))}"
            return Outcome(False, Evidence.CERTIFIED, number + 1, counterexample=found)
        start = thirds(rng.integers(-9, 10, size=(1, a.shape[1])))
        end = gradient_flow(GatedRegression.from_features(z, z.sum(axis=1)), start, np.inf)[0]
        reached = np.array_equal(stated @ end, stated.sum(axis=1))
        if not reached or len(_span(np.vstack([span, end - start[0]]))) > len(span):
            found = f"{law}: from {tuples(start)} the flow ends at {tuples(end[None])}"
            return Outcome(False, Evidence.CERTIFIED, number + 1, counterexample=found)
        masks = np.repeat(a[:, None], a.shape[1], axis=1)
        outside = [len(_span(np.vstack([span, e]))) > len(span) for e in np.eye(len(S), dtype=int)]
        if not np.array_equal(outside, emn.unlearnable_edges(masks, S)[0]):
            found = f"{law}: no edge is learned outside {np.flatnonzero(~np.array(outside)) + 1}"
            return Outcome(False, Evidence.CERTIFIED, number + 1, counterexample=found)
        singular += len(_span(S)) < len(S)
        made_up += len(_span(S)) < len(S) == len(span)
    detail = f"{LAWS} random laws, <x x^T> singular in {singular} and Q still positive definite in {made_up} of them"
    return Outcome(True, Evidence.PROVED, min(singular, made_up), deviation=0.0, detail=detail)


def random_law(rng: np.random.Generator) -> tuple[Array, Array]:
    """A few weighted masks of a row (D, n), and fewer inputs (k, n) than dimensions more often than not."""
    n = int(rng.integers(2, 5))
    a = thirds(rng.integers(0, 4, size=(int(rng.integers(1, 4)), n)) * (rng.random(n) < 0.85))
    return a, thirds(rng.integers(-3, 4, size=(int(rng.integers(1, n + 1)), n)))


def _span(rows: Array) -> Array:
    """The reduced echelon form, the same for all rows that span the same space."""
    return exact.row_space(np.asarray(rows, dtype=object) * Fraction(1))[0]


def _open(a: Array) -> Array:
    """The unit vectors of the edges that some mask opens."""
    return np.eye(a.shape[1], dtype=int).astype(object)[np.any(a != 0, axis=0)]


CLAIMS = (
    Claim(
        id="combinations-that-are-determined",
        locator="Sec. 5, remark, pairing with few inputs",
        origin=Origin.OWN,
        statement="Where inputs or masks are too few, the network pairs indices with edges in part: zero risk determines the "
        "combinations of a row's effective weights in the range of Q = <a a^T> * <x x^T>, an edge where its unit vector is "
        "in there, and training leaves the other combinations where they started. Masks make up for missing inputs, and "
        "inputs for missing masks.",
        printed=Statement(
            r"v \cdot \beta_i = v \cdot 1 \iff v \in \mathrm{range}\,(\langle a_i a_i^\top \rangle * \langle x x^\top \rangle)",
            lambda a, S: emn.determined_combinations(a.T @ a / Fraction(len(a)) * S),
        ),
        test=determined_combinations,
        wrong={
            "every open edge": lambda a, S: _open(a),
            "what the masks span": lambda a, S: a,
            "what the inputs span, on open edges": lambda a, S: S * np.any(a != 0, axis=0),
            "the range of the product of both": lambda a, S: a.T @ a @ S,
            "by the mean mask": lambda a, S: np.multiply.outer(a.sum(axis=0), a.sum(axis=0)) * S,
        },
        assumptions=("inputs independent of the masks",),
        oracle="the span of the masked inputs and the limit of the flow, in exact rationals",
        cost=2,
    ),
)
