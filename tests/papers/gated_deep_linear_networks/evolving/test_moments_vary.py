"""Even laws and one half-space: <g x x^T> = <x x^T> / 2 whatever the direction, in supports, in closed form, in draws."""

import numpy as np
import pytest
from scipy.stats import norm

import papers
from papers.gated_deep_linear_networks.evolving import moments_vary, turning_gates
from papers.gated_deep_linear_networks.evolving.moments_vary import at_two_times, both_vary, only_b_varies
from theory import gdln
from theory.inputs import NLGP, Gaussian, Mixture, RingGaussian


def test_supports_are_even_and_invariant_and_no_gate_is():
    for x, y, p, _ in turning_gates.even_laws(papers.Context()):
        law = {tuple(point): (label, share) for point, label, share in zip(x, y, p, strict=True)}
        assert len(law) == len(x)
        assert sum(p) == 1
        assert all(law[tuple(-v for v in point)] == law[point] == law[(*point[1:], point[0])] for point in law)
    for instance in turning_gates.halfspaces(papers.Context()):
        place = {tuple(point): s for s, point in enumerate(instance.x)}
        moved = [place[tuple(np.roll(point, 1))] for point in instance.x]
        assert all(np.any(gates != gates[moved]) for gates in instance.gates)


def test_no_point_is_on_a_boundary_and_of_x_and_minus_x_one_is_open():
    for instance in turning_gates.halfspaces(papers.Context()):
        place = {tuple(point): s for s, point in enumerate(instance.x)}
        negative = [place[tuple(-v for v in point)] for point in instance.x]
        assert np.all(instance.gates[:, :, 0] + instance.gates[:, negative, 0] == 1)


def test_the_correction_fails_for_a_gate_on_its_boundary():
    """v . x = 0 lets x and -x in together: the assumption is needed."""
    x, y, p, words = next(turning_gates.even_laws(papers.Context()))
    point = next(v for v in x if np.any(v))
    across = np.zeros((1, 1, 4), dtype=int)
    i, j = np.flatnonzero(point)[:2]
    across[0, 0, i], across[0, 0, j] = -int(point[j]), int(point[i])
    instance = turning_gates.course(x, y, p, words, turning_gates.opens, across)
    second = np.einsum("s,si,sj->ij", p, x, x)
    assert not np.array_equal(instance.moments(0)[0] * 2, second)


def test_relations_tell_what_varies():
    """A of one site, b of one site; twice the same moments vary in nothing."""
    half, one = np.eye(2) / 2, np.array([1.0, 0.0])
    assert only_b_varies((half, one), (half, -one), np.eye(2))
    assert not only_b_varies((half, one), (half, one), np.eye(2))
    assert not only_b_varies((half, one), (np.diag([0.5, 0.4]), -one), np.eye(2))
    assert both_vary((half, one), (np.diag([0.5, 0.4]), -one), np.eye(2))
    assert not both_vary((half, one), (half, -one), np.eye(2))


def test_pulses_vary_in_both():
    """So the printed statement is refuted by the even laws alone."""
    assert at_two_times((turning_gates.on_pulses, both_vary), papers.Context()).passed
    assert at_two_times((turning_gates.halfspaces, both_vary), papers.Context()).passed is False


@pytest.mark.parametrize("v", [[1.0, 0.0, 0.0, 0.0], [0.3, -1.2, 0.7, 0.1]])
def test_gaussians_in_closed_form(v):
    """halfspace_problem knows nothing of evenness; its rounding is below 1e-13."""
    law = Mixture(Gaussian(RingGaussian(4, 1.2).covariance), Gaussian(RingGaussian(4, 0.5).covariance))
    second = (law.positive.second_moment + law.negative.second_moment) / 2
    one = gdln.halfspace_problem(law, np.array([v]))
    assert np.max(np.abs(one.A - second / 2)) <= 1e-13
    both = gdln.halfspace_problem(law, np.array([v, [-a for a in v]]))
    assert np.max(np.abs(both.A - np.kron(np.eye(2), second) / 2)) <= 1e-13
    assert np.max(np.abs(both.b[:4] - both.b[4:])) > 0.1


def test_draws_of_the_nonlinear_gaussian_process():
    """A direction across all sites; 100,000 draws, family-wise 1e-6, which a share of 0.45 instead of a half does not pass."""
    law, v = NLGP(4, 0.8, 3.0), np.array([0.3, -1.2, 0.7, 0.1])
    x = law.sample(0, 100_000)
    draws = (x @ v >= 0)[:, None, None] * np.einsum("si,sj->sij", x, x)
    error = draws.std(axis=0) / np.sqrt(len(x))
    bound = norm.isf(1e-6 / 32)
    assert np.max(np.abs(draws.mean(axis=0) - law.second_moment / 2) / error) <= bound
    assert np.max(np.abs(draws.mean(axis=0) - 0.45 * law.second_moment) / error) > bound


def test_the_picture_shows_a_constant_matrix_and_three_that_move():
    result = papers.verify("gated_deep_linear_networks", claim="sec-5-moments-vary").claim("sec-5-moments-vary")
    assert result.verdict == "corrected"
    axes = moments_vary.plot_turned(result.data).axes
    moves = [max(np.ptp(line.get_ydata()) for line in panel.lines) for panel in axes]
    assert moves[0] <= 1e-12
    assert min(moves[1:]) > 0.01
