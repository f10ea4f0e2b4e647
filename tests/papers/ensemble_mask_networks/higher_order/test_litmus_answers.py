"""The data on which the litmus test is asked, and what it should say of them."""

import networkx as nx
import numpy as np
import pytest

from papers.ensemble_mask_networks.higher_order import litmus_answers
from papers.ensemble_mask_networks.higher_order.graphs import adjacency

A = adjacency(nx.path_graph(4))


def test_the_order_below_is_told_and_the_highest_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """The targets are A^2 x and A^3 x, each without noise and with it."""
    asked = []
    told = litmus_answers.litmus_test
    monkeypatch.setattr(
        litmus_answers, "litmus_test", lambda A, x, y, *a, **k: asked.append(y) or told(A, x, y, *a, **k)
    )
    x = np.random.default_rng(0).random((40, 4))
    found = list(litmus_answers.answers_about(3, A, x, np.random.default_rng(1)))
    assert [answer.order for *_, answer in found] == [right for _, right, _ in found] == [2, 2, None, None]
    assert [words for words, *_ in found][1:3] == ["y = A^2 x, noise 0.001", "y = A^3 x, noise 0"]
    assert np.array_equal(asked[0], x @ A @ A)
    assert np.array_equal(asked[2], x @ A @ A @ A)
    assert [bool(np.any(asked[i] != asked[i + 1])) for i in (0, 2)] == [True, True]


def test_high_orders_are_not_asked() -> None:
    assert list(litmus_answers.answers_about(6, A, np.ones((2, 4)), np.random.default_rng(0))) == []
