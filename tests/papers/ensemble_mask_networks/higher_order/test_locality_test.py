"""The litmus test for any target: the best test's power, and which counts refute a level or a power."""

import networkx as nx
import numpy as np
import pytest
from scipy.stats import binom

import papers
from papers.ensemble_mask_networks.higher_order import locality_test as test_of
from papers.ensemble_mask_networks.higher_order.graphs import adjacency, farthest, twelve_nodes

from ...figures.rules import broken_rules

PATH = adjacency(nx.path_graph(5))
LEVEL_CLAIM, POWER_CLAIM = test_of.CLAIMS


def test_the_best_power_is_that_of_the_likelihood_ratio() -> None:
    """Data drawn under both laws: the 95 percent point of the log-likelihood ratio under one, exceeded under the other."""
    rng, strength, runs = np.random.default_rng(0), 0.4, 20000
    x = rng.random((runs, test_of.TRIPLES, 5)) - 0.5
    shift = strength * x[:, :, 2]  # node 0: of A^2 x, node 2 is outside the ball of radius 1
    ratios = []
    for mean in (0, shift):
        y = mean + test_of.NOISE * rng.normal(size=shift.shape)
        ratios.append(np.sum(y * shift - shift**2 / 2, axis=1))
    simulated = np.mean(ratios[1] > np.quantile(ratios[0], 1 - test_of.LEVEL))
    found = test_of.best_power(PATH, 0, strength, np.random.default_rng(1), 20000)
    assert abs(found - simulated) < 5 * np.sqrt(2 * 0.25 / runs) + 5 * 2 * np.sqrt(
        0.05 * 0.95 / runs
    )  # and the quantile's
    assert 0.3 < found < 0.9


def test_the_best_power_rises_from_the_level() -> None:
    found = [test_of.best_power(PATH, 0, s, np.random.default_rng(1)) for s in (0.0, 0.001, 0.1, 0.2, 5.0)]
    assert found[0] == test_of.LEVEL
    assert abs(found[1] - test_of.LEVEL) < 0.01
    assert np.all(np.diff(found) > 0)
    assert found[-1] > 1 - 1e-9


@pytest.mark.parametrize("name", twelve_nodes())
def test_the_farthest_node_can_be_tested(name: str) -> None:
    graph = twelve_nodes()[name]
    node = farthest(graph)
    assert nx.eccentricity(graph, node) == nx.diameter(graph)
    assert np.any(~test_of.ball(adjacency(graph), node, 1))


def counted(counts: dict[str, int]) -> papers.Context:
    context = papers.Context()
    context.once("level 1", lambda: counts)
    return context


def test_which_counts_refute_the_level() -> None:
    level = LEVEL_CLAIM.printed.says
    held = test_of.randomization_level(level, counted({"a": 20, "b": 24}))
    assert held.passed
    assert held.deviation == pytest.approx(0.005)
    refuted = test_of.randomization_level(level, counted({"a": 20, "b": 45}))
    assert refuted.passed is False
    assert refuted.counterexample.startswith("b: 45 rejections of 400")
    pooled = test_of.randomization_level(level, counted(dict.fromkeys("abcdefgh", 28)))
    assert pooled.passed is False
    assert pooled.counterexample.startswith("all: 224 rejections of 3200")


def powered(hits: list[int]) -> papers.Context:
    context = papers.Context()
    curve = {"hits": hits, "best": [0.05, 0.3, 0.9, 1.0, 1.0], "fine": [0.0, 1.6], "line": [0.05, 1.0]}
    context.once("power", lambda: dict.fromkeys(twelve_nodes(), curve))
    return context


def test_which_rates_refute_the_power() -> None:
    says = POWER_CLAIM.printed.says
    held = test_of.randomization_power(says, powered([10, 40, 100, 150, 190]))
    assert held.passed
    assert held.deviation == pytest.approx(0.45)
    assert broken_rules(test_of.plot_power(held.data)) == []
    for hits, strength in (
        ([40, 40, 100, 150, 190], "0.0"),
        ([10, 110, 120, 150, 190], "0.2"),
        ([10, 40, 60, 62, 60], "1.6"),
    ):
        refuted = test_of.randomization_power(says, powered(hits))
        assert refuted.passed is False
        assert f"theta_2 = {strength}:" in refuted.counterexample


def test_a_few_data_sets_on_each_graph() -> None:
    """The true radius is rejected seldom, one too small for the square often; a strong term is found."""
    context = papers.Context()
    assert max(test_of._rejections(context, 1, 20).values()) <= binom.isf(1e-6, 20, test_of.LEVEL)
    small = test_of._rejections(context, 0, 20)
    assert all(count > 5 for name, count in small.items() if "^2" in name)
    curves = test_of._power(context, 10)
    assert all(curve["hits"][-1] > 2 for curve in curves.values())
    assert set(curves) == set(twelve_nodes())
