"""Figure 4 (1,1): the printed equal split between the two later layers, and where training really ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Outcome, Statement
from papers.ledger.derived import undecided
from papers.plot_style.legend import add_legend
from sims.emn import train
from theory import emn

NETWORKS = 6
PLANTED = 2  # more networks, whose rows start with layers of one size
SIGNS = {"equal and positive": (1, 1), "equal and negative": (-1, -1), "opposite": (1, -1)}
TIME = 400.0
Ends = tuple[Any, Any]


def split(says: Callable[[Any, Any, Any], Ends], context: Context) -> Outcome:
    """says(c, d, e) = the two later layers, sign included, where (1, 1) ends with constant c after a start at d and e.

    From the paper's initialization, and from layers of one size in each combination of signs that matters, with the first layer
    signed so that beta can grow to 1 (else the flow may end at the saddle d = e = 0, and rounding decides). The flow is
    integrated with a relative tolerance of 1e-10 a step, for a few hundred steps, so it must agree to 1e-6; rows whose beta is
    not 1 to 1e-7 by then do not count.
    """
    if open_ := undecided(emn.equal_split_derivation()):
        return open_
    rows = context.once("flows", lambda: _flows(context))
    kinds = Counter(r["kind"] for r in rows)
    if len(kinds) < 4:
        detail = f"settled rows by start: {', '.join(f'{kind} {count}' for kind, count in kinds.items())}"
        return Outcome(None, Evidence.CORROBORATED, len(rows), detail=detail)
    off = [np.max(np.abs(np.subtract(r["end"], says(r["c"], *r["start"])))) for r in rows]
    worst = int(np.argmax(off))
    row, random = rows[worst], [r for r in rows if r["kind"] == "random"]
    printed = [bool(np.max(np.abs(np.subtract(r["end"], equal_root(r["c"])))) <= 1e-6) for r in rows]
    detail = "; ".join(
        f"{k}: {sum(p for p, r in zip(printed, rows, strict=True) if r['kind'] == k)} of {m} end at the printed root"
        for k, m in kinds.items()
    )
    detail += f"; {sum(r['c'] < 0 for r in rows)} rows end with c < 0; under SGD d_1^2 - d_2^2 ends at "
    detail += f"{min(r['kept'] for r in random):.2f} to {max(r['kept'] for r in random):.2f} of its start, and stays 0"
    # each step multiplies it by 1 - z^2, and rounds two squares of order 1; a row takes a few thousand
    sgd = all(0 < r["kept"] <= 1 + 1e-9 if r["kind"] == "random" else abs(r["kept"]) <= 1e-12 for r in rows)
    passed, (d, e) = bool(off[worst] <= 1e-6) and sgd, row["end"]
    start = ", ".join(f"{v:.3f}" for v in row["start"])
    text = "" if passed else f"c = {row['c']:.3f}: the layers start at {start} and end at {d:.3f}, {e:.3f}; {detail}"
    data = {key: [r[key] for r in rows] for key in ("c", "start", "end")}
    level = "largest distance of an end from the stated one; at most 1e-6 allowed"
    return Outcome(passed, Evidence.CORROBORATED, len(rows), float(off[worst]), None, text, detail, data, level)


def _flows(context: Context) -> list[dict[str, Any]]:
    net, rows = emn.Architecture(3, (1, 1)), []
    for seed in range(NETWORKS + PLANTED):
        rng = context.rng(f"(1,1) {seed}")
        start, kinds = net.init(rng), tuple(SIGNS)
        if seed >= NETWORKS:
            signs = np.array(list(SIGNS.values()))
            first = np.abs(start.layers[0]) * np.prod(signs, axis=1)[:, None]
            later = np.abs(start.layers[1][:, 0, 0]) * signs.T
            start = emn.Parameters((first, *later.reshape(2, 3, 1, 1)))
        end = emn.population_flow(net, start, TIME)
        beta = emn.effective_weights(net, end)
        trained = train(net, start, masks=emn.PaperMasks(3, size=200), rng=rng).params
        (d, e), (last_d, last_e), (sgd_d, sgd_e) = (
            (p.layers[1][:, 0, 0], p.layers[2][:, 0, 0]) for p in (start, end, trained)
        )
        before, after = d**2 - e**2, sgd_d**2 - sgd_e**2
        for i, equal in enumerate(emn.equal_split_rows(net, start)):
            if np.max(np.abs(beta[i] - 1)) > 1e-7:
                continue
            kind = kinds[i] if equal else "random"
            kept = after[i] if equal else after[i] / before[i]
            c = float(end.layers[0][i].mean())
            rows.append({"kind": kind, "c": c, "start": (float(d[i]), float(e[i])), "kept": float(kept)})
            rows[-1] |= {"end": (float(last_d[i]), float(last_e[i]))}
    return rows


def equal_root(c: Any) -> Ends:
    """Both sqrt(1/c), with |c| where there is no root."""
    return np.abs(c) ** -0.5, np.abs(c) ** -0.5


def from_the_start(c: Any, d: Any, e: Any, difference: Any = None) -> Ends:
    """c d_1 d_2 = 1 with d_1^2 - d_2^2 as at the start d, e (or `difference`); the layer of larger size keeps its sign there."""
    difference = d**2 - e**2 if difference is None else difference
    root = np.sqrt(difference**2 + 4 / c**2)
    sizes = np.sqrt((root + difference) / 2), np.sqrt((root - difference) / 2)
    sign = np.where(difference >= 0, np.sign(d), np.sign(c) * np.sign(e))
    return sign * sizes[0], np.sign(c) * sign * sizes[1]


def plot_split(data: Any) -> Any:
    """The later layers at the end of the flow, points, over the printed and the predicted ones."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.4, 3.6), layout="constrained")
    axes = figure.subplots()
    c, (d, e), ends = np.array(data["c"]), np.array(data["start"]).T, np.array(data["end"]).T
    for stated, marker, label in (
        (equal_root(c), "x", r"printed, $\sqrt{1/c}$"),
        (from_the_start(c, d, e), ".", "from the start"),
    ):
        axes.plot(np.ravel(stated), ends.ravel(), marker, ms=6, label=label)
    limits = np.array([ends.min(), ends.max()])
    axes.plot(limits, limits, color="black", lw=1, label="as predicted")
    axes.set(xlabel="predicted later weight $d_k$", ylabel="$d_k$ at the end of the flow")
    add_legend(figure, [axes], columns=2)
    return figure


