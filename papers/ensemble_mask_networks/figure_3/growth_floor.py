"""Figure 3 for converged networks: how rounding makes their error grow with the active entries, by n."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import FEW_RUNS, student_interval
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from theory.validation import Array

from ..experiments import FRACTIONS
from ..table_1.at_the_floor import FACTOR
from .floor_runs import BRIEF, CONDITIONS, SWEPT, Curve, floor, fractions, predicted, rounding, swept, trained


def bends(n: int, errors: Any) -> Array:
    """Coefficients (..., 2) of f^2 in the quadratic and of f^3 in the cubic that fit `errors` (..., F) best, none at f = 0."""
    f = fractions(n)
    fits = [np.linalg.pinv(np.stack([f**k for k in range(1, degree + 1)], axis=1))[-1] for degree in (2, 3)]
    return np.asarray(errors) @ np.stack(fits, axis=1)


def grows_as(says: Curve | None, context: Context) -> Outcome:
    """says(c, steps) is within a factor 3 of the error at each fraction and n, and bends to the same sides; None: convex.

    The two `bends` by Student's interval over networks, at level 1e-3 over all; that of f^2 must be clear for every n.
    """
    rows = context.once("rows", lambda: _rows(context))
    worst, clear, counter, told = 1.0, True, "", list[str]()
    for row in rows:
        n, errors = row["n"], np.array(row["errors"])
        mean, found = errors.mean(axis=0), bends(n, row["errors"]) / errors[:, -1].mean()
        (middle, half), sides = student_interval(found, FEW_RUNS / (2 * len(rows))), np.array([1.0, np.nan])
        told.append(f"n = {n}: {_exponent(n, mean):.2f}, {_bent_up(n, mean)} of 8")
        if says is not None:
            curve = predicted(context, n, says)
            sides = bends(n, curve) / curve[-1]
            sides = np.sign(np.where(np.abs(sides) < 1e-9, 0, sides))  # what is left of an exact zero
            ratios = mean / curve
            worst = max(worst, float(ratios.max()), float(1 / ratios.min()))
            if worst > FACTOR and not counter:
                i = int(np.argmax(np.abs(np.log(ratios))))
                counter = f"n = {n}, {FRACTIONS[i]:g} active: {mean[i]:.3g}, said {curve[i]:.3g}"
        known = np.abs(middle) > half
        clear &= bool(known[0])
        for power in np.flatnonzero(known & ~np.isnan(sides) & (np.sign(middle) != sides)):
            counter = counter or (
                f"n = {n}: fitted to f, ..., f^{power + 2} the last coefficient is {middle[power]:.2f} +- {half[power]:.2f} "
                "of the error at all entries"
            )
    law = [np.mean(row["errors"], axis=0) / row["predicted"] for row in rows]
    detail = (
        f"exponent from half to all, second differences > 0: {'; '.join(told)}; measured over predicted "
        f"{np.min(law):.2f} to {np.max(law):.2f}"
    )
    passed = False if counter else True if clear else None
    off, allowed = (None, None) if says is None else (float(np.log10(worst)), float(np.log10(FACTOR)))
    text = f"{counter}; {detail}" if counter else ""
    return Outcome(
        passed,
        Evidence.SIMULATED,
        len(rows) * len(FRACTIONS),
        off,
        allowed,
        text,
        detail,
        {"rows": rows},
        "decades allowed",
    )


def _rows(context: Context) -> list[dict[str, Any]]:
    if context.full:
        panels = swept(context)
    else:
        sizes = [(n, c, m, k) for n, (m, networks) in BRIEF.items() for c, k in zip(CONDITIONS, networks, strict=True)]
        panels = {(n, condition): trained(context, n, condition, m, k) for n, condition, m, k in sizes}
    rows = []
    for n in sorted({n for n, _ in panels}):
        errors = [e for (size, _), found in panels.items() if size == n for e in found]
        parts = {"predicted": predicted(context, n), "rounding": predicted(context, n, rounding)}
        rows.append({"n": n, "errors": errors} | {name: curve.tolist() for name, curve in parts.items()})
    return rows


def _exponent(n: int, errors: Sequence[float]) -> float:
    half = FRACTIONS.index(0.5)
    return float(np.log(errors[-1] / errors[half]) / np.log(1 / fractions(n)[half]))


def _bent_up(n: int, errors: Any) -> int:
    """How many second differences are positive, divided ones where whole numbers of entries are not evenly spaced."""
    return int(np.sum(np.diff(np.diff(errors) / np.diff(fractions(n))) > 0))


def plot_growth(data: Mapping[str, Any]) -> Any:
    """For each n the floor and its two parts, lines, and our errors with Student's interval over networks, points."""
    from matplotlib.figure import Figure

    rows = data["rows"]
    figure = Figure(figsize=(7, 2.6 * -(-len(rows) // 2)), layout="constrained")
    for axes, row in zip(figure.subplots(-(-len(rows) // 2), 2, squeeze=False).flat, rows, strict=False):
        f, errors = fractions(row["n"]), np.array(row["errors"])
        total, test = np.array(row["predicted"]), np.array(row["rounding"])
        mean, bars = student_interval(errors, 0.05)
        axes.plot([0, *f], [0, *total], color=COLOURS[0], label="predicted")
        axes.plot([0, *f], [0, *(total - test)], "--", lw=1, color=COLOURS[0], label="its weights")
        axes.plot([0, *f], [0, *test], ":", lw=1, color=COLOURS[0], label="its rounding of the test")
        axes.errorbar(f, mean, bars, fmt="o", ms=3, capsize=2, color=COLOURS[5], label="ours, 95 %")
        axes.set(title=f"n = {row['n']}", xlabel="fraction $f$ of active entries", ylabel="binary error $E(f)$")
    for axes in figure.axes[len(rows) :]:
        axes.remove()
    add_legend(figure, figure.axes, columns=4)
    return figure


def _without_a_power(c: Array, steps: int) -> Array:
    return floor(c, steps) + rounding(c, steps) * (1 / fractions(len(c)) - 1)


CLAIMS = (
    Claim(
        id="fig-3-growth-floor",
        locator="Fig. 3",
        origin=Origin.READ,
        statement="The error of converged networks grows quadratically or exponentially with the fraction f of active entries, "
        "so it is convex for every n. At the floor of 32-bit floats it has two parts: the weights that rounding stopped "
        "short, concave in f, and the rounding of the test, which grows as f^3. The first rules for n = 5 and 10, where the "
        "error is concave, the second from n = 20 on, where the printed growth is reproduced and rounding is its cause.",
        printed=Statement(r"E''(f) > 0\ \text{for every } n", None),
        corrected=Statement(r"E(f) \approx n s^2 \Big(\frac{f}{3} - \frac{f^2}{4}\Big) + 32 f^3 V", floor),
        test=grows_as,
        wrong={
            "rounding of the test alone": rounding,
            "stalled weights alone": lambda c, steps: floor(c, steps) - rounding(c, steps),
            "f^2 for f^3": _without_a_power,
            "in proportion to f": lambda c, steps: floor(c, steps)[-1] * fractions(len(c)),
        },
        assumptions=(
            "architecture (1), lr 0.1, loss averaged over outputs, mean square error, 32-bit floats",
            "PyTorch's initialization",
            "control and shuffled together, which have one law at the floor",
            "n = 5 to 40; with --full n = 100 too, after one meta-epoch",
            "s: `stalled_spread`, V: `evaluation_variance` at Table 1's test masks",
        ),
        oracle=f"training to rest; the factor {FACTOR:g} is asked, not fitted; the bends at level {FEW_RUNS:g}",
        cost=7,
        plot=plot_growth,
        sweeps=tuple(SWEPT),
    ),
)
