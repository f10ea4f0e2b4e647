"""Section 7: a second network that learns the masking sequence: what it must be linear in, and how well it directs others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.ledger.intervals import FAMILY_WISE, standard_error, student_quantile
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from theory import emn
from theory.validation import Array

from .directed_training import (
    CANDIDATES,
    FIXED,
    LINEAR,
    MASKS,
    MOST,
    PAIRS,
    UPPER,
    N,
    Scores,
    codes,
    exact_gain,
    learn,
    second_network,
    train,
)

RUNS, FULL_RUNS = 80, 800
UNIT = f"t of the nearest bound, one allowed at a family-wise level of {FAMILY_WISE:g}"


def share_is(says: Mapping[str, tuple[float, float]], context: Context) -> Outcome:
    """says[proposer] = (low, high): which share it keeps of the teacher's gain over random masks, in mean log10 |beta - 1|^2.

    All train () from the same starts on the same inputs and choose among the same candidates, so a share is above r where
    gain - r (gain of the teacher) is positive on average over the runs: Student's t at a family-wise level of 1e-6.
    """
    if open_ := undecided(emn.mask_score_derivation()):
        return open_
    gains: Mapping[str, tuple[Array, Array]] = context.once("gains", lambda: _gains(context))
    runs = len(gains[PAIRS][0])
    limit = student_quantile(FAMILY_WISE / (3 * len(gains)), runs - 1)
    shares = {name: _share(*pair) for name, pair in gains.items()}
    detail = _told(gains, shares, limit)
    passed: bool | None = True if min(_t(teacher) for _, teacher in gains.values()) > limit else None
    least = float("inf")
    for name, (low, high) in says.items():
        (gain, teacher), (share, error) = gains[name], shares[name]
        inside = min(_t(gain - low * teacher), _t(high * teacher - gain))
        least = min(least, inside)
        if inside < -limit:
            found = f"{name}: keeps {share:.3f} +- {error:.3f} of the teacher's gain, not {low:g} to {high:g}"
            return Outcome(False, Evidence.SIMULATED, runs, inside, limit, found, detail, level=UNIT)
        passed = passed if inside > limit else None
    data = {"shares": {name: list(pair) for name, pair in shares.items()}}
    return Outcome(passed, Evidence.SIMULATED, runs, least, limit, detail=detail, data=data, level=UNIT)


def _told(gains: Mapping[str, tuple[Array, Array]], shares: Mapping[str, tuple[float, float]], limit: float) -> str:
    best, rule = gains[PAIRS][1], _t(gains[FIXED][0] - gains[MOST][0])
    error = standard_error(best)
    told = ", ".join(f"{name} {share:.3f} +- {error:.3f}" for name, (share, error) in shares.items())
    return (
        f"the exact gain trains better than random by {best.mean():.3f} +- {error:.3f} decades; shares of it, +- one standard "
        f"error: {told}; fixed weights against {MOST}: t = {rule:.1f}; t allowed: {limit:.2f}"
    )


def _t(sample: Array) -> float:
    """Student's t of the mean; two networks that choose alike have a sample of zeros, and a t of 0."""
    mean, error = float(sample.mean()), standard_error(sample)
    return mean / error if error > 0 else 0.0


def _share(gain: Array, teacher: Array) -> tuple[float, float]:
    """The ratio of the means, with its standard error."""
    share = float(gain.mean() / teacher.mean())
    return share, float(standard_error(gain - share * teacher) / abs(teacher.mean()))


def _gains(context: Context) -> dict[str, tuple[Array, Array]]:
    """By proposer: its gain over random masks in every run, and that of the teacher."""
    lessons = learn(context.rng("lessons"))
    one, every = [part[0] for part in lessons], [part.reshape(-1, *part.shape[2:]) for part in lessons]
    met = np.zeros(2 ** len(UPPER[0]), dtype=bool)
    met[codes(every[1].reshape(-1, N, N))] = True
    runs = FULL_RUNS if context.full else RUNS

    def ends(scores: Scores) -> Array:
        return train(scores, runs, context.rng("trainings"), met)

    random = ends(lambda e, A: np.zeros(A.shape[:2]))
    teacher = random - ends(exact_gain)
    proposers = {name: second_network(name, *one) for name in (PAIRS, LINEAR)}
    proposers |= {FIXED: second_network(FIXED, *every), MOST: lambda e, A: A.sum(axis=(2, 3))}
    return {name: (random - ends(scores), teacher) for name, scores in proposers.items()}


def plot_shares(data: Mapping[str, Any]) -> Any:
    """The share of the teacher's gain that every proposer keeps, with one standard error."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 2.5), layout="constrained")
    axes, places = figure.subplots(), range(len(data["shares"]))
    shares, bars = zip(*data["shares"].values(), strict=True)
    axes.errorbar(shares, places, xerr=bars, fmt="o", color=COLOURS[0], label="trained, standard error")
    for x, ls, name in ((0, "-", "random masks"), (1, ":", "the teacher")):
        axes.axvline(x, color="black", lw=0.5, ls=ls, label=name)
    axes.set(yticks=places, yticklabels=list(data["shares"]), xlabel=r"share of the teacher's gain in $\log E$")
    axes.set_ylim(-0.5, len(shares) - 0.5)
    add_legend(figure, [axes], columns=2)
    return figure


KEPT = {PAIRS: (0.9, 1.1), LINEAR: (0.1, 0.9), FIXED: (-0.5, 0.5), MOST: (-0.5, 0.5)}

CLAIMS = (
    Claim(
        id="masks-learned",
        locator="Sec. 7, remark, masking sequence as a target",
        origin=Origin.OWN,
        statement="The masking sequence can be a target for another network to learn. To first order of lr what the next mask "
        "gains is linear in the n (n + 1) / 2 products of pairs of a row's masked errors a * (beta - 1), so a second network of "
        "one layer learns it along one training, and directs others, on masks it has not met, nearly as well as the exact gain "
        "does: it keeps nine tenths of what that gains over random masks, or more. One that is linear in the mask cannot rank "
        "so: with weights from the errors at the time it keeps a part; with fixed weights, learned in twenty trainings, less "
        "than half, as the rule of most active entries does.",
        printed=Statement(
            r"\frac{\log E_{\mathrm{random}} - \log E_{\mathrm{learned}}}{\log E_{\mathrm{random}} - \log E_{\mathrm{exact}}} "
            r"\in [0.9, 1.1]",
            KEPT,
        ),
        test=share_is,
        wrong={
            "no better than random": KEPT | {PAIRS: (-0.1, 0.1)},
            "better than the teacher": KEPT | {PAIRS: (1.1, 2.0)},
            "linear in the mask is as good": KEPT | {LINEAR: (0.9, 1.1)},
            "with fixed weights too": KEPT | {FIXED: (0.9, 1.1)},
            "the most active entries are as good": KEPT | {MOST: (0.9, 1.1)},
        },
        assumptions=(
            f"no hidden layer, n = {N}, {MASKS} masks, each chosen of {CANDIDATES} of the paper's law",
            "the second network sees the errors of the first",
            "lr 0.1, loss averaged over outputs, fresh inputs; the error is |beta - 1|^2 of the effective weights",
        ),
        oracle=f"trainings from the same starts, t at a family-wise level of {FAMILY_WISE:g}; the exact expected gain as teacher",
        cost=2,
        plot=plot_shares,
    ),
)
