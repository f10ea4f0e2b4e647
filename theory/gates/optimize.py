"""The gates that minimize the least-squares objective, within a family, with a certificate."""

from __future__ import annotations

from functools import partial
from time import perf_counter
from typing import Any

import numpy as np

from ..randomness import generator
from ..validation import did_you_mean, function, in_float_range, natural, one_line, real_number
from .best_gates import BestGates
from .family import family_of
from .limits import Limits
from .problem import GateProblem
from .proofs.exhaustive import exhaustive

EXHAUSTIVE_AT_MOST = 20_000  # candidates that `auto` lists
AUTO_NODES = 100_000_000  # that `auto` spends on a proof which nobody limits: a minute or two


@in_float_range("x, y")
def optimize(
    x: Any,
    y: Any,
    K: int,
    family: Any = "exclusive",
    *,
    sample_weight: Any = None,
    method: str = "auto",
    budget: int | None = None,
    seconds: float | None = None,
    ridge: float = 0.0,
    min_points: int = 1,
    offset: bool = False,
    rng: Any = None,
    progress: Any = None,
) -> BestGates:
    """Choose gates g(x_s) in {0,1}^K and weights w that minimize <(y - (1/K) sum_k g_k(x) w_k . x)^2> + ridge |w|^2.

    x (S, n), y (S,): samples, or a finite support with its probabilities in `sample_weight` (S,). Gates are functions
    of x: equal inputs have equal gates. `family`: "exclusive" (exactly one gate on at each input), "table" (any subset),
    "halfspace" (1[v . x >= 0], v not 0), "equivariant" (all shifts of base gates on a ring), or an object of the protocol
    `GateFamily`. `min_points` is how many samples an exclusive gate needs unless it is never on. `offset` is for half-spaces
    1[v . x + v_0 >= 0], (v, v_0) not 0: gates see a column of ones that the weights do not.

    `method` names a solver of the family, "exhaustive", or "auto", which picks by size; the result says which one it was. Without
    `budget` and `seconds`, "auto" gives a proof up after 10^8 nodes; a solver that is asked for by its name goes on to the end.
    `budget` counts work, so the same `rng` (an int or a generator; None is 0) and budget give the same gates anywhere;
    `seconds` only stops it earlier, with the best so far and a bound that is still true.

    `GatedRegression.from_samples(x, y, best.gates, sample_weight).minimum_loss == best.loss` where ridge is 0.
    (The note asks which gates minimize Eq. (15) and leaves it open.)

    Raises ValueError or TypeError in one line for bad data and unknown names.

    Possible issues: a bound is proven in floating point; `recheck` repeats the proof in exact rationals on small data.

    Example:
    >>> from theory.gates import optimize
    >>> best = optimize([[1], [2], [3], [4]], [1, 2, 9, 12], 2, "exclusive")
    >>> best.loss < 1e-15, best.certified, best.gates[:, 0].tolist() in ([0, 0, 1, 1], [1, 1, 0, 0])
    (True, True, True)
    """
    start = perf_counter()
    chosen = family_of(family)
    problem = GateProblem.from_samples(x, y, K, sample_weight, ridge, min_points, offset)
    if problem.offset and chosen.name != "halfspace":
        raise ValueError(f"offset is for the family 'halfspace'; got family {chosen.name!r}. Leave it out.")
    budget = None if budget is None else natural("budget", budget)
    deadline = np.inf if seconds is None else start + float(real_number("seconds", seconds, above=0))
    limits = Limits(budget, deadline, None if progress is None else function("progress", progress))
    solvers = dict(getattr(chosen, "solvers", {}))
    known = ["auto", "exhaustive", *solvers]
    if not isinstance(method, str) or method not in known:
        near = did_you_mean(method, known) if isinstance(method, str) else ""
        hint = near or f"known: {', '.join(known)}."
        raise ValueError(f"method {one_line(method)} is not known for the family {chosen.name!r}; {hint}")
    if method == "auto":
        small = chosen.count(problem) <= EXHAUSTIVE_AT_MOST
        method = "exhaustive" if small or not solvers else chosen.choose(problem)  # type: ignore[attr-defined]
        if method == "branch and bound" and budget is None and seconds is None:
            limits = Limits(AUTO_NODES, deadline, progress)
    draw = generator(0 if rng is None else rng, "theory.gates.optimize")
    solve = solvers.get(method, partial(exhaustive, chosen))
    found = solve(problem, limits, draw)
    objective, loss, weights, error = problem.fit(found.gates)
    bound = min(max(found.lower_bound, 0.0), objective)

    gates = np.asarray(found.gates)[problem.point_of].astype(np.int8)
    gates.setflags(write=False)
    return BestGates(
        gates=gates,
        weights=weights,
        loss=loss,
        objective=objective,
        lower_bound=bound,
        certified=bool(objective + error - bound <= problem.tolerance),
        family=chosen.name,
        method=method,
        work=found.work,
        seconds=perf_counter() - start,
        directions=found.directions,
        rule=partial(chosen.assign, problem),  # a local function could not be pickled
    )
