"""The claim on what zero loss leaves free: undecided where other weights are not excluded, refuted by one case."""

from dataclasses import replace

import pytest

import papers
from papers.ensemble_mask_networks.higher_order import free_dimensions as free
from theory.emn.higher_order import walk_classes


def stated(n, r):
    return n * (r - 1)


def test_holds_and_names_where_the_loss_is_flatter():
    found = free.free_dimensions(stated, papers.Context())
    assert found.passed is True
    assert found.effective == 48
    assert "n = 2, r = 4, symmetric" in found.detail
    assert "n = 2, r = 6, directed" in found.detail
    assert "n = 2, r = 5, directed" not in found.detail


def test_one_set_that_is_not_closed_leaves_it_undecided(monkeypatch):
    """As with single walks alone, which do not decide n = 2, r = 4."""
    monkeypatch.setattr(walk_classes, "forces_ones", lambda classes, weights: weights != 16 or None)
    found = free.free_dimensions(stated, papers.Context())
    assert found.passed is None
    assert "n = 2, r = 4, directed" in found.detail
    assert free.free_dimensions(lambda n, r: 0, papers.Context()).passed is False


@pytest.mark.parametrize("where", [(2, 4), (4, 4)])
def test_one_dimension_more_is_refuted(monkeypatch, where):
    original = free.zero_loss_set

    def one_more(n, r, masks):
        found = original(n, r, masks)
        return replace(found, dimension=found.dimension + ((n, r) == where and masks == "symmetric"))

    monkeypatch.setattr(free, "zero_loss_set", one_more)
    found = free.free_dimensions(stated, papers.Context())
    assert found.passed is False
    assert f"n = {where[0]}, r = {where[1]}, symmetric" in found.counterexample
