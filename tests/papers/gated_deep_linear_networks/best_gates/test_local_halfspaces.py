"""Half-spaces whose directions live on few sites: what gates there are, and their order."""

from itertools import combinations

import numpy as np
import pytest

import papers
from papers.gated_deep_linear_networks.best_gates import local_halfspaces
from papers.gated_deep_linear_networks.best_gates.pulse_halfspaces import halfspaces, pair
from papers.gated_deep_linear_networks.best_gates.small_supports import pulses
from theory import gdln


@pytest.mark.parametrize("L", [3, 4])
def test_gates_of_one_site_are_the_constant_and_the_sites(L):
    """1[x_i = 0] for each site, and 1: even all of them at once do not do what two sites do."""
    support = pulses(L, (1, 1), (1, L))
    gates = np.unique(halfspaces(support, local_halfspaces.localized(1, L)), axis=1)
    expected = {tuple(column) for column in (1 - support.x.astype(int)).T} | {(1,) * len(support.y)}
    assert {tuple(column) for column in gates.T} == expected
    assert support.loss(gates) > gdln.bayes_bound(support.x, support.y, support.p)


def test_choices_are_all_sets_of_gates_and_shifts_come_first(case_of):
    support = pulses(3, (1, 2), (2, 3))
    case = case_of(3, (1, 2), (2, 3), halfspaces(support, pair(3)).T)
    found = [{tuple(g) for g in chosen} for chosen in local_halfspaces.choices(case, 1)]
    columns = {g for gates in found for g in gates}
    assert all({*map(frozenset, combinations(columns, 3))} >= {frozenset(gates)} for gates in found[len(columns) :])
    assert len(found) == len(columns) + 4  # four gates of one site


def test_the_correction_is_drawn_with_gates_that_reach_the_least_loss():
    result = papers.verify("gated_deep_linear_networks", claim="best-half-spaces-local").claim("best-half-spaces-local")
    assert result.verdict == "corrected"
    assert len(result.data["gates"][0]) == len(result.data["x"][0])
