"""Section 7: how small a lagged term the litmus test for memory finds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from papers import Claim, Context, Origin, Outcome, Statement
from theory.emn.higher_order.litmus_memory import litmus_memory_test
from theory.emn.higher_order.litmus_memory_power import litmus_memory_power

from .graphs import adjacency, memory_graphs
from .power_curves import LEVEL, Rejections, plot_powers, powers_agree

MOST = 2  # order and memory of the largest family
STRENGTHS = (0.0, 0.1, 0.2, 0.4)


def power_is(says: Callable[..., float], context: Context) -> Outcome:
    """says(A, x, theta, noise, memory): the probability of rejecting "no memory" where y has a small lagged term.

    y_t = x_t + A x_t / 2 + theta_01 x_(t-1) + noise of 0.5. Simulated on each graph and strength; z-scores at a family-wise level
    of 1e-6. A bias of 0.15 in the middle of a curve is refuted: it is 5.2 standard errors of 300 runs.
    """
    simulated = context.once("power", lambda: _power(context))

    def power(A: Any, x: Any, strength: float) -> float:
        return says(A, x, _theta(strength), 0.5, 0)

    return powers_agree(power, simulated, STRENGTHS, "01", "no memory")


def _theta(strength: float) -> Any:
    theta = np.zeros((MOST + 1, MOST + 1))
    theta[0, 0], theta[1, 0], theta[0, 1] = 1, 0.5, strength
    return theta


def _power(context: Context) -> dict[str, Rejections]:
    runs, out = 2000 if context.full else 300, {}
    for name, graph in memory_graphs().items():
        A, rng = adjacency(graph), context.rng(f"power {name}")
        x, rates = rng.normal(size=(15, len(A))), []
        lagged = np.vstack([0 * x[:1], x[:-1]])
        for strength in STRENGTHS:
            mean = x + 0.5 * x @ A.T + strength * lagged
            found = [litmus_memory_test(A, x, mean + rng.normal(size=x.shape) / 2, MOST, MOST) for _ in range(runs)]
            rates.append(sum(f.memory != 0 for f in found) / runs)
        out[name] = Rejections(A, x, rates, runs)
    return out


CLAIMS = (
    Claim(
        id="fig-6-memory-power",
        locator="Sec. 7, remark, memory",
        origin=Origin.OWN,
        statement="Whether memory is required can be assessed, without a recurrent network where the lagged terms are linear: how "
        "small a term of the last input the F test finds.",
        printed=Statement(r"P(F'_{p, N - q}(|(P_S - P_0) \mu|^2 / \sigma^2) > F_{1 - \alpha})", litmus_memory_power),
        test=power_is,
        wrong={
            "twice the variance": lambda A, x, theta, noise, memory: litmus_memory_power(
                A, x, theta, noise * 2**0.5, memory
            ),
            "tested against memory 1 only": lambda A, x, theta, noise, memory: litmus_memory_power(
                A, x, theta[:, :2], noise, memory
            ),
            "no power": lambda A, x, theta, noise, memory: LEVEL,
        },
        assumptions=("six nodes, 15 normal inputs, noise 0.5, orders and memory up to 2",),
        oracle="simulated data, z-scores at a family-wise level of 1e-6",
        cost=4,
        plot=plot_powers,
    ),
)
