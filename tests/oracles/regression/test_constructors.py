"""Problems from features and from moments against exact elimination, from_samples and a problem solved by hand."""

from fractions import Fraction

import numpy as np
import pytest

from theory import GatedRegression

from ..common import EPS
from .references import dot, draw, exact, frac, gated, moments, pseudo_inverse_times


@pytest.mark.parametrize("scale", [Fraction(1), Fraction(1, 3), Fraction(2, 7), 5])
def test_features_with_any_scale(scale):
    """yhat = scale features . w: A and b carry no scale, the weights its inverse, the loss none (masks in [0, 1])."""
    rng = np.random.default_rng(3)
    fraction = np.vectorize(lambda p: Fraction(int(p), 8), otypes=[object])
    features, y, weight = fraction(rng.integers(0, 9, (7, 4))), fraction(rng.integers(-9, 9, 7)), fraction(range(1, 8))
    features[:, 3] = features[:, 0] + features[:, 1]  # singular
    problem = GatedRegression.from_features(features, y, scale=scale, sample_weight=weight)
    A, b, y2, _, _ = moments([[frac(v) for v in row] for row in features], y, weight)
    v = pseudo_inverse_times(A, b)
    assert exact(problem.A) == A
    assert exact(problem.b) == b
    assert exact(problem.minimum_loss) == y2 - dot(b, v)
    assert exact(problem.minimum_norm_weights.reshape(-1)) == [value / scale for value in v]


def test_features_default_scale_is_one():
    """Without a scale, yhat = features . w."""
    features = np.array([[Fraction(2)], [Fraction(4)]], dtype=object)
    problem = GatedRegression.from_features(features, np.array([Fraction(6), Fraction(12)], dtype=object))
    assert exact(problem.minimum_norm_weights.reshape(-1)) == [3]
    assert exact(problem.minimum_loss) == 0


@pytest.mark.parametrize("case", ["regular", "equal gates", "never on", "weighted"])
def test_three_constructors_agree(case):
    """from_samples, from_features with the gated features and scale 1/K, and from_moments are one problem."""
    x, y, gates, weight = draw(case, rational=True)
    K, n = gates.shape[1], x.shape[1]
    samples = GatedRegression.from_samples(x, y, gates, sample_weight=weight)
    features = np.array(gated(x, gates), dtype=object)
    by_features = GatedRegression.from_features(features, y, scale=Fraction(1, K), sample_weight=weight)
    by_moments = GatedRegression.from_moments(samples.A, samples.b, samples.y2, K, n)
    for other in (by_features, by_moments):
        assert exact(other.A) == exact(samples.A)
        assert exact(other.b) == exact(samples.b)
        assert exact(other.y2) == exact(samples.y2)
        assert exact(other.minimum_loss) == exact(samples.minimum_loss)
        assert exact(other.minimum_norm_weights.ravel()) == exact(samples.minimum_norm_weights.ravel())
    assert by_moments.minimum_norm_weights.shape == (K, n)


def test_moments_by_hand():
    """K = 2, n = 1, A = diag(4, 9), b = (2, 3), y2 = 5: loss 5 - 1 - 1, weights 2 (1/2, 1/3)."""
    A, b = np.array([[4.0, 0.0], [0.0, 9.0]]), np.array([2.0, 3.0])
    problem = GatedRegression.from_moments(A, b, 5.0, K=2, n=1)
    assert abs(problem.minimum_loss - 3) <= 16 * EPS  # ten operations on numbers up to 5
    assert np.max(np.abs(problem.minimum_norm_weights - [[1.0], [2 / 3]])) <= 8 * EPS
