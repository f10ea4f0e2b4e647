"""How trainings of several masked layers are run: their step, the slowest mode of where they end, what rounding leaves."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from theory.emn import loss_hessians, stable_layers_lr, uniform_inputs

EPS = float(np.finfo(np.float64).eps)


class Pace(NamedTuple):
    """`lr`: half the step that is stable in mean square; `least`: eigenvalue of the slowest mode; `free`: directions without one.

    `floor`: what rounding leaves in an entry of the map. Each step rounds a weight by eps, the slowest mode forgets it at rate
    lr lambda, and an entry of the map has r n^(r - 1) weights' worth of first-order error.
    """

    lr: float
    least: float
    free: int
    floor: float

    def passes(self, constants: int, masks: int) -> int:
        """How often all masks are gone through in so many time constants of the slowest mode."""
        return int(np.ceil(constants / (self.lr * self.least * masks)))


def pace(at: Any, masks: Any) -> Pace:
    """At the zero-loss layers `at` (r, n, n), under masks (D, r, n, n)."""
    r, n = at.shape[:2]
    lr = stable_layers_lr(at, masks, uniform_inputs(n))[1] / 2
    values = np.linalg.eigvalsh(np.mean(list(loss_hessians(at, masks, uniform_inputs(n))), axis=0))
    seen = values > 1e-9 * values[-1]
    least = float(values[seen][0])
    return Pace(lr, least, int(np.sum(~seen)), EPS * r * n ** (r - 1) / (lr * least))
