"""The claims on memory: what a fit leaves by full matrices, textbook F tests, and which counts and rates refute."""

import networkx as nx
import numpy as np
import pytest
from scipy.special import fdtrc

import papers
from papers.ensemble_mask_networks.higher_order import litmus_memory, litmus_memory_power, memory_family
from papers.ensemble_mask_networks.higher_order.power_curves import Rejections, plot_powers


def test_what_a_fit_leaves_by_full_matrices() -> None:
    rng = np.random.default_rng(0)
    A, theta = rng.normal(size=(3, 3)), rng.normal(size=(2, 2))
    left, Q = memory_family._fits(A, theta, 2, rng)
    C = rng.normal(size=(3, 3))
    C = C @ C.T
    for r in range(2):
        rows = Q[r].reshape(2, 120)
        assert np.max(np.abs(rows @ rows.T - np.eye(2))) < 1e-12
        rest = np.eye(120) - rows.T @ rows
        blocks = (rest @ np.kron(np.eye(40), C) @ rest).reshape(40, 3, 40, 3)
        expected = np.mean([blocks[t, :, t] for t in range(40)], axis=0)
        assert np.max(np.abs(memory_family._left(Q, C)[r] - expected)) < 1e-12
        assert np.linalg.eigvalsh(left[r])[0] > 0


@pytest.mark.parametrize(
    ("graph", "count"),
    [(nx.complete_graph(4), 2), (nx.path_graph(5), 5), (nx.path_graph(5, create_using=nx.DiGraph), 1)],
)
def test_different_eigenvalues(graph: nx.Graph, count: int) -> None:
    assert memory_family.different_eigenvalues(memory_family.adjacency(graph)) == count


def test_the_textbook_chooses_as_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it takes the same quantiles; a few data sets of each graph."""
    monkeypatch.setattr(litmus_memory, "DATA_SETS", 40)
    choose = litmus_memory.textbook(lambda F, above, free: float(fdtrc(above, free, F)))
    for A in litmus_memory.six_nodes().values():
        for true in litmus_memory.TRUE:
            data = litmus_memory._data_sets(A, true, np.random.default_rng(1))
            assert [choose(d) for d in data] == [litmus_memory.as_tested(d) for d in data]
            assert all(r >= true[0] and s >= true[1] for r, s in map(choose, data))


def counted(over: int) -> papers.Context:
    """In every setting, data sets of which so many are given a memory of 2."""
    context = papers.Context()
    for name in litmus_memory.six_nodes():
        for true in litmus_memory.TRUE:
            chosen = [(true[0] + (k < 50), 2 if k < over else true[1]) for k in range(litmus_memory.DATA_SETS)]
            context.once(f"level {name} {true}", lambda chosen=chosen: chosen)
    return context


def test_which_counts_refute_the_level() -> None:
    held = litmus_memory.over_selection_is((0.05, lambda d: d), counted(60))
    assert held.passed
    assert held.deviation == pytest.approx(0.01)
    refuted = litmus_memory.over_selection_is((0.05, lambda d: d), counted(90))
    assert refuted.passed is False
    assert "memory over-selected in 90 of 1000" in refuted.counterexample


def test_which_rates_refute_the_power() -> None:
    stated = dict(zip(litmus_memory_power.STRENGTHS, (0.05, 0.2, 0.7, 1.0), strict=True))
    context = papers.Context()
    context.once(
        "power", lambda: dict.fromkeys(litmus_memory.six_nodes(), Rejections(None, None, [0.05, 0.2, 0.7, 1.0], 300))
    )

    def says(A: object, x: object, theta: np.ndarray, noise: float, memory: int) -> float:
        return stated.get(float(theta[0, 1]), 0.5)

    held = litmus_memory_power.power_is(says, context)
    assert held.passed
    assert plot_powers(held.data) is not None
    stated[0.2] = 0.5
    refuted = litmus_memory_power.power_is(says, context)
    assert refuted.passed is False
    assert "theta_01 = 0.2" in refuted.counterexample
