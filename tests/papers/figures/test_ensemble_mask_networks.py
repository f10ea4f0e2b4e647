"""Figures of quick claims keep the house's rules; so do plots of those too dear for the default run, on data made up here."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from matplotlib.container import ErrorbarContainer

import papers
from papers.ensemble_mask_networks.constants import constant_exponent, constants_over_lr, learned_constants
from papers.ensemble_mask_networks.figure_3 import trained_growth
from papers.ensemble_mask_networks.higher_order import learned_gauge, two_masks_training
from papers.ensemble_mask_networks.landscape import flattest_deeper
from papers.ensemble_mask_networks.masks import mask_order, mask_spread
from papers.ensemble_mask_networks.network import width
from papers.ensemble_mask_networks.other_settings import low_data_spread
from papers.ensemble_mask_networks.rates import expected_curve, fewer_updates, phase_cells, two_layer_flow
from papers.ensemble_mask_networks.solutions import equal_split
from papers.ensemble_mask_networks.table_1 import subsampled
from papers.plot_style import draw

from .rules import broken_rules
from .words import cut

CELL = {"condition": "control", "measured": [1e-9, 3e-9], "predicted": 2e-9, "listed": True}
GROWTH = {"n": 5, "network": 0, "s": 12, "N": 25, "ratio": 0.9, "error_bar": 0.1, "predicted": 0.8}
CONSTANT = {"n": 5, "predicted": 0.5, "learned": 0.5, "explained": 0.01}
DEPTH = {"n": 5, "log_c": -0.5, "spread": 0.01, "predicted": -0.5}
RANGE = {"n": 5, "dtype": "float32", "more": 1.5, "half": 0.3, "predicted": 1.2}
FLAT = {"n": 5, "ratio": 1.01}


def columns(*rows: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {key: [row[key] for row in rows] for key in rows[0]}


PLOTS: dict[Callable[..., Any], Any] = {
    phase_cells.plot_cells: {
        "rows": [CELL | {"cell": [5, 1, m]} for m in (1, 2)] + [CELL | {"cell": [10, 1, 1], "listed": False}],
        "window": [1e-10, 1e-8],
    },
    trained_growth.plot_growth: columns(GROWTH, GROWTH | {"network": 1}, GROWTH | {"n": 10, "s": 50, "N": 100}),
    subsampled.plot_mistakes: {
        "mistakes": {"as printed": [-9, 1], "not trained": [-1, 0.1]},
        "columns": {"5": [-1, 0.1], "10": [-1.2, 0.1]},
        "printed": {"5": 0.05, "10": 0.06},
    },
    expected_curve.plot_curve: {"mean": [1, 0.9, 0.8], "bar": [0.1] * 3, "stated": [1, 0.9, 0.8]},
    two_layer_flow.plot_path: {
        "curves": [{"n": 5, "start": [0.3, d], "times": [0, 1], "ends": [[0.3, d], [1, 1]]} for d in (0.5, -0.9)]
    },
    fewer_updates.plot_updates: {
        "rows": [{"n": n, "c2": c2, "ratio": c2, "bar": 0.1} for n in (5, 10) for c2 in (0.5, 2)]
    },
    low_data_spread.plot_ranges: {
        "rows": [RANGE, RANGE | {"n": 40, "half": 0.0}, RANGE | {"dtype": "float64"}],
    },
    learned_constants.plot_constants: columns(CONSTANT, CONSTANT | {"n": 40, "predicted": -0.4, "learned": 0.4}),
    constant_exponent.plot_depths: columns(*(DEPTH | {"depth": m, "n": n} for m in (1, 2) for n in (5, 10))),
    constants_over_lr.plot_order: {
        "series": [{"n": n, "depth": 1, "lr": [0.1, 0.05], "error": [0.2, 0.1], "bar": [0.02] * 2} for n in (5, 10)]
    },
    equal_split.plot_split: {"c": [0.8, -0.8], "start": [[1, 0.5], [1, -0.5]], "end": [[1.2, 1.0], [1.2, -1.0]]},
    flattest_deeper.plot_sharpness: columns(*(FLAT | {"depth": m} for m in (2, 3))),
    width.plot_spread: {"copies": list(width.WIDTHS) * 3, "spread": np.linspace(0.1, 0.5, 12).tolist()},
    two_masks_training.plot_two_masks: {
        "n": [3, 4, 3],
        "steps": [[0, 10]] * 3,
        "off": [[1, 1e-16]] * 3,
        "floor": [1e-14] * 3,
    },
    learned_gauge.plot_gauge: {"lr": [0.2, 0.1], "deviation": [[0.02, 0.01], [0.03, 0.016]]},
    mask_order.plot_gains: {"greedy, exact": [0.1, 0.02], "greedy, trained ()": [0.1, 0.03]},
    mask_spread.plot_shares: {name: {"order": [0.1, 0.05], "start": [0.8, 0.1]} for name in ("(1)", "()")},
}


@pytest.mark.parametrize("plot", PLOTS, ids=lambda plot: f"{plot.__module__.rpartition('.')[2]}.{plot.__name__}")
def test_plots_keep_the_rules(plot: Callable[..., Any]) -> None:
    figure = draw(plot, PLOTS[plot])
    assert broken_rules(figure) == []
    assert cut(figure) == []


def test_what_is_predicted_only_is_no_point() -> None:
    """n = 40 has a prediction and no training: it extends the line of its float type, and no error bar stands there."""
    axes = draw(low_data_spread.plot_ranges, PLOTS[low_data_spread.plot_ranges]).axes[0]
    found = [c.lines[0].get_xdata().tolist() for c in axes.containers if isinstance(c, ErrorbarContainer)]
    assert found == [[5], [5]]
    assert list(axes.lines[0].get_xdata()) == [5, 40]


def test_constants_whose_sign_is_predicted_wrong_are_marked() -> None:
    signs = ((0.4, 0.4), (0.4, -0.4), (-0.3, 0.3))
    data = columns(*(CONSTANT | {"predicted": predicted, "learned": learned} for predicted, learned in signs))
    figure = draw(learned_constants.plot_constants, data)
    (rings,) = [line for line in figure.axes[0].lines if line.get_label() == "sign predicted wrong"]
    assert np.array(rings.get_xydata()).tolist() == [[0.4, -0.4], [-0.3, 0.3]]
    assert "sign predicted wrong" in [text.get_text() for text in figure.legends[0].texts]
    right = draw(learned_constants.plot_constants, columns(CONSTANT))
    assert "sign predicted wrong" not in [text.get_text() for text in right.legends[0].texts]


QUICK = ("flattest-constant", "pruning-and-learning", "mask-density", "best-masks-trained")


@pytest.mark.parametrize("id", QUICK)
def test_figures_keep_the_rules(id: str) -> None:
    figure = papers.verify("ensemble_mask_networks", claim=id, workers=1).figure(id)
    assert figure is not None
    assert broken_rules(figure) == []
