"""What the litmus test answers on data of the highest order that can be told from lower ones, and of one order below."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from theory.emn.higher_order.krylov import polynomial_image
from theory.emn.higher_order.litmus import Litmus, litmus_test


def answers_about(
    highest: int, A: Any, inputs: Any, rng: np.random.Generator
) -> Iterator[tuple[str, int | None, Litmus]]:
    """(the data in words, the order to be told, the answer), noiseless and noisy; None for the highest, none above 5."""
    for order in (highest - 1, highest) if highest <= 5 else ():  # higher powers are all in one direction
        y = polynomial_image(A, np.eye(order + 1)[order], inputs)
        for noise in (0.0, 1e-3):
            answer = litmus_test(A, inputs, y + noise * rng.normal(size=y.shape), highest + 2, level=1e-6)
            yield f"y = A^{order} x, noise {noise:g}", order if order < highest else None, answer
