"""Section 4: the largest stable learning rate in each sense, and the n at which 0.1 is too large, from growth over one mask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.ledger.intervals import FAMILY_WISE, z_limit
from theory import emn
from theory.inputs import uniform_moments_derivation

from .worst_error import growth

LR, MOST_N = 0.1, 512
SIZES, FACTORS = (3, 10), (0.9, 1.1)
LARGE = 20  # larger n are simulated with `full` only
PLACES = ("()", "(1) at the flattest solution", "(1) at the one it reaches")
FIRST = {
    ("sum_outputs", False): 74,
    ("sum_outputs", True): 10,
    ("sum", False): 5,
    ("sum", True): 3,
    ("mean", False): MOST_N,
    ("mean", True): MOST_N,
}  # by reduction and whether there is a hidden layer
Limit = Callable[[str, str, int, float | None], float]


def flattest(n: int) -> float:
    return float(n**-0.25)


def limits_are(says: Limit, context: Context) -> Outcome:
    """says(sense, place, n, c) is the largest stable lr: the worst error shrinks over one mask at 0.9 of it, grows at 1.1.

    In mean and in mean square, for () and (1) at two solutions; z-scores at a family-wise error of 1e-6. The map over one mask
    for any n by `theory.emn.transfer_derivation` and `theory.inputs.uniform_moments_derivation`, the gain of (1) by
    `theory.emn.stability_derivation`.
    """
    if open_ := undecided(uniform_moments_derivation(), emn.transfer_derivation(), emn.stability_derivation()):
        return open_
    cases = [(s, p, n, f) for s in ("mean", "mean square") for p in PLACES for n in SIZES for f in FACTORS]
    limit, least, told = z_limit(len(cases)), np.inf, []
    for sense, where, n, factor in cases:
        c = None if where == "()" else flattest(n) if "flattest" in where else _reached(context, n)
        lr = factor * says(sense, where, n, c)
        grow = partial(growth, context, n, c, sense, lr, networks=_networks(sense, factor))
        mean, bar = context.once(f"{n} {c} {sense} {lr:.12g}", grow)
        z = (1 - mean) / bar * (1 if factor < 1 else -1)
        least = min(least, z)
        name = f"in {sense}, {where}, n = {n}, lr {lr:.4g}: times {mean:.4g} +- {bar:.2g}"
        if z < -limit:
            found = f"{name}, at {factor} of the limit"
            return Outcome(False, Evidence.SIMULATED, len(cases), float(z), limit, found, level="z allowed")
        if factor < 1:
            told.append(f"in {sense}, {where}, n = {n}: {lr / factor:.4g}")
    detail = f"every growth at least {least:.1f} errors on its side of 1; largest stable lr {'; '.join(told)}"
    passed = True if least > limit else None
    level = f"z to exceed at a family-wise level of {FAMILY_WISE:g}"
    return Outcome(passed, Evidence.SIMULATED, len(cases), float(least), limit, "", detail, level=level)


def _networks(sense: str, factor: float) -> int:
    """As many as the growth's spread asks for: it is large for squares that grow."""
    return 4000 if sense == "mean square" and factor > 1 else 1000 if factor < 1 else 2000


def _reached(context: Context, n: int) -> float:
    """Of the constants that a network will learn, the one whose limit is least."""
    net = emn.Architecture(n)
    constants = emn.learned_constants(net, net.init(context.rng(f"constants {n}")))
    return float(constants[np.argmin(emn.largest_stable_lr(n, constants))])


