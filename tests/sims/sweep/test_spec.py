"""Specs, and the identity of their cells."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sims.sweep import Cell, Spec, SpecError, read_spec

TOML = """
experiment = "lab:noise"
seeds = [4, 7]

[grid]
n = [2, 3]
law = ["flat", "steep"]

[fixed]
lr = 0.1
snapshots = [1, 2]
"""


def test_a_spec_in_toml_and_in_python_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(TOML, encoding="utf-8")
    grid = {"n": np.arange(2, 4), "law": ("flat", "steep")}
    spec = Spec("lab:noise", grid, (4, 7), {"lr": np.float64(0.1), "snapshots": [1, 2]})
    assert read_spec(path) == spec
    assert read_spec(path).digest == spec.digest
    cells = list(spec.cells())
    assert len(cells) == len(spec) == 8
    assert [(c.parameters["n"], c.parameters["law"], c.seed) for c in cells] == [
        (n, law, seed) for n in (2, 3) for law in ("flat", "steep") for seed in (4, 7)
    ]
    assert all(c.parameters["lr"] == 0.1 and c.parameters["snapshots"] == (1, 2) for c in cells)
    assert spec.axes == {"n": (2, 3), "law": ("flat", "steep"), "seed": (4, 7)}
    assert {type(c.parameters["n"]) for c in cells} == {int}


def test_the_digest_sees_every_part() -> None:
    base: dict[str, Any] = {"experiment": "e", "grid": {"n": [1, 2]}, "seeds": 2, "fixed": {"lr": 0.1}}
    changes: list[dict[str, Any]] = [{}, {"experiment": "f"}, {"grid": {"n": [1]}}, {"seeds": 3}, {"fixed": {}}]
    assert len({Spec(**base | change).digest for change in changes}) == len(changes)
    assert Spec(**base).digest == Spec(**base | {"seeds": [0, 1]}).digest
    assert Spec(**base).digest == Spec(**base, limits={"seconds": 60, "megabytes": 100}).digest


def test_the_identity_is_kept_for_good() -> None:
    """Stores hold these keys: a change of them makes every finished cell missing."""
    cell = Cell("e", {"n": 2, "lr": 0.1, "law": "é", "keep": (1, 2), "on": True}, 3)
    assert cell.identity == (
        '{"experiment":"e","parameters":{"keep":[1,2],"law":"\\u00e9","lr":0.1,"n":2,"on":true},"seed":3}'
    )
    assert cell.key == "80b79d411cafe16703c7fdaa4e7634b6bb7f10ce457f34b6216e57193c6a59de"  # by sha256sum
    assert Cell.from_identity(cell.identity) == cell


def test_the_order_of_parameters_and_the_side_of_a_grid_do_not_matter() -> None:
    (one,) = Spec("e", {"n": [2], "lr": [0.5]}).cells()
    (two,) = Spec("e", {"lr": [0.5]}, fixed={"n": 2}).cells()
    assert one.key == two.key
    assert one.rng().random() == two.rng().random()


BAD: list[tuple[str, str]] = [
    ("experiment = 3\n[grid]\nn = [1]", "experiment must be a name"),
    ("experiment = ''\n[grid]\nn = [1]", "experiment must be a name"),
    ("experiment = 'e'\n[grid]", "grid must name at least one parameter; got none"),
    ("experiment = 'e'\ngrid = [1]", "grid must map parameters to values; got [1]"),
    ("experiment = 'e'\nfixed = 1\n[grid]\nn = [1]", "fixed must map parameters to values; got 1"),
    ("experiment = 'e'\n[grid]\nn = []", "grid.n must hold at least one value; got none"),
    ("experiment = 'e'\n[grid]\nn = 5", "grid.n must be a list of values; got 5"),
    ("experiment = 'e'\n[grid]\nn = 'abc'", "grid.n must be a list of values; got 'abc'"),
    ("experiment = 'e'\n[grid]\nn = [[1, 2]]", "grid.n must hold numbers, text or booleans; got [1, 2]"),
    ("experiment = 'e'\n[grid]\nn = [2020-01-01]", "grid.n must hold numbers, text or booleans; got datetime"),
    ("experiment = 'e'\n[grid.n]\na = 1", "grid.n must be a list of values; got {'a': 1}"),
    ("experiment = 'e'\n[grid]\nn = [1, nan]", "grid.n must be finite; got nan"),
    ("experiment = 'e'\n[grid]\nn = [1, 2, 1]", "grid.n must hold each value once; got 1 twice"),
    ("experiment = 'e'\n[grid]\nn = [1, 1.0]", "grid.n must hold each value once; got 1.0 twice"),
    ("experiment = 'e'\n[grid]\n'a b' = [1]", "a parameter must be a Python name; got 'a b'"),
    ("experiment = 'e'\n[grid]\nseed = [1]", "a parameter cannot be called seed"),
    ("experiment = 'e'\n[grid]\nn = [1]\n[fixed]\nn = 2", "n is in the grid and in fixed"),
    ("experiment = 'e'\n[grid]\nn = [1]\n[fixed]\nm = {a = 1}", "fixed.m must hold numbers"),
    ("experiment = 'e'\n[grid]\nn = [1]\n[fixed]\nm = inf", "fixed.m must be finite; got inf"),
    ("experiment = 'e'\nseeds = 0\n[grid]\nn = [1]", "seeds must be a number from 1"),
    ("experiment = 'e'\nseeds = true\n[grid]\nn = [1]", "seeds must be a list of values; got True"),
    ("experiment = 'e'\nseeds = []\n[grid]\nn = [1]", "seeds must hold at least one value"),
    ("experiment = 'e'\nseeds = [-1]\n[grid]\nn = [1]", "seeds must be whole numbers from 0 to 2^63 - 1; got -1"),
    ("experiment = 'e'\nseeds = [9223372036854775808]\n[grid]\nn = [1]", "got 9223372036854775808"),
    ("experiment = 'e'\nseeds = [1.5]\n[grid]\nn = [1]", "seeds must be whole numbers from 0 to 2^63 - 1; got 1.5"),
    ("experiment = 'e'\nseeds = [3, 3]\n[grid]\nn = [1]", "seeds must hold each value once; got 3 twice"),
    ("experiment = 'e'\nlimits = 3\n[grid]\nn = [1]", "limits must map"),
    ("experiment = 'e'\n[grid]\nn = [1]\n[limits]\nhours = 3", "limits.hours is not known; known: seconds, megabytes"),
    ("experiment = 'e'\n[grid]\nn = [1]\n[limits]\nseconds = 0", "limits.seconds must be finite and > 0; got 0"),
    (
        "experiment = 'e'\n[grid]\nn = [1]\n[limits]\nmegabytes = inf",
        "limits.megabytes must be finite and > 0; got inf",
    ),
    (
        "experiment = 'e'\n[grid]\nn = [1]\n[limits]\nseconds = '9'",
        "limits.seconds must be a real number; got '9'",
    ),
    ("experiment = 'e'\n[grid]\nn = [1]\n[limits]\nseconds = 1" + 400 * "0", "must be finite and > 0; got 1000"),
    ("experiment = 'e'\n[grid]\nn = [1]\n[limits]\nseconds = 0x" + 9999 * "f", "and > 0; got int too long to write"),
    ("experiment = 'e'\n[grid]\nn = [1, 0x" + 9999 * "f" + "]", "grid.n must hold whole numbers below 2^4096; got int"),
    ("experiment = 'e'\nseeds = 0x" + 9999 * "f" + "\n[grid]\nn = [1]", "or a list; got int too long to write"),
    ("experiment = 'e'\nseeds = 1000000\n[grid]\nn = [1, 2]", "the sweep has 2000000 cells; at most 1000000"),
]


@pytest.mark.parametrize(("text", "words"), BAD)
def test_a_bad_spec_is_refused_in_one_line(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "s.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError) as refused:
        read_spec(path)
    assert words in str(refused.value)
    assert str(refused.value).count("s.toml") == 1
    assert len(str(refused.value).splitlines()) == 1
