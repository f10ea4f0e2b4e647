"""One False refutes, else one open leaves all open: the strong conjunction of Kleene, for findings and for sides."""

from itertools import product

import numpy as np
import pytest

from papers.ledger.three_valued import all_above, all_of

RANK = {False: 0, None: 1, True: 2}
SIDE = {-1: False, 0: None, 1: True}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_least_of_all_findings_counts(count: int) -> None:
    for findings in product(RANK, repeat=count):
        assert all_of(findings) is min(findings, key=RANK.__getitem__)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_sides_are_findings(count: int) -> None:
    for sides in product(SIDE, repeat=count):
        assert all_above(sides) is all_of(SIDE[side] for side in sides)


def test_what_comes_of_sides_is_no_numpy_bool() -> None:
    """An Outcome takes none."""
    assert all_above(np.array([1, 1])) is True
    assert all_above(np.array([1, -1])) is False


def test_of_nothing_all_hold() -> None:
    assert all_of([]) is all_above([]) is True
