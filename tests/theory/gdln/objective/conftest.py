"""Arrays of fractions, for objectives in rationals."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest


@pytest.fixture
def fractions() -> Callable[[Any], Any]:
    def fractions(values):
        return np.array([[Fraction(int(v)) for v in row] for row in np.atleast_2d(values)], dtype=object)

    return fractions
