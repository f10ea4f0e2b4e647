"""Other training masks than the paper's: weighted, and directed (next check 2 of the companion)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import FAMILY_WISE, standard_error, z_limit
from papers.ledger.words import tuples
from sims.emn import evaluation_masks, finite, train, train_batch
from theory import emn
from theory.validation import Array

from ..end_of_training import end_of_training_bound, least_rate
from .independent_entries import draw_masks

NETWORKS = 100
MASKS = 150
LR = 0.1


LAWS: dict[str, Callable[..., Array]] = {
    "binary": partial(draw_masks, weighted=False, symmetric=True),
    "weighted": partial(draw_masks, weighted=True, symmetric=True),
    "directed": partial(draw_masks, weighted=False, symmetric=False),
}


def rates_by_law(says: Mapping[str, tuple[float, float]], context: Context) -> Outcome:
    """says[law] = (along, across): eigenvalues of Q for n = 5 along the ones and across them, over 1/48.

    The error e = beta - 1 of () with one batch a mask and fresh masks has the exact mean (1 - (2 lr / n) Q)^t e_0. Networks
    start with e_0 along the ones, or across them (1, -1, 0, ...), in every row; the share of e_0 that is left after all masks,
    averaged over rows, must have the stated mean over networks: z-scores at a family-wise level of 1e-6.
    """
    n = 5
    threshold = z_limit(2 * len(LAWS))
    worst, data = 0.0, {}
    for law, (along, across) in says.items():
        shares = context.once(f"shares {law}", lambda law=law: _shares(context, law, n))  # type: ignore[misc]
        for mode, eigenvalue in (("along", along), ("across", across)):
            left = shares[mode]
            expected = (1 - 2 * LR / n * eigenvalue / 48) ** MASKS
            error = standard_error(left)
            z = float((left.mean() - expected) / error)
            worst = max(worst, abs(z))
            data[f"{law}, {mode}"] = [float(left.mean()), error, float(expected)]
            if abs(z) > threshold:
                found = f"{law} masks, {mode} the ones: {left.mean():.4f} +- {error:.4f} left, stated {expected:.4f}"
                return Outcome(False, Evidence.SIMULATED, len(left), z, counterexample=found, level="z-score")
    detail = f"largest z-score {worst:.2f}, threshold {threshold:.2f}; {NETWORKS} networks a law and mode"
    size, level = 2 * len(says) * NETWORKS, f"z allowed at a family-wise level of {FAMILY_WISE:g}"
    return Outcome(True, Evidence.SIMULATED, size, worst, threshold, detail=detail, data=data, level=level)


def _shares(context: Context, law: str, n: int) -> dict[str, Array]:
    """e . e_0 / |e_0|^2 after training, averaged over the rows of each network, for both starts."""
    net, out = emn.Architecture(n, ()), {}
    contrast = np.zeros(n)
    contrast[:2] = 1, -1
    for mode, e in (("along", np.ones(n)), ("across", contrast)):
        start = net.parameters([1 + np.tile(e, (n, 1))])
        runs = train_batch(
            net,
            [start] * NETWORKS,
            rngs=[context.rng(f"{law} {mode} {r}") for r in range(NETWORKS)],
            masks=lambda rng: LAWS[law](rng, n, MASKS),
            vectors=10,
            batch=10,
            lr=LR,
        )
        out[mode] = np.array([np.mean((run.params.layers[0] - 1) @ e / (e @ e)) for run in finite(runs)])
    return out


def learned_from(says: Callable[[Array], Array], context: Context) -> Outcome:
    """says(A) is the matrix that a trained network applies for a sparse weighted test mask A, half of the entries zero.

    Networks () and (1), n = 5, trained on binary, on weighted and on directed masks until rounding stops them, 2 eps / (lr
    lambda) in an effective weight, lambda twice the least eigenvalue of Q of the masks at hand, times 10 for (1).
    """
    n, effective, worst = 5, 0, 0.0
    tests = evaluation_masks(n, 0.5, True, 20, context.rng("sparse tests"))
    for law, net, params, floor in context.once("trained on", lambda: _trained_on(context, n)):
        for A in tests:
            applied = emn.forward(net, params, A, np.eye(n)).T
            effective += 1
            off = float(np.max(np.abs(applied - says(A))))
            worst = max(worst, off / floor)
            if off > floor:
                found = f"trained on {law} masks, {tuples(net.copies)}: off by {off:.3g}, rounding explains {floor:.2g}"
                return Outcome(
                    False,
                    Evidence.SIMULATED,
                    effective,
                    deviation=off,
                    counterexample=found,
                    level="absolute error of an entry",
                )
    detail = f"trained on {', '.join(LAWS)} masks: off by at most {worst:.2g} times what rounding explains"
    return Outcome(
        True,
        Evidence.SIMULATED,
        effective,
        deviation=worst,
        detail=detail,
        level="largest error over what rounding explains",
    )


def _trained_on(context: Context, n: int) -> list[tuple[str, emn.Architecture, emn.Parameters, float]]:
    """Law, network, trained parameters, and what rounding leaves."""
    out = []
    for law, draw in LAWS.items():
        for copies in ((), (1,)):
            rng, net = context.rng(f"learned from {law} {copies}"), emn.Architecture(n, copies)
            masks = draw(rng, n, 300)
            least = least_rate(n, masks)
            run = train(net, net.init(rng), masks=masks, meta_epochs=6, lr=LR, reduction="sum_outputs", rng=rng)
            out.append((law, net, run.params, end_of_training_bound(LR * 2, least)))
    return out


BINARY, WEIGHTED = (20.0, 5.0), (52 / 3, 7 / 3)  # 48 times n/16 + 5/48 and 5/48; n/16 + 7/144 and 7/144, for n = 5

CLAIMS = (
    Claim(
        id="weighted-tests",
        locator="p. 1, companion notes, next check 2",
        origin=Origin.READ,
        statement="Trained on binary masks, the network applies sparse masks with weights in [0, 1] as they are; trained on "
        "weighted or on directed masks it learns the same weights.",
        printed=Statement(r"A \in [0,1]^{n \times n} \mapsto A", lambda A: A),
        test=learned_from,
        wrong={
            "the edges without their weights": lambda A: (A > 0).astype(float),
            "weights rounded to 0 and 1": np.rint,
        },
        assumptions=("training masks that open every edge",),
        oracle="networks trained on three laws of masks",
        cost=5,
    ),
    Claim(
        id="weighted-training",
        locator="p. 1, companion notes, next check 2, training",
        origin=Origin.OWN,
        statement="Weighted training masks change the speed only: their slowest mode has the eigenvalue 7/144 in place of 5/48, "
        "so it needs 15/7 times the masks. Directed masks change nothing on average, since their rows have the same second moment.",
        printed=Statement(
            r"\lambda_\perp = \tfrac{7}{144}\ \text{(weighted)},\ \tfrac{5}{48}\ \text{(binary, directed)}",
            {"binary": BINARY, "weighted": WEIGHTED, "directed": BINARY},
        ),
        test=rates_by_law,
        wrong={
            "weighted as fast as binary": {"binary": BINARY, "weighted": BINARY, "directed": BINARY},
            "directed twice as slow": {"binary": BINARY, "weighted": WEIGHTED, "directed": (10.0, 2.5)},
            "modes exchanged": {"binary": BINARY[::-1], "weighted": WEIGHTED[::-1], "directed": BINARY[::-1]},
        },
        assumptions=(
            "no hidden layer",
            "n = 5",
            "independent entries, of the upper half or of all",
            "fresh masks and inputs",
        ),
        oracle=f"{NETWORKS} trainings for each law and mode, z-scores",
        cost=4,
    ),
)
