"""Section 1: fields of a ReLU unit without biases on single pulses: constant or oscillating, not localized."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import side
from papers.ledger.three_valued import all_above
from theory.gdln.receptive_fields.localization import inverse_participation_ratio

from .field_shape import CONSTANT, LESS_TWICE_RANDOM, neighbour_correlation, share_in_mean, twice_random
from .mean_fields import plot_fields
from .relu_runs import LEVEL_SAID, LONG, SHORT, interval, law, one_unit, recordings

Amplitude = Callable[[Any, Any, Any], Any]  # <l>_1, <l^2>_1, <l^2>_0 -> the field's value at every site


def amplitude(l1: Any, square1: Any, square0: Any) -> Any:
    """The c that minimizes <(c l - y)^2> over pulses of length l: the unit with w = c 1 is on for all of them."""
    return l1 / (square1 + square0)


def _lengths(setting: str, L: int) -> tuple[Any, Any, Any]:
    """<l>_1, <l^2>_1 and <l^2>_0 from the law's support."""
    x, y, p = law(setting, L).support or _no_support(setting)
    length = x.sum(axis=1)
    one, zero = (p[y == label] * 2 for label in (1, 0))
    return one @ length[y == 1], one @ length[y == 1] ** 2, zero @ length[y == 0] ** 2


def _no_support(setting: str) -> Any:
    raise ValueError(f"setting must be one of pulses; got {setting!r}.")


def is_constant(says: Amplitude | None, context: Context) -> Outcome:
    """Fields of a ReLU unit without biases, longer pulses with y = 1: localized (None), or equal at all sites to `says`.

    Such a field must be an exact critical point, in rationals, and SGD's fields must have it as their mean over sites.
    """
    of = one_unit(context)
    if says is not None:
        for L in (10, of.L):
            x, y, p = law(LONG, L).support or _no_support(LONG)
            c = says(*_lengths(LONG, L))
            slope = (p * (c * x.sum(axis=1) - y)) @ x  # every pulse has w . x > 0
            if any(slope):
                found = f"L = {L}: w = {c} at all sites has the slope {slope[0]}"
                return Outcome(
                    False, Evidence.CERTIFIED, 1, abs(float(slope[0])), counterexample=found, level="slope of the loss"
                )
    ends = np.array([run.weights[-1, 0] for run in recordings(LONG, of, context)])
    ratio, means = interval(inverse_participation_ratio(ends), 6), interval(ends.mean(axis=1), 6)
    share = interval(share_in_mean(ends), 6)
    found = (
        f"L = {of.L}: inverse participation ratio {ratio[0]:.3f} +- {ratio[1]:.3f} (twice random: {twice_random(of.L):.3f}), mean "
        f"over the sites {means[0]:.4f} +- {means[1]:.4f}, {share[0]:.3f} +- {share[1]:.3f} of the squared field in it"
    )
    off = ratio[0] - twice_random(of.L), ratio[1]
    if says is None:
        sides, level = [side(*ratio, twice_random(of.L))], f"{LESS_TWICE_RANDOM}; {LEVEL_SAID}"
    else:
        c = float(says(*_lengths(LONG, of.L)))
        found += f"; exact {c:.4f}"
        off = means[0] - c, means[1]
        sides = [-abs(side(*means, c)) or 1, side(*share, CONSTANT), -side(*ratio, twice_random(of.L))]
        level = f"mean over the sites minus c; {LEVEL_SAID}"
    passed = all_above(sides)
    data = _drawn(LONG, ends, 6)
    if says is not None:
        data["exact"] = float(says(*_lengths(LONG, of.L)))
    return Outcome(
        passed,
        Evidence.SIMULATED,
        len(ends),
        off[0],
        off[1],
        counterexample="" if passed else found,
        detail=found,
        data=data,
        level=level,
    )


