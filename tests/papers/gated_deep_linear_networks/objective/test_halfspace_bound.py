"""The half-spaces that the claim takes all at once, and the assumption that it needs."""

import numpy as np

import papers
from papers.gated_deep_linear_networks.objective import halfspace_bound
from theory import gdln


def test_open_gates_are_those_of_directions_in_general_position():
    """Random directions find them all, and no other ones; 14 cells of four planes in space."""
    for name, support in halfspace_bound.supports().items():
        x = support.x.astype(float)
        drawn = np.random.default_rng(0).normal(size=(4000, x.shape[1]))
        found = {tuple(g) for g in (x @ drawn.T >= 0).T.astype(int)}
        assert found == {tuple(g) for g in halfspace_bound.open_gates(support)}, name
    assert len(halfspace_bound.open_gates(halfspace_bound.supports()["parity of three signs"])) == 14


def test_a_gate_on_a_boundary_goes_below_the_floor():
    """The assumption is needed: v = (1, -1, 0) opens to (1, 1, 1) and to minus it."""
    support = halfspace_bound.supports()["parity of three signs"]
    v = np.array([[1, -1, 0], [1, 0, -1], [0, 1, -1], [1, 1, 0], [1, 0, 1], [0, 1, 1]])
    gates = (support.x.astype(int) @ np.concatenate([v, -v]).T >= 0).astype(int)
    assert support.loss(gates) < gdln.halfspace_bound(support.x, support.y, support.p)


def test_the_plot_shows_theory_as_lines_and_instances_as_points():
    result = papers.verify("gated_deep_linear_networks", claim="half-spaces-never-fit").claim("half-spaces-never-fit")
    assert result.verdict == "holds"
    for axes in halfspace_bound.CLAIMS[0].plot(result.data).axes:
        assert {line.get_marker() in (".", "x") for line in axes.lines} == {True, False}
