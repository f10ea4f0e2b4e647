"""The least loss as a function of the gates, in population, sample and exact form, and the bounds on it."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from theory import GatedRegression
from theory import strategies as sg
from theory.gdln import bayes_bound, bayes_gates, class_objective, level_gates, resolution_bound
from theory.gdln.objective import half_space_bound
from theory.moments import gated_features
from theory.spectrum import EPS


def fractions(values):
    return np.array([[Fraction(int(v)) for v in row] for row in np.atleast_2d(values)], dtype=object)


def class_moments(x, y, gates):
    F = gated_features(x, gates.astype(object))
    one, zero = F[y == 1], F[y == 0]
    return one.sum(0) / Fraction(len(one)), one.T @ one / Fraction(len(one)), zero.T @ zero / Fraction(len(zero))


@given(sg.exact_samples())
def test_class_moments_give_the_sample_objective(drawn):
    """In rationals, for any balance of the classes: the least loss from class moments is the one from samples."""
    x, y, gates = drawn
    assume(0 < y.sum() < len(y))
    moments = class_moments(x, y, gates)
    q = Fraction(int(y.sum()), len(y))
    assert class_objective(*moments, q) == GatedRegression.from_samples(x, y, gates).minimum_loss
    floating = class_objective(*(m.astype(float) for m in moments), float(q))
    spectrum = GatedRegression.from_samples(x.astype(float), y, gates).spectrum.eigenvalues
    condition = spectrum[-1] / spectrum[0] if len(spectrum) else 1.0
    assert abs(floating - float(class_objective(*moments, q))) <= 100 * x.shape[1] * gates.shape[1] * EPS * condition


def test_sample_objective_is_optimistic():
    """Exactly, over all 4^3 samples of three points: the mean of the least loss is below the population's."""
    x, y, gates = fractions([[1], [2], [-1], [3]]), np.array([1, 0, 1, 0]), np.array([[1, 0], [1, 1], [0, 1], [0, 1]])
    population = GatedRegression.from_samples(x, y, gates)
    fitted, fresh = [], []
    for chosen in product(range(4), repeat=3):
        sample = GatedRegression.from_samples(x[list(chosen)], y[list(chosen)], gates[list(chosen)])
        fitted.append(sample.minimum_loss)
        fresh.append(population.loss(sample.minimum_norm_weights))
    assert sum(fitted) / 64 < population.minimum_loss < sum(fresh) / 64
    assert min(fresh) >= population.minimum_loss


@given(sg.exact_samples(), st.integers(0, 2**32 - 1))
def test_no_gates_of_x_beat_the_variance(drawn, seed):
    """In rationals: for gates that are a function of x the least loss is at least <var(y | x)>; and half-spaces' bound
    is between the two for half-space gates."""
    x, y, gates = drawn
    rows = {tuple(p): g for p, g in zip(x, gates, strict=True)}
    gates = np.array([rows[tuple(p)] for p in x])
    bound = bayes_bound(x, y)
    assert isinstance(bound, Fraction)
    assert GatedRegression.from_samples(x, y, gates).minimum_loss >= bound
    direct = sum(
        ((v - np.mean([u for p, u in zip(x, y.astype(object), strict=True) if tuple(p) == tuple(q)])) ** 2)
        for q, v in zip(x, y, strict=True)
    )
    assert abs(float(bound) - float(direct) / len(y)) <= 100 * EPS
    directions = np.random.default_rng(seed).normal(size=(x.shape[1], 5))  # almost surely orthogonal to no x
    half_spaces = (x.astype(float) @ directions >= 0).astype(int)
    assert GatedRegression.from_samples(x, y, half_spaces).minimum_loss >= half_space_bound(x, y) >= bound


