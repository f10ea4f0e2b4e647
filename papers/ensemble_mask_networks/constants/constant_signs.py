"""Figure 4's sentence that constants can have either sign: which one, from the initialization."""

from __future__ import annotations

from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.ledger.intervals import FAMILY_WISE, binomial_interval
from theory import emn

from .constant_runs import trained
from .sign_plot import plot_accuracy
from .signs_of_flow import LEVEL_SAID, STARTS, Rule, proved_rows, rows_under_flow

FLOWS = {5: 30, 10: 13, 20: 6, 40: 3}  # networks of each n: 520 rows
TRAININGS = {5: 26, 10: 13, 20: 7, 40: 4}  # 560 rows


def later(net: emn.Architecture, params: emn.Parameters) -> Any:
    """The later weight alone."""
    return params.layers[1][:, 0, 0]


def row_sum(net: emn.Architecture, params: emn.Parameters) -> Any:
    """The mean of the first-layer weights alone."""
    return params.layers[0].sum(axis=1)


def signs_under_the_flow(says: Rule, context: Context) -> Outcome:
    """The sign of says(net, params) is that of the constant for at least 99 % of the rows, under the population flow.

    520 rows are integrated until all their effective weights are positive: then 1 . w and d have one sign, which stays. And
    over thousands of initializations the rows where the sign is proved (`emn.sign_is_certain`) must be 99 %, by the
    exact binomial bound at the family-wise level, with says agreeing there.
    """
    right = rows = 0
    for net, params, sign in context.once("flows", lambda: _flows(context)):
        right += int(np.sum(np.sign(says(net, params)) == sign))
        rows += net.n
    share = right / rows
    detail = f"right in {right} of {rows} rows"
    if share < 0.99:
        return Outcome(False, Evidence.CORROBORATED, rows, share - 1, counterexample=detail, level=LEVEL_SAID)
    if open_ := undecided(emn.constant_sign_derivation(), effective=rows):
        return open_
    for n, networks in STARTS.items():
        proved = proved_rows(says, emn.Architecture(n), networks, context.rng(f"certain {n}"))
        bound, _ = binomial_interval(proved, n * networks, FAMILY_WISE / len(STARTS))
        detail += f"; n = {n}: proved for {proved} of {n * networks} rows"
        if bound < 0.99:
            return Outcome(
                None,
                Evidence.CORROBORATED,
                rows,
                deviation=bound - 1,
                detail=detail,
                level="lower bound of the share proved, less 1; at least -0.01 allowed",
            )
    return Outcome(True, Evidence.CORROBORATED, rows, share - 1, detail=detail, level=LEVEL_SAID)


def _flows(context: Context) -> list[tuple[emn.Architecture, emn.Parameters, Any]]:
    found = []
    for n, networks in FLOWS.items():
        found += rows_under_flow(emn.Architecture(n), networks, context.rng(f"flow {n}"))
    return found


def signs_under_sgd(says: Rule, context: Context) -> Outcome:
    """The sign of says(net, params) is that of the constant for at least 90 % of the rows trained at lr 0.1.

    560 rows, masks of the paper's law in random order; the exact binomial bound at the family-wise level must be above
    90 %. Where the rule fails, its margin is small: none of the wrong rows may be in the upper half of the margins.
    """
    margin, right = [], []
    for net, starts, learned in context.once("signs", lambda: _trainings(context)):
        for params, constants in zip(starts, learned, strict=True):
            guess = says(net, params)
            margin += np.abs(guess).tolist()
            right += (np.sign(guess) == np.sign(constants)).tolist()
    rows, hits = len(right), sum(right)
    low, _ = binomial_interval(hits, rows, FAMILY_WISE)
    wrong = np.array(margin)[~np.array(right)]
    passed = low > 0.9 and bool(np.all(wrong < np.median(margin)))
    detail = f"right in {hits} of {rows} rows, at least {low:.3f} at level {FAMILY_WISE:g}"
    detail += f"; largest margin that fails {wrong.max(initial=0):.2g}, median {np.median(margin):.2g}"
    data = {"margin": margin, "right": [bool(r) for r in right], "least": 0.9}
    found, level = "" if passed else detail, f"at most so far below 1, exact binomial bound at level {FAMILY_WISE:g}"
    return Outcome(passed, Evidence.SIMULATED, rows, hits / rows - 1, 1 - low, found, detail, data, level)


def _trainings(context: Context) -> list[tuple[emn.Architecture, Any, Any]]:
    found = []
    for n, networks in TRAININGS.items():
        net = emn.Architecture(n)
        masks = emn.PaperMasks(n, size=100 + 10 * n, order="random")
        found.append((net, *trained(net, [context.rng(f"signs {n} {i}") for i in range(networks)], masks=masks)))
    return found


CLAIMS = (
    Claim(
        id="fig-4-constants-sign-flow",
        locator="Fig. 4, caption, signs explained",
        origin=Origin.OWN,
        statement="Constants can be positive or negative. Under gradient flow the sign is that of d + q . w / |q|, q = Q 1, in "
        "at least 99 % of the rows: proved where |d| > |w| and, for the paper's masks, for all but a thin wedge beside 0.",
        printed=Statement(r"\mathrm{sgn}\, c = \mathrm{sgn}\big(d + q \cdot w / |q|\big)", emn.sign_margin),
        test=signs_under_the_flow,
        wrong={
            "the sign of d alone": later,
            "the sign of the mean of w alone": row_sum,
            "minus": lambda net, params: later(net, params) - row_sum(net, params) / np.sqrt(net.n),
        },
        assumptions=("architecture (1)", "the paper's mask law", "initialization uniform on +-1/sqrt(f), f the fan-in"),
        oracle="the flow integrated numerically from 520 rows; the certificate of the sign",
        cost=9,
    ),
    Claim(
        id="fig-4-constants-sign-sgd",
        locator="Fig. 4, caption, signs at lr 0.1",
        origin=Origin.OWN,
        statement="At learning rate 0.1 the sign is that of d + q . w / |q| in at least 90 % of the rows, and where it is not, "
        "the margin is small.",
        printed=Statement(
            r"\Pr\big[\mathrm{sgn}\, c = \mathrm{sgn}(d + q \cdot w / |q|)\big] \ge 0.9", emn.sign_margin
        ),
        test=signs_under_sgd,
        wrong={
            "the sign of the mean of w alone": row_sum,
            "minus": lambda net, params: later(net, params) - row_sum(net, params) / np.sqrt(net.n),
            "the opposite": lambda net, params: -emn.sign_margin(net, params),
        },
        assumptions=("architecture (1)", "the paper's mask law in random order, fewer masks", "lr 0.1"),
        oracle="560 trained rows, exact binomial bound",
        cost=3,
        plot=plot_accuracy,
    ),
)
