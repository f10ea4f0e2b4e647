"""Figure 4's sentence that constants can have either sign, for more than one hidden layer of one copy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.ledger.intervals import FAMILY_WISE, binomial_interval
from theory import emn
from theory.emn.masks.row_risk import row_risk
from theory.validation import Array

from .sign_plot import plot_accuracy

DEPTHS = (2, 3)
FLOWS = {5: 40, 10: 16, 20: 6, 40: 1}  # networks of each n: 520 rows for each depth
INITIALIZATIONS = {5: 1200, 20: 150}
CLEAR = 1e-3  # effective weights above it have the sign that they keep, without a doubt from rounding
LONGEST = 1e4

Rule = Callable[[emn.Architecture, emn.Parameters], Any]


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
        return Outcome(
            False,
            Evidence.CORROBORATED,
            effective,
            off,
            counterexample=detail,
            data=data,
            level="share of rows with the right sign, less 1; at least -0.01 allowed",
        )
    if open_ := undecided(emn.constant_sign_derivation(), effective=effective):
        return open_
    for depth in DEPTHS:
        for n, networks in INITIALIZATIONS.items():
            proved = _proved(says, context, depth, n, networks)
            bound, _ = binomial_interval(proved, n * networks, FAMILY_WISE / 4)
            detail += f"; depth {depth}, n = {n}: proved for {proved} of {n * networks} rows"
            if bound < 0.99:
                return Outcome(
                    None,
                    Evidence.CORROBORATED,
                    effective,
                    off,
                    detail=detail,
                    data=data,
                    level="share of rows with the right sign, less 1; at least -0.01 allowed",
                )
    return Outcome(
        True,
        Evidence.CORROBORATED,
        effective,
        off,
        detail=detail,
        data=data,
        level="share of rows with the right sign, less 1; at least -0.01 allowed",
    )


def _proved(says: Rule, context: Context, depth: int, n: int, networks: int) -> int:
    net, rng, proved = emn.Architecture(n, (1,) * depth), context.rng(f"certain {depth} {n}"), 0
    for _ in range(networks):
        params = net.init(rng)
        agrees = np.sign(says(net, params)) == np.sign(emn.sign_margin(net, params))
        proved += int(np.sum(emn.sign_is_certain(net, params) & agrees))
    return proved


def _flows(context: Context) -> dict[int, list[tuple[emn.Architecture, emn.Parameters, Array]]]:
    found: dict[int, list[tuple[emn.Architecture, emn.Parameters, Array]]] = {}
    for depth in DEPTHS:
        found[depth] = []
        for n, networks in FLOWS.items():
            net, rng = emn.Architecture(n, (1,) * depth), context.rng(f"flow {depth} {n}")
            starts = [net.init(rng) for _ in range(networks)]
            found[depth] += [(net, params, sign) for params, sign in zip(starts, final_signs(net, starts), strict=True)]
    return found


def final_signs(net: emn.Architecture, starts: Sequence[emn.Parameters]) -> Array:
    """The sign of the constant each row of (1, ..., 1) flows to, (len(starts), n), by the paper's masks, integrated row by row.

    w' = -P Q (P w - 1), d_l' = -P/d_l w . Q (P w - 1), P the product of the d. Each row runs on a clock of its own, which changes
    no orbit: none is faster than at unit speed, so that a step which tries too much stays in the range of floats.
    """
    n, Q = net.n, np.tile(row_risk(net.n), (len(starts), 1, 1))

    def split(state: Array) -> tuple[Array, Array, Array]:
        rows = state.reshape(len(Q), -1)
        return rows[:, :n], rows[:, n:], np.prod(rows[:, n:], axis=1)

    def velocity(_: float, state: Array) -> Array:
        w, d, P = split(state)
        g = (Q @ (P[:, None] * w - 1)[:, :, None])[:, :, 0]
        others = np.stack([np.prod(np.delete(d, l, axis=1), axis=1) for l in range(d.shape[1])], axis=1)
        down = -np.hstack([P[:, None] * g, others * np.sum(w * g, axis=1)[:, None]])
        return np.asarray(down / (1 + np.linalg.norm(down, axis=1, keepdims=True))).ravel()

    def unsettled(_: float, state: Array) -> float:
        w, _d, P = split(state)
        return float(np.min(P[:, None] * w)) - CLEAR

    unsettled.terminal, unsettled.direction = True, 1  # type: ignore[attr-defined]
    first = np.concatenate([params.layers[0] for params in starts])
    later = [np.concatenate([params.layers[l][:, :, 0] for params in starts]) for l in range(1, len(net.copies) + 1)]
    start = np.hstack([first, *later]).astype(np.float64).ravel()
    if unsettled(0.0, start) > 0:  # an event is a crossing
        return np.asarray(np.sign(split(start)[2])).reshape(len(starts), n)
    end = solve_ivp(velocity, (0, LONGEST), start, method="DOP853", rtol=1e-5, atol=1e-8, events=unsettled)
    if end.status != 1:
        raise RuntimeError(f"the flow has decided no sign by the time {LONGEST:g}: {end.message}")
    return np.asarray(np.sign(split(end.y[:, -1])[2])).reshape(len(starts), n)


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
