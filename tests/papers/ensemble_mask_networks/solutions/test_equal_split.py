"""Which starts end at the printed equal split: the rows themselves, and a check that loses its planted ones."""

from collections import Counter

import numpy as np
import pytest

import papers
from papers.ensemble_mask_networks.solutions import equal_split


@pytest.fixture(scope="module")
def rows():
    return equal_split._flows(papers.Context())


def test_equal_positive_layers_and_no_others_end_at_the_printed_root(rows):
    for row in rows:
        off = np.max(np.abs(np.subtract(row["end"], equal_split.equal_root(row["c"]))))
        assert bool(off <= 1e-6) == (row["kind"] == "equal and positive"), row
        assert np.sign(row["c"]) == np.sign(np.prod(row["end"]))
    assert min(Counter(row["kind"] for row in rows).values()) == 2
    assert {row["c"] > 0 for row in rows if row["kind"] == "opposite"} == {False}
    assert {row["end"][0] > 0 for row in rows if row["kind"] == "equal and negative"} == {False}


@pytest.mark.parametrize(("c", "d", "e"), [(0.7, 0.3, 0.3), (0.7, -0.4, -0.4), (-0.5, 0.2, -0.2), (-2.0, 0.1, 0.9)])
def test_the_ends_solve_what_they_are_derived_from(c, d, e):
    ends = equal_split.from_the_start(c, d, e)
    assert abs(c * ends[0] * ends[1] - 1) <= 1e-15 * 8
    assert abs(ends[0] ** 2 - ends[1] ** 2 - (d**2 - e**2)) <= 1e-14


def test_without_planted_starts_it_is_undecided(monkeypatch):
    monkeypatch.setattr(equal_split, "PLANTED", 0)
    found = equal_split.split(equal_split.from_the_start, papers.Context())
    assert found.passed is None
    assert found.detail.startswith("settled rows by start: random ")
