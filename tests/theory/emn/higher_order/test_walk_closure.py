"""When sums of products force every product to be 1: against other real solutions, constructed or searched for."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import least_squares

from theory import strategies as sg
from theory.emn.higher_order import walk_closure
from theory.emn.higher_order.walk_classes import walk_classes
from theory.emn.higher_order.walk_closure import forces_ones

X, Y, Z, XY = {0: 1}, {1: 1}, {2: 1}, {0: 1, 1: 1}
X2, Y2, Z2 = {0: 2}, {1: 2}, {2: 2}

FORCED = {
    "one product": [[XY], [X, X, X]],
    "an odd power": [[{0: 3}], [X, X]],
    "inverses": [[XY], [X, Y]],
    "inverses beside a known one": [[XY], [X, Y, XY]],
    "three squares that multiply to 1": [[{0: 2, 1: 2, 2: 2}], [X2, Y2, Z2]],
    "units": [[X2], [Y2], [X, Y]],
    "in a second round": [[XY], [X, Y], [{0: 2, 1: 1}, {0: 1, 2: 1}]],
    "all positive, over two classes": [[{0: 2, 1: 2}], [X2, {0: 4}], [Y2, {1: 4}]],
}
OPEN = {  # with other real weights
    "a square alone": ([[X2], [X, Y]], [-1, 3]),
    "two unknowns": ([[X, Y]], [3, -1]),
    "x + x^2 = 2": ([[X, X2]], [-2]),
    "2 x + 1/x = 3": ([[XY], [X, X, Y]], [0.5, 2]),
    "equal up to a sign": ([[Y2], [X, XY, XY]], [-3, -1]),
    "inverses up to a sign": ([[{0: 2, 1: 2}], [X, Y]], [1 + 2**0.5, 1 - 2**0.5]),
    "inverse squares": ([[XY], [X2, Y2], [X, Z]], [-1, -1, 3]),
    "three that multiply to 1": ([[{0: 1, 1: 1, 2: 1}], [X, Y, Z]], [-1, 2 + 5**0.5, 2 - 5**0.5]),
    "two pairs of inverses": ([[XY], [{2: 1, 3: 1}], [X, Y, Z, {3: 1}]], [-1, -1, 3 + 8**0.5, 3 - 8**0.5]),
    "a unit beside others": ([[X2], [X, Y, Y]], [-1, 2]),
    "positive, not balanced": ([[X2, {1: 4}]], [0.5, 1.75**0.25]),
    "a weight of 0": ([[{0: 1, 2: 1}, {1: 1, 2: 1}]], [0, 2, 1]),
}


def values(classes, weights):
    return [np.array([np.prod([weights[j] ** p for j, p in e.items()], initial=1.0) for e in c]) for c in classes]


@pytest.mark.parametrize("name", FORCED)
def test_forced(name):
    assert forces_ones(FORCED[name], 4) is True


@pytest.mark.parametrize("name", OPEN)
def test_a_second_solution_leaves_it_open(name):
    classes, weights = OPEN[name]
    found = values(classes, np.array(weights, dtype=float))
    assert all(abs(np.sum(v) - len(v)) <= 1e-13 for v in found)
    assert any(np.max(np.abs(v - 1)) > 0.1 for v in found)
    assert forces_ones(classes, len(weights)) is None


@pytest.mark.parametrize(
    ("blind", "name"),
    [("GF", "a square alone"), ("GF", "inverses up to a sign"), ("QQ", "two unknowns"), ("QQ", "2 x + 1/x = 3")],
)
def test_blind_to_signs_or_sizes_it_would_be_wrong(monkeypatch, blind, name):
    """The constructed classes notice a closure that takes all signs for +, or all sizes for 1."""
    outside, classes = walk_closure._Span.outside, OPEN[name][0]
    if blind == "QQ":
        classes = [[{j: 2 * p for j, p in e.items()} for e in c] for c in classes]  # so that no sign is open
        assert forces_ones(classes, 4) is None
    skipped = walk_closure.QQ if blind == "QQ" else walk_closure.GF(2)
    monkeypatch.setattr(
        walk_closure._Span, "outside", lambda self, e: frozenset() if self.field == skipped else outside(self, e)
    )
    assert forces_ones(classes, 4) is True


def other_solution(classes, starts, size=1e3):
    """Weights that solve all classes, some product of which is not 1, by Levenberg-Marquardt from `starts`; or None.

    Weights beyond `size` are left out, since sums can be met in the limit only; a residual of 1e-12 at a double root leaves
    products off by 1e-6.
    """
    exponents = [np.array([[e.get(j, 0) for j in range(starts.shape[1])] for e in c]) for c in classes]

    def residual(w):
        return [np.sum(np.prod(w**e, axis=1)) - len(e) for e in exponents]

    for start in starts:
        found = least_squares(residual, start, xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=200)
        off = max(np.max(np.abs(np.prod(found.x**e, axis=1) - 1)) for e in exponents)
        if found.cost < 1e-24 and np.max(np.abs(found.x)) < size and off > 0.01:
            return found.x
    return None


@given(st.data())
def test_sound_for_random_classes(data):
    """Where a search from signed starts finds other weights, the closure must not close."""
    exponents = st.lists(st.integers(0, 2), min_size=3, max_size=3).map(lambda e: {j: p for j, p in enumerate(e) if p})
    classes = data.draw(st.lists(st.lists(exponents, min_size=1, max_size=3), min_size=1, max_size=6))
    if forces_ones(classes, 3):
        rng = data.draw(sg.rngs())
        starts = rng.choice([-1, 1], (5, 3)) * np.exp(0.7 * rng.normal(size=(5, 3)))
        assert other_solution(classes, starts) is None


def walk_exponents(n, r, masks):
    """The products of all walks, by class."""
    return [
        [{(l * n + i) * n + k: 1 for l, (k, i) in enumerate(pairwise(walk))} for walk in walks]
        for walks in walk_classes(n, r, masks).values()
    ]


@pytest.mark.parametrize(
    ("n", "r", "masks"), [(2, 3, "symmetric"), (2, 4, "directed"), (2, 4, "symmetric"), (3, 3, "symmetric")]
)
def test_no_search_finds_weights_off_the_orbit(n, r, masks):
    rng, size = np.random.default_rng(n + r), (6, n * n * r)
    starts = rng.choice([-1, 1], size) * np.exp(0.4 * rng.normal(size=size))
    assert forces_ones(walk_exponents(n, r, masks), n * n * r) is True
    assert other_solution(walk_exponents(n, r, masks), starts) is None
