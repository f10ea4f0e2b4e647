"""What rounding may do to flows one after another."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from theory.spectrum import EPS


@pytest.fixture(scope="session")
def flows_rounding() -> Callable[[Any, Any], float]:
    def flows_rounding(problems: Any, w0: Any) -> float:
        """As for each flow on its own; one never lengthens a difference, so the errors add up."""
        total = 0.0
        for problem in problems:
            values = problem.spectrum.eigenvalues
            condition = values[-1] / values[0] if len(values) else 1.0
            total += 100 * len(problem.b) * EPS * condition
        return total * (np.linalg.norm(w0) + sum(np.linalg.norm(p.minimum_norm_weights) for p in problems))

    return flows_rounding
