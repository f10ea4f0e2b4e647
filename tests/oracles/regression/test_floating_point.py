"""Problems in floating point against exact elimination and `lstsq`, within derived bounds, and sums of any size."""

import tracemalloc
from fractions import Fraction

import numpy as np
import pytest

from theory import GatedRegression

from ..common import EPS
from .references import CASES, dot, draw, floats, gated, moments, pseudo_inverse_times, solve


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
