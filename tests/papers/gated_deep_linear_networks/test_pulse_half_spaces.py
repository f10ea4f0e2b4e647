"""What the claims on half-spaces for single pulses stand on: cases, shifts, images, gates on few sites, pictures."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

import papers
from papers.gated_deep_linear_networks.best_gates import (
    all_shifts_pulses,
    local_half_spaces,
    pulse_half_spaces,
    shifted_half_spaces,
)
from papers.gated_deep_linear_networks.best_gates.pulse_half_spaces import PulseCase, half_spaces, pair
from papers.gated_deep_linear_networks.best_gates.small_supports import pulses
from theory import gdln
from theory.gates import optimize


def case_of(sites, positive, negative, gates):
    """A case of these gates, with all shifts of 1[x_i >= x_(i+1)] for every half-space there is."""
    support = pulses(sites, positive, negative)
    gates = pulse_half_spaces.gating(np.array(gates).T)
    return PulseCase(support, len(gates[0]), support.loss(gates), gates, half_spaces(support, pair(sites)).T)


def test_images_of_a_gate_are_gates_of_images():
    """Of 1[v . x >= 0]: 1[T_s v . x >= 0] for all shifts of v and of its mirror image, and their complements."""
    support, v = pulses(4, (1, 2), (2, 4)), np.array([3, 1, -2, -1])
    x = support.x.astype(int)
    directions = [np.roll(u, s) for u in (v, v[::-1]) for s in range(4)]
    gates = {tuple(((x @ u >= 0) == on).astype(int)) for u in directions for on in (True, False)}
    assert {tuple(g) for g in shifted_half_spaces.images(support, (x @ v >= 0).astype(int))} == gates
    assert len(gates) == 16


def test_sets_are_drawn_with_their_losses_and_gates():
    case = case_of(3, (1, 2), (2, 3), half_spaces(pulses(3, (1, 2), (2, 3)), pair(3)).T[:2])
    g = tuple(int(v) for v in case.support.x[:, 0])
    h = tuple(pulse_half_spaces.shifts(case.support, np.array(g))[0].tolist())
    data = shifted_half_spaces.sets_drawn(case, {(g, h): Fraction(1, 5)})
    assert data["losses"] == [1 / 5]
    assert data["floor"] == 1 / 8
    assert [row[0] for row in data["tried"]] == [point[0] for point in data["x"]]  # it is on where the first site is
    assert data["least"] == float(case.least)
    panels = shifted_half_spaces.plot_sets({"cases": [data]}).axes
    assert [line.get_ydata()[0] for line in panels[0].lines] == [data["least"], data["floor"], data["losses"][0]]


def test_with_a_gate_a_site_the_search_finds_nothing_below_the_floor():
    """What the cases take as the least loss of three half-spaces, by the certified search of the optimizer."""
    support = pulses(3, (1, 2), (2, 3))
    x, y, p = (a.astype(float) for a in (support.x, support.y, support.p))
    best = optimize(x, y, 3, "halfspace", sample_weight=p)
    floor = gdln.bayes_bound(support.x, support.y, support.p)
    assert best.certified
    assert abs(best.lower_bound - float(floor)) <= 1e-12
    assert support.loss(half_spaces(support, pair(3))) == floor


def test_gates_above_the_floor_are_no_certified_case(monkeypatch):
    monkeypatch.setattr(pulse_half_spaces, "pair", lambda L: np.eye(L, dtype=int))
    monkeypatch.setattr(pulse_half_spaces, "CASES", ((3, (1, 1), (1, 3), 3),))
    with pytest.raises(ArithmeticError, match="K = 3: the gates of all sites are above the floor"):
        pulse_half_spaces.pulse_cases(papers.Context())


@pytest.mark.parametrize("L", [3, 4])
def test_gates_of_one_site_are_the_constant_and_the_sites(L):
    """1[x_i = 0] for each site, and 1: even all of them at once do not do what two sites do."""
    support = pulses(L, (1, 1), (1, L))
    gates = np.unique(half_spaces(support, local_half_spaces.localized(1, L)), axis=1)
    expected = {tuple(column) for column in (1 - support.x.astype(int)).T} | {(1,) * len(support.y)}
    assert {tuple(column) for column in gates.T} == expected
    assert support.loss(gates) > gdln.bayes_bound(support.x, support.y, support.p)


def test_choices_are_all_sets_of_gates_and_shifts_come_first():
    support = pulses(3, (1, 2), (2, 3))
    case = case_of(3, (1, 2), (2, 3), half_spaces(support, pair(3)).T)
    found = [{tuple(g) for g in chosen} for chosen in local_half_spaces.choices(case, 1)]
    columns = {g for gates in found for g in gates}
    assert all({*map(frozenset, combinations(columns, 3))} >= {frozenset(gates)} for gates in found[len(columns) :])
    assert len(found) == len(columns) + 4  # four gates of one site


def test_only_the_gates_of_the_derivation_fit_every_length():
    assert all(all_shifts_pulses.fits_every_length(pair(L)) for L in (2, 5, 9))
    assert not all_shifts_pulses.fits_every_length(pair(5)[:-1])
    assert not all_shifts_pulses.fits_every_length(-pair(5))
    assert not all_shifts_pulses.fits_every_length(all_shifts_pulses.symmetric(4))


def test_what_fits_small_rings_only_is_not_proved(monkeypatch):
    """Another half-space that reaches the floor on the rings tried is certified there, and no more."""
    monkeypatch.setattr(all_shifts_pulses, "pulse_laws", lambda largest: iter([pulses(3, (1, 2), (2, 3))]))
    monkeypatch.setattr(all_shifts_pulses, "pulse_curves", dict)
    mirrored = all_shifts_pulses.reaches_the_floor(lambda L: -pair(L), papers.Context())
    assert mirrored.passed
    assert mirrored.evidence == papers.Evidence.CERTIFIED
    assert all_shifts_pulses.reaches_the_floor(pair, papers.Context()).evidence == papers.Evidence.PROVED


@pytest.mark.parametrize("id", ["best-half-spaces-local", "best-half-spaces-shifts"])
def test_corrections_are_drawn_with_gates_that_reach_the_least_loss(id):
    result = papers.verify("gated_deep_linear_networks", claim=id).claim(id)
    assert result.verdict == "corrected"
    if id == "best-half-spaces-shifts":
        case = result.data["cases"][0]
        assert case["losses"][0] == case["least"] == case["floor"] < case["losses"][-1]
        assert case["K"] == len(case["tried"][0]) == len(case["x"][0])
    else:
        assert len(result.data["gates"][0]) == len(result.data["x"][0])
