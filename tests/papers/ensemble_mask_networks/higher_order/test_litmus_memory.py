"""The level of the choice of memory: textbook F tests, and which counts refute it."""

import numpy as np
import pytest
from scipy.special import fdtrc

import papers
from papers.ensemble_mask_networks.higher_order import graphs, litmus_memory


def test_the_textbook_chooses_as_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it takes the same quantiles; a few data sets of each graph."""
    monkeypatch.setattr(litmus_memory, "DATA_SETS", 40)
    choose = litmus_memory.textbook(lambda F, above, free: float(fdtrc(above, free, F)))
    for A in map(graphs.adjacency, graphs.memory_graphs().values()):
        for true in litmus_memory.TRUE:
            data = litmus_memory._data_sets(A, true, np.random.default_rng(1))
            assert [choose(d) for d in data] == [litmus_memory.as_tested(d) for d in data]
            assert all(r >= true[0] and s >= true[1] for r, s in map(choose, data))


def counted(over: int) -> papers.Context:
    """In every setting, data sets of which so many are given a memory of 2."""
    context = papers.Context()
    for name in graphs.memory_graphs():
        for true in litmus_memory.TRUE:
            chosen = [(true[0] + (k < 50), 2 if k < over else true[1]) for k in range(litmus_memory.DATA_SETS)]
            context.once(f"level {name} {true}", lambda chosen=chosen: chosen)
    return context


def test_which_counts_refute_the_level() -> None:
    held = litmus_memory.order_and_memory_over_selection_is((0.05, lambda d: d), counted(60))
    assert held.passed
    assert held.deviation == pytest.approx(0.01)
    refuted = litmus_memory.order_and_memory_over_selection_is((0.05, lambda d: d), counted(90))
    assert refuted.passed is False
    assert "memory over-selected in 90 of 1000" in refuted.counterexample
