"""The departures' ranges: which ratios refute them, and a small case."""

import pytest

import papers
from papers.ensemble_mask_networks.rates import departures
from papers.ensemble_mask_networks.rates.departures import ALIKE, LESS, MORE, STATED

from ...figures.rules import broken_rules


def rows(**ratios: tuple[float, float]) -> papers.Context:
    context = papers.Context()
    context.once("departures", lambda: [{"name": k, "ratio": r, "bar": b} for k, (r, b) in ratios.items()])
    return context


def test_a_departure_must_be_significantly_inside() -> None:
    said = {"a": MORE, "b": ALIKE}
    assert departures.departures_are(said, rows(a=(1.5, 0.05), b=(1.0, 0.05))).passed is True
    assert departures.departures_are(said, rows(a=(1.1, 0.05), b=(1.0, 0.05))).passed is None
    found = departures.departures_are(said, rows(a=(1.5, 0.05), b=(3.0, 0.05)))
    assert found.passed is False
    assert found.counterexample.startswith("b:")
    assert departures.departures_are({"a": LESS, "b": ALIKE}, rows(a=(1.5, 0.05), b=(1.0, 0.05))).passed is False


def test_every_case_has_a_range_and_an_opposite() -> None:
    assert set(STATED) == set(departures.CASES)
    assert len(departures.CLAIMS[0].wrong) == len(STATED)


def test_a_small_case_departs_as_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Repeated inputs: the masks that are counted are those of the run."""
    setting = {**departures.LARGE_STEPS, "runs": 300}
    name = "large steps as assumed"
    monkeypatch.setitem(departures.CASES, name, (setting, departures.CASES[name][1]))
    row = departures._departure(papers.Context(seed=1), name)
    assert abs(row["ratio"] - 1) < 5 * row["bar"]
    assert broken_rules(departures.plot_departures({"departures": [row]})) == []
