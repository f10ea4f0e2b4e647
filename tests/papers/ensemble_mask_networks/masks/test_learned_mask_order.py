"""The claim on learned masking sequences: masks that are new, what the second network learns, which figures refute."""

import numpy as np
import pytest

import papers
from papers.ensemble_mask_networks.masks import learned_mask_order as learned
from theory import emn

from ...figures.rules import broken_rules


def test_every_symmetric_mask_has_a_code_of_its_own() -> None:
    upper = (np.arange(2**15)[:, None] >> np.arange(15)) & 1
    A = np.zeros((2**15, 5, 5))
    A[:, *learned.UPPER] = upper
    A = np.maximum(A, A.swapaxes(1, 2))
    assert sorted(learned.codes(A).tolist()) == list(range(2**15))


def test_new_masks_are_symmetric_and_have_not_been_met() -> None:
    met = np.arange(2**15) % 3 > 0
    A = learned.new_masks(np.random.default_rng(0), 3000, met)
    assert np.all(A.swapaxes(1, 2) == A)
    assert not np.any(met[learned.codes(A)])


def lessons(form: np.ndarray, count: int, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Masked errors scored by the quadratic form of every row."""
    e, A = rng.normal(size=(count, 5, 5)), learned.new_masks(rng, count * 8).reshape(count, 8, 5, 5)
    v = A * e[:, None]
    return e, A, np.einsum("tkij,jl,tkil->tk", v, form, v)


def test_what_is_quadratic_is_learned_exactly_and_by_no_linear_network() -> None:
    """From 2 x 8 scores, 15 numbers; on errors and masks of another draw."""
    rng = np.random.default_rng(1)
    form = np.full((5, 5), 1 / 4) + np.eye(5) / 12
    few, new = lessons(form, 2, rng), lessons(form, 50, rng)
    e, A, scores = new
    pairs = learned.second_network(learned.PAIRS, *few)(e, A)
    assert np.max(np.abs(pairs - scores)) <= 1e-9 * np.max(scores)
    for name in (learned.LINEAR, learned.FIXED):
        own = learned.second_network(name, *new)(e, A)
        assert np.mean(own.argmax(axis=1) == scores.argmax(axis=1)) < 0.9


def test_the_teacher_is_the_form_for_small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learned, "LR", 1e-6)
    rng = np.random.default_rng(2)
    e, A = rng.normal(size=(3, 5, 5)), learned.new_masks(rng, 12).reshape(3, 4, 5, 5)
    form = emn.gain_form(1 + e, 1e-6, risk=(1, 0))
    first = np.einsum("rkij,rijl,rkil->rk", A, form, A)
    assert np.max(np.abs(learned.exact_gain(e, A) - first)) <= 1e-4 * first.max()


def test_the_candidate_of_the_largest_score_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """One mask in all: from the same starts the one of most entries takes more off the error than that of fewest."""
    monkeypatch.setattr(learned, "MASKS", 1)
    seen = []

    def fewest(e: np.ndarray, A: np.ndarray) -> np.ndarray:
        seen.append((e, A))
        return -A.sum(axis=(2, 3))

    ends = learned.train(fewest, 30, np.random.default_rng(3))
    most = learned.train(lambda e, A: A.sum(axis=(2, 3)), 30, np.random.default_rng(3))
    assert ends.shape == (30,)
    assert most.mean() < ends.mean() < np.log10(np.sum(seen[0][0] ** 2, axis=(1, 2))).mean()


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
