"""The error that rounding leaves: exact scalings, the spread's own equation, and sums rounded one term at a time."""

from math import erfc, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import emn
from theory.emn.rates.rounding_floor import (
    INPUT_MOMENTS,
    evaluation_variance,
    floor_by_active_entries,
    rounding_floor,
    stalled_spread,
)

SIZES = st.integers(2, 60)


def constants(n: int, seed: int) -> np.ndarray:
    draw = np.random.default_rng(seed)
    return draw.choice([-1, 1], n) * draw.uniform(0.2, 1.5, n)


@given(n=SIZES, seed=st.integers(0, 2**32), steps=st.integers(1, 10**5))
def test_everything_scales_with_the_spacing_of_floats(n: int, seed: int, steps: int) -> None:
    """float64 has spacings 2^-29 times those of float32: spreads scale with it, errors with its square, exactly."""
    c = constants(n, seed).astype(np.float32).astype(float)
    single, double = (rounding_floor(c, steps, dtype=kind) for kind in ("float32", "float64"))
    assert double * 2.0**58 == pytest.approx(
        single, rel=1e-6, abs=0
    )  # the integration's own tolerance, 1e-8, and margin
    assert rounding_floor(-c, steps) == single


@given(n=SIZES, seed=st.integers(0, 2**32), steps=st.integers(1, 10**4), k=st.integers(1, 3))
def test_a_constant_twice_as_large_stalls_as_with_a_quarter_of_the_lr(n: int, seed: int, steps: int, k: int) -> None:
    c = constants(n, seed)
    large, slow = stalled_spread(2.0**k * c, steps), stalled_spread(c, steps, lr=0.1 / 4**k)
    np.testing.assert_allclose(large, slow, rtol=1e-6)
    summed, mean = stalled_spread(c, steps, reduction="sum_outputs", lr=0.1 / n), stalled_spread(c, steps, lr=0.1)
    np.testing.assert_allclose(summed, mean, rtol=1e-6)


@pytest.mark.parametrize("n", [5, 20, 100])
@pytest.mark.parametrize("steps", [100, 10_000])
def test_the_spread_obeys_its_equation(n: int, steps: int) -> None:
    """2 n s s' = -erfc(z / sqrt 2) (2 (u/c) S_0 - (n/2) (u/c)^2), s' by a central difference (relative error (dt/t)^2)."""
    c, lr, width = 0.37, 0.1, steps // 50
    before, at, after = (stalled_spread(np.full(n, c), t)[0] for t in (steps - width, steps, steps + width))
    u = float(np.spacing(np.float32(c)))
    S0 = 2 * u * c / (lr * 2 / n)
    right = -erfc(sqrt(2) * S0 / (at * sqrt(n))) * (2 * u / c * S0 - n / 2 * (u / c) ** 2)
    assert 2 * n * at * (after - before) / (2 * width) == pytest.approx(right, rel=5e-3, abs=0)
    assert before > at > after > 0


@pytest.mark.parametrize("n", [10, 40, 100])
def test_the_test_s_rounding_against_sums_taken_term_by_term(n: int) -> None:
    """Sequential float32 sums of random terms against float64; partial sums of the mean size are within a factor 2."""
    draw, c, trials = np.random.default_rng(n), np.float32(0.31), 4000
    a = (draw.random((trials, n)) * (draw.random((trials, n)) < 0.5)).astype(np.float32)
    x = draw.random((trials, n)).astype(np.float32)
    fused = a.astype(float) * x.astype(float)
    target = np.zeros(trials, np.float32)
    network = np.zeros(trials, np.float32)
    for k in range(n):  # one rounding a term, as a fused multiply-add does
        target = (target.astype(float) + fused[:, k]).astype(np.float32)
        network = (network.astype(float) + float(c) * fused[:, k]).astype(np.float32)
    measured = np.mean((network.astype(float) / float(c) - target.astype(float)) ** 2)
    assert 0.5 < evaluation_variance(np.full(n, 0.31))[0] / measured < 2