def test_gates_that_see_more_than_x_beat_it():
    """The assumption is needed: gates that differ at one x know y."""
    x, y = fractions([[1], [1]]), [0, 1]
    assert bayes_bound(x, y) == Fraction(1, 4)
    assert GatedRegression.from_samples(x, y, [[0], [1]]).minimum_loss == 0


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
def test_general_position_needs_a_gate_for_n_points(N, n):
    """K = ceil(N / n) for inputs in general position, the points of the other class for free; floats decide the same."""
    rng = np.random.default_rng(N)
    x = fractions(rng.integers(-50, 51, size=(2 * N, n)))
    y = np.arange(2 * N) % 2
    gates = bayes_gates(x, y)
    assert gates.shape[1] == -(-N // n)
    assert np.array_equal(gates, bayes_gates(x.astype(float), y))


def test_fewer_gates_do_not_reach_it():
    """All 4^3 tables of two gates on three points of one site: none fits 2, 3, 7; one fits 2, 3, 6; exclusive ones neither."""

    def best(points, tables):
        x, y = fractions([[p] for p in points]), [1, 1, 1]
        return min(GatedRegression.from_samples(x, y, np.array(g)).minimum_loss for g in product(tables, repeat=3))

    exclusive, table = ((1, 0), (0, 1), (0, 0)), ((1, 0), (0, 1), (0, 0), (1, 1))
    assert best((2, 3, 7), table) > 0
    assert best((2, 3, 6), exclusive) > 0
    assert best((2, 3, 6), table) == 0
    assert bayes_gates(fractions([[2], [3], [6]]), [1, 1, 1]).shape[1] == 3


def test_one_gate_is_enough_with_a_constant_site():
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


@pytest.mark.parametrize("n", [1, 2, 3])
def test_half_space_bound_is_reached(n):
    """By two half-spaces for each axis, in rationals, on supports with rays and opposite points; Bayes' bound is not."""
    rng = np.random.default_rng(n)
    axes = fractions(rng.integers(1, 30, size=(1 if n == 1 else 3, n)))
    x = np.concatenate([axes, -axes, 2 * axes, -3 * axes[:1]])
    y = np.array([Fraction(int(v)) for v in rng.integers(0, 2, size=len(x))], dtype=object)
    y[:2] = 1, 0
    near = []
    for axis in axes.astype(float):
        along = rng.normal(size=n)
        along -= along @ axis / (axis @ axis) * axis
        near += [along + 1e-6 * axis, along - 1e-6 * axis]
    near += [near[0], -near[0]]
    gates = (x.astype(float) @ np.array(near).T >= 0).astype(int)
    bound = half_space_bound(x, y)
    assert GatedRegression.from_samples(x, y, gates).minimum_loss == bound > bayes_bound(x, y)
    assert abs(half_space_bound(x.astype(float), y.astype(float)) - float(bound)) <= 1e-9  # eps times the condition


def test_half_spaces_cannot_fit_an_odd_nonlinear_target():
    """y = x_1^3 on a symmetric support of one length: even with many gates the odd part is linear."""
    angle = np.linspace(0.1, 0.1 + 2 * np.pi, 12, endpoint=False)
    x = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    directions = np.random.default_rng(0).normal(size=(2, 60))
    least = GatedRegression.from_samples(x, x[:, 0] ** 3, x @ directions >= 0).minimum_loss
    linear = GatedRegression.from_features(x, x[:, 0] ** 3).minimum_loss
    assert abs(least - linear) <= 1e-9
    assert linear > 0.01


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: class_objective([1.0], [[1.0]], [[1.0]], 1.5), "positive must be a share"),
        (lambda: class_objective([1.0], [[1.0]], [[1.0, 0.0]]), "second_0 must have shape"),
        (lambda: class_objective([2.0], [[0.0]], [[0.0]]), "b must lie in the range"),
        (lambda: bayes_bound(np.zeros((0, 1)), []), "x must hold at least one"),
        (lambda: bayes_bound([[1.0]], [1.0], [0.0]), "sample_weight must have a positive sum"),
        (lambda: bayes_gates([[0.0]], [1.0]), "x must not be 0"),
        (lambda: level_gates([[1.0]], [-1.0], [1.0], 1), "target must be >= 0"),
        (lambda: level_gates([[-1.0]], [1.0], [1.0], 1), "target must be >= 0"),
        (lambda: level_gates([[1.0]], [1.0], [1.0], 1, "none"), "family must be one of"),
        (lambda: level_gates([[1.0]], [1.0], [1.0], 0), "K must be"),
        (lambda: resolution_bound(1, 0.0), "concentration must be"),
        (lambda: half_space_bound([[np.nan]], [1.0]), "x must be finite"),
    ],
)
def test_refuses(call, message):
    """Each argument by name."""
    with pytest.raises(ValueError, match=message):
        call()
