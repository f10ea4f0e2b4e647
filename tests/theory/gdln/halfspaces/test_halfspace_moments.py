"""The regression of half-space gates on Gaussian mixtures: draws, singular laws, refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from theory import GatedRegression
from theory import strategies as sg
from theory.gdln import halfspace_first_moments, halfspace_problem, halfspace_second_moments
from theory.inputs import NLGP, Gaussian, Mixture, RingGaussian, UniformCube
from theory.spectrum import EPS


def z_scores(draws, expected):
    error = draws.std(axis=0) / np.sqrt(len(draws))
    off = draws.mean(axis=0) - expected
    return np.where(error > 1e-12, off / np.maximum(error, 1e-12), off / 1e-12)


@pytest.mark.parametrize("p", [0.5, 0.3])
def test_moments_against_draws(p):
    """A, b and y2 entry by entry over 50,000 draws, family-wise 1e-6; parallel and opposite directions among them."""
    rng = np.random.default_rng(1)
    B = rng.normal(size=(3, 2))
    law = Mixture(RingGaussian(3, 1.0), Gaussian(B @ B.T), p)
    v = np.concatenate([rng.normal(size=(2, 3)), [[1.0, 0, 0], [2.0, 0, 0], [-1.0, 0, 0], [0, 0, 0]]])
    problem = halfspace_problem(law, v)
    x, y = law.sample(2, 50_000)
    features = ((x @ v.T >= 0)[:, :, None] * x[:, None, :]).reshape(len(x), -1)
    draws = np.c_[np.einsum("si,sj->sij", features, features).reshape(len(x), -1), features * y[:, None], y]
    expected = np.r_[problem.A.reshape(-1), problem.b, problem.y2]
    assert np.max(np.abs(z_scores(draws, expected))) <= norm.isf(1e-6 / (4 * len(expected)))


@given(sg.rngs(), st.integers(1, 4), st.integers(1, 3))
def test_first_moments(rng, n, K):
    """v^T <g x> is half the mean of |v.x|, sqrt(C_vv / (2 pi)), and opposite gates have opposite moments."""
    root = rng.normal(size=(n, n))
    C, v = root @ root.T, rng.normal(size=(K, n))
    found = halfspace_first_moments(Gaussian(C), np.concatenate([v, -v]))
    spread = np.sqrt(np.einsum("ki,ij,kj->k", v, C, v))
    slack = 100 * n * EPS * (1 + np.linalg.norm(C)) * (1 + np.linalg.norm(v))
    assert np.max(np.abs(np.sum(v * found[:K], axis=1) - spread / np.sqrt(2 * np.pi))) <= slack
    assert np.max(np.abs(found[:K] + found[K:])) <= slack
    regression = np.einsum("ij,kj->ki", C, v) / spread[:, None] / np.sqrt(2 * np.pi)
    assert np.max(np.abs(found - np.concatenate([regression, -regression]))) <= 1e3 * slack * (1 + 1 / spread.min())


def test_a_direction_without_variance_is_always_on():
    """v.x = 0 >= 0 throughout: the gate is on, its first moment is the mean, its block the whole C."""
    C = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 2.0]])
    v = np.array([[1.0, -1.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    A = halfspace_second_moments(Gaussian(C), v).reshape(3, 3, 3, 3)
    slack = 20 * EPS
    for k, l, share in ((0, 0, 1.0), (0, 1, 1.0), (1, 1, 1.0), (0, 2, 0.5), (2, 1, 0.5), (2, 2, 0.5)):
        assert np.max(np.abs(A[k, :, l] - share * C)) <= slack
    assert not np.any(halfspace_first_moments(Gaussian(C), v)[:2])


@pytest.mark.parametrize("small", [1e-4, 1e-12, 1e-20, 1e-150])
def test_a_site_of_small_variance_keeps_its_gate(small):
    """Independent sites are taken apart, so a gate on a site of any variance above 0 is on half the time."""
    law = Gaussian(np.diag([1.0, small]))
    A = halfspace_second_moments(law, [[0.0, 1.0]])
    assert np.max(np.abs(A / np.diag([1.0, small]).clip(1e-200) - np.eye(2) / 2)) <= 8 * EPS
    assert abs(halfspace_first_moments(law, [[0.0, 1.0]])[0, 1] / np.sqrt(small / (2 * np.pi)) - 1) <= 8 * EPS


@given(sg.rngs(), st.integers(1, 4))
def test_the_objective_of_one_gate(rng, n):
    """One gate: A = (p C_1 + q C_0) / 2 and b = p <g x>_1, so y2 - 2 p^2 m (p C_1 + q C_0)^-1 m by solve()."""
    roots = rng.normal(size=(2, n, n))
    C1, C0 = (r @ r.T + 0.1 * np.eye(n) for r in roots)
    v = rng.normal(size=(1, n))
    p = rng.uniform(0.1, 0.9)
    problem = halfspace_problem(Mixture(Gaussian(C1), Gaussian(C0), p), v)
    m = C1 @ v[0] / np.sqrt(2 * np.pi * v[0] @ C1 @ v[0])
    A = (p * C1 + (1 - p) * C0) / 2
    condition = np.linalg.cond(A)
    assert abs(problem.minimum_loss - (p - p * p * m @ np.linalg.solve(A, m))) <= 100 * n * EPS * condition


def test_both_halves_learn_what_one_gate_cannot():
    """The gates of v and -v together: the loss falls to y2 - 2 * (loss drop of one), by symmetry, and their blocks are apart."""
    law = Mixture(RingGaussian(5, 2.0 / 3), RingGaussian(5, 0.4))
    v = np.array([[1.0, 2.0, 1.0, 0.0, 0.0]])
    one, two = halfspace_problem(law, v), halfspace_problem(law, np.concatenate([v, -v]))
    assert not np.any(two.A[:5, 5:])
    assert abs((two.y2 - two.minimum_loss) - 2 * (one.y2 - one.minimum_loss)) <= 100 * EPS


def test_float32_and_long_directions():
    """Directions of any length and of 32 bits: only where they point matters."""
    law = Mixture(RingGaussian(4, 1.0), RingGaussian(4, 0.5))
    v = np.array([[1.0, 2.0, 0.0, -1.0], [0.0, 1.0, 1.0, 0.0]])
    a, b = halfspace_problem(law, v), halfspace_problem(law, (v * [[1e30], [1e-30]]).astype(np.float32))
    assert np.max(np.abs(a.A - b.A)) <= 1e-6  # 32 bits of direction
    assert np.max(np.abs(a.A - halfspace_problem(law, v * [[1e300], [1e-300]]).A)) <= 20 * EPS


@pytest.mark.parametrize(
    ("law", "directions", "message"),
    [
        (RingGaussian(3, 1.0), np.eye(3), "law must be a Mixture"),
        (Mixture(UniformCube(3), RingGaussian(3, 1.0)), np.eye(3), "law.positive must be a Gaussian"),
        (Mixture(RingGaussian(3, 1.0), NLGP(3, 1.0, 1.0)), np.eye(3), "law.negative must be a Gaussian"),
        (Mixture(RingGaussian(3, 1.0), RingGaussian(3, 0.5)), np.eye(2), "directions must have shape"),
        (Mixture(RingGaussian(3, 1.0), RingGaussian(3, 0.5)), np.eye(3)[:0], "the number of directions"),
        (Mixture(RingGaussian(3, 1.0), RingGaussian(3, 0.5)), np.eye(3) * np.nan, "directions must be finite"),
    ],
)
def test_refusals(law, directions, message):
    """One line that names the argument and the rule."""
    with pytest.raises((ValueError, TypeError), match=f"^{message}") as refused:
        halfspace_problem(law, directions)
    assert "\n" not in str(refused.value)


def test_agrees_with_a_regression_on_draws_in_the_limit():
    """The minimum loss of 40 batches of 4,000 draws, whose mean is below by the P / S of fitting; both within its spread."""
    law = Mixture(RingGaussian(4, 2.0 / 3), RingGaussian(4, 0.4))
    v = np.eye(4)[:2]
    exact = halfspace_problem(law, v)
    out = []
    for seed in range(40):
        x, y = law.sample(seed, 4_000)
        problem = GatedRegression.from_samples(x, y, x @ v.T >= 0)
        # at the population weights the sample loss is unbiased
        out.append(problem.loss(exact.minimum_norm_weights))
    z = (np.mean(out) - exact.minimum_loss) / (np.std(out) / np.sqrt(len(out)))
    assert abs(z) <= norm.isf(1e-6 / 2)
