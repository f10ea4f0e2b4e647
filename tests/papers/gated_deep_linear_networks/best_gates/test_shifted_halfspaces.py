"""Shifts, mirror images and complements of a half-space, and the sets of gates that are drawn."""

from fractions import Fraction

import numpy as np

import papers
from papers.gated_deep_linear_networks.best_gates import pulse_halfspaces, shifted_halfspaces
from papers.gated_deep_linear_networks.best_gates.pulse_halfspaces import halfspaces, pair
from papers.gated_deep_linear_networks.best_gates.small_supports import pulses


def test_images_of_a_gate_are_gates_of_images():
    """Of 1[v . x >= 0]: 1[T_s v . x >= 0] for all shifts of v and of its mirror image, and their complements."""
    support, v = pulses(4, (1, 2), (2, 4)), np.array([3, 1, -2, -1])
    x = support.x.astype(int)
    directions = [np.roll(u, s) for u in (v, v[::-1]) for s in range(4)]
    gates = {tuple(((x @ u >= 0) == on).astype(int)) for u in directions for on in (True, False)}
    assert {tuple(g) for g in shifted_halfspaces.images(support, (x @ v >= 0).astype(int))} == gates
    assert len(gates) == 16


def test_sets_are_drawn_with_their_losses_and_gates(case_of):
    case = case_of(3, (1, 2), (2, 3), halfspaces(pulses(3, (1, 2), (2, 3)), pair(3)).T[:2])
    g = tuple(int(v) for v in case.support.x[:, 0])
    h = tuple(pulse_halfspaces.shifts(case.support, np.array(g))[0].tolist())
    data = shifted_halfspaces.sets_drawn(case, {(g, h): Fraction(1, 5)})
    assert data["losses"] == [1 / 5]
    assert data["floor"] == 1 / 8
    assert [row[0] for row in data["tried"]] == [point[0] for point in data["x"]]  # it is on where the first site is
    assert data["least"] == float(case.least)
    panels = shifted_halfspaces.plot_sets({"cases": [data]}).axes
    assert [line.get_ydata()[0] for line in panels[0].lines] == [data["least"], data["floor"], data["losses"][0]]


def test_the_correction_is_drawn_with_gates_that_reach_the_least_loss():
    result = papers.verify("gated_deep_linear_networks", claim="best-half-spaces-shifts").claim(
        "best-half-spaces-shifts"
    )
    assert result.verdict == "corrected"
    case = result.data["cases"][0]
    assert case["losses"][0] == case["least"] == case["floor"] < case["losses"][-1]
    assert case["K"] == len(case["tried"][0]) == len(case["x"][0])
