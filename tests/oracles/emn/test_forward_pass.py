"""Shapes, outputs, effective weights and initial weights against sums over single units and paths in rationals."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest

from theory import emn

from ..common import EPS
from .references import COPIES, UNIT, rebuilt, unit_outputs


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("copies", COPIES)
@pytest.mark.parametrize("n", [1, 4])
def test_shapes_and_frozen_parameters(n, copies, dtype):
    """layers[0] is (c_1 n, n), later ones (n, c_out, c_in), the last with c_out = 1; nobody can write into them."""
    params = emn.Architecture(n=n, copies=copies).init(3, dtype=dtype)
    widths = [*copies, 1]
    shapes = [(widths[0] * n, n)] + [(n, o, i) for i, o in itertools.pairwise(widths)]
    assert [layer.shape for layer in params.layers] == shapes
    assert all(layer.dtype == dtype for layer in params.layers)
    for layer in params.layers:
        with pytest.raises(ValueError, match="read-only"):
            layer[...] = 0
    with pytest.raises(AttributeError):
        params.layers = ()


def test_default_architecture_has_one_copy():
    """Architecture(n) is (1,), in doubles."""
    net = emn.Architecture(n=3)
    assert tuple(net.copies) == (1,)
    assert all(layer.dtype == np.float64 for layer in net.init(0).layers)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("copies", COPIES)
@pytest.mark.parametrize("n", [1, 2, 5])
def test_forward_unit_by_unit(n, copies, dtype):
    """Weighted and binary unsymmetric masks, with the sums of single units in rationals as the reference."""
    net = emn.Architecture(n=n, copies=copies)
    params = net.init(n, dtype=dtype)
    rng = np.random.default_rng(n)
    x = rng.normal(size=(3, n))
    # every factor and every sum of a path rounds once: n + sum of widths + 2 a layer; inputs round to the type once
    roundings = n + sum(copies) + 2 * len(params.layers) + 4
    for A in (rng.random((n, n)), rng.integers(0, 2, (n, n)).astype(float), np.zeros((n, n)), np.ones((n, n))):
        got = emn.forward(net, params, A, x)
        assert got.shape == (3, n)
        assert got.dtype == dtype
        for row, vector in zip(got, x, strict=True):
            exact = unit_outputs(n, copies, [layer.tolist() for layer in params.layers], A, vector, Fraction)
            absolute = [np.abs(layer).tolist() for layer in params.layers]
            size = unit_outputs(n, copies, absolute, A, np.abs(vector), Fraction)
            for value, right, bound in zip(row, exact, size, strict=True):
                assert abs(Fraction(float(value)) - right) <= roundings * Fraction(UNIT[dtype]) * bound


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("copies", COPIES)
@pytest.mark.parametrize("n", [1, 4])
def test_effective_weights_path_by_path(n, copies, dtype):
    """beta_ij is the sum over all paths from input j through the copies of node i, the mask removed."""
    net = emn.Architecture(n=n, copies=copies)
    params = net.init(8, dtype=dtype)
    beta = emn.effective_weights(net, params)
    assert beta.shape == (n, n)
    first = copies[0] if copies else 1
    for i, j in itertools.product(range(n), repeat=2):
        exact, size = Fraction(0), Fraction(0)
        for path in itertools.product(*(range(c) for c in copies)):
            weight = Fraction(float(params.layers[0][i * first + (path[0] if path else 0), j]))
            for layer, (a, o) in zip(params.layers[1:], itertools.pairwise([*path, 0]), strict=True):
                weight *= Fraction(float(layer[i, o, a]))
            exact += weight
            size += abs(weight)
        roundings = sum(copies) + 2 * len(params.layers)
        assert abs(Fraction(float(beta[i, j])) - exact) <= roundings * Fraction(UNIT[dtype]) * size


@pytest.mark.parametrize("copies", COPIES)
def test_mask_factors_out(copies):
    """The network computes (A * beta) x, so single-entry masks and unit inputs read beta off, entry by entry."""
    n = 3
    net = emn.Architecture(n=n, copies=copies)
    params = net.init(1)
    beta = emn.effective_weights(net, params)
    absolute = emn.effective_weights(net, rebuilt(params, [np.abs(layer) for layer in params.layers]))
    for i, j in itertools.product(range(n), repeat=2):
        A = np.zeros((n, n))
        A[i, j] = 0.5  # a power of two: masked and unmasked sums round alike, up to their order
        out = emn.forward(net, params, A, np.eye(n))
        expected = np.zeros((n, n))
        expected[j, i] = beta[i, j] / 2
        assert np.all(np.abs(out - expected) <= 20 * EPS * absolute.max())
        assert np.count_nonzero(out) == 1


@pytest.mark.parametrize("copies", COPIES)
def test_initial_weights_have_the_documented_law(copies):
    """U(-1/sqrt(fan_in), 1/sqrt(fan_in)): within the bound, mean 0 and variance 1/(3 fan_in) at 6 sigma."""
    n = 60
    params = emn.Architecture(n=n, copies=copies).init(17)
    for layer, fan_in in zip(params.layers, [n, *copies], strict=True):
        u = layer.ravel() * math.sqrt(fan_in)
        assert np.abs(u).max() <= 1 + 4 * EPS
        # var u = 1/3; var u^2 = 1/5 - 1/9. At 60 entries 6 sigma still refute a factor 2 in the variance
        assert abs(u.mean()) <= 6 * math.sqrt(1 / 3 / u.size)
        assert abs((u**2).mean() - 1 / 3) <= 6 * math.sqrt((1 / 5 - 1 / 9) / u.size)
