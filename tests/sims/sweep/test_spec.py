"""Specs, and the identity of their cells."""

from pathlib import Path
from typing import Any

import numpy as np

from sims.sweep import Cell, Spec, read_spec

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
