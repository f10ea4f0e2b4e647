"""Section 1: the fields of one unit with biases on the nonlinear Gaussian process, and their test, for any activation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from papers import Context, Evidence, Outcome
from papers.ledger.intervals import side
from papers.plot_style.legend import add_legend
from sims.gdln import Biased, train_biased
from sims.gdln.biased import activation
from theory.gdln.receptive_fields.localization import inverse_participation_ratio

from .field_shape import LESS_TWICE_RANDOM, neighbour_correlation, twice_random
from .mean_fields import FROM_PEAK, centred, draw_fields
from .relu_runs import LEVEL_SAID, interval, law

Rates = tuple[float, float, float]  # steps of w, b_1 and b_2
RATES: dict[str, Rates] = {"erf": (3.0, 6.0, 1.0), "sigmoid": (20.0, 30.0, 1.0), "ReLU": (0.35, 1.4, 0.5)}
BELOW = {"erf": -1.0, "sigmoid": -1.7, "ReLU": 0.0}  # where b_1 starts: sigma is convex there
BUMP, WAVE = "NLGP (2, 1)", "NLGP (1, 2)"


@dataclass(frozen=True)
class Unit:
    """A unit by its activation and the start of b_1; `b1` None: without biases. `localized`: what its fields for (2, 1) are."""

    name: str
    b1: float | None
    localized: bool = True

    def __str__(self) -> str:
        return f"{self.name}, " + ("no biases" if self.b1 is None else f"b_1 from {self.b1:g}")


@dataclass(frozen=True)
class Ring:
    """L sites, so many networks, steps of SGD and inputs in a minibatch."""

    L: int
    networks: int
    steps: int
    batch: int


def _ring(unit: Unit, setting: str, context: Context) -> Ring:
    """For (2, 1) as wide as in the note, so that a bump of a few sites is not most of the ring; with `full` for both."""
    if context.full:
        return Ring(40, 24, 600, 300)
    if setting == WAVE:
        return Ring(24, 12, 150, 250)
    if unit.b1 is None:
        return Ring(40, 12, 200, 250)
    return Ring(40, 24 if unit.name == "ReLU" else 20, 300, 250)  # its fields differ more from network to network


@lru_cache(maxsize=16)
def trained_fields(name: str, b1: float | None, setting: str, ring: Ring, lr: Rates, seed: int) -> Any:
    """Trained fields (networks, L); b_2 starts where the mean output is 1/2."""
    rngs = [Context(seed).rng(f"{name} {b1} {setting} {ring} {r}") for r in range(ring.networks)]
    w = np.stack([rng.normal(scale=0.01, size=(1, ring.L)) for rng in rngs])
    zero = np.zeros(ring.networks)
    if b1 is None:
        start, lr = Biased(w, zero[:, None], zero), (lr[0], 0.0, 0.0)
    else:
        rest = float(activation(name, np.array([b1]))[0][0])
        start = Biased(w, zero[:, None] + b1, zero + 0.5 - rest)
    inputs = law(setting, ring.L)
    return train_biased(start, name, inputs, steps=ring.steps, lr=lr, batch=ring.batch, rngs=rngs).w[:, 0]


def bump_then_wave(says: tuple[Unit, ...], context: Context) -> Outcome:
    """Each unit in `says` has fields with neighbours of one sign for (2, 1), localized or not, of alternating ones for (1, 2).

    Localized: the inverse participation ratio exceeds twice its mean over random directions, 3 / (L + 2), in the mean over
    networks. Units without biases are asked for (2, 1) only: `fields_are` has them. Stops at what it refutes.
    """
    doubtful, effective, found, ratios = False, 0, [], {}
    off: tuple[float, float] | None = None
    data: dict[str, Any] = {"names": [], "fields": []}
    tests = 6 * len(says)
    for setting, sign in ((WAVE, -1), (BUMP, 1)):  # the shorter trainings first
        for unit in says:
            if unit.b1 is None and setting == WAVE:
                continue
            w = trained_fields(
                unit.name, unit.b1, setting, _ring(unit, setting, context), RATES[unit.name], context.seed
            )
            effective += len(w)
            threshold = twice_random(w.shape[1])
            ratio, neighbours = inverse_participation_ratio(w), interval(neighbour_correlation(w), tests)
            middle, half = interval(ratio, tests)
            wanted = {(side(*neighbours, 0.0), sign)}
            if setting == BUMP:
                wanted.add((side(middle, half, threshold), 1 if unit.localized else -1))
                ratios[unit] = middle
                off = off or (middle - threshold, half)
            text = (
                f"{unit}, {setting}, L = {w.shape[1]}: neighbours {neighbours[0]:.2f} +- {neighbours[1]:.2f}, inverse "
                f"participation ratio {middle:.3f} +- {half:.3f} (twice random: {threshold:.3f})"
            )
            if any(is_ == -asked for is_, asked in wanted):
                return Outcome(
                    False, Evidence.SIMULATED, effective, middle - threshold, half, text, text, level=_LEVEL_SAID
                )
            doubtful = doubtful or any(is_ == 0 for is_, _ in wanted)
            found.append(text)
            data["names"].append(f"{unit}, {setting}")
            data["fields"].append((w / np.linalg.norm(w, axis=1, keepdims=True)).tolist())
    with_, without = ([r for unit, r in ratios.items() if (unit.b1 is None) == bare] for bare in (False, True))
    if with_ and without:
        found.append(f"without biases the fields are narrower by a factor of {without[0] / with_[0]:.1f}")
    text, (middle, half) = "; ".join(found), off or (0.0, 0.0)
    passed = None if doubtful else True
    return Outcome(passed, Evidence.SIMULATED, effective, middle, half, "", text, data, _LEVEL_SAID)


_LEVEL_SAID = f"{LESS_TWICE_RANDOM}; {LEVEL_SAID}"


def plot_fields(data: Mapping[str, Any]) -> Any:
    """Trained fields of norm 1 around their largest weight: a panel for each activation and setting."""
    from matplotlib.figure import Figure

    rows = (len(data["names"]) + 1) // 2
    figure = Figure(figsize=(8, 0.4 + 2.4 * rows), layout="constrained")
    panels = figure.subplots(rows, 2, squeeze=False).ravel()
    for axes, name, fields in zip(panels, data["names"], data["fields"], strict=False):
        L = len(fields[0])
        draw_fields(axes, np.arange(L) - L // 2, centred(fields))
        axes.set(title=name.replace("b_1", "$b_1$"), xlabel=FROM_PEAK, ylabel=r"weight over norm, $w_i / \|w\|$")
    for axes in panels[len(data["names"]) :]:
        axes.remove()
    add_legend(figure, [panels[0]])
    return figure
