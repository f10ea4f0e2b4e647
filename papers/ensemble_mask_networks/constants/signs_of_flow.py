"""The signs of the constants that rows of one copy a layer flow to, and in how many rows the sign is proved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

from theory import emn
from theory.emn.masks.row_risk import row_risk
from theory.validation import Array

STARTS = {5: 1200, 20: 150}  # networks of each n, among whose rows the proved signs are counted
LEVEL_SAID = "share of rows with the right sign, less 1; at least -0.01 allowed"
CLEAR = 1e-3  # effective weights above it have the sign that they keep, without a doubt from rounding
LONGEST = 1e4

Rule = Callable[[emn.Architecture, emn.Parameters], Any]


def rows_under_flow(
    net: emn.Architecture, networks: int, rng: np.random.Generator
) -> list[tuple[emn.Architecture, emn.Parameters, Array]]:
    """Of each of so many initializations: the network, its parameters, the sign of the constant of each row."""
    starts = [net.init(rng) for _ in range(networks)]
    return [(net, params, sign) for params, sign in zip(starts, final_signs(net, starts), strict=True)]


def proved_rows(says: Rule, net: emn.Architecture, networks: int, rng: np.random.Generator) -> int:
    """In how many rows of so many initializations the sign is proved (`emn.sign_is_certain`) and is that of says."""
    proved = 0
    for _ in range(networks):
        params = net.init(rng)
        agrees = np.sign(says(net, params)) == np.sign(emn.sign_margin(net, params))
        proved += int(np.sum(emn.sign_is_certain(net, params) & agrees))
    return proved


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
