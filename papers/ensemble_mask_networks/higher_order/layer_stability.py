"""Section 7: how far the steps of several masked layers may go, with all masks at once and with one mask a step."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from scipy.linalg import eigh
from scipy.optimize import brentq

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from sims.emn import train_layers
from sims.emn.masked_layers import layers_loss
from theory.emn import loss_hessians, stable_layers_lr, uniform_inputs, zero_loss_layers

from ..small_masks import symmetric_masks


def solutions(context: Context) -> Iterator[tuple[int, int, Any, Any, Any]]:
    """(n, r, zero-loss weights with factors of either sign, all symmetric masks, Hessian of each mask there)."""
    for number, (n, r) in enumerate(((2, 2), (3, 2), (2, 3), (3, 3))):
        rng = context.rng(f"stability {number}")
        symmetric = symmetric_masks(n).astype(np.float64)
        masks = np.repeat(symmetric[:, None], r, axis=1)
        at = zero_loss_layers(rng.choice([-1, 1], (r - 1, n)) * rng.uniform(0.7, 1.4, (r - 1, n)))
        yield n, r, at, masks, np.array(list(loss_hessians(at, masks, uniform_inputs(n))))


def stable_below(says: Callable[[float], float], context: Context) -> Outcome:
    """says(limit): the largest stable step size, `limit` the predicted one; full-batch descent near zero-loss weights.

    From a start 1e-7 away along the top eigenvector of the Hessian the loss changes by (1 - 2 f)^2 a step at f times the
    limit, to a relative 1e-7 times the growth of the distance, below 1e-4 here, so its logarithm by log |1 - 2 f| twice.
    """
    effective, worst = 0, 0.0
    for n, r, at, masks, hessians in context.once("solutions", lambda: list(solutions(context))):
        G = uniform_inputs(n)
        limit = says(stable_layers_lr(at, masks, G)[0])
        top = np.linalg.eigh(hessians.mean(axis=0))[1][:, -1]
        near = at + 1e-7 * top.reshape(at.shape)
        for f in (0.98, 1.02):
            with warnings.catch_warnings(action="ignore", category=UserWarning):  # above the limit on purpose
                last = train_layers(near, masks, passes=60, lr=f * limit, gram=G)
            with np.errstate(divide="ignore"):  # a loss of 0, at a stated limit that is too small
                grown = np.log(layers_loss(last, masks, G) / layers_loss(near, masks, G)) / 120
            off = abs(grown - np.log(abs(1 - 2 * f)))
            effective, worst = effective + 1, max(worst, float(off))
            if not off <= 1e-4:
                expected = np.log(abs(1 - 2 * f))
                found = (
                    f"n = {n}, r = {r}, {f:g} of the stated limit: log growth a step {grown:.4f}, not {expected:.4f}"
                )
                shown = float(off) if np.isfinite(off) else None
                return Outcome(
                    False,
                    Evidence.CORROBORATED,
                    effective,
                    shown,
                    counterexample=found,
                    level="largest error of the log growth a step; at most 1e-4 allowed",
                )
    return Outcome(
        True,
        Evidence.CORROBORATED,
        effective,
        worst,
        detail="falls at 0.98, rises at 1.02 of the limit",
        level="largest error of the log growth a step; at most 1e-4 allowed",
    )


def nearer_below(says: Callable[[float, float], float], context: Context) -> Outcome:
    """says(mean, square): the step size up to which one step on a random mask lowers the mean squared distance from any start.

    `mean` and `square` are the predicted limits. From 1e-6 beside zero-loss weights along v the step of mask s gives
    (1 - lr H_s) v, to a relative 1e-6: averaged over all masks, |v|^2 changes by lr^2 v^T <H^2> v - 2 lr v^T <H> v. At 0.99 of
    the limit it must fall for the v that this is largest for, and for random ones; at 1.01 it must rise for the first.
    """
    effective, ratios = 0, []
    for n, r, at, masks, hessians in context.once("solutions", lambda: list(solutions(context))):
        stated, rng = says(*stable_layers_lr(at, masks, uniform_inputs(n))), context.rng(f"starts {n} {r}")
        mean, square = hessians.mean(axis=0), np.mean(hessians @ hessians, axis=0)
        values, vectors = np.linalg.eigh(mean)
        seen = vectors[:, values > 1e-9 * values[-1]]  # the others are free, and do not move
        worst = seen @ eigh(seen.T @ square @ seen, seen.T @ mean @ seen)[1][:, -1]
        for number, v in enumerate([worst, *(seen @ rng.normal(size=(seen.shape[1], 5))).T]):
            near = 1e-6 * (v / np.linalg.norm(v)).reshape(at.shape)
            for f in (0.99, 1.01) if number == 0 else (0.99,):
                grown = _mean_square(at, near, masks, f * stated) / 1e-12 - 1
                effective += 1
                if not (grown < 0 if f < 1 else grown > 0):
                    moved = "rises" if grown > 0 else "falls"
                    found = f"n = {n}, r = {r}, {f:g} of the stated limit: the mean square {moved} by {abs(grown):.2g}"
                    return Outcome(False, Evidence.CORROBORATED, effective, counterexample=found)
        if n == 2:
            inner = seen.T @ hessians @ seen
            ratios.append(f"{_settles(inner) / stated:.2f} (n = 2, r = {r})")
    detail = f"sufficient only: in the long run the mean square falls up to {', '.join(ratios)} times the limit"
    return Outcome(True, Evidence.CORROBORATED, effective, detail=detail)


def _mean_square(at: Any, near: Any, masks: Any, lr: float) -> float:
    """The squared distance from `at` after a step from at + near, averaged over the masks; a step is linear in lr."""
    small, n = 1e-3, at.shape[1]
    steps = (at + near - train_layers(at + near, s[None], passes=1, lr=small, gram=uniform_inputs(n)) for s in masks)
    return float(np.mean([np.sum((near - lr / small * step) ** 2) for step in steps]))


def _settles(hessians: Any) -> float:
    """The step size at which the map of second moments, <(1 - lr H) x (1 - lr H)>, gets an eigenvalue of 1."""

    def radius(lr: float) -> float:
        steps = np.eye(hessians.shape[1]) - lr * hessians
        return float(np.linalg.eigvalsh(np.mean([np.kron(step, step) for step in steps], axis=0))[-1]) - 1

    most = 2 / float(np.linalg.eigvalsh(hessians.mean(axis=0))[-1])
    return float(brentq(radius, most / 100, most))


CLAIMS = (
    Claim(
        id="higher-order-step-size",
        locator="Sec. 7, remark, step size",
        origin=Origin.OWN,
        statement="The largest step size at which r masked layers settle on given zero-loss weights is 2 over the largest "
        "eigenvalue of the Hessian there, and each step changes the loss as it says.",
        printed=Statement(r"\mathrm{lr} < 2 / \lambda_{\max}(H)", lambda limit: limit),
        test=stable_below,
        wrong={
            "1 / eigenvalue": lambda limit: limit / 2,
            "no 1/n of the mean": lambda limit: limit / 3,
            "3 percent more": lambda limit: 1.03 * limit,
        },
        assumptions=("full-batch descent, squared error averaged over outputs, masks and inputs uniform on [0, 1]",),
        oracle="descent from 1e-7 beside the weights, r = 2 and 3",
        cost=2,
    ),
    Claim(
        id="higher-order-step-size-square",
        locator="Sec. 7, remark, step size",
        origin=Origin.OWN,
        statement="With one random mask a step, the mean squared distance from given zero-loss weights falls at each step, from "
        "every start nearby, below a smaller limit. Above it some start moves away at first; it may settle still.",
        printed=Statement(
            r"\mathrm{lr} < \min_v 2\, v^\top \langle H_s \rangle v / v^\top \langle H_s^2 \rangle v",
            lambda mean, square: square,
        ),
        test=nearer_below,
        wrong={
            "the limit in mean": lambda mean, square: mean,
            "half of it": lambda mean, square: square / 2,
            "2 percent more": lambda mean, square: 1.02 * square,
            "2 percent less": lambda mean, square: 0.98 * square,
        },
        assumptions=("squared error averaged over outputs, each step on the mean over inputs uniform on [0, 1]",),
        oracle="steps of training from 1e-6 beside the weights, averaged over all masks, r = 2 and 3",
        cost=2,
    ),
)
