"""What one step of SGD changes the conserved quantities by, exactly, and what the changes of a training add up to."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.ledger.words import tuples
from sims.emn import sgd_step
from theory import emn

from ..rationals import small_positive
from .conserved_matrix import conserved_matrix
from .constant_runs import positive_root

Change = Callable[[Any, Any, Any], Any]


def one_step(says: Change, context: Context) -> Outcome:
    """says(G_below, G_above, lr) is the change of K = V V^T - U^T U in a step, G the gradients of V and of U above it.

    Certified in rationals for random networks, masks, inputs and steps. Then two networks are trained in float64 and the
    changes added up: kappa + sum must give the learned c^2 to 1e-6, what is left of the approach to zero loss.
    """
    effective = 0
    for copies in ((1,), (2,), (1, 1), (3, 2)):
        net, rng = emn.Architecture(2, copies), context.rng(f"one step {copies}")
        before = [small_positive(rng, *shape) for shape in net.shapes]
        A, x = small_positive(rng, 2, 2), small_positive(rng, 3, 2)
        lr: Any = Fraction(1, 10)  # the step takes any numbers
        after = [layer.copy() for layer in before]
        sgd_step(after, np.repeat(A, net.widths[0], axis=0), A, x, lr)
        G = [_blocks(net, (b - a) / lr) for b, a in zip(before, after, strict=True)]
        start, end = (emn.conserved_quantities(net, net.parameters(p, exact=True)) for p in (before, after))
        for l in range(len(copies)):
            effective += 1
            off = end[l] - start[l] - says(G[l], G[l + 1], lr)
            if np.any(off != 0):
                where = tuple(int(i) for i in np.argwhere(off != 0)[0])
                found = f"{tuples(copies)}, hidden layer {l + 1}: entry {where} of the change is off by {off[where]}"
                return Outcome(
                    False,
                    Evidence.CERTIFIED,
                    effective,
                    float(abs(off[where])),
                    counterexample=found,
                    level="an entry of the change, off",
                )
    if open_ := undecided(emn.conserved_derivation(), effective=effective):
        return open_
    worst, without = 0.0, 0.0
    for seed in range(2):
        kappa, change, learned = _followed(says, context.rng(f"followed {seed}"))
        worst = max(worst, float(np.max(np.abs(positive_root(kappa + change, 5) - learned))))
        without = max(without, float(np.max(np.abs(positive_root(kappa, 5) - learned))))
    detail = (
        f"exact in rationals; two trainings: c^2 off by {worst:.1g} with the changes added up, by {without:.1g} without"
    )
    passed = worst < 1e-6
    return Outcome(
        passed,
        Evidence.CERTIFIED,
        effective + 10,
        worst,
        None,
        "" if passed else detail,
        detail,
        level="largest error of c^2; at most 1e-6 allowed",
    )


def _followed(says: Change, rng: np.random.Generator) -> tuple[Any, Any, Any]:
    """kappa at the start, the sum of its stated changes, and c^2 at the end, of one network (1) with n = 5 at lr 0.1."""
    n, lr = 5, 0.1
    net = emn.Architecture(n)
    params = net.init(rng)
    layers = [layer.copy() for layer in params.layers]
    change = np.zeros(n)
    for mask in emn.PaperMasks(n, size=600, order="random")(rng):
        A = mask.astype(float)
        for _ in range(4):
            before = [layer.copy() for layer in layers]
            sgd_step(layers, A, A, rng.random((2 * n, n)), 2 * lr / n)
            G = [_blocks(net, (b - a) / lr) for b, a in zip(before, layers, strict=True)]
            change += says(G[0], G[1], lr)[:, 0, 0]
    return emn.conserved_quantities(net, params)[0][:, 0, 0], change, layers[0].mean(axis=1) ** 2


def _blocks(net: emn.Architecture, layer: Any) -> Any:
    return layer.reshape(net.n, -1, net.n) if layer.ndim == 2 else layer


def exact_change(G_below: Any, G_above: Any, lr: Any) -> Any:
    """lr^2 (G_V G_V^T - G_U^T G_U); for (1), lr^2 (|g_w|^2 - g_d^2)."""
    return lr**2 * conserved_matrix(G_below, G_above)


CLAIMS = (
    Claim(
        id="fig-4-constants-step",
        locator="Fig. 4, caption, one step of SGD",
        origin=Origin.OWN,
        statement="One step of SGD changes the conserved quantity by lr^2 (|g_w|^2 - g_d^2), exactly, on any batch and mask: "
        "the first order cancels. Added up over a training it accounts for all of the difference to the predicted c^2.",
        printed=Statement(r"\kappa^+ - \kappa = \eta^2 \big(|g_w|^2 - g_d^2\big)", exact_change),
        test=one_step,
        wrong={
            "no change": lambda below, above, lr: 0 * exact_change(below, above, lr),
            "first order in lr": lambda below, above, lr: exact_change(below, above, lr) / lr,
            "plus": lambda below, above, lr: exact_change(below, 0 * above, lr) - exact_change(0 * below, above, lr),
            "half": lambda below, above, lr: exact_change(below, above, lr) / 2,
        },
        assumptions=("at most the lower of the two layers is masked", "plain SGD"),
        oracle="exact rationals; trainings followed step by step",
        cost=2,
    ),
)
