"""Gated regression written again from its definition, with loops and exact elimination, and the cases to try it on.

yhat = (1/K) sum_k g_k(x) w_k . x. Nothing here sees code of the library; the references compute in rationals.
"""

import numbers
from fractions import Fraction

import numpy as np
import sympy


def frac(value):
    """The exact rational value of a number of any type."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, numbers.Integral | np.bool_):
        return Fraction(int(value))
    if isinstance(value, sympy.Rational):
        return Fraction(int(value.p), int(value.q))
    return Fraction(float(value))


def gated(x, gates):
    """Gated features: g_k(x) x_i at index k n + i, sample by sample, as rationals."""
    features = []
    for row, gate in zip(x, gates, strict=True):
        features.append([frac(on) * frac(value) for on in gate for value in row])
    return features


def moments(features, y, weight=None):
    """A, b, y2 by loops over the samples, and the same sums of absolute values for the error bounds."""
    size = len(features[0])
    weight = [Fraction(1)] * len(features) if weight is None else [frac(p) for p in weight]
    total = sum(weight)
    A = [[Fraction(0)] * size for _ in range(size)]
    b, y2 = [Fraction(0)] * size, Fraction(0)
    A_abs, b_abs = [[Fraction(0)] * size for _ in range(size)], [Fraction(0)] * size
    for f, target, p in zip(features, y, weight, strict=True):
        target, p = frac(target), p / total
        y2 += p * target * target
        for i in range(size):
            b[i] += p * f[i] * target
            b_abs[i] += abs(p * f[i] * target)
            for j in range(size):
                A[i][j] += p * f[i] * f[j]
                A_abs[i][j] += abs(p * f[i] * f[j])
    return A, b, y2, A_abs, b_abs


def times(A, v):
    """A v."""
    return [sum((a * c for a, c in zip(row, v, strict=True)), Fraction(0)) for row in A]


def solve(A, b):
    """One solution of A z = b (consistent) by exact elimination, with the pivot columns."""
    rows = [[*row, rhs] for row, rhs in zip(A, b, strict=True)]
    size, pivots = len(A[0]), []
    for column in range(size):
        top = len(pivots)
        found = next((r for r in range(top, len(rows)) if rows[r][column] != 0), None)
        if found is None:
            continue
        rows[top], rows[found] = rows[found], rows[top]
        rows[top] = [value / rows[top][column] for value in rows[top]]
        for r in range(len(rows)):
            if r != top and rows[r][column] != 0:
                factor = rows[r][column]
                rows[r] = [a - factor * c for a, c in zip(rows[r], rows[top], strict=True)]
        pivots.append(column)
    assert all(row[-1] == 0 for row in rows[len(pivots) :]), "b must lie in the range of A"
    z = [Fraction(0)] * size
    for r, column in enumerate(pivots):
        z[column] = rows[r][-1]
    return z, pivots


def null_basis(A):
    """A basis of the null space of A, exactly."""
    size = len(A)
    _, pivots = solve(A, [Fraction(0)] * size)
    basis = []
    for free in (c for c in range(size) if c not in pivots):
        restricted = [[row[c] for c in pivots] for row in A]
        part, _ = solve(restricted, [-row[free] for row in A]) if pivots else ([], [])
        vector = [Fraction(0)] * size
        vector[free] = Fraction(1)
        for column, value in zip(pivots, part, strict=True):
            vector[column] = value
        basis.append(vector)
    return basis


def pseudo_inverse_times(A, b):
    """A^+ b exactly: the solution of A v = b that lies in the range of A, v = A z with A A z = b."""
    size = len(A)
    square = [[sum((A[i][k] * A[k][j] for k in range(size)), Fraction(0)) for j in range(size)] for i in range(size)]
    z, _ = solve(square, b)
    return times(A, z)


def dot(u, v):
    """u . v."""
    return sum((a * c for a, c in zip(u, v, strict=True)), Fraction(0))


def exact(array):
    """The entries as nested lists of Fraction; refuses a single float among them."""
    array = np.asarray(array, dtype=object)
    for value in array.ravel():
        assert isinstance(value, numbers.Rational | sympy.Rational), type(value)
    out = np.empty(array.shape, dtype=object)
    out.ravel()[:] = [frac(value) for value in array.ravel()]
    return out.tolist()


def floats(nested):
    """The nearest floats of nested rationals."""
    return np.array(nested, dtype=object).astype(float)


CASES = {
    "regular": {},
    "one gate": {"K": 1},
    "one input": {"n": 1},
    "one gate, one input": {"K": 1, "n": 1},
    "one sample": {"S": 1},
    "fewer samples than features": {"S": 3},
    "never on": {"gates": lambda g: g * np.array([1, 0, 1])},
    "all gates never on": {"gates": lambda g: 0 * g},
    "always on": {"gates": lambda g: 0 * g + 1},
    "equal gates": {"gates": lambda g: g[:, [0, 0, 2]]},
    "complementary gates": {"gates": lambda g: np.column_stack([g[:, 0], 1 - g[:, 0], 0 * g[:, 0] + 1])},
    "collinear inputs": {"x": lambda x: np.column_stack([x[:, 0], 2 * x[:, 0]])},
    "an input that is always 0": {"x": lambda x: x * np.array([1, 0])},
    "weighted": {"weighted": True},
    "weighted and never on": {"weighted": True, "gates": lambda g: g * np.array([0, 1, 1])},
    "targets all 0": {"y": lambda y: 0 * y},
}


def draw(case, rational, seed=0):
    """x, y, gates, sample_weight of a named case; rationals with small denominators, or normal floats."""
    rng = np.random.default_rng([seed, len(case), ord(case[0])])
    recipe = CASES[case]
    S, K, n = recipe.get("S", 12), recipe.get("K", 3), recipe.get("n", 2)
    gates = rng.integers(0, 2, (S, K))
    gates[0] = 1
    if rational:

        def numbers_of(*shape):
            top, bottom = rng.integers(-9, 10, shape), rng.integers(1, 7, shape)
            return np.vectorize(lambda p, q: Fraction(int(p), int(q)), otypes=[object])(top, bottom)

        x, y, weight = numbers_of(S, n), numbers_of(S), np.abs(numbers_of(S)) + Fraction(1, 5)
    else:
        x, y, weight = rng.normal(size=(S, n)), rng.normal(size=S), rng.exponential(size=S)
    weight[-1] = 0 * weight[-1]  # a sample that does not count
    x, y = recipe.get("x", lambda x: x)(x), recipe.get("y", lambda y: y)(y)
    gates = recipe.get("gates", lambda g: g)(gates)
    return x, y, gates, weight if recipe.get("weighted") else None


def replaced(array, index, value, dtype=float):
    """A copy with one entry replaced."""
    array = np.array(array, dtype=dtype)
    array[index] = value
    return array
