"""What the checks of units with biases and of single pulses make of known fields, and what they refuse."""

from typing import Any

import numpy as np
import pytest

from papers.gated_deep_linear_networks.networks import biased_fields, pulse_biases, pulse_fields
from papers.gated_deep_linear_networks.networks.biased_fields import BUMP, WAVE, Unit, bump_then_wave
from papers.gated_deep_linear_networks.networks.pulse_fields import LONG, SHORT, amplitude, is_constant, oscillates
from papers.gated_deep_linear_networks.networks.relu_runs import SMALL, law
from papers.ledger.claim import Context
from sims.relu import Recording

RELU, BARE = Unit("ReLU", 0.0), Unit("ReLU", None)


def known(shape: str, L: int, networks: int = 12) -> Any:
    """Fields (networks, L) of a shape, a little different each."""
    sites = np.arange(L)
    field = {
        "constant": np.ones(L),
        "wave": np.cos(4 * np.pi * sites / L),
        "alternating": (-1.0) ** sites,
        "bump": np.exp(-((sites - L // 2) ** 2) / 4),
        "spike": np.exp(-((sites - L // 2) ** 2)),
    }[shape]
    return field + 1e-3 * np.random.default_rng(0).normal(size=(networks, L))


def trained(monkeypatch: pytest.MonkeyPatch, module: Any, shapes: dict[Any, str]) -> list[Any]:
    """The module's units get the fields `shapes[b1, setting]`, or `shapes[setting]`; returns what was asked for."""
    asked = []

    def fields(name: str, b1: float | None, setting: str, ring: Any, lr: Any, seed: int) -> Any:
        asked.append((name, b1, setting, ring.L))
        return known(shapes.get((b1, setting), shapes.get(setting, "")), ring.L)

    monkeypatch.setattr(module, "trained_fields", fields)
    return asked


@pytest.mark.parametrize(
    ("bump", "wave", "passes"),
    [
        ("bump", "alternating", True),
        ("constant", "alternating", False),
        ("alternating", "alternating", False),
        ("bump", "bump", False),
    ],
)
def test_a_bump_and_a_wave(monkeypatch: pytest.MonkeyPatch, bump: str, wave: str, passes: bool) -> None:
    """Localized with neighbours alike for (2, 1), alternating for (1, 2); and neither shape alone will do."""
    trained(monkeypatch, biased_fields, {BUMP: bump, WAVE: wave})
    outcome = bump_then_wave((RELU,), Context())
    assert outcome.passed is passes
    assert (outcome.counterexample == "") is passes
    assert bump_then_wave((Unit("ReLU", 0.0, localized=False),), Context()).passed is (
        (bump, wave) == ("constant", "alternating")
    )


def test_units_without_biases(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are asked for (2, 1) alone, on the ring of the note, and the ratio of the two widths is shown."""
    asked = trained(monkeypatch, biased_fields, {WAVE: "alternating", (None, BUMP): "spike", (0.0, BUMP): "bump"})
    outcome = bump_then_wave((RELU, BARE), Context())
    assert outcome.passed is True
    assert asked == [("ReLU", 0.0, WAVE, 24), ("ReLU", 0.0, BUMP, 40), ("ReLU", None, BUMP, 40)]
    assert "narrower by a factor of 2.3" in outcome.detail  # 0.641 of a spike over 0.282 of a bump
    trained(monkeypatch, biased_fields, {WAVE: "alternating", (None, BUMP): "constant", (0.0, BUMP): "bump"})
    assert bump_then_wave((RELU, BARE), Context()).passed is False


def test_without_biases_none_is_trained() -> None:
    """The field is that of yhat = ReLU(w . x), by hand."""
    ring = biased_fields.Ring(12, 1, 3, 4)
    field = biased_fields.trained_fields("ReLU", None, BUMP, ring, (0.5, 1.0, 1.0), 0)[0]
    rng = Context(0).rng(f"ReLU None {BUMP} {ring} 0")
    w = rng.normal(scale=0.01, size=(1, 12))[0]
    for _ in range(3):
        x, y = law(BUMP, 12).sample(rng, 4)
        h = x @ w
        w = w + 0.5 / 4 * ((y - np.maximum(h, 0)) * (h >= 0)) @ x
    assert np.allclose(field, w, rtol=1e-12)


def test_the_best_constant() -> None:
    """c minimizes the loss of c l over the support, in rationals: 7/27 where l is 3 or 4 against 1."""
    one, square1, square0 = pulse_fields._lengths(LONG, 16)
    assert (one, square1, square0) == (pytest.approx(3.5), pytest.approx(12.5), pytest.approx(1.0))
    assert str(amplitude(one, square1, square0)) == "7/27"


def recorded(monkeypatch: pytest.MonkeyPatch, fields: Any) -> None:
    runs = [Recording(np.array([0]), w[None, None], np.empty((1, 0, 1))) for w in fields]
    monkeypatch.setattr(pulse_fields, "recordings", lambda setting, of, context: runs)


@pytest.mark.parametrize(
    ("shape", "size", "constant", "localized"),
    [("constant", 7 / 27, True, False), ("constant", 0.3, False, False), ("spike", 1.0, False, True)],
)
def test_constant_fields(
    monkeypatch: pytest.MonkeyPatch, shape: str, size: float, constant: bool, localized: bool
) -> None:
    recorded(monkeypatch, size * known(shape, SMALL.L, 24))
    assert is_constant(amplitude, Context()).passed is constant
    assert is_constant(None, Context()).passed is localized


def test_an_amplitude_that_is_no_critical_point(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuted in rationals, whatever SGD's fields are."""
    recorded(monkeypatch, known("constant", SMALL.L, 24))
    outcome = is_constant(lambda l1, square1, square0: l1 / square1, Context())
    assert (outcome.passed, outcome.evidence) == (False, "certified")
    assert "has the slope" in outcome.counterexample


@pytest.mark.parametrize(
    ("shape", "passes"), [("alternating", True), ("constant", False), ("wave", False), ("spike", False)]
)
def test_oscillating_fields(monkeypatch: pytest.MonkeyPatch, shape: str, passes: bool) -> None:
    """A constant field has no short wavelength, two waves around the ring are longer than L/3, a spike is localized."""
    recorded(monkeypatch, known(shape, SMALL.L, 24))
    assert oscillates(True, Context()).passed is passes


@pytest.mark.parametrize(
    ("long", "short", "says", "passes"),
    [
        ("constant", "constant", ("constant", "constant"), True),
        ("constant", "alternating", ("constant", "constant"), False),
        ("constant", "alternating", ("constant", "no mean"), True),
        ("constant", "alternating", ("constant",), True),
        ("constant", "constant", ("localized",), False),
        ("spike", "constant", ("localized", "constant"), True),
    ],
)
def test_pulses_with_biases(
    monkeypatch: pytest.MonkeyPatch, long: str, short: str, says: tuple[str, ...], passes: bool
) -> None:
    asked = trained(monkeypatch, pulse_biases, {LONG: long, SHORT: short})
    outcome = pulse_biases.biased_are(says, Context())
    assert outcome.passed is passes
    assert [name for name, *_ in asked] == ["erf", "sigmoid", "ReLU", "erf", "sigmoid"][: 1 + 2 * len(says)]
    assert outcome.effective == 12 * len(asked)
