"""Moments that are wrong, or that no law has, against errors that name the argument; in rationals, to 1e-30."""

import math
from fractions import Fraction

import numpy as np
import pytest

from theory import GatedRegression

from ..common import refuses
from .references import exact, replaced

GOOD_MOMENTS = {"A": np.diag([1.0, 2.0, 3.0, 0.0]), "b": np.array([1.0, 1.0, 1.0, 0.0]), "y2": 9.0, "K": 2, "n": 2}
BAD_MOMENTS = {
    "A not square": ("A", {"A": np.ones((4, 3))}),
    "A of another size": ("A", {"A": np.eye(3)}),
    "A of one dimension": ("A", {"A": np.ones(16)}),
    "A not symmetric": ("A", {"A": replaced(GOOD_MOMENTS["A"], (0, 1), 0.5)}),
    "A indefinite": ("A", {"A": np.diag([1.0, 2.0, 3.0, -0.5])}),
    "A indefinite with a positive diagonal": ("A", {"A": np.ones((4, 4)) - np.diag([0.5, 0.5, 0.5, 0.5])}),
    "A negative": ("A", {"A": -GOOD_MOMENTS["A"]}),
    "A with nan": ("A", {"A": replaced(GOOD_MOMENTS["A"], (0, 0), math.nan)}),
    "A with inf": ("A", {"A": replaced(GOOD_MOMENTS["A"], (0, 0), math.inf)}),
    "A complex": ("A", {"A": GOOD_MOMENTS["A"] + 0j}),
    "A of words": ("A", {"A": np.full((4, 4), "a")}),
    "b too short": ("b", {"b": np.ones(3)}),
    "b of two dimensions": ("b", {"b": np.ones((2, 2))}),
    "b with nan": ("b", {"b": replaced(GOOD_MOMENTS["b"], 0, math.nan)}),
    "b outside the range of A": ("b", {"b": np.ones(4)}),
    "y2 negative": ("y2", {"y2": -1.0}),
    "y2 nan": ("y2", {"y2": math.nan}),
    "y2 inf": ("y2", {"y2": math.inf}),
    "y2 an array": ("y2", {"y2": np.ones(4)}),
    "y2 a word": ("y2", {"y2": "9"}),
    "K zero": ("K", {"K": 0}),
    "K negative": ("K", {"K": -2, "n": -2}),
    "K not whole": ("K", {"K": 1.5}),
    "n zero": ("n", {"n": 0}),
    "n a word": ("n", {"n": "2"}),
    "n nan": ("n", {"n": math.nan}),
}


@pytest.mark.parametrize("what", BAD_MOMENTS)
def test_bad_moments(what):
    """from_moments names what is wrong."""
    name, change = BAD_MOMENTS[what]
    GatedRegression.from_moments(**GOOD_MOMENTS)
    refuses(name, lambda: GatedRegression.from_moments(**(GOOD_MOMENTS | change)))


def test_moments_that_no_law_has():
    """y2 < b A^+ b would be a negative minimum loss: refused, exactly too, at the latest when the loss is asked for."""
    # b A^+ b = 1 + 1/2 + 1/3 = 11/6
    for y2 in (1.8, Fraction(11, 6) - Fraction(1, 10**30)):
        rational = np.vectorize(lambda v: Fraction(int(v)), otypes=[object])
        A, b = GOOD_MOMENTS["A"], GOOD_MOMENTS["b"]
        if isinstance(y2, Fraction):
            A, b = rational(A), rational(b)
        refuses("y2", lambda A=A, b=b, y2=y2: GatedRegression.from_moments(A, b, y2, 2, 2).minimum_loss)


def test_exact_moments_are_judged_exactly():
    """An asymmetry, a negative eigenvalue or a b outside the range of 1e-30 is refused where the input is rational."""
    tiny = Fraction(1, 10**30)
    rational = np.vectorize(lambda v: Fraction(int(v)), otypes=[object])
    good = GOOD_MOMENTS | {"A": rational(GOOD_MOMENTS["A"]), "b": rational(GOOD_MOMENTS["b"]), "y2": Fraction(9)}
    assert exact(GatedRegression.from_moments(**good).minimum_loss) == 9 - Fraction(11, 6)
    refuses("A", lambda: GatedRegression.from_moments(**(good | {"A": replaced(good["A"], (0, 1), tiny, object)})))
    refuses("A", lambda: GatedRegression.from_moments(**(good | {"A": replaced(good["A"], (3, 3), -tiny, object)})))
    refuses("b", lambda: GatedRegression.from_moments(**(good | {"b": replaced(good["b"], 3, tiny, object)})))


def test_the_problem_is_frozen():
    """A built problem cannot be rebound."""
    problem = GatedRegression.from_moments(**GOOD_MOMENTS)
    with pytest.raises((AttributeError, TypeError)):
        problem.K = 3
