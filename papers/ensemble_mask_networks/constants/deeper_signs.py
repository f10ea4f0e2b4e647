"""Figure 4's sentence that constants can have either sign, for more than one hidden layer of one copy."""

from __future__ import annotations

from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.ledger.intervals import FAMILY_WISE, binomial_interval
from theory import emn
from theory.validation import Array

from .sign_plot import plot_accuracy
from .signs_of_flow import LEVEL_SAID, STARTS, Rule, proved_rows, rows_under_flow

DEPTHS = (2, 3)
FLOWS = {5: 40, 10: 16, 20: 6, 40: 1}  # networks of each n: 520 rows for each depth


def deeper_signs(says: Rule, context: Context) -> Outcome:
    """The sign of says(net, params) is that of the constant for at least 99 % of the rows of (1,1) and (1,1,1), under the flow.

    Rows are followed until sum_j w_j and all their effective weights have the sign they keep. Where the rule fails, its margin
    is small: no wrong row may be in the upper half. Over thousands of initializations those rows whose sign is proved
    (`emn.sign_is_certain`) and is that of says must be 99 %, by the exact binomial bound at the family-wise level.
    """
    flows = context.once("deeper flows", lambda: _flows(context))
    margin: list[float] = []
    right: list[bool] = []
    shares, shown = [], []
    for depth in DEPTHS:
        hits = rows = 0
        for net, params, sign in flows[depth]:
            guess = says(net, params)
            agrees = np.sign(guess) == sign
            hits, rows = hits + int(agrees.sum()), rows + net.n
            margin += np.abs(guess).tolist()
            right += agrees.tolist()
        shares.append(hits / rows)
        shown.append(f"({','.join('1' * depth)}): right in {hits} of {rows} rows")
    detail, effective, data = "; ".join(shown), len(right), {"margin": margin, "right": right, "least": 0.99}
    failing = max((m for m, r in zip(margin, right, strict=True) if not r), default=0.0)
    detail += f", largest margin that fails {failing:.2g}, median {np.median(margin):.2g}"
    off = min(shares) - 1
    if off < -0.01 or failing >= np.median(margin):
        return Outcome(False, Evidence.CORROBORATED, effective, off, counterexample=detail, data=data, level=LEVEL_SAID)
    if open_ := undecided(emn.constant_sign_derivation(), effective=effective):
        return open_
    for depth in DEPTHS:
        for n, networks in STARTS.items():
            proved = proved_rows(says, emn.Architecture(n, (1,) * depth), networks, context.rng(f"certain {depth} {n}"))
            bound, _ = binomial_interval(proved, n * networks, FAMILY_WISE / 4)
            detail += f"; depth {depth}, n = {n}: proved for {proved} of {n * networks} rows"
            if bound < 0.99:
                return Outcome(None, Evidence.CORROBORATED, effective, off, detail=detail, data=data, level=LEVEL_SAID)
    return Outcome(True, Evidence.CORROBORATED, effective, off, detail=detail, data=data, level=LEVEL_SAID)


def _flows(context: Context) -> dict[int, list[tuple[emn.Architecture, emn.Parameters, Array]]]:
    found: dict[int, list[tuple[emn.Architecture, emn.Parameters, Array]]] = {}
    for depth in DEPTHS:
        found[depth] = []
        for n, networks in FLOWS.items():
            net = emn.Architecture(n, (1,) * depth)
            found[depth] += rows_under_flow(net, networks, context.rng(f"flow {depth} {n}"))
    return found


def layer_after(net: emn.Architecture, params: emn.Parameters) -> Any:
    """The rule with the first of the later weights where the least should be."""
    others = [np.sign(layer) for layer in params.layers[2:]]
    return emn.sign_margin(net, net.parameters([*params.layers[:2], *(o * 1e3 for o in others)]))


def product(net: emn.Architecture, params: emn.Parameters) -> Any:
    """The product of the later weights alone."""
    return np.prod([layer[:, 0, 0] for layer in params.layers[1:]], axis=0)


def signs_not_taken_in(net: emn.Architecture, params: emn.Parameters) -> Any:
    """The least later weight, without the signs of the others."""
    return emn.sign_margin(net, net.parameters([*params.layers[:1], *_least_and_positive(params)]))


def _least_and_positive(params: emn.Parameters) -> list[Array]:
    later = np.stack(params.layers[1:])
    least = np.argmin(np.abs(later), axis=0)[None] == np.arange(len(later)).reshape(-1, 1, 1, 1)
    return list(np.where(least, later, np.abs(later)))


CLAIMS = (
    Claim(
        id="fig-4-constants-sign-deeper",
        locator="Fig. 4, caption, signs of deeper networks",
        origin=Origin.OWN,
        statement="Constants of deeper networks can have either sign too. Under gradient flow only the later weight of least size "
        "can change its sign: with it times the signs of the others as d, the sign is that of d + q . w / |q|, as with "
        "one hidden layer, in at least 99 % of the rows, and where it is not, the margin is small.",
        printed=Statement(
            r"\mathrm{sgn}\, c = \mathrm{sgn}\Big(d_k \prod_{l \ne k} \mathrm{sgn}\, d_l + q \cdot w / |q|\Big),\ "
            r"k = \arg\min_l |d_l|",
            emn.sign_margin,
        ),
        test=deeper_signs,
        wrong={
            "the product of the later weights alone": product,
            "the first of the later weights for the least": layer_after,
            "the signs of the others left out": signs_not_taken_in,
            "minus": lambda net, params: emn.sign_margin(net, net.parameters([-params.layers[0], *params.layers[1:]])),
        },
        assumptions=(
            "architectures (1,1) and (1,1,1)",
            "the paper's mask law",
            "initialization uniform on +-1/sqrt(f), f the fan-in",
        ),
        oracle="the flow integrated numerically from 520 rows of each depth; the certificate of the sign",
        cost=9,
        plot=plot_accuracy,
    ),
)
