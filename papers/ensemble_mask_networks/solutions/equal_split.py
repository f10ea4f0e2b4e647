"""Figure 4 (1,1): the printed equal split between the two later layers, and where training really ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

from papers.ledger.claim import Claim, Context, Statement
from papers.ledger.verdict import Evidence, Outcome
from sims.emn import train
from theory import emn
from theory.emn.masks.row_risk import row_risk

NETWORKS = 6
TIME = 400.0


def split(says: Callable[[Any, Any], tuple[Any, Any]], context: Context) -> Outcome:
    """says(c, difference) = the sizes of the two later layers, where (1, 1) ends from the paper's initialization.

    `difference` is d_1^2 - d_2^2 at the start, c the learned constant. The flow is integrated with a relative tolerance of 1e-10
    a step, for a few hundred steps, so it must agree to 1e-6; rows whose beta is not 1 to 1e-7 by then do not count.
    """
    if not emn.equal_split_derivation().proved:
        return Outcome(None, Evidence.PROVED, 1, detail="the derivation is undecided")
    rows = context.once("flows", lambda: _flows(context))
    off = [max(abs(a - abs(r["d"])), abs(b - abs(r["e"]))) for r in rows for a, b in [says(r["c"], r["difference"])]]
    worst = int(np.argmax(off))
    row, equal = rows[worst], sum(r["equal"] for r in rows)
    detail = (
        f"{equal} of {len(rows)} rows start with layers of one size, and {sum(r['c'] < 0 for r in rows)} end with c < 0; "
        f"under SGD d_1^2 - d_2^2 ends at {min(r['kept'] for r in rows):.2f} to {max(r['kept'] for r in rows):.2f} of its start"
    )
    passed = bool(off[worst] <= 1e-6)
    sgd = all(0 < r["kept"] <= 1 + 1e-9 for r in rows)  # each step multiplies it by 1 - z^2
    text = f"c = {row['c']:.3f}: the layers are {row['d']:.3f} and {row['e']:.3f}; {detail}"
    data = {key: [r[key] for r in rows] for key in ("c", "difference", "d", "e")}
    passed, text = (True, "") if passed and sgd else (False, text)
    return Outcome(passed, Evidence.CORROBORATED, len(rows), float(off[worst]), 1e-6, text, detail, data, "tolerance")


def _flows(context: Context) -> list[dict[str, Any]]:
    net, rows = emn.Architecture(3, (1, 1)), []
    for seed in range(NETWORKS):
        rng = context.rng(f"(1,1) {seed}")
        start = net.init(rng)
        end = _flow(net, start)
        beta = emn.effective_weights(net, end)
        trained = train(net, start, masks=emn.PaperMasks(3, size=200), rng=rng).params
        squares = [p.layers[1][:, 0, 0] ** 2 - p.layers[2][:, 0, 0] ** 2 for p in (start, trained)]
        for i, equal in enumerate(emn.equal_split_rows(net, start)):
            if np.max(np.abs(beta[i] - 1)) > 1e-7:
                continue
            c, d, e = end.layers[0][i].mean(), end.layers[1][i, 0, 0], end.layers[2][i, 0, 0]
            rows.append({"c": float(c), "d": float(d), "e": float(e), "difference": float(squares[0][i])})
            rows[-1] |= {"equal": bool(equal), "kept": float(squares[1][i] / squares[0][i])}
    return rows


def _flow(net: emn.Architecture, params: emn.Parameters) -> emn.Parameters:
    """The end of the population flow of half the risk."""
    ends, Q = np.cumsum([0, *(layer.size for layer in params.layers)]), row_risk(net.n)

    def layers(state: Any) -> emn.Parameters:
        return emn.Parameters(tuple(np.split(state, ends[1:-1])[i].reshape(s) for i, s in enumerate(net.shapes)))

    def velocity(_: float, state: Any) -> Any:
        return -np.concatenate([layer.ravel() for layer in emn.gradient(net, layers(state), Q).layers]) / 2

    start = np.concatenate([layer.ravel() for layer in params.layers])
    return layers(solve_ivp(velocity, (0, TIME), start, method="LSODA", rtol=1e-10, atol=1e-12).y[:, -1])


def from_the_start(c: Any, difference: Any) -> tuple[Any, Any]:
    """The sizes of d_1 and d_2 with c d_1 d_2 = 1 and d_1^2 - d_2^2 as given."""
    root = np.sqrt(difference**2 + 4 / c**2)
    return np.sqrt((root + difference) / 2), np.sqrt((root - difference) / 2)


def plot_split(data: Any) -> Any:
    """Sizes of the later layers at the end of the flow, points, over the printed and the predicted ones."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.4, 3.6), layout="constrained")
    axes = figure.subplots()
    c, difference, d, e = (np.array(data[key]) for key in ("c", "difference", "d", "e"))
    for ends, sizes, label in (
        (np.abs([d, e]), np.array([np.abs(c) ** -0.5] * 2), "printed"),
        (np.abs([d, e]), np.array(from_the_start(c, difference)), "from the start"),
    ):
        axes.plot(sizes.ravel(), ends.ravel(), "o" if label == "printed" else "s", ms=4, label=label)
    limits = np.array([min(np.abs([d, e]).ravel()), max(np.abs([d, e]).ravel())])
    axes.plot(limits, limits, color="black", lw=1)
    axes.set(xlabel="predicted size of a later layer", ylabel="size at the end of the flow")
    axes.legend(frameon=False)
    return figure


CLAIMS = (
    Claim(
        id="fig-4-equal-split",
        locator="Fig. 4 (1,1)",
        statement="With two hidden layers of one copy both later layers learn the square root of 1/c. Only rows that start "
        "with two equal positive layers do, a set of measure zero; otherwise the difference of squares of the start stays "
        "under the flow (SGD shrinks it a little), and c can be negative, where there is no root.",
        printed=Statement(
            r"W_3 = W_2 = \mathrm{diag}(\sqrt{1/c})", lambda c, difference: (np.abs(c) ** -0.5, np.abs(c) ** -0.5)
        ),
        corrected=Statement(
            r"c\, d_1 d_2 = 1,\quad d_1^2 - d_2^2 = d_1^2(0) - d_2^2(0)",
            from_the_start,
        ),
        test=split,
        wrong={
            "the first layer's square in the difference": lambda c, difference: from_the_start(c, difference + c**2),
            "the layers swapped": lambda c, difference: from_the_start(c, -difference),
            "the difference squared once more": lambda c, difference: from_the_start(
                c, np.sign(difference) * difference**2
            ),
        },
        assumptions=("initialization uniform on +-1/sqrt(fan_in)", "the paper's masks and inputs, in the mean"),
        oracle="the flow integrated numerically; SGD",
        cost=4,
        plot=plot_split,
    ),
)
