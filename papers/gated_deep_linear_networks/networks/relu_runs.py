"""ReLU networks of Eq. (1) trained on the note's laws: the simulations that sections 1 and 2 are held against."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from papers import Context
from papers.ledger.intervals import FAMILY_WISE, student_interval
from sims.gdln import Recording, finite, train_relu
from theory.inputs import NLGP, Mixture, SinglePulse

LEVEL_SAID = f"Student interval at the family-wise level {FAMILY_WISE:g}"
STRONG, WEAK = 3.0, 0.01  # gains: far from Gaussian, and Gaussian to 1e-4
SETTINGS = ("NLGP (2, 1)", "NLGP (1, 2)", "Gaussian (2, 1)")
SEVERAL = "NLGP (2, 1), K = 4"
LONG, SHORT = "pulse (2, 1)", "pulse (1, 2)"  # which pulses have y = 1


@dataclass(frozen=True)
class Size:
    """K units on L sites, R networks, `steps` of SGD with step `lr` on minibatches of `batch`; weights start at N(0, 1e-4)."""

    K: int
    L: int
    networks: int
    steps: int
    lr: float
    batch: int

    @property
    def record(self) -> tuple[int, ...]:
        """The start, three early steps, and tenths of the training."""
        return (0, 2, 4, 8, *(self.steps * tenth // 10 for tenth in range(1, 11)))


SMALL = Size(K=1, L=16, networks=24, steps=200, lr=0.5, batch=320)
WIDE = Size(K=1, L=40, networks=20, steps=300, lr=0.35, batch=200)
FOUR = Size(K=4, L=16, networks=24, steps=200, lr=1.0, batch=160)
ONE = Size(K=1, L=40, networks=24, steps=600, lr=0.5, batch=500)
TEN = Size(K=10, L=40, networks=24, steps=1200, lr=5.0, batch=500)


def one_unit(context: Context) -> Size:
    """A single unit: on a small ring, or with `full` on the note's L = 40."""
    return ONE if context.full else SMALL


def size_of(setting: str, context: Context) -> Size:
    """Four units where the setting ends so, twice as many networks with `full`; otherwise a single one."""
    if not setting.endswith(", K = 4"):
        return one_unit(context)
    return replace(FOUR, networks=2 * FOUR.networks) if context.full else FOUR


def law(setting: str, L: int) -> Mixture:
    """The balanced mixture of a setting such as "NLGP (2, 1)" or "NLGP (2, 1), gain 1": y = 1 on inputs of the first scale.

    ", K = 4" at its end is no part of the law.
    "pulse" has lengths from L/5 to 3L/10 for the scale 2 and from 1 to L/10 for the scale 1.
    """
    found = re.fullmatch(r"(NLGP|Gaussian|pulse) \((\d), (\d)\)(?:, gain ([^\s,]+))?(?:, K = 4)?", setting)
    if found is None:
        raise ValueError(f'setting must read like "NLGP (2, 1)"; got {setting!r}.')
    kind, scales, gain = found[1], (int(found[2]), int(found[3])), found[4]
    if kind == "pulse":
        pulses = [SinglePulse(L, L // 5, 3 * L // 10) if xi == 2 else SinglePulse(L, 1, L // 10) for xi in scales]
        return Mixture(*pulses)
    strength = float(gain) if gain else WEAK if kind == "Gaussian" else STRONG
    return Mixture(*(NLGP(L, xi, strength) for xi in scales))


def recordings(setting: str, of: Size, context: Context) -> list[Recording]:
    """The trainings of a setting, the same ones for every claim of a seed."""
    return _trained(setting, of, context.seed)


@lru_cache(maxsize=16)
def _trained(setting: str, of: Size, seed: int) -> list[Recording]:
    inputs = law(setting, of.L)
    rngs = [Context(seed).rng(f"{setting} {of} {r}") for r in range(of.networks)]
    w0 = np.stack([rng.normal(scale=0.01, size=(of.K, of.L)) for rng in rngs])
    probe, _ = inputs.sample(Context(seed).rng(f"{setting} probe"), 1000)
    options: dict[str, Any] = {"steps": of.steps, "lr": of.lr, "batch": of.batch, "record": of.record, "probe": probe}
    return finite(train_relu(w0, inputs, rngs=rngs, **options))


def interval(values: Sequence[float] | Any, tests: int) -> tuple[Any, Any]:
    """Mean over independent networks and its Student half-width, at a family-wise level of 1e-6 over so many tests.

    Of values (networks, columns) both for each column.
    """
    return student_interval(values, FAMILY_WISE / tests)