CLAIMS = (
    Claim(
        id="fig-4-equal-split",
        locator="Fig. 4 (1,1)",
        statement="With two hidden layers of one copy both later layers learn the square root of 1/c. Only rows that start "
        "with two equal positive layers do, a set of measure zero: two equal negative ones end at the negative root, opposite "
        "ones with a negative c, where there is no root. Else the difference of squares of the start stays under the flow (SGD "
        "shrinks it a little).",
        printed=Statement(r"W_3 = W_2 = \mathrm{diag}(\sqrt{1/c})", lambda c, d, e: equal_root(c)),
        corrected=Statement(
            r"c\, d_1 d_2 = 1,\quad d_1^2 - d_2^2 = d_1^2(0) - d_2^2(0),\quad \mathrm{sgn}\, d_k = \mathrm{sgn}\, d_k(0)"
            r"\ \text{for the larger}",
            from_the_start,
        ),
        test=split,
        wrong={
            "the first layer's square in the difference": lambda c, d, e: from_the_start(c, d, e, d**2 - e**2 + c**2),
            "the layers swapped": lambda c, d, e: from_the_start(c, d, e, e**2 - d**2),
            "the difference squared once more": lambda c, d, e: from_the_start(
                c, d, e, (d**2 - e**2) * abs(d**2 - e**2)
            ),
            "equal sizes are enough": lambda c, d, e: equal_root(c) if abs(d) == abs(e) else from_the_start(c, d, e),
            "equal layers are enough": lambda c, d, e: equal_root(c) if d == e else from_the_start(c, d, e),
            "no equal start splits equally": lambda c, d, e: from_the_start(c, d, e, (d**2 - e**2) or 1e-3),
            "both keep their signs": lambda c, d, e: tuple(
                np.copysign(end, start) for end, start in zip(from_the_start(c, d, e), (d, e), strict=True)
            ),
        },
        assumptions=(
            "initialization uniform on +-1/sqrt(f), f the fan-in, or layers of one size",
            "the paper's masks and inputs, in the mean",
        ),
        oracle="the flow integrated numerically; SGD",
        cost=4,
        plot=plot_split,
    ),
)