@given(n=SIZES, seed=st.integers(0, 2**32), f=st.floats(0, 1))
def test_by_active_entries_the_weights_part_is_the_test_error(n: int, seed: int, f: float) -> None:
    """Deviations that sum to zero in every row have `test_error` n s^2 (m_1/3 - m_2/4) on masks of so many ones."""
    delta = np.random.default_rng(seed).standard_normal((n, n))
    delta -= delta.mean(axis=1, keepdims=True)
    error = emn.test_error(1 + delta, emn.SparseMasks(n, f).row_second_moments())
    c = constants(n, seed)
    rounding = 32 * float(emn.SparseMasks(n, f).entry_moments[0]) ** 3 * evaluation_variance(c).mean()
    weights = floor_by_active_entries(c, 100, [f])[0] - rounding
    expected = error / np.mean(delta**2) * np.mean(stalled_spread(c, 100) ** 2)
    assert weights == pytest.approx(expected, rel=1e-9, abs=1e-12 * (rounding + expected))


@pytest.mark.parametrize("f", [0.25, 0.5, 1.0])
@pytest.mark.parametrize("n", [8, 20, 100])
def test_by_active_entries_the_rounding_is_that_of_each_active_term(n: int, f: float) -> None:
    """Of variance spacing^2/12 at the partial sums k f <x>, exactly where 4 f is a power of two."""
    c, k = constants(n, n), np.arange(1, n + 1)
    partial = k * f * INPUT_MOMENTS[0]
    sums = [np.spacing((v * partial).astype("float32")).astype(float) / v for v in np.abs(c)]
    target = np.spacing(partial.astype("float32")).astype(float)
    variance = f / 12 * np.mean([np.sum(network**2 + target**2) for network in sums])
    rounding = 32 * f**3 * evaluation_variance(c).mean()
    assert rounding == pytest.approx(
        variance, rel=1e-6, abs=0
    )  # a partial sum at a power of two may round to either side
    found = floor_by_active_entries(c, 100, [f])[0]
    assert found - rounding == pytest.approx(n * np.mean(stalled_spread(c, 100) ** 2) * _one_less_both(n, f), rel=1e-9)


def _one_less_both(n: int, f: float) -> float:
    one, both = emn.SparseMasks(n, f).entry_moments
    return float(one / 3 - both / 4)


def test_by_active_entries_nothing_active_has_no_error() -> None:
    assert floor_by_active_entries([0.5, 0.7], 10, [0.0]).tolist() == [0.0]
    assert floor_by_active_entries([0.5, 0.7], 10, []).shape == (0,)


@pytest.mark.parametrize("n", [3, 10, 40, 100])
def test_by_active_entries_it_bends_where_it_says(n: int) -> None:
    """Concave below f = n s^2 / (384 V), convex above: second differences over whole numbers of ones."""
    c = np.full(n, 0.3)
    f = np.arange(n * n + 1) / n**2
    second = np.diff(floor_by_active_entries(c, 5000, f), 2)
    turn = n * stalled_spread(c, 5000)[0] ** 2 / (384 * evaluation_variance(c)[0]) * n**2 / (n**2 - 1)
    away = np.abs(f[1:-1] - turn) > 1 / n**2
    np.testing.assert_array_equal((second > 0)[away], (f[1:-1] > turn)[away])


@pytest.mark.parametrize(
    ("active", "words"),
    [([1.5], "active must be a fraction of at most 1"), ([-0.1], "active must be"), (0.5, "active must")],
)
def test_by_active_entries_bad_fractions_are_refused(active: object, words: str) -> None:
    with pytest.raises((ValueError, TypeError), match=words):
        floor_by_active_entries([0.5, 0.7], 10, active)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"c": [1.0, 0.0], "steps": 5}, "c must hold one constant a row, none of them 0"),
        ({"c": [], "steps": 5}, "c must hold one constant a row"),
        ({"c": [1.0], "steps": 0}, "steps must be"),
        ({"c": [1.0], "steps": 5, "lr": 0.0}, "lr must be"),
        ({"c": [1.0], "steps": 5, "dtype": "float16"}, "dtype must be float32 or float64; got 'float16'"),
        ({"c": [1.0], "steps": 5, "reduction": "median"}, "reduction must be one of"),
    ],
)
def test_bad_input_is_refused(arguments: dict[str, object], words: str) -> None:
    with pytest.raises((ValueError, TypeError), match=words):
        rounding_floor(**arguments)
