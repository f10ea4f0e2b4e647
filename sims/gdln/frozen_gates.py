"""How well gates frozen at one time explain the rest of a recorded training, in which they follow the weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from theory import gradient_descent
from theory.gdln.halfspaces.halfspace_moments import halfspace_problem
from theory.gdln.receptive_fields.localization import inverse_participation_ratio
from theory.gdln.stochastic.fourth_moments import FourthMoments
from theory.gdln.stochastic.sgd_stationary import small_step_covariance
from theory.inputs import Gaussian, Mixture, RingGaussian
from theory.randomness import generator
from theory.validation import Array, counts, float_array, natural, one_line, real_array, real_number

from .relu import gates_of


@dataclass(frozen=True, eq=False)
class FrozenPrediction:
    """A recording and what gates frozen at one of its times predict for it, at `steps` (T',), that time first.

    `predicted`, `recorded` (T', K, L). `relative_error` (T',) is |predicted - recorded| / |recorded| over all units, and
    `noise` what the minibatches alone would leave of it at the end, were the gates right: the root of tr(lr Sigma) over
    |recorded|, Sigma the small-step stationary covariance. `flipped` (T',) is the share of pairs (input, unit) whose gate
    is no longer the frozen one. `predicted_ipr`, `recorded_ipr` (T', K): sum w^4 / (sum w^2)^2.

    Example:
    >>> import numpy as np
    >>> from sims.gdln import predict_from_recording
    >>> from theory.inputs import Gaussian, Mixture
    >>> law, weights = Mixture(Gaussian([[4.0]]), Gaussian([[1.0]])), np.array([[[0.1]], [[0.2]]])
    >>> told = predict_from_recording(weights, [0, 1], law, lr=0.1, batch=10, freeze_at=0)
    >>> told.predicted.shape, told.flipped.tolist()
    ((2, 1, 1), [0.0, 0.0])
    """

    steps: Array
    predicted: Array
    recorded: Array
    relative_error: Array
    noise: float
    flipped: Array
    predicted_ipr: Array
    recorded_ipr: Array


def predict_from_recording(
    weights: Any,
    steps: Any,
    law: Any,
    *,
    lr: float,
    batch: int,
    freeze_at: int,
    gates_at: int | None = None,
    samples: int = 20_000,
    rng: Any = None,
) -> FrozenPrediction:
    """Freeze the gates of a recorded ReLU network at step `freeze_at` and predict the rest of its training from there.

    `weights` (T, K, L) were recorded after `steps` (T,), ascending, of SGD with step `lr` on minibatches of `batch` from
    `law` (with `sample(rng, size)` -> x (size, L), y (size,), such as `theory.inputs.Mixture`), for the network
    yhat = (1/K) sum_k ReLU(w_k . x) and the loss 1/2 <(yhat - y)^2>. `freeze_at` is one of the steps; `gates_at`, another
    one, takes the gates from there instead. The prediction is the exact descent of the gated linear network,
    `gradient_descent`, the mean of SGD with those gates. Its moments are exact for a law with a finite `support` (points,
    y, probability) and for a `Mixture` of two Gaussians; otherwise they are means over `samples` draws.

    Raises ValueError or TypeError for other shapes, steps that do not ascend or do not hold `freeze_at`, weights that are
    all 0 or not finite. Possible issues: sampled moments have an error of the order of sqrt(K L / samples), which is part of
    `relative_error`; `noise` is right to O(lr).

    Example:
    >>> import numpy as np
    >>> from sims.gdln import predict_from_recording
    >>> from sims.gdln import train_relu
    >>> from theory.inputs import Gaussian, Mixture
    >>> law = Mixture(Gaussian(np.diag([4.0, 1.0])), Gaussian(np.eye(2)))
    >>> w0 = np.random.default_rng(0).normal(size=(1, 3, 2))
    >>> (run,) = train_relu(w0, law, steps=200, lr=0.01, batch=1000, rngs=[0], record=range(0, 200, 20))
    >>> told = predict_from_recording(run.weights, run.steps, law, lr=0.01, batch=1000, freeze_at=0)
    >>> told.steps.tolist()[:3], bool(told.relative_error[1] < 0.05)
    ([0, 20, 40], True)
    """
    if 0 in (shape := getattr(weights, "shape", ())) or len(shape) not in (0, 3):
        hint = " One unit is weights[:, None, :]." if len(shape) == 2 else ""
        raise ValueError(f"weights must have shape (T, K, L) with none of them 0; got {shape}.{hint}")
    w = float_array("weights", weights, (None, None, None))
    at = _steps(steps, len(w))
    first = _index("freeze_at", freeze_at, at)
    source = first if gates_at is None else _index("gates_at", gates_at, at)
    lr, batch = float(real_number("lr", lr, above=0)), natural("batch", batch)
    x, y, p = _inputs(law, w.shape[2], natural("samples", samples), rng)
    gates = gates_of(w[source], x)
    moments = FourthMoments.from_samples(x, y, gates, p)
    problem = halfspace_problem(law, w[source]) if _is_gaussian(law) else moments.problem
    predicted = gradient_descent(problem, w[first], at[first:] - at[first], lr)
    recorded = w[first:]
    size = np.linalg.norm(recorded.reshape(len(recorded), -1), axis=1)
    if not np.all(size > 0):
        raise ValueError(f"weights must not be all 0; they are at step {at[first:][np.argmin(size)]}.")
    return FrozenPrediction(
        steps=at[first:],
        predicted=predicted,
        recorded=recorded,
        relative_error=np.linalg.norm((predicted - recorded).reshape(len(recorded), -1), axis=1) / size,
        noise=float(np.sqrt(lr * np.trace(small_step_covariance(moments, batch))) / size[-1]),
        flipped=np.array([np.average(np.mean(gates_of(v, x) != gates, axis=1), weights=p) for v in recorded]),
        predicted_ipr=inverse_participation_ratio(predicted),
        recorded_ipr=inverse_participation_ratio(recorded),
    )


def _inputs(law: Any, L: int, samples: int, rng: Any) -> tuple[Array, Array, Array]:
    """Points (S, L), targets and probabilities (S,): the support of the law, or a sample of it."""
    support = getattr(law, "support", None)
    if support is None:
        if not callable(getattr(law, "sample", None)):
            raise TypeError(f"law must have sample(rng, size), such as theory.inputs.Mixture; got {one_line(law)}.")
        drawn = law.sample(generator(rng, "sims.frozen_gates.predict_from_recording"), samples)
        support = (*drawn, np.full(samples, 1 / samples)) if isinstance(drawn, tuple | list) else (drawn,)
    if len(support) != 3:
        raise ValueError(
            f"law must give x and y; got x alone from {type(law).__name__}. theory.inputs.Mixture puts labels on two laws."
        )
    x, y, p = (np.asarray(part).astype(np.float64) for part in support)
    if x.shape != (len(p), L) or y.shape != (len(p),):
        raise ValueError(
            f"law must give x ({len(p)}, {L}) and y ({len(p)},) for weights (T, K, L) of L = {L}; got {x.shape} and {y.shape}."
        )
    return real_array("the inputs of law", x, (None, L)), real_array("the targets of law", y, (None,)), p


def _is_gaussian(law: Any) -> bool:
    kinds = (Gaussian, RingGaussian)
    return isinstance(law, Mixture) and isinstance(law.positive, kinds) and isinstance(law.negative, kinds)


def _steps(steps: Any, count: int) -> Array:
    at = counts("steps", steps, ascending=True).astype(np.int64)
    if at.shape != (count,) or np.any(np.diff(at) == 0):
        raise ValueError(f"steps must be {count} different numbers, one a matrix; got {one_line(steps)}.")
    return at


def _index(argument: str, value: Any, at: Array) -> int:
    if natural(argument, value, 0) not in at:
        raise ValueError(f"{argument} must be one of steps, {one_line(at.tolist())}; got {value}.")
    return int(np.flatnonzero(at == value)[0])
