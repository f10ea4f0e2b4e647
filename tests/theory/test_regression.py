"""The moments, the least-squares solution and the loss of gated features."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from theory import GatedRegression
from theory import strategies as sg
from theory.spectrum import EPS


@given(sg.samples())
def test_moments_and_minimum(drawn):
    """A, b, the minimum-norm weights and the minimum loss, against sums over samples and lstsq on the features."""
    x, y, g = drawn
    problem = GatedRegression.from_samples(x, y, g)
    S, K, n = len(y), g.shape[1], x.shape[1]
    F = np.array([np.kron(gate, point) for gate, point in zip(g, x, strict=True)])
    assert np.allclose(problem.A, F.T @ F / S, rtol=0, atol=10 * S * EPS * (1 + np.abs(F.T @ F).max() / S))
    values = problem.spectrum.eigenvalues
    w, *_ = np.linalg.lstsq(F / K, y, rcond=1e-7)
    condition = values[-1] / values[0] if len(values) else 1.0
    if condition < 1e12:  # beyond, lstsq's cut and ours fall on different modes
        bound = 1e3 * K * n * EPS * condition * (1 + np.linalg.norm(w))
        assert np.linalg.norm(problem.minimum_norm_weights.ravel() - w) <= bound
        assert abs(problem.minimum_loss - np.mean((F @ w / K - y) ** 2)) <= bound * (1 + problem.y2)


@given(sg.exact_samples(), st.integers(0, 5))
def test_exact_minimum_is_stationary_and_of_least_norm(drawn, seed):
    """In rationals: zero gradient from the samples, orthogonal to the null space, and the loss there is the minimum."""
    x, y, g = drawn
    problem = GatedRegression.from_samples(x, y, g)
    w, K = problem.minimum_norm_weights, problem.K
    residual = np.sum(g.astype(object) * (x @ w.T), axis=1) / Fraction(K) - y
    assert not np.any((g.astype(object) * residual[:, None]).T @ x)
    assert problem.minimum_loss == sum(residual**2) / Fraction(len(y))
    null = sp.Matrix(problem.A.tolist()).nullspace()
    assert all(sum(Fraction(int(v.p), int(v.q)) * u for v, u in zip(z, w.ravel(), strict=True)) == 0 for z in null)
    other = np.array([[Fraction(seed + i - j, 3) for j in range(problem.n)] for i in range(K)], dtype=object)
    residual = np.sum(g.astype(object) * (x @ other.T), axis=1) / Fraction(K) - y
    assert problem.loss(other) == sum(residual**2) / Fraction(len(y))


@given(sg.exact_samples())
def test_float_agrees_with_exact(drawn):
    """The same samples as floats: the minimum loss to eps y2 times the condition number."""
    x, y, g = drawn
    exact, floating = GatedRegression.from_samples(x, y, g), GatedRegression.from_samples(x.astype(float), y, g)
    values = floating.spectrum.eigenvalues
    condition = values[-1] / values[0] if len(values) else 1.0
    assert abs(float(exact.minimum_loss) - floating.minimum_loss) <= 100 * len(exact.b) * EPS * condition * float(
        exact.y2
    )


@given(sg.samples(), st.data())
def test_weights_are_repetitions(drawn, data):
    """Whole sample weights equal repeated samples, zero weights left-out ones; a common factor changes nothing."""
    x, y, g = drawn
    count = data.draw(st.lists(st.integers(0, 3), min_size=len(y), max_size=len(y)).filter(any))
    weighted = GatedRegression.from_samples(x, y, g, sample_weight=np.array(count) * 1e300)
    repeated = GatedRegression.from_samples(np.repeat(x, count, 0), np.repeat(y, count), np.repeat(g, count, 0))
    scale = 1 + np.abs(repeated.A).max()
    assert np.max(np.abs(weighted.A - repeated.A)) <= 100 * sum(count) * EPS * scale
    assert np.max(np.abs(weighted.b - repeated.b)) <= 100 * sum(count) * EPS * (scale + repeated.y2)


def test_sympy_rationals_stay_exact():
    """SymPy's rationals give what fractions give; floats beside them are refused."""
    x = np.array([[sp.Rational(1, 3)], [sp.Integer(2)]], dtype=object)
    problem = GatedRegression.from_samples(x, [1, 0], [[1], [1]])
    assert problem.minimum_loss == Fraction(1, 2) - Fraction(1, 6) ** 2 / (Fraction(37, 18))
    with pytest.raises(TypeError, match="y is floating point beside exact"):
        GatedRegression.from_samples(x, [1.0, 0.0], [[1], [1]])


