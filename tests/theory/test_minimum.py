"""The least loss of ill-conditioned samples, against exact rationals."""

from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from theory import GatedRegression
from theory.gates import optimize
from theory.spectrum import EPS

Array = np.ndarray[Any, np.dtype[Any]]


def exactly(a: Array) -> Array:
    return np.array([Fraction(v) for v in a.ravel().tolist()], dtype=object).reshape(a.shape)


def close_columns(seed: int, gap: float, samples: int = 12) -> tuple[Array, Array, Array, Array]:
    """Three columns, two of which differ by `gap`; the target has what only their difference explains."""
    rng = np.random.default_rng(seed)
    v, u, z = rng.normal(size=(3, samples))
    x = np.stack([v, u, v + gap * z], axis=1)
    return x, z + rng.normal(size=samples), rng.integers(0, 2, (samples, 2)), rng.integers(1, 4, samples).astype(float)


@given(st.integers(0, 2**32 - 1), st.sampled_from([1.0, 1e-2, 1e-4, 1e-5]), st.booleans())
def test_the_loss_of_samples_is_right_to_its_error(seed: int, gap: float, weighted: bool) -> None:
    """The samples as rationals: the loss to the stated error, of the order of the features' condition number, not its square.

    That is 2 |y| times the rounding of the residuals, (P + 2) eps (|y| + sum_i |w_i F_i|), and its last part is at most
    sqrt(P) times the condition number, times |y|.
    """
    x, y, gates, weight = close_columns(seed, gap)
    given_weight = weight if weighted else None
    problem = GatedRegression.from_samples(x, y, gates, given_weight)
    rank = len(problem.spectrum.eigenvalues)
    features = (gates[:, :, None] * x[:, None, :]).reshape(len(y), -1)
    if rank < np.linalg.matrix_rank(features):
        return  # a mode below rounding was left out
    exact = GatedRegression.from_samples(exactly(x), exactly(y), gates, exactly(weight) if weighted else None)
    least, error = float(exact.minimum_loss), problem.minimum_loss_error
    P, values = problem.K * problem.n, problem.spectrum.eigenvalues
    condition = np.sqrt(values[-1] / values[0]) if rank else 0.0
    assert abs(problem.minimum_loss - least) <= error <= 3 * (P + 2) * (1 + np.sqrt(P) * condition) * EPS * problem.y2
    there = float(exact.loss(exactly(problem.minimum_norm_weights)))
    assert least - 1e-15 * problem.y2 <= there <= least + error


def test_moments_alone_lose_what_samples_keep() -> None:
    """Columns 1e-5 apart: the error of the moments is millions of times larger than that of the residuals."""
    x, y, gates, _ = close_columns(3, 1e-5, samples=40)
    exact = float(GatedRegression.from_samples(exactly(x), exactly(y), gates).minimum_loss)
    problem = GatedRegression.from_samples(x, y, gates)
    moments = GatedRegression.from_moments(problem.A, problem.b, problem.y2, 2, 3)
    assert abs(problem.minimum_loss - exact) <= 1e-12 * problem.y2
    assert 1e-9 * problem.y2 < abs(moments.minimum_loss - exact) <= moments.minimum_loss_error


def test_optimum_of_groups_that_are_nearly_dependent() -> None:
    """Six points, of which one group has inputs of condition 8600: certified, and right to 1e-9 <y^2>."""
    rng = np.random.default_rng(9)
    x, y = rng.normal(size=(6, 2)), rng.normal(size=6)
    best = optimize(x, y, 2, "exclusive", method="exhaustive")
    assert max(np.linalg.cond(x[best.gates[:, k] == 1]) for k in range(2)) > 8000
    exact = GatedRegression.from_samples(exactly(x), exactly(y), best.gates).minimum_loss
    assert best.certified
    assert abs(best.loss - float(exact)) <= 1e-9 * np.mean(y**2)
    assert GatedRegression.from_samples(x, y, best.gates).minimum_loss == best.loss


def test_gates_that_are_objects() -> None:
    x, y, gates, _ = close_columns(1, 1.0)
    found = [GatedRegression.from_samples(x, y, g).minimum_loss for g in (gates, gates.astype(float).astype(object))]
    assert found[0] == found[1]


def test_what_rounding_hides_is_not_certified() -> None:
    """Columns 1e-6 apart: the only gates there are have no gap, and a loss that is not known to 1e-9 <y^2>."""
    for gap, certified in ((1e-6, False), (1.0, True)):
        x, y, _, _ = close_columns(8, gap)
        best = optimize(x, y, 1, method="exhaustive")
        error = GatedRegression.from_samples(x, y, best.gates).minimum_loss_error
        assert best.gap <= 1e-12 * np.mean(y**2)
        assert bool(error <= 1e-9 * np.mean(y**2)) is certified
        assert best.certified is certified
