"""Moments, minimum loss and minimum-norm weights against naive loops, exact elimination and `lstsq`.

The references are written from the definition yhat = (1/K) sum_k g_k(x) w_k . x and see no code of the library.
"""

import math
import numbers
import re
import tracemalloc
from fractions import Fraction

import numpy as np
import pytest
import sympy

from theory import GatedRegression

EPS = 2.0**-52


# --- references ---------------------------------------------------------------------------------------------------


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


# --- problems -----------------------------------------------------------------------------------------------------

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


def weights_bound(A, A_abs, b_abs, w, rank, scale, S):
    """First-order bound on |delta w| for w = A^+ b / scale computed from rounded moments.

    delta w = A^+ (delta b / scale - delta A w): a sum of S products rounds to (S + 10) eps of the sum of absolute
    values, an eigensolver or elimination to 10 P eps |A|; 4 covers the turning of the null space (Wedin) and lstsq.
    """
    if rank == 0:
        return 0.0
    size = len(A)
    smallest = np.linalg.eigvalsh(floats(A))[size - rank]
    A_norm, b_norm = np.linalg.norm(floats(A_abs)), np.linalg.norm(floats(b_abs))
    return 4 * (S + 10 + 10 * size) * EPS * (b_norm / abs(scale) + A_norm * np.linalg.norm(w)) / smallest


def loss_bound(A_abs, b_abs, y2, v, S):
    """|delta (y2 - b A^+ b)| <= |delta y2| + 2 |v| |delta b| + |v|^2 |delta A|, v = A^+ b, for the same roundings."""
    v, size = np.linalg.norm(v), len(A_abs)
    A_norm, b_norm = np.linalg.norm(floats(A_abs)), np.linalg.norm(floats(b_abs))
    return 4 * (S + 10 + 10 * size) * EPS * (float(y2) + 2 * v * b_norm + v**2 * A_norm)


# --- exact --------------------------------------------------------------------------------------------------------


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


# --- features and moments -----------------------------------------------------------------------------------------


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


# --- floating point -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("case", CASES)
def test_floats_against_exact_and_lstsq(case, seed):
    """Floats give the exact answer to a derived rounding bound, and the one of `lstsq` on the features / K."""
    x, y, gates, weight = draw(case, rational=False, seed=seed)
    S, (K, n) = len(y), (gates.shape[1], x.shape[1])
    problem = GatedRegression.from_samples(x, y, gates, sample_weight=weight)
    features = gated(x, gates)
    A, b, y2, A_abs, b_abs = moments(features, y, weight)
    sums = (S + 10) * EPS  # S additions and a few operations a term, weights normalized by a sum of S
    assert np.all(np.abs(problem.A - floats(A)) <= sums * floats(A_abs))
    assert np.all(np.abs(problem.b - floats(b)) <= sums * floats(b_abs))
    assert abs(problem.y2 - float(y2)) <= sums * float(y2)

    _, pivots = solve(A, [Fraction(0)] * len(A))
    v = pseudo_inverse_times(A, b)
    w = K * floats(v)
    assert np.linalg.norm(problem.minimum_norm_weights.ravel() - w) <= weights_bound(
        A, A_abs, b_abs, w, len(pivots), 1 / K, S
    )
    loss = float(y2 - dot(b, v))
    assert abs(problem.minimum_loss - loss) <= loss_bound(A_abs, b_abs, y2, floats(v), S)

    p = np.full(S, 1 / S) if weight is None else weight / weight.sum()
    rows = np.sqrt(p)[:, None] * floats(features) / K
    w_lstsq = np.linalg.lstsq(rows, np.sqrt(p) * y, rcond=S * K * n * EPS)[0]
    assert np.linalg.norm(problem.minimum_norm_weights.ravel() - w_lstsq) <= 2 * weights_bound(
        A, A_abs, b_abs, w, len(pivots), 1 / K, S
    )
    residual = rows @ w_lstsq - np.sqrt(p) * y
    assert abs(problem.minimum_loss - residual @ residual) <= 2 * loss_bound(A_abs, b_abs, y2, floats(v), S)


@pytest.mark.parametrize("seed", range(3))
def test_realizable_target_has_no_loss(seed):
    """A target that a gated network produces leaves nothing, to the rounding of y2, and gives that network back."""
    rng = np.random.default_rng(seed)
    x, gates, truth = rng.normal(size=(60, 3)), rng.integers(0, 2, (60, 2)), rng.normal(size=(2, 3))
    y = np.einsum("sk,ki,si->s", gates, truth, x) / 2
    problem = GatedRegression.from_samples(x, y, gates)
    A, _, y2, A_abs, b_abs = moments(gated(x, gates), y)
    assert abs(problem.minimum_loss) <= loss_bound(A_abs, b_abs, y2, truth.ravel() / 2, 60)
    bound = weights_bound(A, A_abs, b_abs, truth.ravel(), 6, 1 / 2, 60)
    assert np.linalg.norm(problem.minimum_norm_weights - truth) <= bound < 1e-9


