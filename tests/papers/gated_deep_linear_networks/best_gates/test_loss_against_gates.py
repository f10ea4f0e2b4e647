"""The losses that the claim follows as gates are added."""

from itertools import pairwise

import papers
from papers.gated_deep_linear_networks.best_gates import loss_against_gates
from papers.gated_deep_linear_networks.best_gates.small_supports import of_points


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
