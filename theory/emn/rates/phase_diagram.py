"""Which cells (n, epochs, meta-epochs) of a sweep converge: the error of (1) predicted from its start, and thresholds."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from math import isnan
from numbers import Real
from typing import Any

import numpy as np

from ...validation import REPEATS, Array, counts, in_float_range, natural, one_line
from ..network.architecture import Architecture, Parameters, check_parameters
from .risk_spectrum import risk_eigenvalues, risk_pair
from .stability import spectral_radius
from .step_scale import gain, step_scale
from .transfer import transfer

LINEAR = 1e-8  # errors below which descent is linear to rounding
MOST_STEPS = 10**6
MOST_MASKS = 10**12


@in_float_range("params, masks, lr, risk")
def predicted_errors(
    net: Architecture,
    params: Parameters,
    masks: Any,
    *,
    epochs: int = 1,
    lr: float = 0.1,
    batch: int | None = None,
    reduction: str = "mean",
    risk: tuple[Any, Any] | None = None,
) -> Array:
    """The mean square error per output of (1) after each number of `masks`, four batches each, from `params`: () or (T,).

    Two factors, multiplied. The error of gradient descent on the risk with the same number of steps; a row is three
    numbers there, u along the ones, v >= 0 across them, and d, and with z = sqrt(n) - u d one step is

        u <- u + h lambda_1 d z,   v <- (1 - h lambda_0 d^2) v,   d <- d + h (lambda_1 u z - lambda_0 d v^2).

    And what the noise of the masks adds: for every mask the spectral radius of `transfer` at the solution where the row
    ends, over the factor (1 - h lambda_0 / c^2)^(2 batches) of the descent. `risk` gives the two entries of the second
    moment of a_j x_j under the test law, default the training law's.

    A prediction, not a theorem: the noise is taken at the solution from the start; masks are taken fresh, with rows of
    fair bits, and the batches of later epochs as fresh ones. No rounding: compare with floors from elsewhere.
    Raises ValueError for architectures other than (1), and where descent does not settle: lr above its limit, or a start at
    the saddle.

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> net = emn.Architecture(2, (1,))
    >>> params = net.parameters([[[0.5, 0.1], [0.2, 0.3]], [[[0.5]], [[0.4]]]])
    >>> errors = emn.predicted_errors(net, params, np.arange(0, 300, 100))
    >>> bool((np.diff(errors) < 0).all())
    True
    """
    params = check_parameters(net, params)
    if net.copies != (1,):
        raise ValueError(f"net must have copies (1,); got {net.copies}. For () see expected_error.")
    n, batches = net.n, 4 * natural("epochs", epochs, most=REPEATS)
    after = counts("masks", masks, MOST_MASKS).astype(np.int64)
    batch = 2 * n if batch is None else natural("batch", batch)
    h = float(step_scale(n, lr, reduction, batch))
    diagonal, off = risk_pair(risk, float)
    w, d = (layer.astype(np.float64) for layer in (params.layers[0], params.layers[1][:, 0, 0]))
    log_errors, c, log_factor = _descent(n, w, d, h, (diagonal - off, diagonal + (n - 1) * off))
    radius = np.array([spectral_radius(transfer(n, h, batch, batches, None, gain(v))) for v in c])
    noise = np.log(radius) - batches * log_factor
    steps = after.reshape(-1) * batches
    known = np.minimum(steps, len(log_errors) - 1)
    each = log_errors[known] + np.outer(steps - known, log_factor) + np.outer(after, noise)
    return np.exp(each).mean(axis=1).reshape(after.shape)


def threshold_window(errors: Mapping[Any, float], failing: Collection[Any]) -> tuple[float, float]:
    """(low, high): exactly the cells `failing` have an error above t for low <= t < high; none such t where low >= high.

    low is the largest error of the other cells (0 if there are none), high the least of the failing ones (infinite if
    none). Divide the errors by each n's rounding floor beforehand for thresholds in units of it. Raises ValueError for
    failing cells that are not among the errors.

    Example:
    >>> from theory import emn
    >>> emn.threshold_window({(1, 1): 0.5, (1, 2): 0.01, (2, 2): 0.001}, failing=[(1, 1)])
    (0.01, 0.5)
    """
    if not isinstance(errors, Mapping) or not isinstance(failing, Collection):
        raise TypeError(
            f"errors must map cells to errors, failing be a list of cells; got {one_line((errors, failing))}."
        )
    for cell, value in errors.items():
        if isinstance(value, bool) or not isinstance(value, Real) or isnan(value):
            raise ValueError(f"errors must be numbers; got {one_line(value)} for {one_line(cell)}.")
    unknown = [cell for cell in failing if not isinstance(cell, Hashable) or cell not in errors]
    if unknown:
        raise ValueError(f"failing must be cells of errors; got {one_line(unknown[0])}.")
    low = max((v for cell, v in errors.items() if cell not in failing), default=0.0)
    return float(low), float(min((errors[cell] for cell in failing), default=np.inf))


def _descent(n: int, w: Array, d: Array, h: float, risk: tuple[float, float]) -> tuple[Array, Array, Array]:
    """Every row under gradient descent on the risk until it is linear.

    The log of its error after each step (steps + 1, n) for a test risk of eigenvalues `risk` across and along the ones,
    the constant c it settles at, and the log of the factor of its error in every later step.
    """
    along, across = (float(v) for v in risk_eigenvalues(n))
    goal = np.sqrt(n)
    u = w.sum(axis=1) / goal
    v = np.sqrt(np.maximum(np.sum(w**2, axis=1) - u**2, 0.0))
    errors: list[Array] = []
    with np.errstate(all="ignore"):  # what diverges is refused below
        while len(errors) < MOST_STEPS:
            z = goal - u * d
            errors.append(risk[0] * (d * v) ** 2 + risk[1] * z**2)
            if np.all(np.abs(z) < LINEAR) and np.all(np.abs(v) < LINEAR):
                slowest = across * d**2 if n > 1 else along * (u**2 + d**2)
                return np.log(errors), u / goal, 2 * np.log(np.abs(1 - h * slowest))
            size = u**2 + v**2 + d**2
            if not np.all(np.isfinite(errors[-1])) or np.any(h * along * (size + goal) * MOST_STEPS < 1):
                break
            du, dd = h * along * d * z, h * (along * u * z - across * d * v**2)
            u, v, d = u + du, v * (1 - h * across * d**2), d + dd
    raise ValueError(f"lr must let descent settle in {MOST_STEPS} steps; it does not with a step of h = {h:g}.")
