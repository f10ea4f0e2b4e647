"""The cases that the claims on half-spaces for single pulses stand on are certified."""

import numpy as np
import pytest

import papers
from papers.gated_deep_linear_networks.best_gates import pulse_halfspaces
from papers.gated_deep_linear_networks.best_gates.pulse_halfspaces import halfspaces, pair
from papers.gated_deep_linear_networks.best_gates.small_supports import pulses
from theory import gdln
from theory.gates import optimize


def test_with_a_gate_a_site_the_search_finds_nothing_below_the_floor():
    """What the cases take as the least loss of three half-spaces, by the certified search of the optimizer."""
    support = pulses(3, (1, 2), (2, 3))
    x, y, p = (a.astype(float) for a in (support.x, support.y, support.p))
    best = optimize(x, y, 3, "halfspace", sample_weight=p)
    floor = gdln.bayes_bound(support.x, support.y, support.p)
    assert best.certified
    assert abs(best.lower_bound - float(floor)) <= 1e-12
    assert support.loss(halfspaces(support, pair(3))) == floor


def test_gates_above_the_floor_are_no_certified_case(monkeypatch):
    monkeypatch.setattr(pulse_halfspaces, "pair", lambda L: np.eye(L, dtype=int))
    monkeypatch.setattr(pulse_halfspaces, "CASES", ((3, (1, 1), (1, 3), 3),))
    with pytest.raises(ArithmeticError, match="K = 3: the gates of all sites are above the floor"):
        pulse_halfspaces.pulse_cases(papers.Context())
