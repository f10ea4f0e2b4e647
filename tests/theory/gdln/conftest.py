"""What every derivation on gates must pass."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from theory import Derivation


@pytest.fixture
def has_teeth() -> Callable[[Derivation], bool]:
    """No step is given, all hold without sampling, none holds with 1 added to its right-hand side."""

    def has_teeth(derivation: Derivation) -> bool:
        steps = derivation.steps
        refuted = all(replace(step, rhs=step.rhs + 1).check().holds is not True for step in steps)
        return derivation.proved and len(steps) >= 3 and not any(step.given for step in steps) and refuted

    return has_teeth