def test_layout_of_the_arrays_does_not_matter():
    """Fortran order, negative strides and lists give the same moments, to the rounding of another order of sums."""
    x, y, gates, _ = draw("regular", rational=False)
    _, _, _, A_abs, b_abs = moments(gated(x, gates), y)
    one = GatedRegression.from_samples(x, y, gates)
    for other in (
        GatedRegression.from_samples(np.asfortranarray(x), y, np.asfortranarray(gates)),
        GatedRegression.from_samples(x[::-1], y[::-1], gates[::-1]),
        GatedRegression.from_samples(x.tolist(), y.tolist(), gates.tolist()),
    ):
        assert np.all(np.abs(one.A - other.A) <= 2 * (len(y) + 10) * EPS * floats(A_abs))
        assert np.all(np.abs(one.b - other.b) <= 2 * (len(y) + 10) * EPS * floats(b_abs))


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int32, np.float16, np.float32])
def test_narrow_types_do_not_wrap(dtype):
    """100^2 does not fit int8, nor 100^4 float16: the moments are those of the values, not of the type."""
    x = np.array([[100, 1], [90, 2], [80, 3], [70, 4]], dtype=dtype)
    y = np.array([100, 99, 98, 97], dtype=dtype)
    gates = np.array([[1], [1], [1], [1]], dtype=np.uint8)
    problem = GatedRegression.from_samples(x, y, gates)
    A, b, y2, _, _ = moments(gated(x, gates), y)
    # four products below 2^14 and a division by 4 are exact in doubles
    assert np.array_equal(problem.A.astype(float), floats(A))
    assert np.array_equal(problem.b.astype(float), floats(b))
    assert float(problem.y2) == float(y2)


def test_many_samples_are_summed_without_loss():
    """Integers whose weights are 2^-17 are summed exactly in any order: pieces may not drop or repeat a sample."""
    rng = np.random.default_rng(11)
    counted, ignored, n, K = 2**17, 12_345, 6, 8
    S = counted + ignored
    x, y = rng.integers(-8, 9, (S, n)), rng.integers(-8, 9, S)
    gates = rng.integers(0, 2, (S, K))
    weight = np.zeros(S)
    weight[rng.permutation(S)[:counted]] = 3.0
    problem = GatedRegression.from_samples(x.astype(float), y.astype(float), gates, sample_weight=weight)
    kept = weight > 0
    x, y, gates = x[kept].astype(float), y[kept].astype(float), gates[kept]  # sums below 2^53: exact in any order
    for k in range(K):
        rows = slice(k * n, k * n + n)
        gated_x = x * gates[:, k, None]
        assert np.array_equal(problem.b[rows], (gated_x.T @ y) / counted)
        for l in range(K):
            both = (gated_x.T @ (x * gates[:, l, None])) / counted
            assert np.array_equal(problem.A[rows, l * n : l * n + n], both)
    assert problem.y2 == (y @ y) / counted


def test_memory_does_not_grow_with_the_gated_features():
    """10^6 samples with K n = 1000 fit in 1 GiB: the peak at two sizes, extended linearly, inputs included."""
    n, K, peaks = 10, 100, []
    sizes = (10_000, 20_000)
    for S in sizes:
        rng = np.random.default_rng(S)
        x, y, gates = rng.normal(size=(S, n)), rng.normal(size=S), rng.random((S, K)) < 0.5
        tracemalloc.start()
        try:
            GatedRegression.from_samples(x, y, gates)
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    inputs = 10**6 * (8 * n + 8 + K)
    slope = max(0.0, (peaks[1] - peaks[0]) / (sizes[1] - sizes[0]))
    assert peaks[1] + slope * (10**6 - sizes[1]) + inputs <= 2**30


# --- bad input ----------------------------------------------------------------------------------------------------


def refuses(name, call):
    """`call` raises ValueError or TypeError with one line that names the argument ("a|b": one of two that disagree)."""
    with pytest.raises((ValueError, TypeError)) as info:
        call()
    message = str(info.value)
    assert "\n" not in message, message
    assert re.search(rf"(?<!\w)({name})(?!\w)", message), message


def replaced(array, index, value, dtype=float):
    """A copy with one entry replaced."""
    array = np.array(array, dtype=dtype)
    array[index] = value
    return array


