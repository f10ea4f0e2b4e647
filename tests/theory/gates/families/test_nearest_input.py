"""Gates of unseen inputs against a walk over all points, one new input at a time."""

from hypothesis import given
from hypothesis import strategies as st

from theory.gates import GateProblem
from theory.gates.families.nearest_input import AT_ONCE, nearest_gates
from theory.strategies import rngs


@given(rngs(), st.sampled_from((1, 7, AT_ONCE, AT_ONCE + 1)))
def test_they_are_the_first_gates_of_the_nearest_points(rng, T):
    """Integers, so that many points are as near, to the last bit; samples repeat."""
    x = rng.integers(-2, 3, (12, 2)).astype(float)
    problem = GateProblem.from_samples(x, rng.normal(size=12), 3)
    of_point = rng.integers(0, 2, (len(problem.points), 3))
    gates, x_new = of_point[problem.point_of], rng.integers(-3, 4, (T, 2)).astype(float)
    for row, new in zip(nearest_gates(problem, gates, x_new), x_new, strict=True):
        distance = ((x - new) ** 2).sum(axis=1)
        nearest = gates[distance == distance.min()]
        assert row.tolist() == max(nearest.tolist())
