"""Which rates refute the power to see memory."""

import numpy as np

import papers
from papers.ensemble_mask_networks.higher_order import graphs, litmus_memory_power
from papers.ensemble_mask_networks.higher_order.power_curves import Rejections, plot_powers

from ...figures.rules import broken_rules


def test_which_rates_refute_the_power() -> None:
    stated = dict(zip(litmus_memory_power.STRENGTHS, (0.05, 0.2, 0.7, 1.0), strict=True))
    context = papers.Context()
    context.once(
        "power", lambda: dict.fromkeys(graphs.memory_graphs(), Rejections(None, None, [0.05, 0.2, 0.7, 1.0], 300))
    )

    def says(A: object, x: object, theta: np.ndarray, noise: float, memory: int) -> float:
        return stated.get(float(theta[0, 1]), 0.5)

    held = litmus_memory_power.power_is(says, context)
    assert held.passed
    assert broken_rules(plot_powers(held.data)) == []
    stated[0.2] = 0.5
    refuted = litmus_memory_power.power_is(says, context)
    assert refuted.passed is False
    assert "theta_01 = 0.2" in refuted.counterexample
