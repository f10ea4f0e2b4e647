"""Data for gates: CSV and npz as people write them, and the laws that have a name."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from papers.commands.gate_data import GateData, nlgp, read_data, single_pulses


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


@pytest.mark.parametrize("name", ["d.npz", "d.dat"])
def test_npz(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        np.savez(file, x=np.array([[1, 0], [0, 1]]), y=np.array([True, False]), sample_weight=[2.0, 1.0], other="words")
    assert content(read_data(path)) == ([[1, 0], [0, 1]], [1, 0], [2, 1], ("input 1", "input 2"))
