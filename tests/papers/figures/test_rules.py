"""A plot as it should be breaks none of the house's rules; each rule that is broken is seen."""

from collections.abc import Callable

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .rules import broken_rules


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
