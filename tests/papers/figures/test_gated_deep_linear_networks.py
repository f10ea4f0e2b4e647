"""Figures of quick claims: theory as lines, runs as points, bars where runs differ; the house's rules, in the default run."""

import numpy as np
import pytest

import papers
from papers.plot_style import figure_for_paper

from .rules import broken_rules
from .words import cut, overlapping

SLUG = "gated_deep_linear_networks"
QUICK = (
    "sec-4-1-general",
    "sec-4-2-single",
    "optimum-trivial",
    "sec-1-pulse-oscillations",
    "sec-1-single-pulse",
    "all-shifts-for-nlgp",
)


@pytest.mark.parametrize("id", QUICK)
def test_figures_keep_the_rules(id: str) -> None:
    (paper,) = papers.verify(SLUG, claim=id, workers=1).papers
    figure, plot = paper.figure(id), paper.plot(id)
    assert figure is not None
    assert plot is not None
    narrow = figure_for_paper(plot)
    assert (broken_rules(figure), cut(figure), overlapping(figure)) == ([], [], [])
    assert (cut(narrow), overlapping(narrow)) == ([], [])


def test_each_weight_has_a_line_a_run_and_a_bar() -> None:
    """A panel a gate and a colour a site, at most eight in a panel; the bars hold theory, which they are held against."""
    report = papers.verify(SLUG, claim="sec-4-1-general", workers=1)
    figure, data = report.figure("sec-4-1-general"), report.claim("sec-4-1-general").data
    assert figure is not None
    *gates, distances = figure.axes
    theory = np.array(data["theory"]).reshape(len(data["times"]), len(gates), data["sites"])
    for k, axes in enumerate(gates):
        drawn = [line for line in axes.lines if line.get_linestyle() == "-"]
        runs = [line for line in axes.lines if line.get_marker() == "."]
        assert len(drawn) == len(runs) == len(axes.containers) == data["sites"]
        for i, (line, run, bars) in enumerate(zip(drawn, runs, axes.containers, strict=True)):
            np.testing.assert_array_equal(line.get_ydata(), theory[:, k, i])
            assert line.get_color() == run.get_color() == bars[0].get_color()
            low, high = bars[2][0].get_segments()[0][:, 1]
            assert low < bars[0].get_ydata()[0] < high
    assert len(distances.containers) == 1


def test_a_constant_field_is_beside_its_theory_and_others_are_turned() -> None:
    found = papers.verify(SLUG, claim="sec-1-single-pulse", workers=1)
    data, figure = found.claim("sec-1-single-pulse").data, found.figure("sec-1-single-pulse")
    assert figure is not None
    left = figure.axes[0]
    (theory,) = (line for line in left.lines if line.get_label().startswith("theory"))
    assert set(theory.get_ydata()) == {data["exact"]}
    assert left.containers[0][0].get_ydata() == pytest.approx(np.mean(data["fields"][0], axis=0))
