"""Equal gates in groups: their numbers, counts and means."""

import numpy as np
import pytest

from theory.gdln import GateGroups
from theory.gdln.flows import redundant_flow


def test_groups_in_order_of_appearance():
    """Group numbers, counts, means, and gates that are never on as one group; soft gates are refused."""
    groups = GateGroups.from_samples([[1.0], [2.0]], [1.0, 0.0], [[0, 1, 0, 1, 1], [0, 1, 0, 0, 1]])
    assert groups.group.tolist() == [0, 1, 0, 2, 1]
    assert groups.count.tolist() == [2, 2, 1]
    assert groups.mean(np.arange(5.0)[:, None]).ravel().tolist() == [1.0, 2.5, 3.0]
    assert groups.problem.scale == 1 / 5
    w = redundant_flow(groups, np.arange(5.0)[:, None], [1.0, np.inf])
    assert np.array_equal(w[:, [0, 2], 0], [[0.0, 2.0]] * 2)
    with pytest.raises(ValueError, match="gates must be 0 or 1"):
        GateGroups.from_samples([[1.0]], [1.0], [[0.5]])
