"""Figure 6: how often the litmus test takes too much memory or too high an order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from scipy.special import chdtrc, fdtrc

from papers import Claim, Context, Origin, Outcome, Statement
from theory.emn.higher_order.litmus_memory import LitmusMemory, litmus_memory_test

from .graphs import adjacency, memory_graphs
from .level_counts import OVER, Count, level_is
from .power_curves import LEVEL

DATA_SETS = 1000
MOST = 2  # order and memory of the largest family
TIMES = 5
TRUE = ((0, 0), (1, 1), (1, 0), (0, 1))  # order and memory


class Data(NamedTuple):
    """One data set: the answer, the term of each order and lag, and y."""

    found: LitmusMemory
    columns: Mapping[tuple[int, int], Any]
    y: Any

    def left(self, order: int, memory: int) -> float:
        """The sum of squares that least squares leaves."""
        design = np.stack([v for (l, s), v in self.columns.items() if l <= order and s <= memory], axis=1)
        return float(np.sum((self.y - design @ np.linalg.lstsq(design, self.y)[0]) ** 2))


Choose = Callable[[Data], tuple[int | None, int | None]]


def order_and_memory_over_selection_is(says: tuple[float, Choose], context: Context) -> Outcome:
    """says: the probability that the order chosen exceeds the true one, and that the memory does; how they are chosen.

    1000 data sets of 18 numbers for each graph and true pair, more pairs with `full`; orders and memory up to 2. Every count must
    lie in the exact 99.9 % binomial interval.
    """
    rate, choose = says
    return level_is(_over_selections(choose, context), rate, OVER)


def _over_selections(choose: Choose, context: Context) -> Iterator[Count]:
    for (name, graph), true in product(memory_graphs().items(), TRUE if context.full else TRUE[:2]):
        key = f"level {name} {true}"
        data = context.once(key, partial(_data_sets, adjacency(graph), true, context.rng(key)))
        chosen = [choose(d) for d in data]
        for k, what in enumerate(("order", "memory")):
            count = sum(pair[k] is None or pair[k] > true[k] for pair in chosen)
            setting = f"{name}, true order {true[0]} and memory {true[1]}"
            yield Count(f"{setting}: {what} over-selected in {count}", count, DATA_SETS)


def _data_sets(A: Any, true: tuple[int, int], rng: np.random.Generator) -> list[Data]:
    out = []
    for _ in range(DATA_SETS):
        x = rng.normal(size=(TIMES, len(A)))
        powers = [x, x @ A.T, x @ A.T @ A.T]
        columns = {(l, s): powers[l][MOST - s : TIMES - s].reshape(-1) for l, s in product(range(MOST + 1), repeat=2)}
        y = rng.normal(size=columns[0, 0].size)
        for l, s in product(range(true[0] + 1), range(true[1] + 1)):
            y += 10 * columns[l, s]  # lower ones are surely rejected
        found = litmus_memory_test(A, x, np.vstack([x[:MOST], y.reshape(-1, len(A))]), MOST, MOST, LEVEL)
        out.append(Data(found, columns, y))
    return out


def as_tested(data: Data) -> tuple[int | None, int | None]:
    """What the library answers."""
    return data.found.order, data.found.memory


def textbook(p_value: Callable[[float, int, int], float]) -> Choose:
    """p_value(F, degrees above, degrees below) of the statistic from least squares."""

    def least(data: Data, family: Callable[[int], tuple[int, int]]) -> int:
        free = data.y.size - (MOST + 1) ** 2
        last = data.left(MOST, MOST)
        for k in range(MOST):
            above = (MOST - k) * (MOST + 1)
            F = (data.left(*family(k)) - last) / above / (last / free)
            if p_value(F, above, free) > LEVEL:
                return k
        return MOST

    return lambda data: (least(data, lambda k: (k, MOST)), least(data, lambda k: (MOST, k)))


CLAIMS = (
    Claim(
        id="fig-6-least-memory",
        locator="Fig. 6, caption, least memory",
        origin=Origin.OWN,
        statement="Data are fitted with the lowest order and the least memory: nested F tests choose too much memory with the "
        "probability that was chosen, 5 percent, and too high an order as often, on series of a few times too.",
        printed=Statement(r"P(\hat s > s) = P(\hat r > r) = \alpha", (LEVEL, as_tested)),
        test=order_and_memory_over_selection_is,
        wrong={
            "twice the level": (2 * LEVEL, as_tested),
            "half the level": (LEVEL / 2, as_tested),
            "chi-square quantiles": (LEVEL, textbook(lambda F, above, free: float(chdtrc(above, above * F)))),
            "a parameter not counted": (
                LEVEL,
                textbook(lambda F, above, free: float(fdtrc(above - 1, free, F * above / (above - 1)))),
            ),
            "tested at twice the level": (
                LEVEL,
                textbook(lambda F, above, free: float(fdtrc(above, free, F)) / 2),
            ),
        },
        assumptions=(
            "normal noise, less memory and lower orders surely rejected",
            "six nodes, three times, 9 parameters",
        ),
        oracle="1000 data sets in each setting, exact binomial interval at 99.9 percent",
        cost=6,
    ),
)
