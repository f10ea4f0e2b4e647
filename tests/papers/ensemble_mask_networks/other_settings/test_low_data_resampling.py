"""What new masks gain, with planted gains: which of them refute what is said of small n and of n = 20."""

import numpy as np
import pytest

import papers
from papers.ensemble_mask_networks.other_settings import low_data_resampling
from papers.ensemble_mask_networks.other_settings.low_data_resampling import HALF, LARGE, resampling

CLAIM, _ = low_data_resampling.CLAIMS


def gains(large: tuple[float, float] = (0.0, 0.2), above: float = 0.0, **small: tuple[float, float]) -> papers.Context:
    context = papers.Context()
    given = {"control": (1.0, 0.3), "shuffled": (0.1, 0.3)} | small
    context.once("gains", lambda: {f"{k}, n = 5": v for k, v in given.items()} | {f"{LARGE}, control, (1, 1)": large})
    context.once("above", lambda: {20: above, 40: 0.0})
    return context


@pytest.mark.parametrize(
    ("context", "passed"),
    [
        (gains(), True),
        (gains(large=(0.25, 0.2)), True),  # within the floor's scatter
        (gains(large=(0.5, 0.2)), False),
        (gains(large=(-0.5, 0.2)), False),
        (gains(above=0.6), False),
        (gains(control=(0.2, 0.3)), None),
        (gains(control=(-1.0, 0.3)), False),
        (gains(shuffled=(-1.0, 0.3)), False),
    ],
)
def test_gains_that_refute(context: papers.Context, passed: bool | None) -> None:
    found = resampling(CLAIM.printed.says, context, "low")
    assert found.passed is passed
    assert bool(found.counterexample) == (passed is False)


def test_every_wrong_statement_is_refuted_by_such_gains() -> None:
    assert {name: resampling(says, gains(), "low").passed for name, says in CLAIM.wrong.items()} == {
        "worse than control": False,
        "worse than shuffled": None,  # a gain that is not clear
        HALF: False,
    }


def test_a_cell_above_the_floor_is_named() -> None:
    found = resampling(CLAIM.printed.says, gains(above=0.6), "low")
    assert found.counterexample == "n = 20: the cell (1, 2) is 0.60 decades above the floor"
    assert resampling({"control": 1}, gains(above=0.6), "low").passed  # says nothing of n = 20


def test_networks_of_n_20_reach_it_in_the_second_meta_epoch() -> None:
    """Another seed than the claim's, within the factor 3."""
    assert abs(low_data_resampling._above(papers.Context(seed=2), "low")[20]) < np.log10(3)
