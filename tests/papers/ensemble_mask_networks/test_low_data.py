"""What new masks gain, with planted gains: which of them refute what is said of small n and of n = 20; ranges by network."""

from typing import Any

import numpy as np
import pytest

import papers
from papers.ensemble_mask_networks.experiments import META_EPOCHS
from papers.ensemble_mask_networks.trained import low_data, low_data_resampling, low_data_runs
from papers.ensemble_mask_networks.trained.low_data_resampling import HALF, LARGE, resampling
from sims.store import Record
from theory import emn
from theory.emn.rates.rounding_floor import stalled_spread
from theory.randomness import generator

CLAIM, _ = low_data_resampling.CLAIMS


def gains(large: tuple[float, float] = (0.0, 0.2), above: float = 0.0, **small: tuple[float, float]) -> papers.Context:
    context = papers.Context()
    given = {"control": (1.0, 0.3), "shuffled": (0.1, 0.3)} | small
    context.once("gains", lambda: {f"{k}, n = 5": v for k, v in given.items()} | {f"{LARGE}, control, (1, 1)": large})
    context.once("above", lambda: {20: above, 40: 0.0})
    return context


@pytest.mark.parametrize(
    ("context", "passed"),
    [
        (gains(), True),
        (gains(large=(0.25, 0.2)), True),  # within the floor's scatter
        (gains(large=(0.5, 0.2)), False),
        (gains(large=(-0.5, 0.2)), False),
        (gains(above=0.6), False),
        (gains(control=(0.2, 0.3)), None),
        (gains(control=(-1.0, 0.3)), False),
        (gains(shuffled=(-1.0, 0.3)), False),
    ],
)
def test_gains_that_refute(context: papers.Context, passed: bool | None) -> None:
    found = resampling(CLAIM.printed.says, context, "low")
    assert found.passed is passed
    assert bool(found.counterexample) == (passed is False)


def test_every_wrong_statement_is_refuted_by_such_gains() -> None:
    assert {name: resampling(says, gains(), "low").passed for name, says in CLAIM.wrong.items()} == {
        "worse than control": False,
        "worse than shuffled": None,  # a gain that is not clear
        HALF: False,
    }


def test_a_cell_above_the_floor_is_named() -> None:
    found = resampling(CLAIM.printed.says, gains(above=0.6), "low")
    assert found.counterexample == "n = 20: the cell (1, 2) is 0.60 decades above the floor"
    assert resampling({"control": 1}, gains(above=0.6), "low").passed  # says nothing of n = 20


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


def test_networks_of_n_20_reach_it_in_the_second_meta_epoch() -> None:
    """Another seed than the claim's, within the factor 3."""
    assert abs(low_data_resampling._above(papers.Context(seed=2), "low")[20]) < np.log10(3)


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
