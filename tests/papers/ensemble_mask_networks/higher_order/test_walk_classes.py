"""What zero loss leaves free: undecided where other weights are not excluded, refuted by one case; other weights, certified."""

from dataclasses import replace

import numpy as np
import pytest
from mpmath import iv

import papers
from papers.ensemble_mask_networks.higher_order import walk_classes as classes
from theory import emn
from theory.emn.higher_order import walk_classes


def stated(n, r):
    return n * (r - 1)


def test_holds_and_names_where_the_loss_is_flatter():
    found = classes.free_dimensions(stated, papers.Context())
    assert found.passed is True
    assert found.effective == 48
    assert "n = 2, r = 4, symmetric" in found.detail
    assert "n = 2, r = 6, directed" in found.detail
    assert "n = 2, r = 5, directed" not in found.detail


def test_one_set_that_is_not_closed_leaves_it_undecided(monkeypatch):
    """As with single walks alone, which do not decide n = 2, r = 4."""
    monkeypatch.setattr(walk_classes, "forces_ones", lambda classes, weights: weights != 16 or None)
    found = classes.free_dimensions(stated, papers.Context())
    assert found.passed is None
    assert "n = 2, r = 4, directed" in found.detail
    assert classes.free_dimensions(lambda n, r: 0, papers.Context()).passed is False


@pytest.mark.parametrize("where", [(2, 4), (4, 4)])
def test_one_dimension_more_is_refuted(monkeypatch, where):
    original = classes.zero_loss_set

    def one_more(n, r, masks):
        found = original(n, r, masks)
        return replace(found, dimension=found.dimension + ((n, r) == where and masks == "symmetric"))

    monkeypatch.setattr(classes, "zero_loss_set", one_more)
    found = classes.free_dimensions(stated, papers.Context())
    assert found.passed is False
    assert f"n = {where[0]}, r = {where[1]}, symmetric" in found.counterexample


def test_the_certified_weights_by_the_network_itself():
    """Zero loss for every binary symmetric mask, from theory's product in floats; off the orbit, which the closure leaves open."""
    b = [float(iv.mpf(x).mid) for x in classes.certified()]
    layers = np.array([[[1, x], [x, 1]] for x in b])
    for A in (np.array(mask).reshape(2, 2) for mask in classes.MASKS):
        off = np.max(np.abs(emn.masked_product(layers, [A] * 6) - classes.power(A)))
        assert bool(off <= 1e-12) >= classes.symmetric(A), A
        assert np.allclose(classes.carried(b, A.ravel()), emn.masked_product(layers, [A] * 6), rtol=1e-12, atol=0)
    assert abs(b[0] * b[1] - 1) > 0.1  # over, back, then staying: 1 on the orbit
    assert emn.zero_loss_set(2, 6, "symmetric").gauge_only is None


def test_a_zero_is_certified_or_refused(monkeypatch):
    """From two digits the same is found; too small a ball, or a start without a zero nearby, proves nothing."""
    first = [float(iv.mpf(x).mid) for x in classes.certified()]
    with pytest.raises(ArithmeticError, match="no zero is proved within 1e-16"):
        classes.certified(radius=1e-16)
    monkeypatch.setattr(classes, "NEAR", tuple(round(x, 2) for x in classes.NEAR))
    assert np.allclose([float(iv.mpf(x).mid) for x in classes.certified()], first, rtol=0, atol=1e-9)
    monkeypatch.setattr(classes, "NEAR", (3.0, 1.0, 2.0, -1.0, 0.5, 7.0))
    with pytest.raises(ArithmeticError, match="no zero is proved"):
        classes.certified()


def test_what_the_statement_leaves_out_is_not_counted():
    context = papers.Context()
    found = classes.other_weights(
        lambda A: classes.power(A) if classes.symmetric(A) and classes.binary(A) else None, context
    )
    assert (found.passed, found.effective) == (True, 8)
    assert classes.other_weights(lambda A: None, context).effective == 0
    one_off = classes.other_weights(
        lambda A: classes.power(A) + 1e-6 if A.all() and classes.binary(A) else None, context
    )
    assert one_off.passed is False
