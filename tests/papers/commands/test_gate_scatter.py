"""The samples in two of their inputs: those along which the gates differ, and which are not shown is said."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from papers.cli import main
from papers.commands.gate_data import GateData
from papers.commands.gate_scatter import boundaries, told_apart, two_inputs


def data(x: Any) -> GateData:
    names = tuple("abcdefgh"[: x.shape[1]])
    return GateData(x, np.zeros(len(x)), None, "d", names)


def test_what_tells_groups_apart() -> None:
    """The sign, the distance from the middle, a shift, in part; not what is the same in all, nor a constant."""
    which = np.array([0, 0, 1, 1])
    x = np.array([[-1, -1, 3, 1, 7], [-1, 1, 5, 2, 7], [1, -3, 3, 1, 7], [1, 3, 5, 3, 7]], dtype=float)
    np.testing.assert_allclose(told_apart(x, which), [1, 1, 0, 9 / 19, 0], atol=1e-12)
    np.testing.assert_allclose(told_apart(1e200 * x, which), [1, 1, 0, 9 / 19, 0], atol=1e-12)
    weight = np.array([1.0, 1.0, 1.0, 0.0])
    assert told_apart(x, which, weight)[2] == pytest.approx(0.25)
    assert told_apart(x, which, weight)[2] == pytest.approx(told_apart(x[:3], which[:3])[2])


@pytest.mark.parametrize(("one", "other"), [(0, 1), (1, 3), (2, 4)])
def test_the_inputs_that_the_gates_depend_on_are_shown(one: int, other: int) -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(size=(300, 5)) * [1, 10, 1, 0.1, 3]
    patterns = np.stack([x[:, one] >= 0, np.abs(x[:, other]) >= np.abs(x[:, other]).mean()], axis=1)
    which = np.unique(patterns, axis=0, return_inverse=True)[1].reshape(-1)
    assert two_inputs(data(x), which) == (one, other)


def test_few_inputs_are_all_shown() -> None:
    which = np.array([0, 1, 1])
    assert two_inputs(data(np.array([[1.0], [2.0], [3.0]])), which) == (0, None)
    assert two_inputs(data(np.array([[1.0, 5], [1, 6], [1, 7]])), which) == (1, None)
    assert two_inputs(data(np.array([[1.0, 5], [2, 6], [1, 7]])), which) == (0, 1)
    assert two_inputs(data(np.ones((3, 2))), which) == (0, None)
    assert two_inputs(data(np.eye(3)), np.zeros(3, dtype=int)) == (0, 1)  # the same gates everywhere


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("size,yield", ("size, $x_{1}$", "yield, $y$", "samples")),
        ("size,weight,yield", ("size, $x_{1}$", "weight, $x_{2}$", "samples")),
        (
            "size,weight,age,yield",
            (
                "size, $x_{1}$",
                "age, $x_{3}$",
                "samples, the two inputs that differ most between gates; 1 other not shown",
            ),
        ),
        (
            "size,weight,age,length,yield",
            (
                "size, $x_{1}$",
                "length, $x_{4}$",
                "samples, the two inputs that differ most between gates; 2 others not shown",
            ),
        ),
    ],
)
def test_the_picture_of_the_command_says_what_it_shows(
    header: str, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two slopes in the first input: which one holds depends on the sum of the first and the last."""
    monkeypatch.chdir(tmp_path)
    x = np.random.default_rng(3).normal(size=(14, header.count(",")))
    y = np.where(x[:, 0] + x[:, -1] > 0, 1, -2) * x[:, 0]
    np.savetxt("d.csv", np.column_stack([x, y]), delimiter=",", header=header, comments="")
    assert main(["gates", "d.csv", "--gates", "2", "--plot", "p.svg"]) == 0
    drawn = (tmp_path / "p.svg").read_text(encoding="utf-8")
    assert [w for w in words if f"<!-- {w} -->" not in drawn] == []


def test_halfspaces_end_where_a_line_is_drawn() -> None:
    axes = Figure().subplots()
    axes.plot([-1, 1], [-1, 1], ".")
    before = axes.get_xlim(), axes.get_ylim()
    boundaries(axes, np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 1.0]]), 2, 0, 1)  # the second has no place in the plane
    (line,) = axes.lines[1:]
    (x1, y1), (x2, y2) = line._xy1, line._xy2
    assert (x1 + 2 * y1 + 3, x2 + 2 * y2 + 3) == pytest.approx((0, 0))
    assert (x1, y1) != (x2, y2)
    assert (axes.get_xlim(), axes.get_ylim()) == before
    boundaries(axes, np.array([[1.0, 2.0, 0.5]]), 3, 0, 1)  # a third input takes part
    assert len(axes.lines) == 2


def test_the_ends_of_half_spaces_are_named_once() -> None:
    axes = Figure().subplots()
    axes.plot([-1, 1], [-1, 1], ".", label="1")
    boundaries(axes, np.array([[1.0, 2.0], [2.0, 1.0]]), 2, 0, 1)
    assert axes.get_legend_handles_labels()[1] == ["1", "ends of half-spaces"]
