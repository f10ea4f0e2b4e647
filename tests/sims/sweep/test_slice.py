"""Two-way slices of a sweep."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sims.store import Store
from sims.sweep import Spec, SpecError, run, two_way
from sims.sweep.slice import _at

from .number_grid import GRID

pytestmark = pytest.mark.usefixtures("sweep_lab")


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
        (
            "seed",
            "law",
            "sum",
            {"i": 2, "j": 30},
            "no cell of this slice is done, 4 failed; see gatelemma sweep status.",
        ),
    ],
)
def test_a_slice_that_is_none(numbers: Path, x: str, y: str, value: str, at: dict[str, Any], words: str) -> None:
    with Store(numbers) as store, pytest.raises(SpecError, match=words) as refused:
        two_way(GRID, store, x, y, value, at)
    assert len(str(refused.value).splitlines()) == 1


def test_a_slice_that_has_not_run(tmp_path: Path) -> None:
    with (
        Store(tmp_path / "s.sqlite", create=True) as store,
        pytest.raises(SpecError, match=r"^no cell of this slice is done; run it first\.$"),
    ):
        two_way(GRID, store, "i", "j", "sum", {"law": "flat"})


def test_a_slice_of_infinities(tmp_path: Path) -> None:
    spec = Spec("sweep_lab:fails", {"how": ["a", "c"], "mend": [""]}, seeds=2, fixed={"log": str(tmp_path / "log")})
    with ThreadPoolExecutor(1) as pool, Store(tmp_path / "s", create=True) as store:
        run(spec, store, executor=pool)
        assert np.all(np.isinf(two_way(spec, store, "how", "mend", "b").mean))


@pytest.mark.parametrize(("typed", "value"), [("0", 0.0), ("1e-3", 0.001), ("0.50", 0.5), ("x", "x")])
def test_a_number_may_be_typed_in_another_way(typed: str, value: Any) -> None:
    assert _at("noise", typed, (0.0, 0.001, 0.5, "x", True)) == value


def test_a_number_of_another_kind_is_none() -> None:
    with pytest.raises(SpecError, match="noise has no value '1'; it has 0.0, true"):
        _at("noise", "1", (0.0, True))
