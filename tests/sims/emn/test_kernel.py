"""One kernel for every array library: strict arrays and tensors give what NumPy gives."""

from itertools import pairwise

import numpy as np
import pytest

from sims.emn import grams, train_on_masks

LIBRARIES = ("array_api_strict", "torch")


def problem(copies, dtype, rng):
    """Random layers (R, n, c_out, c_in), masks and inputs of a batch of three networks on four nodes."""
    R, n, widths = 3, 4, (*copies, 1)
    shapes = [(R, n, widths[0], n), *((R, n, o, i) for i, o in pairwise(widths))]
    layers = [rng.uniform(-1, 1, size=s).astype(dtype) for s in shapes]
    A = rng.integers(0, 2, size=(R, n, n)).astype(dtype)
    return layers, A, rng.random((R, 10, n)).astype(dtype), np.full((R, 1, 1), 0.05, dtype=dtype)


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("copies", [(), (1,), (1, 1), (3,), (2, 3)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_other_libraries_agree(library, copies, dtype):
    """Two epochs of three batches: each of 6 steps rounds at most 40 n operations on entries below 10."""
    xp = pytest.importorskip(library, reason=f"{library} is not installed")
    layers, A, x, scale = problem(copies, dtype, np.random.default_rng(0))
    theirs = [xp.asarray(layer.copy()) for layer in layers]
    G = grams(xp.asarray(x.copy()), 4, xp.asarray(scale.copy()))
    theirs = train_on_masks(theirs, xp.asarray(A.copy()), G, 2)
    before = [layer.copy() for layer in layers]
    ours = train_on_masks(layers, A, grams(x, 4, scale), 2)
    for start, a, b in zip(before, ours, theirs, strict=True):
        assert type(b).__module__.split(".")[0] == library
        assert np.max(np.abs(a - np.asarray(b))) <= 6 * 400 * 4 * np.finfo(dtype).eps
        assert not np.array_equal(a, start)


def test_grams_by_hand():
    """The mean of x x^T over each batch, the short last one by its own length, times the scale of its run."""
    x = np.random.default_rng(0).random((2, 5, 3))
    scale = np.array([1.0, 3.0])[:, None, None]
    first, last = grams(x, 3, scale)
    assert np.allclose(first[1], 3 * np.mean([np.outer(v, v) for v in x[1, :3]], axis=0), rtol=0, atol=1e-15)
    assert np.allclose(last[0], np.mean([np.outer(v, v) for v in x[0, 3:]], axis=0), rtol=0, atol=1e-15)


def test_numpy_layers_change_in_place():
    """The buffers are the caller's arrays, so a long training allocates nothing a step."""
    layers, A, x, scale = problem((1,), np.float64, np.random.default_rng(1))
    out = train_on_masks(layers, A, grams(x, 4, scale), 1)
    assert all(a is b for a, b in zip(out, layers, strict=True))
