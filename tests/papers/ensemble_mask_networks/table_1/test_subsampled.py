"""What the sweep without self-loops adds, and where control and subsampled part."""

from collections.abc import Callable

import papers
from papers.ensemble_mask_networks.table_1 import subsampled
from sims.store import Record

Sweeps = Callable[[dict[str, list[Record]]], papers.Context]


def test_full_tells_of_trained_networks_without_self_loops(stored: Sweeps, record: Callable[..., Record]) -> None:
    found = [record("l", 0, {"mean_square": 0.05, "predicted": 0.04}, n=n) for n in (40, 100)]
    assert "n = 100 trained 0.05, over predicted 1.250" in subsampled._trained_over_predicted(
        stored({"no_self_loops": found})
    )


def test_control_and_subsampled_part_in_the_second_meta_epoch() -> None:
    assert subsampled._same(papers.Context(), 3) == 1
