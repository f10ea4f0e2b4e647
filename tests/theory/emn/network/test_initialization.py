"""Laws of initial weights: what they fill, the fans they count, the default's stream."""

from typing import Any

import numpy as np
import pytest
import sympy as sp
from scipy.stats import kstest

from theory import emn
from theory.emn.network.initialization import INITIALIZATIONS, error_at_start

NET = emn.Architecture(30, (2, 3))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("copies", [(), (1,), (2, 3)])
def test_the_default_is_pytorch_s_bit_by_bit(copies: tuple[int, ...], dtype: Any) -> None:
    """One uniform draw on +-1 a layer, over the root of the last axis: seeds of earlier results stay theirs."""
    net, rng = emn.Architecture(7, copies), np.random.default_rng(3)
    expected = [(rng.uniform(-1, 1, s) / np.sqrt(s[-1])).astype(dtype) for s in net.shapes]
    for law in ({}, {"law": INITIALIZATIONS["PyTorch's"]}):
        params = net.init(np.random.default_rng(3), dtype, **law)
        assert all(np.array_equal(a, b) for a, b in zip(params.layers, expected, strict=True))


@pytest.mark.parametrize(
    ("fan", "counted", "fans"),
    [
        ("in", "node", [30, 2, 3]),
        ("in", "layer", [30, 60, 90]),
        ("mean", "node", [45, 2.5, 2]),
        ("mean", "layer", [45, 75, 60]),
        ("none", "layer", [1, 1, 1]),
    ],
)
def test_fans_by_hand(fan: str, counted: str, fans: list[float]) -> None:
    """30 nodes, (2, 3): inputs and outputs of a unit are 30 and 60, 2 and 3, 3 and 1; of whole layers 30 times as many."""
    assert emn.Initialization(fan=fan, counted=counted).fans(NET.shapes) == fans


@pytest.mark.parametrize("law", INITIALIZATIONS.values(), ids=list(INITIALIZATIONS))
def test_each_layer_follows_its_law(law: emn.Initialization) -> None:
    """Kolmogorov and Smirnov at 1e-6 a layer; the mean square within five standard errors."""
    for layer, fan in zip(NET.init(0, law=law).layers, law.fans(NET.shapes), strict=True):
        size, w = law.gain / np.sqrt(fan), layer.ravel()
        square = size**2 * (1 if law.law == "normal" else 1 / 3)
        expected = {
            "uniform": ("uniform", (-size, 2 * size)),
            "positive": ("uniform", (0, size)),
            "normal": ("norm", (0, size)),
        }
        assert kstest(w, *expected[law.law]).pvalue > 1e-6
        assert abs(np.mean(w**2) - square) < 5 * np.std(w**2, ddof=1) / np.sqrt(w.size)


@pytest.mark.parametrize("name", ["U(-1, 1)", "N(0, 1)"])
def test_sizes_without_fan_fix_the_constants(name: str) -> None:
    """kappa = |w|^2 - d^2 is about n <w^2>, and kappa / n < c^2 < kappa / n + 1 / kappa: |c| does not fall as n^(-1/4)."""
    n, law = 150, INITIALIZATIONS[name]
    net = emn.Architecture(n)
    params = net.init(1, law=law)
    first, second = (layer.reshape(n, -1) for layer in params.layers)
    kappa = np.sum(first**2, axis=1) - second[:, 0] ** 2
    square, bar = 1 if law.law == "normal" else 1 / 3, 5 * float(np.std(kappa / n, ddof=1)) / np.sqrt(n)
    mean = np.mean(emn.learned_constants(net, params) ** 2)
    assert square * (1 - 1 / n) - bar < mean < square * (1 - 1 / n) + np.mean(1 / kappa) + bar


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: emn.Initialization("gamma"), ValueError, "law must be"),
        (lambda: emn.Initialization(fan="out"), ValueError, "fan must be"),
        (lambda: emn.Initialization(counted="all"), ValueError, "counted must be"),
        (lambda: emn.Initialization(gain=0), ValueError, "gain must be"),
        (lambda: NET.init(0, law="Xavier"), TypeError, "law must be an Initialization"),
    ],
)
def test_refuses(make: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        make()


@pytest.mark.parametrize("n", [1, 2, 7])
def test_the_error_at_the_start_is_that_of_pytorch_s_law(n: int) -> None:
    """e = w - 1 with <w> = 0: <e^2> = <w^2> + 1 and <e e'> = 1, <w^2> that of the layer's law by its mean square."""
    w = sp.Symbol("w")
    bound = 1 / sp.sqrt(n)
    mean = [sp.integrate((w - 1) ** power, (w, -bound, bound)) / (2 * bound) for power in (2, 1)]
    assert error_at_start(n) == (sp.simplify(mean[0]), sp.simplify(mean[1] ** 2))
    assert emn.Initialization().fans([(n, n)]) == [n]
