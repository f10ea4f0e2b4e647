"""Gates free of any family: those that reach the Bayes bound, levels of the target, and how fast the objective falls."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from theory import GatedRegression
from theory import strategies as sg
from theory.gdln import bayes_bound, bayes_gates, free_gates_derivation, level_gates, resolution_bound
from theory.spectrum import EPS


@given(sg.exact_samples(), st.booleans())
def test_free_gates_reach_the_bound(drawn, soft):
    """In rationals: exclusive gates reach <var(y | x)> wherever x = 0 has mean 0, and one fewer point never hurts."""
    x, y, _ = drawn
    y = np.array([Fraction(int(v)) if not soft else Fraction(int(v) + i % 3, 2) for i, v in enumerate(y)], dtype=object)
    assume(all(np.any(p) or v == 0 for p, v in zip(x, y, strict=True)))
    gates = bayes_gates(x, y)
    assert np.all(gates.sum(axis=1) <= 1)
    assert GatedRegression.from_samples(x, y, gates).minimum_loss == bayes_bound(x, y)


@pytest.mark.parametrize(("N", "n"), [(1, 1), (3, 1), (4, 2), (5, 2), (7, 3), (6, 5)])
def test_general_position_needs_a_gate_for_n_points(fractions, N, n):
    """K = ceil(N / n) for inputs in general position, the points of the other class for free; floats decide the same."""
    rng = np.random.default_rng(N)
    x = fractions(rng.integers(-50, 51, size=(2 * N, n)))
    y = np.arange(2 * N) % 2
    gates = bayes_gates(x, y)
    assert gates.shape[1] == -(-N // n)
    assert np.array_equal(gates, bayes_gates(x.astype(float), y))


def test_fewer_gates_do_not_reach_it(fractions):
    """All 4^3 tables of two gates on three points of one site: none fits 2, 3, 7; one fits 2, 3, 6; exclusive ones neither."""

    def best(points, tables):
        x, y = fractions([[p] for p in points]), [1, 1, 1]
        return min(GatedRegression.from_samples(x, y, np.array(g)).minimum_loss for g in product(tables, repeat=3))

    exclusive, table = ((1, 0), (0, 1), (0, 0)), ((1, 0), (0, 1), (0, 0), (1, 1))
    assert best((2, 3, 7), table) > 0
    assert best((2, 3, 6), exclusive) > 0
    assert best((2, 3, 6), table) == 0
    assert bayes_gates(fractions([[2], [3], [6]]), [1, 1, 1]).shape[1] == 3


def test_one_gate_is_enough_with_a_constant_site(fractions):
    """y in {0, 1} and a coordinate that is 1: the gate is y, whatever the support."""
    x = fractions([[1, 5], [1, -2], [1, 0], [1, 7]])
    y = np.array([1, 0, 1, 1])
    assert GatedRegression.from_samples(x, y, y[:, None]).minimum_loss == 0
    assert bayes_gates(x, y).tolist() == y[:, None].tolist()


@pytest.mark.parametrize(
    ("family", "Ks", "rate"), [("table", range(4, 9), -2.0), ("exclusive", 2 ** np.arange(4, 9), -2.0)]
)
def test_the_objective_falls_at_the_stated_rate(family, Ks, rate):
    """y = 1 on a fine grid of [1, 2], one site: excess ~ levels^-2, so 4^-K or K^-2, slope within 0.1, between the bounds."""
    x = np.linspace(1, 2, 4001)[:, None]
    y, levels, excess = np.ones(len(x)), [], []
    for K in Ks:
        gates = level_gates(x, y, [1.0], int(K), family)
        levels.append(2.0**K - 1 if family == "table" else float(K))
        excess.append(GatedRegression.from_samples(x, y, gates).minimum_loss)
        assert excess[-1] <= np.mean(x**2) / (4 * levels[-1] ** 2) + 100 * EPS
        # |w x - 1| <= e <= 1/2 holds for x within e / w, w >= 1/4: a share of at most 8 e, and one grid point
        assert excess[-1] >= resolution_bound(int(levels[-1]), 8.0, positive=1.0)
    slope = np.polyfit(np.log(levels), np.log(excess), 1)[0]
    assert abs(slope - rate) <= 0.1


def test_resolution_bound_is_the_best_radius():
    """The largest p e^2 (1 - N C e) over a fine grid of e, to the square of the grid's spacing."""
    for N, C, p in ((1, 4.0, 1.0), (7, 0.3, 0.5)):
        e = np.linspace(0, 1 / (N * C), 20001)
        largest = np.max(p * e**2 * (1 - N * C * e))
        assert largest <= resolution_bound(N, C, p) * (1 + 8 * EPS)
        assert largest >= resolution_bound(N, C, p) * (1 - 1e-7)


@given(sg.rngs(), st.integers(1, 6), st.sampled_from(("table", "exclusive")), st.integers(1, 3))
def test_level_gates_keep_their_bound(rng, K, family, n):
    """Any inputs with direction . x > 0 where the target is positive, in any number of sites."""
    x, direction = rng.normal(size=(20, n)), rng.normal(size=n)
    target = np.where(x @ direction > 0.05, rng.random(20), 0.0)
    gates = level_gates(x, target, direction, K, family)
    assert gates.shape == (20, K)
    h = x @ direction
    top = np.max(np.where(target > 0, target / np.where(h > 0, h, 1), 0))
    Q = 2**K - 1 if family == "table" else K
    # only points with a positive target are rounded; 1e-9 y2 covers nearly singular gates
    slack = top**2 * np.mean(np.where(target > 0, h, 0) ** 2) / (4 * Q**2) + 1e-9
    assert GatedRegression.from_samples(x, target, gates).minimum_loss <= slack
    if family == "exclusive":
        assert np.all(gates.sum(axis=1) <= 1)


def test_every_step_of_the_derivation_is_proved_and_has_teeth(has_teeth):
    assert has_teeth(free_gates_derivation())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bayes_gates([[0.0]], [1.0]), "x must not be 0"),
        (lambda: level_gates([[1.0]], [-1.0], [1.0], 1), "target must be >= 0"),
        (lambda: level_gates([[-1.0]], [1.0], [1.0], 1), "target must be >= 0"),
        (lambda: level_gates([[1.0]], [1.0], [1.0], 1, "none"), "family must be one of"),
        (lambda: level_gates([[1.0]], [1.0], [1.0], 0), "K must be"),
        (lambda: resolution_bound(1, 0.0), "concentration must be"),
    ],
)
def test_refuses(call, message):
    """Each argument by name."""
    with pytest.raises(ValueError, match=message):
        call()