def test_a_rare_gate_keeps_its_digits():
    """Exclusive gates are separate problems: a gate on at weight 1e-20 is solved as if alone."""
    x, y = np.array([[1.0], [2.0], [3.0]]), np.array([1.0, 1.0, 2.0])
    problem = GatedRegression.from_samples(x, y, [[1, 0], [1, 0], [0, 1]], sample_weight=[1, 1, 1e-20])
    assert abs(problem.minimum_norm_weights[1, 0] - 2 * 2 / 3) <= 4 * EPS


BAD = {
    "wrong shape": (lambda x, y, g: (x[:, 0], y, g), "x must be a matrix"),
    "lengths differ": (lambda x, y, g: (x, y[:-1], g), "y must have shape"),
    "NaN": (lambda x, y, g: (np.where(x > 1, np.nan, x), y, g), "x must be finite"),
    "infinite y": (lambda x, y, g: (x, y + np.inf, g), "y must be finite"),
    "gates of 0.5": (lambda x, y, g: (x, y, 0.5 * g), "gates must be 0 or 1"),
    "gates NaN": (lambda x, y, g: (x, y, g * np.nan), "gates must be 0 or 1"),
    "empty": (lambda x, y, g: (x[:0], y[:0], g[:0]), "x must hold at least one sample"),
    "no gate": (lambda x, y, g: (x, y, g[:, :0]), "the number of gates must be"),
    "no input": (lambda x, y, g: (x[:, :0], y, g), "the number of columns of x"),
    "text": (lambda x, y, g: (x.astype(str), y, g), "x must hold real numbers"),
    "complex": (lambda x, y, g: (x + 1j, y, g), "x must hold real numbers"),
    "ragged": (lambda x, y, g: ([[1.0], [1.0, 2.0]], y, g), "rectangular"),
    "overflow": (lambda x, y, g: (x * 1e300, y, g), "second moments must be finite"),
    "underflow": (lambda x, y, g: (x * 1e-200, y, g), "second moments must not vanish"),
    "negative weight": (lambda x, y, g: (x, y, g, -np.ones(len(y))), "sample_weight must be >= 0"),
    "zero weights": (lambda x, y, g: (x, y, g, np.zeros(len(y))), "sample_weight must have a positive sum"),
}


@pytest.mark.parametrize("kind", BAD)
def test_refuses_bad_samples(kind):
    """One line that names the argument and the rule."""
    rng = np.random.default_rng(0)
    change, message = BAD[kind]
    with pytest.raises((ValueError, TypeError), match=message) as refused:
        GatedRegression.from_samples(*change(rng.normal(size=(9, 2)), rng.normal(size=9), np.ones((9, 2))))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("A", "b", "y2", "message"),
    [
        ([[1.0, 0.0], [0.0, 1.0]], [0, 0], -1, "y2 must be finite and >= 0"),
        ([[1.0]], [0, 0], 1, "A must have shape"),
    ],
)
def test_refuses_what_are_no_moments(A, b, y2, message):
    """Negative y2, another shape; the rest is in test_possible_moments.py."""
    with pytest.raises(ValueError, match=message):
        GatedRegression.from_moments(A, b, y2, 2, 1)


@pytest.mark.parametrize("kind", ["float", "exact"])
def test_the_moments_are_copied_and_cannot_be_written(kind):
    """What was passed stays writable and its own; the problem's arrays refuse to be written."""
    A, b = np.eye(2), np.ones(2)
    if kind == "exact":
        A, b = (np.array([Fraction(int(v)) for v in a.flat], dtype=object).reshape(a.shape) for a in (A, b))
    problem = GatedRegression.from_moments(A, b, 3, 1, 2)
    A[0, 0], b[0] = A[0, 0] * 7, b[0] * 7
    assert problem.A[0, 0] == problem.b[0] == 1
    x, y = np.ones((1, 1)), np.ones(1)
    built = GatedRegression.from_samples(x, y, [[1]])
    x[0], y[0] = 7.0, 7.0
    assert built.A[0, 0] == built.b[0] == 1
    for array in (problem.A, problem.b, problem.minimum_norm_weights, built.A, built.b):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_an_impossible_y2_is_refused_where_it_matters():
    """The flow does not need y2; the loss does."""
    problem = GatedRegression.from_moments([[1.0]], [2.0], 1.0, 1, 1)
    assert problem.minimum_norm_weights[0, 0] == 2.0
    with pytest.raises(ValueError, match="y2 must be at least"):
        _ = problem.minimum_loss


@pytest.mark.parametrize("gap", [1e-4, 1e-5, 1e-6, 1e-7])
def test_the_minimum_loss_knows_its_error(gap):
    """Columns that differ by 1e-4 to 1e-7 fit the target exactly: the loss found is below its stated error."""
    rng = np.random.default_rng(0)
    z, v = rng.normal(size=(2, 1000))
    problem = GatedRegression.from_samples(np.c_[v, v + gap * z], z, np.ones((1000, 1), dtype=int))
    assert problem.minimum_loss <= problem.minimum_loss_error
