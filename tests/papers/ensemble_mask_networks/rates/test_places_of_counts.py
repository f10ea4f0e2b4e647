"""The places that a count of networks allows."""

import pytest

from papers.ensemble_mask_networks.rates.places_of_counts import RANGES, allowed


@pytest.mark.parametrize(
    ("above", "runs", "places"),
    [
        (9, 9, {"above", "split"}),
        (0, 9, {"within", "split"}),
        (200, 200, {"above"}),
        (0, 200, {"within"}),
        (149, 200, {"split"}),
        (1, 1, set(RANGES)),
    ],
)
def test_places_that_counts_allow(above: int, runs: int, places: set[str]) -> None:
    assert {p for p in RANGES if allowed(p, above, runs, 2e-8)} == places
