"""The claim on learned masking sequences: which figures hold, and which refute."""

import numpy as np
import pytest

import papers
from papers.ensemble_mask_networks.masks import learned_mask_order as learned

from ...figures.rules import broken_rules


def figures(**shares: float) -> papers.Context:
    """Eighty runs in which the proposers keep these shares of the teacher's gain, give or take."""
    rng, context = np.random.default_rng(4), papers.Context()
    teacher = 0.6 + 0.1 * rng.normal(size=80)
    kept = {learned.PAIRS: 0.98, learned.LINEAR: 0.6, learned.FIXED: 0.2, learned.MOST: 0.2}
    kept |= {getattr(learned, name): share for name, share in shares.items()}
    gains = {name: (share * teacher + 0.02 * rng.normal(size=80), teacher) for name, share in kept.items()}
    context.once("gains", lambda: gains)
    return context


def test_figures_as_stated_hold_and_refute_every_wrong_variant() -> None:
    (claim,) = learned.CLAIMS
    context = figures()
    held = learned.share_is(claim.printed.says, context)
    assert held.passed
    assert held.effective == 80
    assert held.data["shares"][learned.PAIRS][0] == pytest.approx(0.98, abs=0.02)
    assert broken_rules(learned.plot_shares(held.data)) == []
    for says in claim.wrong.values():
        refuted = learned.share_is(says, context)
        assert refuted.passed is False
        assert "of the teacher's gain, not" in refuted.counterexample


@pytest.mark.parametrize(
    ("shares", "passed"),
    [
        ({"PAIRS": 0.6}, False),
        ({"PAIRS": 1.3}, False),
        ({"PAIRS": 0.9}, None),
        ({"LINEAR": 0.98}, False),
        ({"LINEAR": 0.0}, False),
        ({"FIXED": 0.7}, False),
        ({"MOST": 0.7}, False),
        ({"MOST": 0.5}, None),
    ],
)
def test_which_figures_refute(shares: dict[str, float], passed: bool | None) -> None:
    outcome = learned.share_is(learned.KEPT, figures(**shares))
    assert outcome.passed is passed


def test_a_teacher_no_better_than_chance_decides_nothing() -> None:
    context, rng = papers.Context(), np.random.default_rng(5)
    teacher = rng.normal(size=80)
    context.once("gains", lambda: dict.fromkeys(learned.KEPT, (0.5 * teacher, teacher)))
    outcome = learned.share_is({learned.LINEAR: (0.1, 0.9)}, context)
    assert outcome.passed is None
    assert "t = 0.0" in outcome.detail
