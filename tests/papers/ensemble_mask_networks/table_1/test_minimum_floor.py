"""Least errors of stored networks: which factors to the floor refute the claim."""

from collections.abc import Callable

import numpy as np
import pytest

import papers
from papers.ensemble_mask_networks.experiments import META_EPOCHS
from papers.ensemble_mask_networks.rates.phase_cells import CONDITIONS, EPOCHS
from papers.ensemble_mask_networks.table_1 import minimum_floor, minimum_over_cells
from papers.ensemble_mask_networks.table_1.minimum_floor import ours_is
from sims.emn.evaluation import ERRORS
from sims.store import Record
from theory import emn
from theory.emn.rates.rounding_floor import rounding_floor

from ...figures.rules import broken_rules


def record(n: int, condition: str, dtype: str, epochs: int, seed: int, errors: dict[int, float]) -> Record:
    asked = {"n": n, "condition": condition, "dtype": dtype, "epochs": epochs}
    scalars = {f"{name.replace(' ', '_')}_{m}": e for name in ERRORS for m, e in errors.items()}
    key = f"{n} {condition} {dtype} {epochs} {seed}"
    return Record(key, "emn_table_1", asked, seed, "done", scalars=scalars, commit="abc")


@pytest.fixture
def swept(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], papers.Context]:
    """A store in which one cell of each network holds its least error, `factor` times the floor of most steps."""
    floors: dict[int, float] = {}
    for n in (5, 10):
        monkeypatch.setitem(minimum_floor.NETWORKS, n, 6)
        constants = minimum_floor._constants(papers.Context(), n, "ours")
        floors[n] = float(np.mean([rounding_floor(c, 4 * emn.training_set_size(n) * 48) for c in constants[:4]]))

    def context(factor: float) -> papers.Context:
        found = papers.Context(full=True)
        whole = [
            record(
                n,
                c,
                "float32",
                e,
                s,
                {m: factor * floors[n] * (1 if (e, m) == (s + 1, 8) else 50) for m in META_EPOCHS},
            )
            for n in (5, 10)
            for c in ("control", "shuffled", "subsampled")
            for e in EPOCHS
            for s in range(3)
        ]
        monkeypatch.setattr(minimum_over_cells, "SIZES", (5, 10))
        first = [record(10, c, "float64", 1, 0, {1: factor * floors[10] * 2.0**-57}) for c in CONDITIONS]
        monkeypatch.setattr(found, "sweep", lambda name: first if name == minimum_over_cells.FEWEST else whole)
        return found

    return context


@pytest.mark.parametrize(("factor", "passed"), [(1.0, True), (5.0, False), (0.2, False)])
def test_the_least_of_our_cells_against_the_floor(
    swept: Callable[[float], papers.Context], factor: float, passed: bool
) -> None:
    context = swept(factor)
    least = minimum_over_cells.minima(context)
    assert {key: (passes, len(e)) for key, (passes, e) in least.items()} == {
        (5, "float32"): (48, 6),
        (10, "float32"): (48, 6),
        (10, "float64"): (1, 2),
    }
    found = ours_is(lambda c, steps, dtype: rounding_floor(c, steps, dtype=dtype), context)
    assert found.passed is passed
    assert "n = 10, float64" in found.detail
    assert broken_rules(minimum_floor.plot_floor(found.data)) == []
