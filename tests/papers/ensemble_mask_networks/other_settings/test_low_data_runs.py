"""The stalled risk and ranges of low data, predicted and read from sweeps."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import papers
from papers.ensemble_mask_networks.experiments import META_EPOCHS
from papers.ensemble_mask_networks.other_settings import low_data, low_data_runs
from sims.store import Record
from theory import emn
from theory.emn.rates.rounding_floor import stalled_spread
from theory.randomness import generator

Sweeps = Callable[[dict[str, list[Record]]], papers.Context]


@pytest.mark.parametrize("dtype", low_data.DTYPES)
def test_the_stalled_risk_is_that_of_weights_with_such_spreads(dtype: str) -> None:
    """Deviations of the spread and of sum zero in each row, by `test_error` under fair bits."""
    n, seed, total = 4, 3, 0.0
    net = emn.Architecture(n)
    shape = np.tile([1.0, -1.0], n // 2)  # of mean square 1
    for s in range(low_data_runs.FEW):
        c = emn.learned_constants(net, net.init(generator(seed, f"low data start {n} {s}")))
        size = emn.training_set_size(n, exponent=1.15)
        delta = 2.0**20 * stalled_spread(c, 4 * size * 3, dtype=dtype)[:, None] * shape
        total += emn.test_error(1 + delta, emn.PaperMasks(n).row_second_moments()) / 2.0**40
    found = low_data_runs.stalled_risk(seed, "low", n, dtype, 3)
    assert found == pytest.approx(np.log10(total / low_data_runs.FEW), abs=1e-3)


def test_one_pass_more_is_predicted_to_be_nearer_the_floor() -> None:
    first, second = (low_data_runs.predicted_range(0, "low", 10, "float64", m) for m in (1, 2))
    assert first > second > 0


@pytest.mark.parametrize("n", [40, 100])
def test_ranges_are_of_single_networks(monkeypatch: pytest.MonkeyPatch, n: int) -> None:
    """Networks a thousandfold apart, each with a range of its own: 2, 3 and 4 decades, less 1."""
    low, high, epochs, meta_epochs = low_data_runs.SWEPT[n]

    def cells(sweep: str, seed: int, decades: float) -> list[Record]:
        errors = dict.fromkeys(META_EPOCHS, 1e9) | dict.fromkeys(meta_epochs, 1e-6 * 1e3**seed)
        errors[1] *= 10**decades
        scalars = {f"mean_square_{m}": e for m, e in errors.items()}
        asked: list[dict[str, Any]] = [
            {"n": n, "condition": c, "epochs": e} for c in low_data_runs.CONDITIONS for e in epochs
        ]
        return [Record(f"{sweep}{seed}{p}", sweep, p, seed, "done", scalars=scalars) for p in asked]

    sweeps = {
        low: [r for s in range(3) for r in cells(low, s, 2 + s)],
        high: [*cells(high, 0, 0.5), *cells(high, 1, 1.5)],
    }
    context = papers.Context(full=True)
    monkeypatch.setattr(context, "sweep", lambda name: sweeps[name])
    assert np.allclose(low_data_runs.swept_ranges(context, n), [1, 2, 3] * 3)
    assert {low, high} <= set(low_data_runs.SWEEPS)


def test_ranges_of_low_data_are_over_the_same_cells(stored: Sweeps, record: Callable[..., Record]) -> None:
    """Other n, epochs and meta-epochs hold wild errors, which must not enter."""

    def cells(sweep: str, n: int, epochs: int, errors: dict[int, float]) -> list[Record]:
        scalars = {f"mean_square_{m}": errors.get(m, 1e9) for m in META_EPOCHS}
        return [record(sweep, 0, scalars, n=n, condition=c, epochs=epochs) for c in low_data_runs.CONDITIONS]

    low = cells("low_data_100", 100, 1, {1: 1e-9, 2: 1e-11, 4: 1e-12})
    high = [*cells("table_1", 100, 1, {1: 1e-11, 2: 1e-11, 4: 1e-12}), *cells("table_1", 100, 2, {})]
    context = stored({"low_data_100": low, "table_1": [*high, *cells("table_1", 40, 1, {})]})
    assert np.allclose(low_data_runs.swept_ranges(context, 100), 2)
