"""The roundings of the numbers of masks are told."""

import pytest

import papers
from papers.ensemble_mask_networks.rates import mask_roundings


def test_roundings_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mask_roundings, "TOP", {5: 2})
    told = mask_roundings.rounding_line(papers.Context())
    assert "largest remainder (292 masks) from" in told
    assert "down (280 masks) from" in told