def first_unstable_are(says: Mapping[tuple[str, bool], int], context: Context) -> Outcome:
    """says[reduction, hidden layer] is the least n at which lr 0.1 is unstable in mean square; none below `MOST_N`.

    Theory at n and n - 1; and the worst mean square shrinks over one mask at n - 1 and grows at n, z-scores at 1e-6. For
    the hidden layer at its flattest solution.
    """
    sides = [(key, n, k) for key, n in says.items() if n < MOST_N for k in (1, 0)]
    limit, least, told = z_limit(max(1, len(sides))), np.inf, []
    for (reduction, hidden), n in says.items():
        if n >= MOST_N and (bad := context.once(f"{reduction} {hidden}", partial(_unstable, hidden, reduction))):
            return Outcome(False, Evidence.SIMULATED, len(sides), counterexample=f"{reduction}: unstable at {bad[0]}")
    for (reduction, hidden), first, before in sides:
        n = first - before
        c = flattest(n) if hidden else None
        name, z = f"{reduction}, {'(1)' if hidden else '()'}, n = {n}", 0.0
        if n <= LARGE or context.full:
            mean, bar = context.once(
                f"{reduction} {hidden} {n}",
                partial(growth, context, n, c, "mean square", LR, reduction, 4000 if n <= LARGE else 1000),
            )
            z = (1 - mean) / bar * (1 if before else -1)
            least = min(least, z)
            name = f"{name}: times {mean:.4g} +- {bar:.2g}"
            told.append(name)
        if z < -limit or _stable(n, hidden, reduction) is not bool(before):
            found = f"{name}, said {'stable' if before else 'unstable'}"
            return Outcome(False, Evidence.SIMULATED, len(sides), float(z), limit, found, level="z allowed")
    passed = True if least > limit else None
    level = f"z to exceed at a family-wise level of {FAMILY_WISE:g}"
    return Outcome(passed, Evidence.SIMULATED, len(sides), float(least), limit, "", "; ".join(told), level=level)


def _unstable(hidden: bool, reduction: str) -> list[int]:
    """The n below MOST_N that are; among the larger ones powers of two only."""
    sizes = (*range(1, 65), *(2**k for k in range(7, 9)), MOST_N - 1)
    return [n for n in sizes if not _stable(n, hidden, reduction)]


def _stable(n: int, hidden: bool, reduction: str) -> bool:
    return emn.is_stable(n, flattest(n) if hidden else None, lr=LR, reduction=reduction)


def stated(sense: str, where: str, n: int, c: float | None) -> float:
    """The limit in the sense asked for, at the solution asked for."""
    return float(emn.largest_stable_lr(n, c, sense=sense))


CLAIMS = (
    Claim(
        id="learning-rate-thresholds",
        locator="Sec. 4, remark, learning rate, reductions of the loss",
        origin=Origin.OWN,
        statement="Lr 0.1 stops being stable in mean square, under a loss summed over outputs, at n = 74 with no hidden "
        "layer and n = 10 for (1); summed over batch and outputs at n = 5 and n = 3; averaged over both nowhere below 512.",
        printed=Statement(
            r"\rho < 1\ \text{at lr } 0.1{:}\ n < 74,\ 10\ (\text{sum over outputs});\ n < 5,\ 3\ (\text{sum})", FIRST
        ),
        test=first_unstable_are,
        wrong={
            f"{reduction}, {'(1)' if hidden else '()'}, from n = {n + off}": {**FIRST, (reduction, hidden): n + off}
            for (reduction, hidden), n in FIRST.items()
            if n < MOST_N
            for off in (-1, 1)
        },
        assumptions=(
            "rows of fair bits, four batches of 2 n a mask",
            "(1) at its flattest solution, its best case",
            "averaged: every n up to 64, then 128, 256 and 511",
        ),
        oracle="spectral radius of the second moments; growth over one mask at n - 1 and n, that of n > 20 with --full",
        cost=10,
    ),
    Claim(
        id="learning-rate-limit-senses",
        locator="Sec. 4, remark, largest learning rate, in mean and in mean square",
        origin=Origin.OWN,
        statement="The largest learning rate at which the mean error shrinks, and the one at which its mean square does, with "
        "no hidden layer, for (1) at its flattest solution and at the one its start leads to.",
        printed=Statement(
            r"\rho\big(\langle A \rangle\big) < 1, \quad \rho\big(\langle A \otimes A \rangle\big) < 1", stated
        ),
        test=limits_are,
        wrong={
            "in mean: that of descent": lambda sense, where, n, c: stated(
                "descent" if sense == "mean" else sense, where, n, c
            ),
            "in mean: that in mean square": lambda sense, where, n, c: stated("mean square", where, n, c),
            "in mean square: that of descent": lambda sense, where, n, c: stated(
                "descent" if sense == "mean square" else sense, where, n, c
            ),
            "without the hidden layer's gain": lambda sense, where, n, c: stated(sense, where, n, None),
        },
        assumptions=(
            "rows of fair bits, fresh masks, four batches of 2 n a mask",
            "errors so small that (1) is linear at its solution",
            "reached: the learned constant, of a start from PyTorch's law, whose limit is least",
        ),
        oracle=f"growth of the worst error over one mask at 0.9 and 1.1 of the limit, z-scores at {FAMILY_WISE:g}",
        cost=10,
    ),
)
