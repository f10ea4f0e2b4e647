"""Section 5 on Figure 3: how the test error grows with the number of active entries, by what makes the weights deviate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from theory import emn

Shape = Callable[[int, int], Any]  # (s, n) -> the error at s active entries, up to a factor


def growth_by_cause(says: Mapping[str, Mapping[str, Shape]], context: Context) -> Outcome:
    """says[cause] = shapes, one of which must be the growth of the expected error for deviations of that cause.

    The error is averaged over all binary masks with s active entries, by enumeration in rationals with inputs uniform on
    [0, 1]; for "independent" also over all signs of the n^2 deviations. n = 2, and n = 3 without the signs. For any n it is
    `theory.emn.test_error_derivation`.
    """
    if open_ := undecided(emn.test_error_derivation()):
        return open_
    errors = context.once("errors by cause", _errors_by_cause)
    for (cause, n), error in errors.items():
        fits = [
            name for name, shape in says[cause].items() if _proportional(error, [shape(s, n) for s in range(n * n + 1)])
        ]
        if not fits:
            relative = ", ".join(f"{float(e / error[1]):.3g}" for e in error)
            found = f"n = {n}, {cause}: errors at s = 0, ..., {n * n} are as {relative}, not {' or '.join(says[cause])}"
            return Outcome(False, Evidence.CERTIFIED, len(errors), counterexample=found)
    detail = "all masks enumerated for n = 2 and 3; proved for any n: degree at most 2 in s, so never exponential"
    return Outcome(True, Evidence.PROVED, len(errors), detail=detail)


def _errors_by_cause() -> dict[tuple[str, int], list[Fraction]]:
    e = Fraction(1, 7)
    signs = [e * np.reshape(bits, (2, 2)) for bits in product((-1, 1), repeat=4)]
    found: dict[tuple[str, int], list[Fraction]] = {("independent", 2): _mean_errors(signs)}
    for n in (2, 3):
        found["common bias", n] = _mean_errors([np.full((n, n), e)])
        cancelling = np.full((n, n), 0 * e)
        cancelling[:, 0], cancelling[:, 1] = e, -e
        found["cancelling in a row", n] = _mean_errors([cancelling])
    return found


def _mean_errors(deviations: list[Any]) -> list[Fraction]:
    """By definition, for s = 0, ..., n^2: the mean over masks and deviations of sum_i <((a_i * delta_i) . x)^2> / n."""
    n = len(deviations[0])
    S, out = emn.uniform_inputs(n, exact=True), []
    for s in range(n * n + 1):
        total, count = Fraction(0), 0
        for places in combinations(range(n * n), s):
            A = np.zeros(n * n, dtype=int)
            A[list(places)] = 1
            for delta in deviations:
                masked = A.reshape(n, n) * delta
                total += (masked @ S * masked).sum() / n
                count += 1
        out.append(total / count)
    return out


def _proportional(error: list[Fraction], shape: list[Any]) -> bool:
    return all(e * shape[1] == error[1] * v for e, v in zip(error, shape, strict=True)) and any(shape)


PRINTED: dict[str, Shape] = {"quadratic": lambda s, n: s * s, "exponential": lambda s, n: 2**s - 1}
BY_CAUSE: dict[str, dict[str, Shape]] = {
    "independent": {"linear": lambda s, n: s},
    "common bias": {"quadratic": lambda s, n: s + Fraction(3, 4 * (n + 1)) * s * (s - 1)},
    "cancelling in a row": {"concave": lambda s, n: s - Fraction(3, 4 * (n * n - 1)) * s * (s - 1)},
}

CLAIMS = (
    Claim(
        id="fig-3-cause",
        locator="Sec. 5, sentence, error scaling",
        origin=Origin.READ,
        statement="Because the learned weights can vary slightly over n^2 entries, the error grows quadratically or "
        "exponentially with the number s of active entries. Independent variation gives linear growth; a bias common to a "
        "row's weights gives quadratic growth; deviations that cancel within rows give concave growth, in the end a fall; "
        "nothing gives an exponential. What rounding adds is the claim `fig-3-growth-floor`.",
        printed=Statement(
            r"\delta_{ij}\ \text{vary} \Rightarrow E(s) \propto s^2\ \text{or}\ r^s",
            {**BY_CAUSE, "independent": PRINTED},
        ),
        corrected=Statement(
            r"E(s) = \frac{s}{3nN} \sum_{ij} \delta_{ij}^2 + \frac{s(s-1)}{4nN(N-1)}"
            r"\sum_i \sum_{j \ne k} \delta_{ij}\delta_{ik},\quad N = n^2",
            BY_CAUSE,
        ),
        test=growth_by_cause,
        wrong={
            "a common bias grows exponentially": {**BY_CAUSE, "common bias": {"exponential": PRINTED["exponential"]}},
            "a common bias grows as s^2": {**BY_CAUSE, "common bias": {"square": PRINTED["quadratic"]}},
            "cancelling deviations grow linearly": {**BY_CAUSE, "cancelling in a row": {"linear": lambda s, n: s}},
        },
        assumptions=(
            "delta = beta - 1",
            "exactly s entries active, uniformly chosen",
            "inputs uniform on [0, 1]",
            "exact arithmetic",
        ),
        oracle="enumeration of all masks in rationals; the derivation for any n",
        cost=3,
    ),
)
