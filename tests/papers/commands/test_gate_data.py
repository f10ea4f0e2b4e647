"""Data for gates: CSV and npz as people write them, and the laws that have a name."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from papers.commands.gate_data import GateData, nlgp, notes, read_data, single_pulses


def test_named_data() -> None:
    pulses = single_pulses(12, (2, 4))
    assert pulses.x.shape == (24, 12)
    assert set(pulses.x.sum(axis=1)[pulses.y == 1]) == {2.0}
    assert set(pulses.x.sum(axis=1)[pulses.y == 0]) == {4.0}
    assert pulses.sample_weight is not None
    assert pulses.sample_weight.sum() == pytest.approx(1, abs=1e-14)
    assert pulses.ring
    draws = nlgp(12, (2.0, 1.0), 3.0, 50, 7)
    assert draws.x.shape == (50, 12)
    np.testing.assert_array_equal(draws.x, nlgp(12, (2.0, 1.0), 3.0, 50, 7).x)


def content(data: GateData) -> tuple[Any, ...]:
    weight = None if data.sample_weight is None else data.sample_weight.tolist()
    return data.x.tolist(), data.y.tolist(), weight, data.inputs


READ = {
    "no header": ("1,2\n3,4\n", ([[1], [3]], [2, 4], None, ("column 1",))),
    "header": ("x,y\n1,2\n3,4\n", ([[1], [3]], [2, 4], None, ("x",))),
    "weights": ("x,sample_weight,y\n1,5,2\n3,0,4\n", ([[1], [3]], [2, 4], [5, 0], ("x",))),
    "weights last": ("x,y,sample_weight\n1,2,5\n3,4,0\n", ([[1], [3]], [2, 4], [5, 0], ("x",))),
    "blank lines and spaces": (
        "\n x , y \n\n 1 , 2 \n3,4\n\n",
        ([[1], [3]], [2, 4], None, ("x",)),
    ),
    "Windows": ("\ufeffx,y\r\n1,2\r\n3,4\r\n", ([[1], [3]], [2, 4], None, ("x",))),
    "quotes": ('"x, first","y"\n"1",2\n3,4e0\n', ([[1], [3]], [2, 4], None, ("x, first",))),
    "no last newline": ("1,2\n3,4", ([[1], [3]], [2, 4], None, ("column 1",))),
}


@pytest.mark.parametrize("kind", READ)
def test_csv(kind: str, tmp_path: Path) -> None:
    text, expected = READ[kind]
    path = tmp_path / "d.csv"
    path.write_bytes(text.encode("utf-8"))
    assert content(read_data(path)) == expected


TARGET = {
    "first": ("yy,a,b\n1,2,3\n4,5,6\n", "yy", ([[2, 3], [5, 6]], [1, 4], None, ("a", "b"))),
    "in the middle": ("a,y,b\n1,2,3\n4,5,6\n", "y", ([[1, 3], [4, 6]], [2, 5], None, ("a", "b"))),
    "last": ("a,y\n1,2\n3,4\n", "y", ([[1], [3]], [2, 4], None, ("a",))),
    "no header": ("1,2\n3,4\n", "column 1", ([[2], [4]], [1, 3], None, ("column 2",))),
    "no name": (",a\n1,2\n3,4\n", "column 1", ([[2], [4]], [1, 3], None, ("a",))),
    "weights before": ("sample_weight,y,a\n5,1,2\n0,3,4\n", "y", ([[2], [4]], [1, 3], [5, 0], ("a",))),
}


@pytest.mark.parametrize("kind", TARGET)
def test_a_target_by_name(kind: str, tmp_path: Path) -> None:
    text, target, expected = TARGET[kind]
    path = tmp_path / "d.csv"
    path.write_text(text, encoding="utf-8")
    data = read_data(path, target)
    assert (data.target, content(data)) == (target, expected)


WEIGHTS = "a column of weights is named sample_weight"
INDEX = "column 1 has no name (an index?) and is an input; it is called column 1"
REMARKS = {
    ",a,y": [INDEX],
    ",a,": [INDEX, "column 3 has no name and is the target; it is called column 3"],
    "Unnamed: 0,a,y": ["column 'Unnamed: 0' has the name of one without a name (an index?) and is an input"],
    "a,Unnamed: 12,y": ["column 'Unnamed: 12' has the name of one without a name and is an input"],
    "a,Unnamed: x,y": [],
    "weight,a,y": [f"column 'weight' is an input; {WEIGHTS}"],
    "a,sample_weights,y": [f"column 'sample_weights' is an input; {WEIGHTS}"],
    "a,Sample_Weight,y": [f"column 'Sample_Weight' is an input; {WEIGHTS}"],
    "a,y,Weights": [f"column 'Weights' is the target; {WEIGHTS}"],
    "a,weightless,y": [],
    "weight,a,b,y,sample_weight": [],  # so that weight is one of another kind
    "1,2,3": ["no names of columns: the first line, 1,2,3, is a sample"],
    "0,1,2": ["no names of columns: the first line, 0,1,2, is a sample"],
    "1,3,2": [],
}


@pytest.mark.parametrize("header", REMARKS)
def test_columns_that_are_perhaps_no_inputs_are_named(header: str, tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    columns = header.count(",") + 1
    rows = [",".join(str(i * j) for j in range(1, columns + 1)) for i in (4, 5)]
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    data = read_data(path)
    assert notes(data, 1) == REMARKS[header]
    assert all(data.inputs)


@pytest.mark.parametrize("name", ["d.npz", "d.dat"])
def test_npz(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        np.savez(file, x=np.array([[1, 0], [0, 1]]), y=np.array([True, False]), sample_weight=[2.0, 1.0], other="words")
    assert content(read_data(path)) == ([[1, 0], [0, 1]], [1, 0], [2, 1], ("input 1", "input 2"))
