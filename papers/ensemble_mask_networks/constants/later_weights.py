"""What the conserved matrix leaves of the later weights of several copies, behind the constants of Figure 4."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.ledger.words import tuples
from theory import emn

Bracket = Callable[[emn.Architecture, emn.Parameters], tuple[Any, Any]]


def later_weights(says: Bracket, context: Context) -> Outcome:
    """says(net, params) = (low, high) holds |v|^2 of every row of (2) and (3) at the end of the flow, to 1e-6.

    And it says something: a bracket that reaches past 0 or past 1.5 times the values found is refused.
    """
    rows = context.once("copies", lambda: _copies(context))
    effective, widest = 0, 0.0
    for net, params, square in rows:
        low, high = says(net, params)
        effective += net.n
        outside = np.maximum(low - square, square - high)
        worst = int(np.argmax(outside))
        if outside[worst] > 1e-6:
            found = f"{tuples(net.copies)}, row {worst}: |v|^2 = {square[worst]:.6g}, "
            found += f"not from {low[worst]:.6g} to {high[worst]:.6g}"
            return Outcome(
                False,
                Evidence.CORROBORATED,
                effective,
                float(outside[worst]),
                counterexample=found,
                level="beyond its bounds; at most 1e-6 allowed",
            )
        widest = max(widest, float(np.max((high - low) / square)))
    if open_ := undecided(emn.later_weights_derivation(), effective=effective):
        return open_
    detail = f"{effective} rows inside; the widest bracket is {widest:.2g} of |v|^2"
    passed = widest < 0.5
    return Outcome(passed, Evidence.CORROBORATED, effective, 0.0, None, "" if passed else detail, detail)


def _copies(context: Context) -> list[tuple[emn.Architecture, emn.Parameters, Any]]:
    found = []
    for c in (2, 3):
        net = emn.Architecture(5, (c,))
        for seed in range(4):
            params = net.init(context.rng(f"copies {c} {seed}"))
            end = emn.population_flow(net, params, 120.0)
            found.append((net, params, np.sum(end.layers[1] ** 2, axis=(1, 2))))
    return found


def _of_minus(net: emn.Architecture, params: emn.Parameters) -> tuple[Any, Any]:
    """The bracket with K of the other sign."""
    (K,) = emn.conserved_quantities(net, params)
    eigenvalues = -np.linalg.eigvalsh(K)
    low, high = ((np.hypot(e, 2 * np.sqrt(net.n)) - e) / 2 for e in (eigenvalues[:, 0], eigenvalues[:, -1]))
    return low, high


def _of_ones(net: emn.Architecture, params: emn.Parameters) -> tuple[Any, Any]:
    """A network that starts at 0: |v|^2 = sqrt n."""
    return np.full(net.n, np.sqrt(net.n)), np.full(net.n, np.sqrt(net.n))


CLAIMS = (
    Claim(
        id="fig-4-copies-bracket",
        locator="Fig. 4, caption, several copies",
        origin=Origin.OWN,
        statement="With several copies there is no constant to a row. What the conserved matrix K leaves is |v|^4 + lambda "
        "|v|^2 = n for some lambda between its extreme eigenvalues, which brackets the later weights v.",
        printed=Statement(
            r"|v|^2 = \tfrac12\big(\sqrt{\lambda^2 + 4n} - \lambda\big),\ \lambda_{\min}(K) \le \lambda \le \lambda_{\max}(K)",
            emn.later_weight_bracket,
        ),
        test=later_weights,
        wrong={"K of the other sign": _of_minus, "the balanced value sqrt n": _of_ones},
        assumptions=("architecture (2) or (3)", "the flow reaches zero loss"),
        oracle="the flow integrated numerically",
        cost=3,
    ),
)
