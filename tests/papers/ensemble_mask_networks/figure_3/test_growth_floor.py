"""Growth at the rounding floor: what fits to a curve say of its bend, and what refutes a curve, its size and its shape."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import papers
from papers.ensemble_mask_networks.experiments import FRACTIONS
from papers.ensemble_mask_networks.figure_3 import growth_floor
from papers.ensemble_mask_networks.figure_3.floor_runs import floor, fractions, rounding
from papers.ensemble_mask_networks.figure_3.growth_floor import CLAIMS, bends, grows_as
from theory import emn

from ...figures.rules import broken_rules

WRONG = CLAIMS[0].wrong
Sweeps = Callable[..., papers.Context]


@given(
    n=st.integers(5, 60), a=st.floats(-10, 10), b=st.floats(-10, 10), c=st.floats(-10, 10), shift=st.integers(-60, 60)
)
def test_bends_are_the_coefficients_and_scale_with_the_errors(n: int, a: float, b: float, c: float, shift: int) -> None:
    f, scale = fractions(n), 2.0**shift
    quadratic, cubic = (scale * (a * f + b * f**2), scale * (a * f + b * f**2 + c * f**3))
    assert np.allclose(bends(n, quadratic) / scale, [b, 0], atol=1e-9)
    assert abs(bends(n, cubic)[1] / scale - c) < 1e-9
    both = bends(n, [quadratic, cubic])
    assert both.shape == (2, 2)
    assert np.array_equal(np.sign(bends(n, f**3)), [1, 1])


@pytest.mark.parametrize("n", [5, 10, 20, 40, 100])
def test_the_parts_add_up_and_one_power_less_has_no_third_bend(n: int) -> None:
    c = emn.learned_constants(emn.Architecture(n), emn.Architecture(n).init(0))
    weights = WRONG["stalled weights alone"](c, 4000)
    assert np.allclose(weights + rounding(c, 4000), floor(c, 4000), rtol=1e-12)
    assert bends(n, weights)[0] < 0 < bends(n, rounding(c, 4000))[1]
    less = WRONG["f^2 for f^3"](c, 4000)
    assert less[-1] == pytest.approx(floor(c, 4000)[-1], rel=1e-12)
    assert abs(bends(n, less)[1]) < 1e-10 * less[-1]
    assert np.array_equal(floor(c, 4000), emn.floor_by_active_entries(c, 4000, FRACTIONS))


@pytest.mark.parametrize(("factor", "passed"), [(1.0, True), (2.5, True), (4.0, False), (1 / 2.5, True), (0.2, False)])
def test_a_factor_three_either_way(full: Sweeps, factor: float, passed: bool) -> None:
    found = grows_as(floor, full(factor))
    assert found.passed is passed
    assert found.deviation == pytest.approx(abs(np.log10(factor)), abs=0.03)
    assert bool(found.counterexample) is not passed
    assert found.effective == 20
    assert broken_rules(growth_floor.plot_growth(found.data)) == []


@pytest.mark.parametrize("name", WRONG)
def test_each_wrong_curve_is_refuted(full: Sweeps, name: str) -> None:
    assert grows_as(WRONG[name], full(sizes=(5, 20, 100))).passed is False


def test_a_curve_of_the_right_size_and_the_wrong_bend_is_refuted(full: Sweeps) -> None:
    found = grows_as(WRONG["f^2 for f^3"], full(sizes=(20,)))
    assert found.passed is False
    assert found.counterexample.startswith("n = 20: fitted to f, ..., f^3")
    assert found.deviation is not None
    assert found.error_bar is not None
    assert found.deviation < found.error_bar


def test_convex_for_every_n(full: Sweeps) -> None:
    assert grows_as(None, full(sizes=(20, 40, 100))).passed is True
    found = grows_as(None, full(sizes=(5, 20)))
    assert found.passed is False
    assert found.counterexample.startswith("n = 5: fitted to f, ..., f^2")
    assert (found.deviation, found.error_bar) == (None, None)


def test_an_unclear_bend_is_undecided(full: Sweeps) -> None:
    assert grows_as(floor, full(noise=0.6)).passed is None
    assert grows_as(None, full(noise=0.6)).passed is None


def test_second_differences_are_divided_where_entries_are_not_evenly_spaced() -> None:
    f = fractions(5)
    assert np.ptp(np.diff(f)) > 0
    assert growth_floor._bent_up(5, f**2) == 8
    assert growth_floor._bent_up(5, -(f**2)) == 0
    assert growth_floor._exponent(5, f**3) == pytest.approx(3)
