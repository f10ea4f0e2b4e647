"""Trainings with chosen masks: masks that are new, what a second network learns, which candidate is taken."""

import numpy as np
import pytest

from papers.ensemble_mask_networks.masks import directed_training as directed
from theory import emn


def test_every_symmetric_mask_has_a_code_of_its_own() -> None:
    upper = (np.arange(2**15)[:, None] >> np.arange(15)) & 1
    A = np.zeros((2**15, 5, 5))
    A[:, *directed.UPPER] = upper
    A = np.maximum(A, A.swapaxes(1, 2))
    assert sorted(directed.codes(A).tolist()) == list(range(2**15))


def test_new_masks_are_symmetric_and_have_not_been_met() -> None:
    met = np.arange(2**15) % 3 > 0
    A = directed.new_masks(np.random.default_rng(0), 3000, met)
    assert np.all(A.swapaxes(1, 2) == A)
    assert not np.any(met[directed.codes(A)])


def lessons(form: np.ndarray, count: int, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Masked errors scored by the quadratic form of every row."""
    e, A = rng.normal(size=(count, 5, 5)), directed.new_masks(rng, count * 8).reshape(count, 8, 5, 5)
    v = A * e[:, None]
    return e, A, np.einsum("tkij,jl,tkil->tk", v, form, v)


def test_what_is_quadratic_is_learned_exactly_and_by_no_linear_network() -> None:
    """From 2 x 8 scores, 15 numbers; on errors and masks of another draw."""
    rng = np.random.default_rng(1)
    form = np.full((5, 5), 1 / 4) + np.eye(5) / 12
    few, new = lessons(form, 2, rng), lessons(form, 50, rng)
    e, A, scores = new
    pairs = directed.second_network(directed.PAIRS, *few)(e, A)
    assert np.max(np.abs(pairs - scores)) <= 1e-9 * np.max(scores)
    for name in (directed.LINEAR, directed.FIXED):
        own = directed.second_network(name, *new)(e, A)
        assert np.mean(own.argmax(axis=1) == scores.argmax(axis=1)) < 0.9


def test_the_teacher_is_the_form_for_small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directed, "LR", 1e-6)
    rng = np.random.default_rng(2)
    e, A = rng.normal(size=(3, 5, 5)), directed.new_masks(rng, 12).reshape(3, 4, 5, 5)
    form = emn.gain_form(1 + e, 1e-6, risk=(1, 0))
    first = np.einsum("rkij,rijl,rkil->rk", A, form, A)
    assert np.max(np.abs(directed.exact_gain(e, A) - first)) <= 1e-4 * first.max()


def test_the_candidate_of_the_largest_score_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """One mask in all: from the same starts the one of most entries takes more off the error than that of fewest."""
    monkeypatch.setattr(directed, "MASKS", 1)
    seen = []

    def fewest(e: np.ndarray, A: np.ndarray) -> np.ndarray:
        seen.append((e, A))
        return -A.sum(axis=(2, 3))

    ends = directed.train(fewest, 30, np.random.default_rng(3))
    most = directed.train(lambda e, A: A.sum(axis=(2, 3)), 30, np.random.default_rng(3))
    assert ends.shape == (30,)
    assert most.mean() < ends.mean() < np.log10(np.sum(seen[0][0] ** 2, axis=(1, 2))).mean()
