"""The claim on recurrent networks: its series, what linear fits miss of them, and which figures refute."""

import numpy as np
import pytest

import papers
from papers.ensemble_mask_networks.higher_order import recurrent_memory
from papers.ensemble_mask_networks.higher_order.recurrent_memory import Assessed, Trained, assessed

A = np.array([[0, 1, 0], [0, 0, 1], [0, 0, 0]])


def test_the_series_by_their_definition(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without noise, across the cuts: x_t + A x_t / 2 + x_(t-1) / 2, but for the first time, whose past is not kept."""
    monkeypatch.setattr(recurrent_memory, "NOISE", 0.0)
    theta = recurrent_memory.THETAS["one lag"]
    x, y = recurrent_memory._series(A, theta, 2, np.random.default_rng(0))
    assert x.shape == y.shape == (2, recurrent_memory.SERIES, recurrent_memory.TIMES, 3)
    x, y = x.reshape(2, -1, 3), y.reshape(2, -1, 3)
    assert np.max(np.abs(x)) <= 3**0.5
    expected = x[:, 1:] + x[:, 1:] @ A.T / 2 + x[:, :-1] / 2
    assert np.max(np.abs(y[:, 1:] - expected)) < 1e-14


def test_no_input_of_the_fit_is_the_past_of_another() -> None:
    """Every second time, across the cuts too, so the lagged terms are independent of all that is fitted."""
    assert recurrent_memory.TIMES % 2 == 0
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(8, 2)), rng.normal(size=(8, 2))
    rest = [y[::2, i] @ (np.eye(4) - x[::2] @ np.linalg.pinv(x[::2])) @ y[::2, i] for i in range(2)]
    assert recurrent_memory._every_second(x, y) == pytest.approx(sum(rest) / (2 * (4 - 2)), rel=1e-12)


def test_what_is_stated_in_closed_form() -> None:
    """On the directed path B_1 B_1^T has the trace theta_01^2 n + theta_11^2 (n - 1)."""
    assert assessed(A, np.array([[1.0, 0.0], [0.5, 0.0]]), 0.5) == Assessed(False, 0.25)
    assert assessed(A, np.array([[1.0, 0.5], [0.5, 2.0]]), 0.5) == Assessed(True, 0.25 + 0.25 + 8 / 3)


def measured(remembering: float, memoryless: float, linear: float, p: float) -> Trained:
    """16 repetitions, each figure with a standard error of 0.01."""
    spread = 0.01 * 15**0.5 * np.tile([-1.0, 1.0], 8)  # 16 of them: the error is 0.01
    return Trained(remembering + spread, memoryless + np.roll(spread, 1), linear + spread, np.full(16, p))


NONE = measured(0.26, 0.26, 0.25, 0.3)
LAG = measured(0.3, 0.52, 0.5, 1e-30)


@pytest.mark.parametrize(
    ("found", "said", "message"),
    [
        (NONE, Assessed(False, 0.25), None),
        (measured(0.3, 0.26, 0.25, 1e-3), Assessed(False, 0.25), None),  # the state may cost something
        (LAG, Assessed(True, 0.5), None),
        (measured(0.3, 0.52, 0.55, 1e-30), Assessed(True, 0.5), None),  # 5 standard errors
        (NONE, Assessed(True, 0.25), "with memory, stated as required, the network ends 0.010 ± 0.010 above the floor"),
        (LAG, Assessed(False, 0.5), "with memory, stated as not required, the network ends 0.200 ± 0.010 below"),
        (LAG, Assessed(True, 0.25), "linear fits without memory end 0.250 ± 0.010 above the floor of 0.250"),
        (LAG, Assessed(True, 0.75), "linear fits without memory end 0.250 ± 0.010 below the floor of 0.750"),
        (measured(0.1, 0.3, 0.5, 1e-30), Assessed(True, 0.5), "without memory the network ends 0.200 ± 0.010 below"),
        (measured(0.45, 0.52, 0.5, 1e-30), Assessed(True, 0.5), "ends 0.050 ± 0.010 below the floor"),
        (measured(0.24, 0.7, 0.25, 0.3), Assessed(False, 0.25), "ends 0.460 ± 0.020 below where it ends without"),
        (measured(0.3, 0.31, 0.5, 1e-30), Assessed(True, 0.5), "without memory the network ends"),
        (LAG._replace(p=np.r_[0.2, LAG.p[1:]]), Assessed(True, 0.5), "the F test finds it in 94% of the data"),
        (NONE._replace(p=np.r_[1e-30, NONE.p[1:]]), Assessed(False, 0.25), "the F test finds it in 6% of the data"),
    ],
)
def test_which_figures_refute(found: Trained, said: Assessed, message: str | None) -> None:
    context = papers.Context()
    cases = recurrent_memory._cases(context)
    for name, _, _ in cases:
        context.once(name, lambda: found)
    outcome = recurrent_memory.memory_is_assessed(lambda A, theta, noise: said, context)
    assert outcome.passed is (message is None)
    if message is None:
        assert outcome.effective == len(cases)
        assert outcome.deviation == pytest.approx(float(found.linear.mean()) - said.floor, abs=1e-12)
        assert outcome.error_bar == pytest.approx(0.01)
    else:
        assert f"{cases[0][0]}: " in outcome.counterexample
        assert message in outcome.counterexample


def test_the_networks_share_data_and_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is all that differs between the two trainings, and they are held against data they have not seen."""
    seen = []

    def train(net, x, y, *, memory, rng, **options):
        seen.append((net, x, y, memory, rng, options))
        return net

    monkeypatch.setattr(recurrent_memory, "train", train)
    theta = recurrent_memory.THETAS["no memory"]
    found = recurrent_memory._trained(A, theta, 3, np.random.default_rng(0))
    (net, x, y, memory, rng, options), other = seen
    assert (memory, other[3]) == (True, False)
    assert net is other[0]
    assert x is other[1]
    assert y is other[2]
    assert (rng, options) == other[4:]
    assert all(values.shape == (3,) for values in found)
    assert np.all(found.remembering != found.memoryless)
