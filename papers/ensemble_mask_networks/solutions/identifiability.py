"""Sections 4 and 5: what symmetric binary training masks teach, and why it carries over to unsymmetric weighted ones."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.ledger.words import tuples
from sims.emn import evaluation_masks, train
from theory import emn, exact
from theory.validation import Array

from ..end_of_training import end_of_training_bound, least_rate
from ..rationals import thirds
from ..small_masks import symmetric_masks

LAWS = 60


def unsymmetric_is_learned(says: Callable[[int], Array], context: Context) -> Outcome:
    """says(n) are training masks (D, n, n). Zero risk on them must be zero error on every matrix, and training reach it.

    For n = 1, 2, 3 in exact rationals: a weight vector v with Q_i v = 0 would be invisible in training and an error of
    1 + v on some test mask. Then () and (1) are trained with n = 4 and tested on unsymmetric weighted masks, half of the
    entries zero: outputs are off by no more than n times what rounding leaves of an effective weight, 2 eps / (lr lambda),
    lambda = 2/n times the least eigenvalue of Q, times 10 for the constants of (1).
    """
    inputs = {n: np.array([[Fraction(1, 3 if i == j else 4) for j in range(n)] for i in range(n)]) for n in (1, 2, 3)}
    for n, S in inputs.items():
        masks = says(n)
        for i in range(n):
            a = masks[:, i, :].astype(int).astype(object)
            rows, pivots = exact.row_space((a.T @ a) * Fraction(1, len(a)) * S)
            if len(pivots) < n:
                j = next(j for j in range(n) if not any(np.count_nonzero(r) == 1 and r[j] for r in rows))
                found = f"n = {n}: edge ({i + 1}, {j + 1}) is open in no training mask; the matrix with this entry alone fails"
                return Outcome(False, Evidence.CERTIFIED, n, counterexample=found)
    n, worst = 4, 0.0
    masks = says(n).astype(float)
    floor = end_of_training_bound(0.1 * 2 / n, least_rate(n, masks), 10 * n)
    for copies in ((), (1,)):
        rng = context.rng(f"unsymmetric {copies}")
        net = emn.Architecture(n, copies)
        trained = train(net, net.init(rng), masks=masks, meta_epochs=max(1, 6000 // len(masks)), rng=rng).params
        x = rng.random((8, n))
        for A in evaluation_masks(n, 0.5, True, 40, rng):
            worst = max(worst, float(np.max(np.abs(emn.forward(net, trained, A, x) - x @ A.T))))
    passed = worst <= floor
    detail = f"unsymmetric weighted test matrices: outputs off by {worst:.2g}, rounding allows {floor:.2g}"
    return Outcome(
        passed,
        Evidence.SIMULATED,
        80,
        deviation=worst,
        counterexample="" if passed else detail,
        detail=detail,
        level="largest absolute error of an output; rounding is allowed",
    )


def learned_edges(says: Callable[[Array], Array], context: Context) -> Outcome:
    """says(a) of a row's masks a (D, n) are the weights (n,) that zero risk determines; S = <x x^T> positive definite.

    For random exact laws: e_j must add nothing to the rows of Q = <a a^T> * S exactly for those j. For any n by
    `theory.emn.identifiability_derivation`.
    """
    if open_ := undecided(emn.identifiability_derivation()):
        return open_
    rng, effective = context.rng("learned edges"), 0
    for _ in range(LAWS):
        a, S = _law(rng)
        Q = (a.T @ a) / len(a) * S
        rank = exact.rank(Q)
        units = np.eye(len(S), dtype=int).astype(object)
        learned = np.array([exact.rank(np.vstack([Q, e[None, :]])) == rank for e in units])
        effective += learned.size
        if not np.array_equal(says(a), learned):
            edges, stated = (tuples(np.asarray(e, dtype=int)) for e in (learned, says(a)))
            found = f"masks {tuples(a)}: the edges learned are those with 1 in {edges}, stated {stated}"
            return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
    return Outcome(
        True, Evidence.PROVED, effective, deviation=0.0, detail=f"{LAWS} random laws in exact rationals besides"
    )


def _law(rng: np.random.Generator) -> tuple[Array, Array]:
    """A few weighted masks of a row, most entries 0, and a positive definite <x x^T>, in exact rationals."""
    n = int(rng.integers(1, 4))
    a = thirds(rng.integers(0, 4, size=(int(rng.integers(1, 4)), n)) * (rng.random(n) < 0.7))
    X = thirds(rng.integers(-3, 4, size=(n, n)))
    return a, X.T @ X + thirds(np.eye(n, dtype=int))


CLAIMS = (
    Claim(
        id="unsymmetric-from-symmetric",
        locator="Sec. 4, sentence, training masks",
        statement="Binary symmetric training masks suffice for unsymmetric, weighted test matrices: a row sees its own mask "
        "row only, so the second moment of each row decides, and symmetry across rows costs nothing.",
        printed=Statement(
            r"A = A^\top \in \{0,1\}^{n\times n} \text{ in training},\ A \in [0,1]^{n\times n} \text{ in tests}",
            symmetric_masks,
        ),
        test=unsymmetric_is_learned,
        wrong={
            "symmetric masks without self-loops": lambda n: symmetric_masks(n) & ~np.eye(n, dtype=bool),
            "tridiagonal masks": lambda n: symmetric_masks(n) & (np.abs(np.subtract.outer(range(n), range(n))) <= 1),
        },
        assumptions=("inputs independent of the masks", "<x x^T> positive definite"),
        oracle="rank of Q in exact rationals; networks trained on symmetric and tested on unsymmetric masks",
        cost=4,
    ),
    Claim(
        id="edges-that-are-learned",
        locator="Sec. 5, remark, pairing",
        origin=Origin.OWN,
        statement="The network pairs matrix indices with the edges out of the input: zero risk fixes the effective weight of "
        "exactly the edges that some training mask opens, however rarely and at whatever weight.",
        printed=Statement(r"\beta_{ij} = 1 \iff \langle a_{ij}^2 \rangle > 0", lambda a: np.any(a != 0, axis=0)),
        test=learned_edges,
        wrong={
            "edges open in every mask": lambda a: np.all(a != 0, axis=0),
            "edges open alone in some mask": lambda a: np.any(
                (a != 0) & (np.count_nonzero(a, axis=1) == 1)[:, None], axis=0
            ),
            "all edges": lambda a: np.ones(a.shape[1], dtype=bool),
        },
        assumptions=("inputs independent of the masks", "<x x^T> positive definite"),
        oracle="Schur's product theorem, step by step; the range of Q in exact rationals",
        cost=2,
    ),
)
