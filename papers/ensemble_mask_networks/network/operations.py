"""Abstract and section 1: which operations a mask network can learn, and what networks without masks make of them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from theory import GatedRegression, emn, exact
from theory.validation import Array

from ..three_point_inputs import INPUTS

Operation = Callable[[Array], Array]


def _over_rows(A: Array, to: Callable[[Any], Any]) -> Array:
    """Each row multiplied by a function of its sum, 0 for empty rows."""
    return np.array([row * (to(sum(row)) if any(row) else 0) for row in A], dtype=object)


OPERATIONS: dict[str, Operation] = {
    "A x": lambda A: A,
    "the mean over all nodes, A x / n": lambda A: A * Fraction(1, len(A)),
    "fixed edge weights, (K * A) x": lambda A: (
        A * np.array([[i + 2 * j + 1 for j in range(len(A))] for i in range(len(A))])
    ),
    "A^T x": lambda A: A.T,
    "the mean over neighbours": lambda A: _over_rows(A, lambda s: 1 / Fraction(s)),
    "squared weights": lambda A: A * A,
    "the Laplacian": lambda A: np.diag(A.sum(axis=1)) - A,
    "(A + I) x": lambda A: A + np.eye(len(A), dtype=int),
    "A^2 x": lambda A: A @ A,
}


def learnable(says: Callable[[Operation, list[Array]], bool], context: Context) -> Outcome:
    """says(B, masks): whether a mask network can compute (A, x) -> B(A) x on all these masks.

    Decided by the least risk over effective weights, in exact rationals, row by row: <|(a * beta - b) . x|^2> over all masks
    with entries 0, 1/2, 1 on two nodes, <x x^T> of uniform inputs.
    """
    masks = [
        np.array(v, dtype=object).reshape(2, 2) for v in product((Fraction(0), Fraction(1, 2), Fraction(1)), repeat=4)
    ]
    S = emn.uniform_inputs(2, exact=True)
    possible = []
    for effective, (name, B) in enumerate(OPERATIONS.items(), 1):
        least = max(_least_risk(masks, B, i, S) for i in range(2))
        if says(B, masks) is not (least == 0):
            found = f"{name}: the least risk of a row is {least}"
            return Outcome(
                False,
                Evidence.CERTIFIED,
                effective,
                deviation=float(least),
                counterexample=found,
                level="least risk of a row",
            )
        if least == 0:
            possible.append(name)
    detail = f"possible: {'; '.join(possible)}; of the others the least risk is above 0"
    return Outcome(True, Evidence.CERTIFIED, len(OPERATIONS), deviation=0.0, detail=detail)


def _least_risk(masks: list[Array], B: Operation, i: int, S: Array) -> Fraction:
    rows = [(A[i], B(A)[i]) for A in masks]
    Q = sum(np.multiply.outer(a, a) * S for a, _ in rows)
    r = sum(a * (S @ b) for a, b in rows)
    beta = exact.minimum_norm_solution(Q, r)
    if beta is None:
        raise ArithmeticError("the normal equations of a least squares problem have no solution")
    return Fraction(sum(b @ S @ b for _, b in rows) - beta @ r) / len(rows)


def entrywise(B: Operation, masks: list[Array]) -> bool:
    """B(A) = A * K with one K for all masks."""
    K = B(np.full((2, 2), Fraction(1)))
    return all(np.array_equal(B(A), A * K) for A in masks)


def linear_in_mask(B: Operation, masks: list[Array]) -> bool:
    return all(np.array_equal(B(A) + B(C), B(A + C)) for A, C in product(masks[:20], masks[-20:]))


def of_neighbours(B: Operation, masks: list[Array]) -> bool:
    return all(np.all(B(A)[A == 0] == 0) for A in masks)


def least_error(says: Callable[[str, int], Fraction], context: Context) -> Outcome:
    """says(kind, n): the least mean squared error of an output of a network without activation functions and masks.

    "fixed": it sees x, and the matrix is the same always; "x alone": the matrix is drawn anew for each x, from fair bits;
    "both": it sees the row and x, as one vector. Least squares in exact rationals over all rows and over inputs in {0, 1/2,
    1} weighted so that both moments are those of uniform ones; the error is of second degree in the inputs, so no other counts.
    """
    effective = 0
    for n in (1, 2, 3):
        points = list(product(product((Fraction(0), Fraction(1)), repeat=n), product(INPUTS, repeat=n)))
        a = np.array([bits for bits, _ in points], dtype=object)
        x = np.array([[v for v, _ in values] for _, values in points], dtype=object)
        weight = np.array([prod(w for _, w in values) for _, values in points], dtype=object)
        ones, y = np.full((len(points), 1), Fraction(1)), np.sum(a * x, axis=1)
        for kind, features, target in (
            ("fixed", x, x.sum(axis=1)),
            ("x alone", np.hstack([ones, x]), y),
            ("both", np.hstack([ones, a, x]), y),
        ):
            least = GatedRegression.from_features(features, target, sample_weight=weight).minimum_loss
            effective += 1
            if says(kind, n) != least:
                found = f"{kind}, n = {n}: the least error is {least}, stated {says(kind, n)}"
                return Outcome(
                    False,
                    Evidence.CERTIFIED,
                    effective,
                    float(says(kind, n) - least),
                    counterexample=found,
                    level="stated error less the least",
                )
    detail = "with the mask on the weights it is 0 for every matrix"
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail=detail)


CLAIMS = (
    Claim(
        id="fixed-operations",
        locator="p. 1, abstract",
        origin=Origin.READ,
        statement="Networks can approximate fixed operations such as matrix-vector multiplication. Without activation "
        "functions these are the operations that multiply the entries of A by numbers; transposing, dividing by degrees, "
        "the Laplacian or A^2 are out of reach of one masked layer.",
        printed=Statement(r"\phi(A, x) \to A x,\quad \phi = (A \odot K)\, x", entrywise),
        test=learnable,
        wrong={
            "every operation": lambda B, masks: True,
            "all that are linear in A": linear_in_mask,
            "all that use a node's own neighbours only": of_neighbours,
        },
        assumptions=("no activation functions", "one masked layer", "weighted masks on two nodes"),
        oracle="least risk in exact rationals",
    ),
    Claim(
        id="without-masks",
        locator="Sec. 1, sentence, without masks",
        origin=Origin.READ,
        statement="Standard networks can regress x -> A x for one fixed matrix, and to multiply inputs is not trivial for them: "
        "without activation functions a changing A leaves the error n/12, and n/48 where A is an input too.",
        printed=Statement(
            r"0\ (A\ \text{fixed}),\quad \tfrac{n}{12}\ (x\ \text{alone}),\quad \tfrac{n}{48}\ ((A, x)\ \text{as inputs})",
            lambda kind, n: {"fixed": Fraction(0), "x alone": Fraction(n, 12), "both": Fraction(n, 48)}[kind],
        ),
        test=least_error,
        wrong={
            "any matrix can be learned": lambda kind, n: Fraction(0),
            "A as an input does not help": lambda kind, n: Fraction(0 if kind == "fixed" else n, 12),
            "a fixed matrix cannot be learned": lambda kind, n: Fraction(n, {"both": 48}.get(kind, 12)),
        },
        assumptions=("no activation functions", "rows of fair bits", "inputs uniform on [0, 1]^n"),
        oracle="least squares in exact rationals",
    ),
)
