"""Line searches against every cell on the circle, and from directions near planted ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory.gates import GateProblem
from theory.gates.gradient.circle_search import best_on_circle, line_searches
from theory.strategies import rngs


@given(rngs(), st.integers(1, 4))
def test_the_line_search_finds_the_best_cell_on_the_circle(rng, n):
    """Against directions in the middle of every arc, and the ends of the arcs from both sides."""
    points = rng.normal(size=(12, n))
    points[0] = 0
    v, d, cost = rng.normal(size=n), rng.normal(size=n), rng.normal(size=12)
    found = best_on_circle(points, v, d, cost)
    angles = np.linspace(0, 2 * np.pi, 2001)
    tried = [v, -v] if n == 1 else np.cos(angles)[:, None] * v + np.sin(angles)[:, None] * d
    least = min(float(cost @ (points @ u >= 0)) for u in tried)
    assert cost @ (points @ found >= 0) <= least + 1e-12
    assert found.any()
    both = np.linalg.matrix_rank(np.stack([v, d, found]), tol=1e-9)
    assert both <= min(2, n)


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_line_searches_bring_planted_directions_back(seed):
    """From directions 0.2 off, at the weights at hand, to what the true ones leave and 2 % (below a tenth of the way)."""
    rng = np.random.default_rng(seed)
    x, v, w = rng.normal(size=(1000, 3)), rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
    y = ((x @ v.T >= 0) * (x @ w.T)).sum(axis=1) / 2 + 0.1 * rng.normal(size=1000)
    problem = GateProblem.from_samples(x, y, 2)
    off = v / np.linalg.norm(v, axis=1, keepdims=True) + 0.2 * rng.normal(size=(2, 3))
    truth, start = (problem.objective(problem.points @ u.T >= 0) for u in (v, off))
    found, value = line_searches(problem, off, np.eye(3), rng, 20, np.inf)
    assert value == pytest.approx(problem.objective(problem.points @ found.T >= 0), rel=1e-9)
    assert value - truth < 0.02 * truth < 0.1 * (start - truth)
