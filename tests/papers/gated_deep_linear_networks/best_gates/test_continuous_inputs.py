"""Level gates on an interval of inputs against grids, and against the best exclusive gates found otherwise."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import minimize

import papers
from papers.gated_deep_linear_networks.best_gates import continuous_inputs
from theory import GatedRegression, gdln


def best_exclusive(K):
    """The least loss of K exclusive gates: w x is next to 1 on an interval of x; on one of length l about c it leaves
    l^3 / (12 c^2 + l^2). Minimized over the lengths."""

    def loss(logits):
        ends = 1 + np.concatenate([[0], np.cumsum(np.exp(logits)) / np.exp(logits).sum()])
        length, centre = np.diff(ends), (ends[1:] + ends[:-1]) / 2
        return float(np.sum(length**3 / (12 * centre**2 + length**2))) / 2

    return minimize(loss, np.zeros(K), method="L-BFGS-B", options={"ftol": 1e-15, "gtol": 1e-12}).fun


def test_one_gate_leaves_what_one_slope_leaves():
    """<y^2> - <x y>^2 / <x^2> = 1/2 - (3/4)^2 / (7/6) = 1/56, for either family."""
    assert [continuous_inputs.level_loss(family, 1) for family in ("table", "exclusive")] == [Fraction(1, 56)] * 2


@pytest.mark.parametrize(("family", "K"), [("table", 2), ("table", 3), ("exclusive", 2), ("exclusive", 7)])
def test_level_losses_are_those_of_a_fine_grid(family, K):
    """Samples in the middles of N cells of [1, 2]: the cells at the switches of the gates weigh 1 / N each."""
    N = 20_000
    x = 1 + (np.arange(N)[:, None] + 0.5) / N
    gates = gdln.level_gates(np.concatenate([[[1.0]], x]), np.ones(N + 1), [1.0], K, family)[1:]
    sampled = GatedRegression.from_samples(x, np.ones(N), gates).minimum_loss / 2
    assert abs(sampled - float(continuous_inputs.level_loss(family, K))) <= 2**K / N


def test_the_best_exclusive_gates_are_between_the_bounds_and_have_their_rate():
    """K^2 times their loss tends to (9/8) (2^(1/3) - 1)^3, of the best density of levels (Panter and Dite)."""
    for K in continuous_inputs.KS["exclusive"]:
        best = best_exclusive(K)
        assert (
            continuous_inputs.floor("exclusive", K)
            <= best
            <= float(continuous_inputs.level_loss("exclusive", K)) + 1e-12
        )
    limit = 9 / 8 * (2 ** (1 / 3) - 1) ** 3
    off = [abs(K**2 * best_exclusive(K) / limit - 1) for K in (4, 8)]
    assert off[1] < off[0] / 3  # its error falls as K^-2
    assert off[1] < 0.02


def test_overlapping_level_gates_do_not_beat_as_many_levels():
    for K in (1, 2, 3, 4):
        best = best_exclusive(2**K - 1)
        assert continuous_inputs.floor("table", K) <= best <= float(continuous_inputs.level_loss("table", K)) + 1e-12


def test_the_concentration_is_as_small_as_can_be():
    """The largest share of [1, 2] with |w x - 1| <= e is 4 e / (1 + e), at w = (1 + e) / 2."""
    w = np.linspace(0.3, 1.5, 24_001)
    for e in (0.01, 0.1, 0.3):
        share = np.clip((1 + e) / w, 1, 2) - np.clip((1 - e) / w, 1, 2)
        assert 4 * e / (1 + e) * (1 - 1e-3) <= share.max() <= 4 * e / (1 + e) * (1 + 1e-12)
    assert continuous_inputs.CONCENTRATION == 4


def test_the_plot_shows_theory_as_lines_and_instances_as_points():
    result = papers.verify("gated_deep_linear_networks", claim="loss-rate-continuous").claim("loss-rate-continuous")
    assert result.verdict == "holds"
    for axes in continuous_inputs.CLAIMS[0].plot(result.data).axes:
        assert {line.get_marker() in (".", "x") for line in axes.lines} == {True, False}
