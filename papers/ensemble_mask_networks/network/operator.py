"""Which operator the network has learned, the identity or its training pairs: next check 1 of the companion."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import tuples
from sims.emn import train
from theory import GatedRegression, emn
from theory.validation import Array

from ..end_of_training import end_of_training_bound, least_rate
from ..small_masks import symmetric_masks

EPS = float(np.finfo(np.float64).eps)


def operator(net: emn.Architecture, params: emn.Parameters) -> Array:
    """The map from a mask to the network's matrix, read off its outputs: (n^2, n^2), linear in the mask.

    Column i n + j is what the network makes of the mask with the one entry (i, j), on the unit inputs.
    """
    units = np.eye(net.n * net.n).reshape(-1, net.n, net.n)
    return np.stack([emn.forward(net, params, E, np.eye(net.n)).T.ravel() for E in units], axis=1)


def operator_learned(says: Callable[[Array], Array], context: Context) -> Outcome:
    """says(masks) is the operator (n^2, n^2) that training on a few symmetric masks (D, n, n) must end at.

    With n = 4 and 5 masks, which open every edge but span no more than 5 of the 16 dimensions. The learned operator is read
    off () and (1), and must be the stated one to what rounding leaves of an effective weight, 2 eps / (lr lambda),
    lambda twice the least eigenvalue of Q (loss summed over outputs), times 10 for the constants of (1).

    Beside it, for the detail, the same masks are taught to the full linear map from masks to matrices, whose least squares
    solution of least norm is what descent from 0 ends at. (A mask network, trained or not, has a diagonal operator: entry
    (i, j) of its matrix is A_ij beta_ij.)
    """
    n = 4
    masks, operators = context.once("operators", lambda: _operators(context, n))
    full = memorized(masks)
    floor = end_of_training_bound(0.1 * 2, least_rate(n, masks))
    stated, effective = says(masks), 0
    for copies, learned in operators.items():
        effective += learned.size
        off = float(np.max(np.abs(learned - stated)))
        if off > floor:
            found = f"architecture {tuples(copies)}: the operator is off by {off:.3g}, rounding explains {floor:.2g}"
            return Outcome(
                False,
                Evidence.SIMULATED,
                effective,
                deviation=off,
                counterexample=found,
                level="largest absolute error of an entry",
            )
    A = context.rng("unsymmetric").random((n, n))
    share = float(np.sum((full @ A.ravel() - A.ravel()) ** 2) / np.sum(A**2))
    every, half = symmetric_masks(3), (np.eye(9) + _transposition(3)) / 2
    if np.max(np.abs(memorized(every.astype(float)) - half)) > 1e3 * EPS:
        raise ArithmeticError("the full linear map taught all symmetric masks does not end at the symmetric part")
    detail = (
        f"the full linear map, taught the same {len(masks)} masks, misses {share:.0%} of an unsymmetric matrix (squared "
        "norm); taught all symmetric masks it ends at (A + A^T)/2"
    )
    return Outcome(
        True, Evidence.SIMULATED, effective, deviation=off, detail=detail, level="largest absolute error of an entry"
    )


def memorized(masks: Array) -> Array:
    """What the full linear map T (n^2, n^2) from masks to matrices ends at from 0: the projection on the masks' span.

    Row i n + j of T regresses entry A_ij on all entries of A.
    """
    flat = masks.reshape(len(masks), -1)
    return np.stack([GatedRegression.from_features(flat, y).minimum_norm_weights[0] for y in flat.T])


def _transposition(n: int) -> Array:
    """A -> A^T as a matrix (n^2, n^2)."""
    return np.eye(n * n).reshape(n, n, n * n).swapaxes(0, 1).reshape(n * n, n * n)


def _operators(context: Context, n: int) -> tuple[Array, dict[tuple[int, ...], Array]]:
    rng = context.rng("operators")
    out: dict[tuple[int, ...], Array] = {}
    upper = np.triu(rng.random((5, n, n)) < 0.5)
    masks = (upper | upper.swapaxes(1, 2)).astype(float)
    masks[0] = 1
    for copies in ((), (1,)):
        net = emn.Architecture(n, copies)
        run = train(net, net.init(rng), masks=masks, meta_epochs=250, reduction="sum_outputs", rng=rng)
        out[copies] = operator(net, run.params)
    return masks, out


def edges_from_one_mask(says: Callable[[Array], Array], context: Context) -> Outcome:
    """says(A) are the edges (n, n) whose effective weights training on the one mask A makes 1.

    () is trained on one random weighted mask, which may be unsymmetric, for n = 4; what is not learned must not move.
    """
    n, effective = 4, 0
    for A, start, end, floor in context.once("one mask", lambda: _one_mask(context, n)):
        stated = np.asarray(says(A), dtype=bool)
        effective += n * n
        learned = np.abs(end - 1) <= floor
        if not np.array_equal(learned, stated) or not np.array_equal(end[A == 0], start[A == 0]):
            i, j = map(int, np.argwhere(learned != stated)[0]) if np.any(learned != stated) else (-1, -1)
            found = f"entry ({i + 1}, {j + 1}), A = {A[i, j]:.2g}: effective weight {end[i, j]:.6g}"
            return Outcome(False, Evidence.SIMULATED, effective, counterexample=found)
    return Outcome(True, Evidence.SIMULATED, effective, detail="the others keep their weights, bit for bit")


def _one_mask(context: Context, n: int) -> list[tuple[Array, Array, Array, float]]:
    rng, net, out = context.rng("one mask"), emn.Architecture(n, ()), []
    for active in (0.3, 0.7, 1.0):
        A = (rng.random((n, n)) < active) * rng.uniform(0.5, 1, (n, n))
        eigenvalues = np.linalg.eigvalsh(emn.row_risk(n, A[None]))
        least = float(eigenvalues[eigenvalues > 1e-6].min())
        start = net.init(rng)
        end = train(net, start, masks=A[None], meta_epochs=4000, reduction="sum_outputs", rng=rng).params
        out.append((A, start.layers[0], end.layers[0], end_of_training_bound(0.1 * 2, least)))
    return out


CLAIMS = (
    Claim(
        id="learned-operator",
        locator="p. 1, companion notes, next check 1",
        origin=Origin.OWN,
        statement="The network has learned the identity A -> A, not its training pairs. It has no room to memorize: its "
        "operator is A -> A * beta, one weight an edge; the full linear map taught the same masks ends at the projection "
        "on their span.",
        printed=Statement(r"A \mapsto A", lambda masks: np.eye(masks[0].size)),
        test=operator_learned,
        wrong={
            "the projection on the span of the training masks": memorized,
            "the symmetric part": lambda masks: (np.eye(masks[0].size) + _transposition(len(masks[0]))) / 2,
            "nothing off the diagonal of A": lambda masks: np.diag(np.eye(len(masks[0])).ravel()),
        },
        assumptions=("training masks that open every edge", "inputs uniform on [0, 1]^n, independent of the masks"),
        oracle="the outputs of trained networks on all masks with one entry",
        cost=3,
    ),
    Claim(
        id="one-training-mask",
        locator="p. 1, companion notes, first experiment 1",
        origin=Origin.OWN,
        statement="Training on one fixed matrix teaches exactly its edges, and these for every matrix: one of all ones "
        "teaches all. Perfect training with poor generalization therefore means edges that no training mask opens.",
        printed=Statement(r"\beta_{ij} = 1 \iff A_{ij} > 0", lambda A: A > 0),
        test=edges_from_one_mask,
        wrong={
            "every edge": lambda A: np.ones(A.shape),
            "edges both ways": lambda A: (A > 0) & (A.T > 0),
            "nothing but the matrix itself": lambda A: np.zeros(A.shape),
        },
        assumptions=("no hidden layer", "inputs uniform on [0, 1]^n"),
        oracle="networks trained on one mask",
        cost=4,
    ),
)