def oscillates(says: bool, context: Context) -> Outcome:
    """Fields of a ReLU unit without biases, shorter pulses with y = 1: oscillating (`says`) or not, and never localized.

    Oscillating: wavelengths of at most L/3, hardly more than the longest pulse, hold more of the squared field in its mean over
    networks than in random fields, where they hold (L - 5) / L.
    """
    of = one_unit(context)
    ends = np.array([run.weights[-1, 0] for run in recordings(SHORT, of, context)])
    power = np.abs(np.fft.fft(ends, axis=1)) ** 2
    parts, by_chance = 1 - power[:, [0, 1, 2, -2, -1]].sum(axis=1) / power.sum(axis=1), 1 - 5 / of.L
    part, ratio = interval(parts, 3), interval(inverse_participation_ratio(ends), 3)
    neighbours = interval(neighbour_correlation(ends), 3)
    found = (
        f"L = {of.L}: {part[0]:.3f} +- {part[1]:.3f} of the squared field at wavelengths of at most L/3 (random: {by_chance:.3f}), "
        f"inverse participation ratio {ratio[0]:.3f} +- {ratio[1]:.3f} (twice random: {twice_random(of.L):.3f}), neighbours "
        f"{neighbours[0]:.2f} +- {neighbours[1]:.2f}"
    )
    sides = [side(*part, by_chance) * (1 if says else -1), -side(*ratio, twice_random(of.L))]
    passed = all_above(sides)
    return Outcome(
        passed,
        Evidence.SIMULATED,
        len(ends),
        part[0] - by_chance,
        part[1],
        counterexample="" if passed else found,
        detail=found,
        data=_drawn(SHORT, ends, 3),
        level=f"part at wavelengths of at most L/3 minus that of random fields; {LEVEL_SAID}",
    )


def _drawn(setting: str, ends: Any, tests: int) -> dict[str, Any]:
    """What `plot_fields` draws, with the number of tests among which the check shares its level."""
    ratios = inverse_participation_ratio(ends).tolist()
    return {"settings": [setting], "fields": [ends.tolist()], "ipr": [ratios], "tests": tests}


CLAIMS = (
    Claim(
        id="sec-1-single-pulse",
        locator="Sec. 1, sentence, single pulse",
        origin=Origin.READ,
        statement="The sentence on localization, for single pulses too. Where the pulses of y = 1 are the longer ones, a ReLU "
        "unit without biases learns a constant field: the one that fits y best by the pulse's length alone.",
        printed=Statement(r"\xi_1 > \xi_2: \text{localized (SP)}"),
        corrected=Statement(
            r"\xi_1 > \xi_2:\ w = c\,\mathbf 1,\quad c = \frac{\langle l\rangle_1}{\langle l^2\rangle_1 + \langle l^2\rangle_0}",
            amplitude,
        ),
        test=is_constant,
        wrong={
            "c from the pulses of y = 1 alone": lambda l1, square1, square0: l1 / square1,
            "c from the mean lengths": lambda l1, square1, square0: l1 / (l1**2 + square0),
            "c halved": lambda l1, square1, square0: amplitude(l1, square1, square0) / 2,
        },
        assumptions=(
            "lengths l uniform on L/5 to 3 L/10 (y = 1) and on 1 to L/10 (y = 0)",
            "no biases",
            "constant: the mean over the ring holds most of the squared field",
        ),
        oracle="slope of the loss on the support, in rationals; SGD, Student intervals over 24 networks, family-wise 1e-6",
        measurement=True,
        cost=1,
        plot=plot_fields,
    ),
    Claim(
        id="sec-1-pulse-oscillations",
        locator="Sec. 1, sentence, single pulse, short",
        origin=Origin.READ,
        statement="Where the pulses of y = 1 are the shorter ones, the field of a ReLU unit without biases oscillates, with "
        "wavelengths hardly longer than the longest pulse.",
        printed=Statement(r"\xi_1 < \xi_2: \text{short-range oscillations (SP)}", True),
        test=oscillates,
        wrong={"no more than a random field": False},
        assumptions=(
            "lengths uniform on 1 to L/10 (y = 1) and on L/5 to 3 L/10 (y = 0)",
            "no biases",
            "short-range: wavelengths of at most L/3",
        ),
        oracle="SGD, Student intervals over 24 networks, family-wise 1e-6",
        cost=1,
        plot=plot_fields,
    ),
)
