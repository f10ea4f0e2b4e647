"""Section 7 and Figure 5: training several masked layers, and where it ends."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from sims.emn import train_layers
from theory.emn import learned_gauge, masked_product, zero_loss_layers

from ..small_masks import symmetric_masks
from .layer_masks import Lift, thrice, twice, with_loops
from .layer_training import pace


def learns(says: Callable[[Any], Any], context: Context, lift: Lift, runs: int = 4) -> Outcome:
    """says(A): the operator that layers trained on symmetric binary masks end at, tested on unsymmetric weighted masks.

    SGD at half the step size that is stable in mean square at the solution predicted from the start (at the ones for three
    layers), for 45 time constants of the slowest mode there: 37 reach rounding, the others are for the way in. Each step
    rounds a weight by eps, the slowest mode forgets it at rate lr lambda, and an entry of the map has r n^(r - 1) weights'
    worth of first-order error: together eps r n^(r - 1) / (lr lambda).
    """
    runs = 4 * runs if context.full else runs
    trained = context.once("trained", lambda: [_train(context, lift, number) for number in range(runs)])
    draw, worst = context.rng("test masks"), 0.0
    for number, run in enumerate(trained):
        n = run["layers"].shape[1]
        for _ in range(5):
            A = draw.random((n, n)) * (draw.random((n, n)) < 0.7)
            A = A * (1 - np.eye(n)) if lift is with_loops else A
            off = float(np.max(np.abs(masked_product(run["layers"], lift(A)) - says(A))))
            worst = max(worst, off)
            if off > run["floor"]:
                found = (
                    f"start {number}: off by {off:.3g} on an unsymmetric weighted mask, rounding is {run['floor']:.1g}"
                )
                return Outcome(
                    False,
                    Evidence.SIMULATED,
                    number + 1,
                    worst,
                    counterexample=found,
                    level="largest error on a test mask; rounding is allowed",
                )
    steps = ", ".join(f"{run['lr']:.3f}" for run in trained)
    detail = f"{runs} starts, off by at most {worst:.2g}, rounding {trained[0]['floor']:.1g}; step sizes {steps}"
    return Outcome(
        True, Evidence.SIMULATED, runs, worst, detail=detail, level="largest error on a test mask; rounding is allowed"
    )


def _train(context: Context, lift: Lift, number: int) -> dict[str, Any]:
    n = 3
    symmetric = symmetric_masks(n)
    if lift is with_loops:  # which are for A without self-loops
        symmetric = symmetric[~np.any(symmetric.diagonal(axis1=1, axis2=2), axis=1)]
    masks = np.array([lift(A) for A in symmetric], dtype=np.float64)
    r = masks.shape[1]
    rng = context.rng(f"start {number}")
    start = rng.uniform(-1, 1, (r, n, n)) / np.sqrt(n)
    squares = learned_gauge(start) if r == 2 else np.ones(n)
    at = zero_loss_layers(np.sqrt(squares)[None]) if r == 2 else np.ones((r, n, n))
    how = pace(at, masks)
    layers = train_layers(start, masks, passes=how.passes(45, len(masks)), lr=how.lr, rng=rng)
    return {"layers": layers, "lr": how.lr, "floor": how.floor}


CLAIMS = (
    Claim(
        id="higher-order-learned",
        locator="Sec. 7, remark, second order",
        origin=Origin.OWN,
        statement="The companion asks whether higher orders can be learned. Two layers masked by the same symmetric binary A, "
        "from random starts, end at A^2 x for unsymmetric weighted A too.",
        printed=Statement(r"(A \odot W_2)(A \odot W_1) x \to A^2 x", lambda A: A @ A),
        test=partial(learns, lift=twice),
        wrong={
            "A A^T": lambda A: A @ A.T,
            "A^T A^T": lambda A: A.T @ A.T,
            "first plus second order": lambda A: A + A @ A,
            "A_ij^2": lambda A: A * A,
        },
        assumptions=("n = 3, all symmetric binary masks", "lr half the predicted limit in mean square"),
        oracle="SGD with the gradient by hand",
        cost=3,
    ),
    Claim(
        id="higher-order-learned-loops",
        locator="Fig. 5, caption, both orders",
        origin=Origin.OWN,
        statement="Training learns first plus second order with self-loops on in the second layer, for A without self-loops.",
        printed=Statement(r"(\max(A, I) \odot W_2)(A \odot W_1) x \to (A + A^2) x", lambda A: A + A @ A),
        test=partial(learns, lift=with_loops),
        wrong={"A^2": lambda A: A @ A, "A": lambda A: A, "A^2 + A^T": lambda A: A @ A + A.T},
        assumptions=(
            "n = 3, all symmetric binary masks without self-loops",
            "lr half the predicted limit in mean square",
        ),
        oracle="SGD with the gradient by hand",
        cost=3,
    ),
    Claim(
        id="higher-order-learned-cube",
        locator="Sec. 7, remark, third order",
        origin=Origin.OWN,
        statement="Three layers with the same mask learn A^3 x from random starts, not only from near the identity.",
        printed=Statement(r"y \to A^3 x", lambda A: A @ A @ A),
        test=partial(learns, lift=thrice, runs=3),
        wrong={"A^2": lambda A: A @ A, "A A^T A": lambda A: A @ A.T @ A},
        assumptions=("n = 3, all symmetric binary masks", "lr half the predicted limit in mean square"),
        oracle="SGD with the gradient by hand",
        cost=6,
    ),
)
