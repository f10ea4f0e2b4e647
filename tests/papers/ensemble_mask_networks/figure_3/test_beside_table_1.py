"""Panels whose errors are known: which refute that half of the entries give Table 1."""

from collections.abc import Callable

import numpy as np

import papers
from papers.ensemble_mask_networks.experiments import FRACTIONS
from papers.ensemble_mask_networks.figure_3 import beside_table_1
from sims.store import Record

from ...figures.rules import broken_rules

Sweeps = Callable[[dict[str, list[Record]]], papers.Context]


def test_figure_3_is_held_against_table_1_panel_by_panel(stored: Sweeps, record: Callable[..., Record]) -> None:
    """Errors as printed at half the entries hold; one panel off by a thousand refutes, and is named."""

    def panels(off: float) -> dict[str, list[Record]]:
        out: dict[str, list[Record]] = {"figure_3": [], "figure_3_100": []}
        for (n, condition), (printed, _) in beside_table_1.PRINTED.items():
            if condition != "subsampled":
                for seed in range(3):
                    error = float(printed) * (1 + 0.05 * seed) * (off if (n, condition) == (40, "control") else 1)
                    scalars = {f"active_{f}": 2 * f * error for f in FRACTIONS}
                    name = "figure_3_100" if n == 100 else "figure_3"
                    out[name].append(record(name, seed, scalars, n=n, condition=condition))
        return out

    held = beside_table_1.half_is_table_1(1.0, stored(panels(1.0)))
    assert held.passed
    assert held.effective == 10
    assert broken_rules(beside_table_1.plot_panels(held.data)) == []
    refuted = beside_table_1.half_is_table_1(1.0, stored(panels(1e3)))
    assert refuted.passed is False
    assert "n = 40, control" in refuted.counterexample


def test_the_panels_hold_the_prediction(full: Callable[..., papers.Context]) -> None:
    found = beside_table_1.half_is_table_1(1.0, full(sizes=(5, 100)))
    lines = dict(found.data["predicted"])
    assert set(lines) == {5, 100}
    for n, condition, errors in found.data["panels"]:
        assert np.allclose(np.mean(errors, axis=0), lines[n], rtol=0.1), condition
    figure = beside_table_1.plot_panels(found.data)
    assert all(len(axes.get_lines()[0].get_xdata()) == len(FRACTIONS) for axes in figure.axes)