X, Y, G = np.arange(12.0).reshape(6, 2), np.arange(6.0), np.array([[1, 0, 1]] * 6)
BAD_SAMPLES = {
    "x of one dimension": ("x", {"x": np.arange(6.0)}),
    "x of three dimensions": ("x", {"x": np.zeros((6, 2, 1))}),
    "x without columns": ("x", {"x": np.zeros((6, 0))}),
    "x with nan": ("x", {"x": replaced(X, (1, 1), math.nan)}),
    "x with inf": ("x", {"x": replaced(X, (1, 1), math.inf)}),
    "x complex": ("x", {"x": X + 1j}),
    "x of words": ("x", {"x": np.full((6, 2), "a")}),
    "x of objects": ("x", {"x": np.full((6, 2), None, dtype=object)}),
    "x of objects, rational y": ("x", {"x": np.full((6, 2), None, dtype=object), "y": np.arange(6)}),
    "x object with nan": ("x", {"x": replaced(X, (0, 0), math.nan, dtype=object), "y": np.arange(6)}),
    "x of rationals and a word": ("x", {"x": replaced([[1, 2]] * 6, (0, 0), "a", dtype=object), "y": np.arange(6)}),
    "x ragged": ("x", {"x": [[1.0, 2.0], [1.0]]}),
    "x is None": ("x", {"x": None}),
    "x of dates": ("x", {"x": np.zeros((6, 2), dtype="datetime64[s]")}),
    "y too short": ("x|y", {"y": np.arange(5.0)}),
    "y of two dimensions": ("y", {"y": np.zeros((6, 1))}),
    "y a scalar": ("y", {"y": 1.0}),
    "y with nan": ("y", {"y": replaced(Y, 2, math.nan)}),
    "y complex": ("y", {"y": Y + 1j}),
    "gates of a half": ("gates", {"gates": replaced(G, (0, 0), 0.5)}),
    "gates of 2": ("gates", {"gates": replaced(G, (0, 0), 2, dtype=int)}),
    "gates of -1": ("gates", {"gates": -G}),
    "gates with nan": ("gates", {"gates": replaced(G, (0, 0), math.nan)}),
    "gates too short": ("gates", {"gates": G[:5]}),
    "gates transposed": ("gates", {"gates": G.T}),
    "gates of one dimension": ("gates", {"gates": np.ones(6)}),
    "no gates": ("gates", {"gates": np.zeros((6, 0))}),
    "gates ragged": ("gates", {"gates": [[1, 0], [1]]}),
    "gates of words": ("gates", {"gates": np.full((6, 3), "on")}),
    "negative weight": ("sample_weight", {"sample_weight": replaced(np.ones(6), 3, -0.5)}),
    "weights that sum to 0": ("sample_weight", {"sample_weight": np.zeros(6)}),
    "weight nan": ("sample_weight", {"sample_weight": replaced(np.ones(6), 3, math.nan)}),
    "weight inf": ("sample_weight", {"sample_weight": replaced(np.ones(6), 3, math.inf)}),
    "weights too short": ("sample_weight", {"sample_weight": np.ones(5)}),
    "weights of two dimensions": ("sample_weight", {"sample_weight": np.ones((6, 1))}),
    "no samples": ("x|y", {"x": np.zeros((0, 2)), "y": np.zeros(0), "gates": np.zeros((0, 3))}),
    "moments that overflow": ("x", {"x": 1e200 * (X + 1)}),
    "target that overflows": ("y", {"y": 1e200 * (Y + 1)}),
}


@pytest.mark.parametrize("what", BAD_SAMPLES)
def test_bad_samples(what):
    """from_samples names what is wrong."""
    name, change = BAD_SAMPLES[what]
    refuses(name, lambda: GatedRegression.from_samples(**({"x": X, "y": Y, "gates": G} | change)))


BAD_FEATURES = {
    "of one dimension": ("features", {"features": np.arange(6.0)}),
    "with nan": ("features", {"features": replaced(X, (1, 1), math.nan)}),
    "complex": ("features", {"features": X + 1j}),
    "no samples": ("features|y", {"features": np.zeros((0, 2)), "y": np.zeros(0)}),
    "no columns": ("features", {"features": np.zeros((6, 0))}),
    "y too long": ("features|y", {"y": np.arange(7.0)}),
    "y with inf": ("y", {"y": replaced(Y, 2, -math.inf)}),
    "scale nan": ("scale", {"scale": math.nan}),
    "scale inf": ("scale", {"scale": math.inf}),
    "scale a word": ("scale", {"scale": "1/K"}),
    "scale an array": ("scale", {"scale": np.ones(2)}),
    "scale 0": ("scale", {"scale": 0}),
    "weights that sum to 0": ("sample_weight", {"sample_weight": np.zeros(6)}),
    "weights negative": ("sample_weight", {"sample_weight": -np.ones(6)}),
}


@pytest.mark.parametrize("what", BAD_FEATURES)
def test_bad_features(what):
    """from_features names what is wrong."""
    name, change = BAD_FEATURES[what]
    refuses(name, lambda: GatedRegression.from_features(**({"features": X, "y": Y} | change)))


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
