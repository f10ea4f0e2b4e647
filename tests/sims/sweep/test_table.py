"""What a sweep found, as a table and as a two-way slice."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sims
from sims.store import Store
from sims.sweep import (
    Cell,
    Spec,
    SpecError,
    csv_text,
    run,
    table,
    two_way,
)

pytestmark = pytest.mark.usefixtures("sweep_lab")

GRID = Spec("sweep_lab:number", {"i": [1, 2, 3], "j": [10, 30], "law": ["flat", "steep"], "on": [True]}, seeds=2)


@pytest.fixture(scope="module")
def numbers(sweep_lab: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("numbers") / "s"
    with ThreadPoolExecutor(2) as pool:
        run(GRID, path, executor=pool)
    return path


def test_the_table(numbers: Path) -> None:
    with Store(numbers) as store:
        columns, rows = table(GRID, store)
        text = csv_text(GRID, store).splitlines()
    assert columns == ["i", "j", "law", "on", "seed", "status", "reason", "seconds", "draw", "odd", "sum"]
    assert [row[:5] for row in rows] == [[*c.parameters.values(), c.seed] for c in GRID.cells()]
    found = {tuple(row[:3]): row for row in rows if row[4] == 1}
    assert found[1, 10, "flat"][5:7] + found[1, 10, "flat"][9:] == ["done", None, 1.0, 11]
    assert found[2, 10, "flat"][-2:] == [None, 12]
    assert found[2, 30, "steep"][5:7] + found[2, 30, "steep"][8:] == ["failed", "ValueError: no", None, None, None]
    assert text[0] == ",".join(columns)
    assert text[1].startswith("1,10,flat,True,0,done,,")
    assert [float(line.split(",")[-3]) for line in text[1:3]] == [row[-3] for row in rows[:2]]  # exact digits
    assert len(text) == 25


def test_a_slice_is_a_mean_over_seeds(numbers: Path) -> None:
    with Store(numbers) as store:
        found = two_way(GRID, store, "j", "i", "draw", {"law": "steep"})
        odd = two_way(GRID, store, "j", "i", "odd", {"law": "flat"})
        one = two_way(GRID, store, "seed", "j", "sum", {"law": "flat", "i": "3", "on": "true"})
        fixed = two_way(GRID, store, "i", "j", "draw", {"law": "steep", "seed": 1})
        draws = {
            (c.parameters["i"], c.parameters["j"], c.parameters["law"], c.seed): c.rng().random() for c in GRID.cells()
        }
    assert (found.x_values, found.y_values, dict(found.at)) == ((10, 30), (1, 2, 3), {"law": "steep", "on": True})
    assert found.count.tolist() == [[2, 2], [2, 0], [2, 2]]
    assert found.mean[2, 1] == (draws[3, 30, "steep", 0] + draws[3, 30, "steep", 1]) / 2
    assert np.isnan(found.mean).tolist() == [[False, False], [False, True], [False, False]]
    assert odd.count.tolist() == [[2, 2], [0, 0], [2, 2]]
    assert one.mean.tolist() == [[13, 13], [33, 33]]
    assert fixed.mean[0, 2] == draws[3, 10, "steep", 1]


@pytest.mark.parametrize(
    ("x", "y", "value", "at", "words"),
    [
        ("i", "k", "sum", {}, "axis 'k' is not known; known: i, j, law, on, seed"),
        ("i", "sed", "sum", {}, "axis 'sed' is not known; did you mean seed"),
        ("i", "i", "sum", {}, "must be different axes"),
        ("i", "j", "sum", {}, "law has 2 values; fix it with --at law=VALUE"),
        ("i", "j", "sum", {"law": "flatt"}, "law has no value 'flatt'; it has flat, steep"),
        ("i", "j", "sum", {"law": "flat", "i": 1}, "i is shown, so it cannot be fixed"),
        ("i", "j", "sun", {"law": "flat"}, "number 'sun' is not known; did you mean sum"),
        ("seed", "law", "sum", {"i": 2, "j": 30}, "no cell of this slice is done"),
    ],
)
def test_a_slice_that_is_none(numbers: Path, x: str, y: str, value: str, at: dict[str, Any], words: str) -> None:
    with Store(numbers) as store, pytest.raises(SpecError, match=words) as refused:
        two_way(GRID, store, x, y, value, at)
    assert len(str(refused.value).splitlines()) == 1


def test_a_slice_of_infinities(tmp_path: Path) -> None:
    spec = Spec("sweep_lab:fails", {"how": ["a", "c"], "mend": [""]}, seeds=2, fixed={"log": str(tmp_path / "log")})
    with ThreadPoolExecutor(1) as pool, Store(tmp_path / "s", create=True) as store:
        run(spec, store, executor=pool)
        assert np.all(np.isinf(two_way(spec, store, "how", "mend", "b").mean))


def test_the_cells_are_named_for_people() -> None:
    assert str(Cell("e", {"n": 2, "lr": 0.1}, 3)) == "n = 2, lr = 0.1, seed = 3"
    assert "sweep" in dir(sims)
