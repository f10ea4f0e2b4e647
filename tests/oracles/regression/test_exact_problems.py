"""Moments, minimum loss and minimum-norm weights of rational samples against loops and exact elimination."""

from fractions import Fraction

import numpy as np
import pytest
import sympy

from theory import GatedRegression

from .references import CASES, dot, draw, exact, frac, gated, moments, null_basis, pseudo_inverse_times


@pytest.mark.parametrize("case", CASES)
def test_rational_input_stays_exact(case):
    """Moments, minimum loss and minimum-norm weights equal those of loops and exact elimination, as rationals."""
    x, y, gates, weight = draw(case, rational=True)
    K, n = gates.shape[1], x.shape[1]
    problem = GatedRegression.from_samples(x, y, gates, sample_weight=weight)
    A, b, y2, _, _ = moments(gated(x, gates), y, weight)
    v = pseudo_inverse_times(A, b)
    assert problem.A.shape == (K * n, K * n)
    assert problem.b.shape == (K * n,)
    assert problem.minimum_norm_weights.shape == (K, n)
    assert exact(problem.A) == A
    assert exact(problem.b) == b
    assert exact(problem.y2) == y2
    assert exact(problem.minimum_loss) == y2 - dot(b, v)
    assert exact(problem.minimum_norm_weights.reshape(-1)) == [K * value for value in v]


@pytest.mark.parametrize("case", CASES)
def test_minimum_from_the_definition(case):
    """The residual is orthogonal to every feature, the weights to the null space, and the mean square is the loss."""
    x, y, gates, weight = draw(case, rational=True, seed=1)
    (S, n), K = x.shape, gates.shape[1]
    problem = GatedRegression.from_samples(x, y, gates, sample_weight=weight)
    w = exact(problem.minimum_norm_weights)
    p = [Fraction(1)] * S if weight is None else [frac(value) for value in weight]
    features, residual = gated(x, gates), []
    for s in range(S):
        yhat = Fraction(0)
        for k in range(K):
            yhat += int(gates[s, k]) * dot(w[k], x[s]) / K
        residual.append(yhat - y[s])
    assert sum(q * r * r for q, r in zip(p, residual, strict=True)) / sum(p) == exact(problem.minimum_loss)
    for index in range(K * n):
        assert sum(q * r * f[index] for q, r, f in zip(p, residual, features, strict=True)) == 0
    flat = [value for row in w for value in row]
    for null in null_basis(moments(features, y, weight)[0]):
        assert dot(null, flat) == 0


def test_sympy_rationals_stay_exact():
    """SymPy rationals give the rationals that Fractions give."""
    x, y, gates, weight = draw("weighted and never on", rational=True)
    reference = GatedRegression.from_samples(x, y, gates, sample_weight=weight)
    to_sympy = np.vectorize(lambda q: sympy.Rational(q.numerator, q.denominator), otypes=[object])
    problem = GatedRegression.from_samples(to_sympy(x), to_sympy(y), gates, sample_weight=to_sympy(weight))
    for name in ("A", "b", "y2", "minimum_loss", "minimum_norm_weights"):
        assert exact(getattr(problem, name)) == exact(getattr(reference, name)), name


def test_boolean_gates_are_gates():
    """True and False are 1 and 0, in exact and in floating-point problems."""
    for rational in (True, False):
        x, y, gates, _ = draw("regular", rational)
        one = GatedRegression.from_samples(x, y, gates)
        two = GatedRegression.from_samples(x, y, gates.astype(bool))
        assert np.array_equal(one.A, two.A)
        assert np.array_equal(one.b, two.b)


def test_duplicated_samples_are_weights():
    """A sample that occurs m times is a sample of weight m, and weights are normalized, exactly."""
    x, y, gates, _ = draw("regular", rational=True)
    counts = np.arange(len(y)) % 4
    weight = np.array([Fraction(int(c), 7) for c in counts], dtype=object)
    weighted = GatedRegression.from_samples(x, y, gates, sample_weight=weight)
    repeated = GatedRegression.from_samples(*(np.repeat(array, counts, axis=0) for array in (x, y, gates)))
    for name in ("A", "b", "y2", "minimum_loss", "minimum_norm_weights"):
        assert exact(getattr(weighted, name)) == exact(getattr(repeated, name)), name


def test_permuting_gates_permutes_weights():
    """The order of the gates moves the blocks of A and the rows of the weights, and nothing else."""
    x, y, gates, weight = draw("weighted", rational=True)
    order = [2, 0, 1]
    one = GatedRegression.from_samples(x, y, gates, sample_weight=weight)
    two = GatedRegression.from_samples(x, y, gates[:, order], sample_weight=weight)
    n = x.shape[1]
    index = [k * n + i for k in order for i in range(n)]
    assert exact(two.A) == exact(one.A[np.ix_(index, index)])
    assert exact(two.minimum_norm_weights) == exact(one.minimum_norm_weights[order])
    assert exact(one.minimum_norm_weights) != exact(one.minimum_norm_weights[order])
    assert exact(two.minimum_loss) == exact(one.minimum_loss)


def test_gates_that_say_nothing():
    """A gate that is never on has weights 0; of m equal gates each carries the same; the loss sees neither."""
    x, y, gates, _ = draw("regular", rational=True)
    alone = GatedRegression.from_samples(x, y, gates)
    off = GatedRegression.from_samples(x, y, np.column_stack([gates, 0 * gates[:, 0]]))
    assert exact(off.minimum_norm_weights[3]) == [0, 0]
    twice = GatedRegression.from_samples(x, y, np.column_stack([gates, gates]))
    assert exact(twice.minimum_norm_weights[:3]) == exact(twice.minimum_norm_weights[3:])
    assert exact(off.minimum_loss) == exact(alone.minimum_loss) == exact(twice.minimum_loss)
