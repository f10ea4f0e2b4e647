"""What the checks of ReLU units on single pulses make of known fields, and the best constant field."""

from typing import Any

import numpy as np
import pytest

from papers import Context
from papers.gated_deep_linear_networks.networks import relu_on_pulses
from papers.gated_deep_linear_networks.networks.relu_on_pulses import amplitude, is_constant, oscillates
from papers.gated_deep_linear_networks.networks.relu_runs import LONG, SMALL
from sims.gdln import Recording


def test_the_best_constant() -> None:
    """c minimizes the loss of c l over the support, in rationals: 7/27 where l is 3 or 4 against 1."""
    one, square1, square0 = relu_on_pulses._lengths(LONG, 16)
    assert (one, square1, square0) == (pytest.approx(3.5), pytest.approx(12.5), pytest.approx(1.0))
    assert str(amplitude(one, square1, square0)) == "7/27"


def give(monkeypatch: pytest.MonkeyPatch, fields: Any) -> None:
    runs = [Recording(np.array([0]), w[None, None], np.empty((1, 0, 1))) for w in fields]
    monkeypatch.setattr(relu_on_pulses, "recordings", lambda setting, of, context: runs)


@pytest.mark.parametrize(
    ("shape", "size", "constant", "localized"),
    [("constant", 7 / 27, True, False), ("constant", 0.3, False, False), ("spike", 1.0, False, True)],
)
def test_constant_fields(
    monkeypatch: pytest.MonkeyPatch, known: Any, shape: str, size: float, constant: bool, localized: bool
) -> None:
    give(monkeypatch, size * known(shape, SMALL.L, 24))
    assert is_constant(amplitude, Context()).passed is constant
    assert is_constant(None, Context()).passed is localized


def test_an_amplitude_that_is_no_critical_point(monkeypatch: pytest.MonkeyPatch, known: Any) -> None:
    """Refuted in rationals, whatever SGD's fields are."""
    give(monkeypatch, known("constant", SMALL.L, 24))
    outcome = is_constant(lambda l1, square1, square0: l1 / square1, Context())
    assert (outcome.passed, outcome.evidence) == (False, "certified")
    assert "has the slope" in outcome.counterexample


@pytest.mark.parametrize(
    ("shape", "passes"), [("alternating", True), ("constant", False), ("wave", False), ("spike", False)]
)
def test_oscillating_fields(monkeypatch: pytest.MonkeyPatch, known: Any, shape: str, passes: bool) -> None:
    """A constant field has no short wavelength, two waves around the ring are longer than L/3, a spike is localized."""
    give(monkeypatch, known(shape, SMALL.L, 24))
    assert oscillates(True, Context()).passed is passes
