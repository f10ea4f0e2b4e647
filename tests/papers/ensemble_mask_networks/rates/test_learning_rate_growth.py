"""Thresholds off by one are refuted, from the right side."""

import pytest

import papers
from papers.ensemble_mask_networks.rates import learning_rate_growth
from papers.ensemble_mask_networks.rates.learning_rate_growth import FIRST


def test_thresholds_off_by_one_are_refuted_on_the_right_side(monkeypatch: pytest.MonkeyPatch) -> None:
    context = papers.Context()
    key = ("sum", False)
    fake = {True: (0.6, 0.01), False: (3.0, 0.1)}
    monkeypatch.setattr(learning_rate_growth, "growth", lambda context, n, *rest: fake[n < FIRST[key]])
    monkeypatch.setattr(learning_rate_growth, "_stable", lambda n, hidden, reduction: n < FIRST[reduction, hidden])
    test = learning_rate_growth.first_unstable_are
    assert test({key: 5}, context).passed
    assert "n = 5" in test({key: 6}, context).counterexample
    assert "n = 4" in test({key: 4}, context).counterexample
    monkeypatch.setattr(learning_rate_growth, "_stable", lambda n, hidden, reduction: n < 7)
    assert test({key: 5}, context).passed is False  # theory alone would refute it
