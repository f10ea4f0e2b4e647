"""Determined combinations where data are short: by hand, by the masked inputs, and what refutes a statement."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import papers
from papers.ensemble_mask_networks.solutions import determined
from theory import emn

ONE = Fraction(1)


def rows(values: Any) -> Any:
    return np.array([[Fraction(v) for v in row] for row in values], dtype=object)


@pytest.mark.parametrize(
    ("a", "x", "expected"),
    [
        ([[1, 1, 1]], [[1, 2, 3]], [[1, 2, 3]]),  # one mask, one input: one combination, by the input
        ([[1, 0, 0], [0, 1, 1]], [[1, 1, 1]], [[1, 0, 0], [0, 1, 1]]),  # equal inputs: what the masks span
        ([[1, 0], [1, 1]], [[1, 2]], [[1, 0], [0, 1]]),  # masks make up for the missing input
        ([[1, 1]], [[1, 2], [1, 3]], [[1, 0], [0, 1]]),  # and inputs for the missing mask
        ([[1, 0]], [[0, 1]], np.zeros((0, 2))),  # nothing is seen
    ],
)
def test_by_hand(a: Any, x: Any, expected: Any) -> None:
    a, x = rows(a), rows(x)
    says = determined.CLAIMS[0].printed.says
    assert np.array_equal(determined._span(says(a, x.T @ x / Fraction(len(x)))), rows(expected).reshape(-1, a.shape[1]))


def test_the_laws_are_short_of_inputs_and_not_all() -> None:
    rng = np.random.default_rng(0)
    ranks = [(len(determined._span(x)), x.shape[1]) for _, x in (determined.random_law(rng) for _ in range(60))]
    assert 20 <= sum(r < n for r, n in ranks) <= 55


def test_the_statement_holds_and_counts_what_exercised_it() -> None:
    found = determined.determined_combinations(determined.CLAIMS[0].printed.says, papers.Context(seed=5))
    assert found.passed
    assert 0 < found.effective < determined.LAWS


def test_one_combination_less_or_more_is_refuted() -> None:
    says = determined.CLAIMS[0].printed.says
    for wrong in (lambda a, S: says(a, S)[1:], lambda a, S: np.eye(len(S), dtype=int).astype(object)):
        found = determined.determined_combinations(wrong, papers.Context())
        assert found.passed is False
        assert "are determined, stated" in found.counterexample


def test_a_flow_that_moves_the_rest_is_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    """To all ones outright, whatever is determined; and one that stays where it starts."""
    says = determined.CLAIMS[0].printed.says
    for end in (lambda problem, start, t: 0 * start + ONE, lambda problem, start, t: start):
        monkeypatch.setattr(determined, "gradient_flow", end)
        found = determined.determined_combinations(says, papers.Context())
        assert found.passed is False
        assert "the flow ends at" in found.counterexample


def test_edges_must_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emn, "unlearnable_edges", lambda masks, S: np.zeros((len(S), len(S)), dtype=bool))
    found = determined.determined_combinations(determined.CLAIMS[0].printed.says, papers.Context())
    assert found.passed is False
    assert "no edge is learned outside" in found.counterexample
