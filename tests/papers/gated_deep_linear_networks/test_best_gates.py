"""The instances that the claims on best gates stand on, and their plots."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import minimize

import papers
from papers.gated_deep_linear_networks.best_gates import continuous_inputs, loss_against_gates, tiling
from papers.gated_deep_linear_networks.best_gates.small_supports import levels, of_points
from papers.gated_deep_linear_networks.objective import half_space_floor
from papers.ledger.registry import load_paper
from theory import GatedRegression, gdln

SLUG = "gated_deep_linear_networks"
CLAIMS = {claim.id: claim for claim in load_paper(SLUG)[0].claims}


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


def test_open_gates_are_those_of_directions_in_general_position():
    """Random directions find them all, and no other ones; 14 cells of four planes in space."""
    for name, support in half_space_floor.supports().items():
        x = support.x.astype(float)
        drawn = np.random.default_rng(0).normal(size=(4000, x.shape[1]))
        found = {tuple(g) for g in (x @ drawn.T >= 0).T.astype(int)}
        assert found == {tuple(g) for g in half_space_floor.open_gates(support)}, name
    assert len(half_space_floor.open_gates(half_space_floor.supports()["parity of three signs"])) == 14


def test_a_gate_on_a_boundary_goes_below_the_floor():
    """The assumption is needed: v = (1, -1, 0) opens to (1, 1, 1) and to minus it."""
    support = half_space_floor.supports()["parity of three signs"]
    v = np.array([[1, -1, 0], [1, 0, -1], [0, 1, -1], [1, 1, 0], [1, 0, 1], [0, 1, 1]])
    gates = (support.x.astype(int) @ np.concatenate([v, -v]).T >= 0).astype(int)
    assert support.loss(gates) < gdln.half_space_bound(support.x, support.y, support.p)


@pytest.mark.parametrize("id", ["loss-rate-continuous", "half-spaces-never-fit"])
def test_plots_show_theory_as_lines_and_instances_as_points(id):
    result = papers.verify(SLUG, claim=id).claim(id)
    assert result.verdict == "holds"
    for axes in CLAIMS[id].plot(result.data).axes:
        assert {line.get_marker() in ("o", "s") for line in axes.lines} == {True, False}


def test_enough_gates_are_on_the_stated_line():
    data = papers.verify(SLUG, claim="optimum-trivial").claim("optimum-trivial").data
    assert all(case["reached"] == 0 < case["fewer"] for case in data["cases"])
    assert all(case["n"] * (case["K"] - 1) < case["N"] <= case["n"] * case["K"] for case in data["cases"])
    assert len(CLAIMS["optimum-trivial"].plot(data).axes) == 3


def test_more_tiling_gates_than_any_gates(monkeypatch):
    """The plot's points: with as many gates on or above the diagonal, with 2^K on or below, in some strictly."""
    few = [of_points((1, 2), (0, 1)), of_points((1, 2, 3, 6), (1, 1, 1, 0)), levels(2)]
    monkeypatch.setattr(tiling, "small_supports", lambda: iter(few))
    data = tiling.as_good_as_any("tiling")(lambda K: 2**K, papers.Context()).data
    least = np.array([loss for _, loss in data["least"]])
    assert np.all(np.array(data["as many"]) >= least)
    assert np.all(np.array(data["more"]) <= least)
    assert np.any(np.array(data["as many"]) > least)
    assert np.any(np.array(data["more"]) < least)
    assert data["needed"] == data["stated"] == [2, 4, 8, 16]
    assert len(tiling.plot_against_any(data).axes) == 2


def test_any_two_gates_are_followed_too(monkeypatch):
    """They fall strictly, may be below two tiling gates, never above; a law that only they break is refuted."""
    few = [of_points((1, 2), (0, 1)), of_points((1, 2, 3), (0, 1, 1)), of_points((1, 2, 3, 6), (1, 1, 1, 0))]
    monkeypatch.setattr(loss_against_gates, "small_supports", lambda: iter(few))
    found = loss_against_gates.exact_curves()
    pairs = [(any_two, tiling) for (_, _, tiling, _), (_, kind, any_two, _) in pairwise(found) if kind == "gates"]
    assert len(pairs) == 3
    assert all(two[0] > two[1] or two[0] == 0 for two, _ in pairs)
    assert all(two[k] <= tiling[k] for two, tiling in pairs for k in (0, 1))
    assert any(two[1] < tiling[1] for two, tiling in pairs)

    def not_by_so_much(losses, floor):
        return len(losses) > 2 or losses[0] == floor or losses[1] == losses[0] / 20

    outcome = loss_against_gates.falls_as(not_by_so_much, papers.Context())
    assert outcome.passed is False
    assert "2, ... gates are" in outcome.counterexample


def test_a_new_gate_on_at_one_misfitted_point_fits_it():
    """Nothing else changes: from K to K + 1 any gates fall at least by what that point missed."""
    support = of_points((1, 2, 3, 6), (1, 0, 1, 1))
    loss, gates = support.free(1)
    missed = [loss - support.loss([[*g, int(s == at)] for s, g in enumerate(gates)]) for at in range(4)]
    assert max(missed) > 0
    assert loss - max(missed) >= support.free(2)[0]
