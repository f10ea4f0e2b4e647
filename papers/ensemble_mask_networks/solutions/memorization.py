"""Section 7: what the network memorizes of its training masks, mask by mask."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import tuples
from sims.emn import finite, train_batch
from theory import GatedRegression, emn, exact, gradient_flow
from theory.emn.masks.row_risk import row_risk
from theory.validation import Array

from ..end_of_training import end_of_training_bound
from ..rationals import thirds
from ..small_masks import symmetric_masks

SETS = 30
N, MASKS, STARTS, LR, SHOWN = 4, 4, 10, 0.2, 2000
Score = Callable[[Array, Array, Array], Array]


def scores_are(says: Score, context: Context) -> Outcome:
    """says(masks, beta, S) are the memorization scores (D,) of masks (D, n, n) from the weights beta (n, n), S = <x x^T>.

    Random small sets, weighted ones too, in exact rationals: each row is trained by gradient flow to the end on the samples
    of the masked inputs, with each mask left out and with all, and the loss on the mask is taken over the samples. Then by
    SGD: () to what rounding leaves (`_trained`); of (1) only that masks of stated score 0 have score 0, and others more.
    `effective` is the least number of masks, memorized or not, in the rationals and in each architecture's trainings.
    """
    owning = without = 0
    for masks, x, beta, found in context.once("flows", lambda: _flows(context.rng("flows"))):
        stated = np.asarray(says(masks, beta, x.T @ x / Fraction(len(x))))
        owning, without = owning + int(np.count_nonzero(found)), without + int(np.count_nonzero(found == 0))
        if np.any(stated != found):
            m = int(np.argmax(stated != found))
            text = f"masks {tuples(masks)}, inputs {tuples(x)}, weights {tuples(beta)}: mask {m + 1} has {found[m]}"
            text = f"{text}, stated {stated[m]}"
            off = float(stated[m] - found[m])
            return Outcome(
                False,
                Evidence.CERTIFIED,
                owning + without,
                off,
                counterexample=text,
                level="stated number of a mask less the one found",
            )
    told, S, memorized, others = list[str](), emn.uniform_inputs(N), owning, without
    for copies in ((), (1,)):
        name = str(copies).replace(",", "")
        masks, starts, found, floor = context.once(f"trained {copies}", partial(_trained, context, copies))
        stated = np.array([says(masks, beta, S) for beta in starts])
        zero = stated == 0
        apart = np.abs(found - stated) if copies == () else np.abs(found) * zero
        wrong = (apart > floor) | (~zero & (found <= floor))
        if np.any(wrong):
            r, m = map(int, np.argwhere(wrong)[0])
            text = f"{name}, mask {m + 1}: score {found[r, m]:.6g}, stated {stated[r, m]:.6g}, rounding {floor:.2g}"
            return Outcome(False, Evidence.SIMULATED, found.size, counterexample=text)
        owning, without = min(owning, int(np.count_nonzero(~zero))), min(without, int(np.count_nonzero(zero)))
        found, stated = found[~zero], stated[~zero]
        more = f"all off by at most {apart.max():.1g}, {apart.max() / floor:.1g} of what rounding allows"
        if copies:
            more = f"the others {np.min(found / stated):.2g} to {np.max(found / stated):.2g} times those stated for no hidden layer"
        told.append(f"{name} {np.count_nonzero(zero)} of {zero.size} scores 0, {more}")
    proved = emn.memorization_derivation().proved and emn.identifiability_derivation().proved
    evidence = Evidence.PROVED if proved else Evidence.CERTIFIED
    detail = f"{memorized} masks memorized and {others} not in exact rationals; leave-one-out SGD: {'; '.join(told)}"
    return Outcome(True, evidence, min(owning, without), deviation=0.0, detail=detail)


def _flows(rng: np.random.Generator) -> list[tuple[Array, Array, Array, Array]]:
    """Masks (D, n, n), inputs (k, n) that span the space, a start, the scores by leaving out each mask; small sets first."""
    out = list[tuple[Array, Array, Array, Array]]()
    while len(out) < SETS:
        n, D = int(rng.integers(2, 4)), int(rng.integers(2, 5))
        masks = thirds(rng.choice((0, 3) if len(out) % 2 else (0, 0, 1, 3), (D, n, n)))
        x, beta = thirds(rng.integers(-3, 7, (n + 1, n))), thirds(rng.integers(-6, 7, (n, n)))
        if exact.rank(x) < n:
            continue
        shares = [Fraction(int(w)) for w in rng.integers(1, 5, D)]
        every = set(range(D))
        found = [_loss(masks, x, beta, shares, every - {m}, m) - _loss(masks, x, beta, shares, every, m) for m in every]
        out.append((masks, x, beta, np.array(found, dtype=object)))
    return sorted(out, key=lambda found: found[0].size)


def _loss(masks: Array, x: Array, beta: Array, shares: list[Fraction], taught: set[int], m: int) -> Fraction:
    """The loss on mask m, over inputs and outputs, where the flow on the masks in `taught`, shown at rates `shares`, ends."""
    total, weight = Fraction(0), np.repeat(np.array([shares[k] for k in taught], dtype=object), len(x))
    for i, start in enumerate(beta):
        z = np.concatenate([masks[k, i] * x for k in taught])
        problem = GatedRegression.from_features(z, z.sum(axis=1), sample_weight=weight)
        residual = (masks[m, i] * x) @ (gradient_flow(problem, start[None], np.inf)[0] - 1)
        total += exact.fraction_dot(residual, residual) / len(x)
    return total / len(beta)


def _trained(context: Context, copies: tuple[int, ...]) -> tuple[Array, Array, Array, float]:
    """Masks (D, n, n), effective weights at the starts (R, n, n), scores (R, D) by SGD with all masks less one, and with all.

    And what rounding allows in a score: an effective weight is right to d = 2 eps / (lr lambda), lambda twice the least
    eigenvalue of Q on the edges that are open, times 10 for the constants of (1). The loss of a row with errors up to e moves
    by 2 d e sum_jk S_jk < n^2 d e.
    """
    rng, net = context.rng(f"trained {copies}"), emn.Architecture(N, copies)
    every = symmetric_masks(N).astype(float)
    owned = False
    while not owned:
        masks = every[rng.choice(len(every), MASKS, replace=False)]
        masks[0] *= masks[1:].max(axis=0)  # owns nothing
        owned = bool(np.any(np.count_nonzero(masks, axis=0) == 1))
    params = [net.init(rng) for _ in range(STARTS)]
    starts = np.array([emn.effective_weights(net, p) for p in params])

    def losses(taught: Array, tested: Array) -> Array:
        """(R, number tested): mean squared errors over outputs, on n inputs that have the second moment of the law."""
        how: dict[str, Any] = {"lr": LR, "reduction": "sum_outputs", "meta_epochs": SHOWN // len(taught)}
        runs = finite(train_batch(net, params, rngs=rng.spawn(STARTS), masks=taught, **how))
        x = np.linalg.cholesky(N * emn.uniform_inputs(N)).T
        return np.array([[np.mean((emn.forward(net, r.params, A, x) - x @ A.T) ** 2) for A in tested] for r in runs])

    others = [np.delete(masks, m, axis=0) for m in range(MASKS)]
    left_out = np.hstack([losses(taught, masks[m : m + 1]) for m, taught in enumerate(others)])
    values = np.concatenate([np.linalg.eigvalsh(row_risk(N, taught)).ravel() for taught in (*others, masks)])
    least, most = float(values[values > 1e-6].min()), float(np.abs(starts - 1).max())
    weight = end_of_training_bound(LR * 2, least, 10 if copies else 1)
    return masks, starts, left_out - losses(masks, masks), N**2 * weight * most


def _score_of(v: Array, S: Array) -> Array:
    """The loss, averaged over outputs, of errors v (D, n, n) on inputs of second moment S."""
    return np.asarray(((v @ S) * v).sum(axis=(1, 2)) / v.shape[1])


def _counts(masks: Array) -> Array:
    return np.count_nonzero(masks, axis=0)


def _by_size(masks: Array, beta: Array, S: Array) -> Array:
    edges = np.count_nonzero(masks, axis=(1, 2))
    return emn.memorization_scores(masks, beta, inputs=S).sum() * edges / max(1, int(edges.sum()))


CLAIMS = (
    Claim(
        id="memorization-score",
        locator="Sec. 7, remark, memorization",
        origin=Origin.OWN,
        statement="How much of its training masks the network memorizes, in the sense of Feldman and Zhang: the loss on a mask "
        "after training without it, less that after training with it. With no hidden layer it is the loss that the initial "
        "weights of those edges make which no other mask opens: a mask is memorized if and only if it owns an edge. With a "
        "hidden layer too a mask that owns no edge has score 0, where training finds zero loss.",
        printed=Statement(
            r"\tfrac1n \sum_i v_i^\top \langle x x^\top \rangle v_i,\quad "
            r"v_{ij} = A^m_{ij} (\beta_{ij}(0) - 1)\, [\, A^k_{ij} = 0 \ \forall k \ne m\, ]",
            lambda masks, beta, S: emn.memorization_scores(masks, beta, inputs=S),
        ),
        test=scores_are,
        wrong={
            "every mask in proportion to its edges": _by_size,
            "an edge that k masks open counts 1/k for each": lambda masks, beta, S: _score_of(
                masks * (beta - 1) / np.maximum(1, _counts(masks)), S
            ),
            "an edge is owned where no other mask opens its row": lambda masks, beta, S: _score_of(
                masks * (beta - 1) * (np.count_nonzero((masks != 0).any(axis=2), axis=0) == 1)[:, None], S
            ),
            "without the cross terms of S": lambda masks, beta, S: _score_of(
                masks * (beta - 1) * (_counts(masks) == 1), S * np.eye(len(S), dtype=int)
            ),
            "summed over outputs": lambda masks, beta, S: len(S) * emn.memorization_scores(masks, beta, inputs=S),
        },
        assumptions=(
            "trained to the end from the same start, each mask shown with a positive weight",
            "inputs independent of the masks, <x x^T> positive definite",
            "no hidden layer in the formula; (1) is simulated",
        ),
        oracle="leave-one-out flows in exact rationals; leave-one-out training by SGD, with no hidden layer and of (1)",
        cost=4,
    ),
)
