"""A claim's figure keeps the house's rules, and its words can be read in the report and at a paper's width."""

from collections.abc import Callable

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import papers
from papers.ledger.registry import BUILT_IN, load_paper
from papers.plot_style import draw, figure_for_paper

from .figure_rules import broken_rules, cut, overlapping, shown

DRAWN = [(slug, claim.id) for slug in BUILT_IN for claim in load_paper(slug)[0].claims if claim.plot]
CHEAP = [
    ("ensemble_mask_networks", id)
    for id in ("flattest-constant", "pruning-and-learning", "mask-density", "best-masks-trained")
] + [("gated_deep_linear_networks", "sec-1-single-pulse")]


def labelled(ylabel: str, title: str) -> Figure:
    figure = Figure(figsize=(4, 3))
    axes = figure.subplots()
    axes.plot([0, 1.05], [0, 1.05])
    axes.set(ylabel=ylabel, title=title, xlabel="t")
    return figure


def test_words_that_are_cut_are_seen() -> None:
    assert cut(draw(labelled, "loss", "runs")) == []
    assert cut(draw(labelled, "loss " * 20, "runs")) == ["loss " * 20]
    assert cut(draw(labelled, "loss", "runs " * 20)) == ["runs " * 20]


def test_a_narrower_canvas_may_cut_what_the_report_shows() -> None:
    title = "a title as wide as the report has room for, nearly"
    assert cut(draw(labelled, "loss", title)) == []
    assert cut(figure_for_paper(labelled, "loss", f"{title}, and more than a column has")) != []


def test_labels_of_ticks_beyond_the_axis_are_no_words_of_it() -> None:
    figure = draw(labelled, "loss", "runs")
    figure.axes[0].set(xlim=(0, 1.05), xticks=[0, 1, 9], xticklabels=["none", "one", "far beyond"])
    figure.axes[0].set_xlim(0, 1.05)
    assert cut(figure) == []
    assert {t.get_text() for t in shown(figure)} >= {"none", "one", "loss", "runs", "t"}


def ruled(axes: Axes) -> None:
    """A plot as it should be."""
    axes.plot([1, 2], [1, 2], color="black", label="predicted")
    axes.errorbar([1, 2], [1, 2], 0.1, fmt="o", color="C0", label="runs, one standard error")
    axes.plot([1, 1, 2], [1, 1.1, 2], ".", color="C0", label="each run")
    axes.set(xlabel="steps", ylabel="error $E$")
    axes.legend()


def joined(axes: Axes) -> None:
    axes.lines[1].set_linestyle("-")


def joined_bars(axes: Axes) -> None:
    axes.errorbar([1, 2], [3, 4], 0.1, color="black")


def bare(axes: Axes) -> None:
    axes.plot([1, 2], [1, 2], "o", color="C0")


def unlabelled(axes: Axes) -> None:
    axes.set_xlabel("")


def no_symbol(axes: Axes) -> None:
    axes.set(xscale="log", xlabel="learning rate")


def no_legend(axes: Axes) -> None:
    axes.get_legend().remove()  # type: ignore[union-attr]


def new_colour(axes: Axes) -> None:
    axes.plot([1, 2], [3, 4], color="C1")


def new_style(axes: Axes) -> None:
    axes.axhline(1, color="black", ls=":")


def alike(axes: Axes) -> None:
    axes.plot([1, 2], [3, 4], color="black", label="another")
    axes.legend()


BREAKS: dict[Callable[[Axes], None], str] = {
    joined: "joined",
    joined_bars: "joined",
    bare: "no error bars",
    unlabelled: "no label",
    no_symbol: "no symbol",
    no_legend: "no legend shows",
    new_colour: "no legend shows colour",
    new_style: "no legend shows line style :",
    alike: "look alike",
}


@pytest.mark.parametrize("change", BREAKS, ids=lambda change: change.__name__)
def test_a_broken_rule_is_seen(change: Callable[[Axes], None]) -> None:
    figure = Figure()
    ruled(axes := figure.subplots())
    assert broken_rules(figure) == []
    change(axes)
    assert [fault for fault in broken_rules(figure) if BREAKS[change] in fault]


def test_ticks_that_are_names_need_no_label() -> None:
    figure = Figure()
    ruled(axes := figure.subplots())
    axes.set(xlabel="", xticks=[1, 2], xticklabels=["(1)", "n = 5"])
    assert broken_rules(figure) == []


@pytest.mark.parametrize(("slug", "id"), CHEAP, ids=["-".join(job) for job in CHEAP])
def test_figures_keep_the_rules(slug: str, id: str) -> None:
    figure = papers.verify(slug, claim=id, workers=1).figure(id)
    assert figure is not None
    assert broken_rules(figure) == []


def test_words_that_overlap_are_seen() -> None:
    figure = draw(labelled, "loss", "runs")
    assert overlapping(figure) == []
    figure.axes[0].set(xticks=[0.1, 0.2], xticklabels=["a long name of one", "and of another"])
    assert overlapping(figure) == [("a long name of one", "and of another")]


def test_a_legend_that_is_cut_is_seen() -> None:
    figure = draw(labelled, "loss", "runs")
    figure.axes[0].lines[0].set_label("t")
    figure.set_layout_engine("none")
    figure.axes[0].legend(handlelength=60)
    assert "a legend" in cut(figure)


@pytest.mark.full
@pytest.mark.parametrize(("slug", "id"), DRAWN, ids=["-".join(job) for job in DRAWN])
def test_no_word_is_cut_or_covered_and_no_rule_broken(slug: str, id: str) -> None:
    (paper,) = papers.verify(slug, claim=id, workers=1).papers
    plot = paper.plot(id)
    assert plot is not None
    assert cut(draw(plot)) == []
    assert cut(figure_for_paper(plot)) == []
    assert overlapping(draw(plot)) == []
    assert overlapping(figure_for_paper(plot)) == []
    assert broken_rules(draw(plot)) == []
