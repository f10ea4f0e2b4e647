"""What every input law promises: draws whose moments are the stated ones, a support where it is finite, clean refusals."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import norm

from theory.inputs import NLGP, Gaussian, Mixture, RingGaussian, SinglePulse, UniformCube
from theory.inputs.protocol import NAMES, check_law

DRAWS = 20_000
LAWS = {
    "cube": UniformCube(3),
    "singular Gaussian": Gaussian([[1.0, 2.0, 0.0], [2.0, 4.0, 0.0], [0.0, 0.0, 0.0]]),
    "narrow ring": RingGaussian(5, 0.8),
    "wide ring": RingGaussian(7, 1.6),
    "one site": RingGaussian(1, 2.0),
    "NLGP": NLGP(6, 1.5, 3.0),
    "NLGP, nearly Gaussian": NLGP(4, 1.0, 0.01),
    "pulse": SinglePulse(6, 2, 4),
    "pulse of every length": SinglePulse(5, 1, 5),
}


def z_threshold(tests: int) -> float:
    """Two-sided, family-wise 1e-6 over `tests` normal statistics."""
    return float(norm.isf(1e-6 / (2 * tests)))


def z_scores(draws, expected):
    """Mean of `draws` (S, ...) against `expected`, in standard errors; 0 where both agree to rounding without spread."""
    draws, expected = draws.astype(float), np.asarray(expected).astype(float)
    error = draws.std(axis=0) / np.sqrt(len(draws))
    off = draws.mean(axis=0) - expected
    return np.where(error > 1e-12, off / np.maximum(error, 1e-12), off / 1e-12)


@pytest.mark.parametrize("name", LAWS)
def test_draws_have_the_stated_moments(name):
    """Mean and second moment; a bias of 6 standard errors, 4 % of the spread, would show."""
    law = LAWS[name]
    x = law.sample(0, DRAWS)
    assert x.shape == (DRAWS, law.n)
    threshold = z_threshold(len(LAWS) * law.n * (law.n + 1))
    assert np.max(np.abs(z_scores(x, law.mean))) <= threshold
    assert np.max(np.abs(z_scores(np.einsum("si,sj->sij", x, x), law.second_moment))) <= threshold


@pytest.mark.parametrize("name", LAWS)
def test_second_moments_are_moments(name):
    """Symmetric, positive semidefinite with the mean taken off, and invariant under shifts where the law is."""
    law = LAWS[name]
    second, mean = law.second_moment.astype(float), law.mean.astype(float)
    assert np.array_equal(second, second.T)
    assert np.linalg.eigvalsh(second - np.outer(mean, mean)).min() >= -1e-14 * law.n
    if name != "singular Gaussian":
        assert np.max(np.abs(np.roll(second, (1, 1), (0, 1)) - second)) <= 1e-15


@pytest.mark.parametrize("name", LAWS)
def test_seeds(name):
    """The same int draws the same; another one does not; a generator moves on; no draw at all is a draw."""
    law = LAWS[name]
    assert np.array_equal(law.sample(3, 9), law.sample(3, 9))
    assert not np.array_equal(law.sample(3, 99), law.sample(4, 99)) or law.n == 1
    rng = np.random.default_rng(0)
    assert not np.array_equal(law.sample(rng, 99), law.sample(rng, 99))
    assert law.sample(0, 0).shape == (0, law.n)
    with pytest.raises(ValueError, match="size must be a whole number >= 0"):
        law.sample(0, -1)


def test_int_seeds_do_not_correlate_laws():
    """Two laws drawn from the same int: 8 correlations of 20,000 normal draws, family-wise 1e-6."""
    a, b = RingGaussian(4, 1.0).sample(0, DRAWS), Gaussian(np.eye(4)).sample(0, DRAWS)
    assert np.max(np.abs(z_scores(np.einsum("si,sj->sij", a, b), np.zeros((4, 4))))) <= z_threshold(16)


@pytest.mark.parametrize("law", [law for law in LAWS.values() if law.support is not None])
def test_finite_supports_give_the_moments_exactly(law):
    """In rationals, and the probabilities add up to 1."""
    points, p = law.support
    assert sum(p) == 1
    assert all(isinstance(v, Fraction) for v in p)
    assert len(np.unique(points, axis=0)) == len(points)
    x = points.astype(object)
    assert np.array_equal(p @ x, law.mean)
    assert np.array_equal((x * p[:, None]).T @ x, law.second_moment)


@dataclass(frozen=True)
class TwoPoints:
    """A user's own law, without a base class: x = (1, 0) or (0, 2)."""

    n: int = 2
    support: tuple = (np.array([[1, 0], [0, 2]]), np.array([Fraction(1, 3), Fraction(2, 3)]))
    mean: object = None
    second_moment: object = None

    def __post_init__(self):
        points, p = self.support
        object.__setattr__(self, "mean", p @ points)
        object.__setattr__(self, "second_moment", (points * p[:, None]).T @ points)

    def sample(self, rng, size):
        return self.support[0][(np.random.default_rng(rng).random(size) < 2 / 3).astype(int)]


def test_a_users_own_law_fits():
    """By its five names alone."""
    law = TwoPoints()
    assert check_law("law", law) is law
    mixture = Mixture(law, SinglePulse(2, 1, 1))
    assert mixture.second_moment.tolist() == [[Fraction(5, 12), 0], [0, Fraction(19, 12)]]
    assert mixture.sample(0, 5)[0].shape == (5, 2)


@pytest.mark.parametrize("missing", NAMES)
def test_what_is_no_law_is_refused(missing):
    """The message lists the names it lacks."""
    kind = type("Half", (), {name: 1 for name in NAMES if name != missing})
    with pytest.raises(TypeError, match="^positive must be an input law; got the class Half. Write Half"):
        Mixture(kind, UniformCube(2))
    with pytest.raises(TypeError, match=f"^positive must be an input law; Half lacks {missing}\\.$"):
        Mixture(kind(), UniformCube(1))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: UniformCube(0), "n must be a whole number"),
        (lambda: RingGaussian(0, 1.0), "n must be a whole number"),
        (lambda: RingGaussian(3, 0), "xi must be finite and > 0"),
        (lambda: RingGaussian(3, np.inf), "xi must be finite and > 0"),
        (lambda: RingGaussian(3, "2"), "xi must be a real number"),
        (lambda: NLGP(3, 1.0, 0.0), "gain must be finite and > 0"),
        (lambda: NLGP(3, 1.0, 1e-200), "gain must lie in"),
        (lambda: SinglePulse(4, 0, 2), "lo must be a whole number >= 1"),
        (lambda: SinglePulse(4, 3, 2), "hi must lie in"),
        (lambda: SinglePulse(4, 3, 5), "hi must lie in"),
        (lambda: Gaussian([[1.0, 2.0], [2.0, 1.0]]), "covariance must be positive semidefinite"),
        (lambda: Gaussian([[1.0, 0.5], [0.0, 1.0]]), "covariance must be symmetric"),
        (lambda: Gaussian([[1.0, 0.5]]), "covariance must have shape"),
        (lambda: Gaussian(np.empty((0, 0))), "covariance must not be empty"),
        (lambda: Mixture(UniformCube(2), UniformCube(3)), "negative must have as many inputs"),
        (lambda: Mixture(UniformCube(2), UniformCube(2), 1), "p must lie strictly between"),
    ],
)
def test_refusals(make, message):
    """One line that names the argument and the rule."""
    with pytest.raises((ValueError, TypeError), match=f"^{message}") as refused:
        make()
    assert "\n" not in str(refused.value)
