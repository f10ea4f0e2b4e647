"""Floors of other test masks, the least of fifteen cells, and the range over the same cells: what refutes each claim."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import papers
from papers.ensemble_mask_networks.experiments import META_EPOCHS
from papers.ensemble_mask_networks.rates import phase_diagram
from papers.ensemble_mask_networks.rates.phase_cells import CONDITIONS, EPOCHS
from papers.ensemble_mask_networks.trained import table_1_floor, table_1_runs
from papers.ensemble_mask_networks.trained.floor_of_masks import MASKS, floor_of
from papers.ensemble_mask_networks.trained.table_1_floor import ours_is
from sims.batch import train_batch
from sims.evaluation import ERRORS, evaluate
from sims.store import Record
from theory import emn
from theory.emn.rates.rounding_floor import rounding_floor

STATED, BINARY, UNIFORM = MASKS
TESTED = {  # how `evaluate` draws them
    STATED: {"active": 0.5, "weighted": True},
    BINARY: {"active": 0.5, "weighted": False},
    UNIFORM: {"active": 1.0, "weighted": True},
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_of_the_stated_masks_it_is_the_rounding_floor(dtype: str) -> None:
    c = emn.learned_constants(emn.Architecture(7), emn.Architecture(7).init(0))
    assert floor_of(STATED)(c, 500, dtype) == pytest.approx(rounding_floor(c, 500, dtype=dtype), rel=1e-12, abs=0)
    parts = floor_of(BINARY, test=0)(c, 500, dtype) + floor_of(BINARY, stalled=0)(c, 500, dtype)
    assert floor_of(BINARY)(c, 500, dtype) == pytest.approx(parts, rel=1e-12, abs=0)


@pytest.mark.parametrize("name", MASKS)
def test_the_test_s_part_is_one_rounding_a_nonzero_term(name: str) -> None:
    """Of variance spacing^2 / 12 at the partial sums k <a> <x>, of the target and of the network, which is c times as large."""
    c, (a1, _, nonzero) = np.array([0.3, 0.7, 1.3, 2.9, 0.11]), MASKS[name]
    partial = np.arange(1, 6) * a1 / 2
    network = np.spacing((c[:, None] * partial).astype("float32")).astype(float) / c[:, None]
    variance = np.sum(network**2, axis=1) + np.sum(np.spacing(partial.astype("float32")).astype(float) ** 2)
    assert floor_of(name, stalled=0)(c, 500, "float32") == pytest.approx(
        np.mean(variance) * nonzero / 12, rel=1e-6, abs=0
    )


@pytest.mark.parametrize("name", MASKS)
@pytest.mark.parametrize(("n", "meta_epochs"), [(5, 8), (20, 1)])
def test_floors_of_all_test_masks_against_training(name: str, n: int, meta_epochs: int) -> None:
    """32-bit networks at rest, tested with each kind of masks: within the factor 3, as by the claims."""
    net = emn.Architecture(n)
    rngs = [np.random.default_rng(seed) for seed in range(3)]
    starts = [net.init(rng, "float32") for rng in rngs]
    runs: list[Any] = train_batch(net, starts, rngs=rngs, meta_epochs=meta_epochs)
    found = [evaluate(net, run.params, 7, count=30, **TESTED[name])["mean square"] for run in runs]
    steps = 4 * emn.training_set_size(n) * meta_epochs
    predicted = [floor_of(name)(emn.learned_constants(net, start), steps, "float32") for start in starts]
    assert 1 / 3 < np.mean(predicted) / np.mean(found) < 3


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
        monkeypatch.setitem(table_1_floor.NETWORKS, n, 6)
        constants = table_1_floor._constants(papers.Context(), n, "ours")
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
        monkeypatch.setattr(table_1_runs, "SIZES", (5, 10))
        first = [record(10, c, "float64", 1, 0, {1: factor * floors[10] * 2.0**-57}) for c in CONDITIONS]
        monkeypatch.setattr(found, "sweep", lambda name: first if name == table_1_runs.FEWEST else whole)
        return found

    return context


@pytest.mark.parametrize(("factor", "passed"), [(1.0, True), (5.0, False), (0.2, False)])
def test_the_least_of_our_cells_against_the_floor(
    swept: Callable[[float], papers.Context], factor: float, passed: bool
) -> None:
    context = swept(factor)
    least = table_1_runs.minima(context)
    assert {key: (passes, len(e)) for key, (passes, e) in least.items()} == {
        (5, "float32"): (48, 6),
        (10, "float32"): (48, 6),
        (10, "float64"): (1, 2),
    }
    found = ours_is(lambda c, steps, dtype: rounding_floor(c, steps, dtype=dtype), context)
    assert found.passed is passed
    assert "n = 10, float64" in found.detail
    assert table_1_floor.plot_floor(found.data) is not None


def test_the_least_cell_is_looked_for_in_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """By default too: less than the error of the cell (1, 1) at n = 5, by the decades of the phase diagram."""
    monkeypatch.setattr(table_1_runs, "FEW", 1)
    monkeypatch.setattr(table_1_runs, "CONDITIONS", ("shuffled",))
    monkeypatch.setattr(table_1_runs, "COUNT", 10)
    assert max(table_1_runs._simulated(papers.Context(), 5, "float32")) < 1e-13


def test_the_range_is_over_the_cells_that_all_n_have() -> None:
    cells = {(5, 1, 1): 1e-3, (5, 1, 2): 1e-9, (5, 1, 4): 1e-13, (10, 1, 1): 1e-8, (10, 1, 2): 1e-9, (20, 1, 1): 1e-9}
    assert phase_diagram.common_cells(cells) == ((5, 10), ((1, 1), (1, 2)))
    assert phase_diagram.common_cells({(20, 1, 1): 1.0}) == ((), ())


@pytest.mark.parametrize(("last", "passed"), [(1e-9, True), (1e-15, False)])
def test_the_fall_of_the_range_is_seen_at_the_largest_n(
    monkeypatch: pytest.MonkeyPatch, last: float, passed: bool
) -> None:
    """At n = 5 a cell outside the common ones must not enter; at n = 100 the range falls or grows."""
    found = {(5, 1, 1): 1e-3, (5, 1, 2): 1e-9, (5, 1, 4): 1e9, (40, 1, 1): 1e-8, (40, 1, 2): 1e-10}
    found |= {(100, 1, 1): 1e-9, (100, 1, 2): last * 0.5}
    runs = {("control", "float32", 0): found, ("control", "float32", "theory"): found}
    monkeypatch.setattr(phase_diagram, "measured", lambda context: runs)
    outcome = phase_diagram.spread_falls(-1, papers.Context(full=True))
    assert outcome.passed is passed
    assert "n = 5, 40, 100, 2 cells: 6, 2, " in outcome.detail


def test_64_bit_runs_of_the_fewest_steps_do_not_enter(monkeypatch: pytest.MonkeyPatch) -> None:
    good = {(5, 1, 1): 1e-3, (5, 2, 1): 1e-9, (10, 1, 1): 1e-9, (10, 2, 1): 1e-10}
    bad = {(5, 1, 1): 1e-3, (5, 2, 1): 1e-4, (10, 1, 1): 1e-9, (10, 2, 1): 1e-20}
    runs = {("control", "float32", 0): good, ("control", "float64", 0): bad}
    monkeypatch.setattr(phase_diagram, "measured", lambda context: runs)
    assert phase_diagram.spread_falls(-1, papers.Context()).passed
    assert phase_diagram.spread_falls(-1, papers.Context(full=True)).passed is False
