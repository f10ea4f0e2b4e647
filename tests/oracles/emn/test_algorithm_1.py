"""Training against difference quotients of the loss in 60 digits, a naive Algorithm 1 and the solution of zero loss."""

import mpmath
import numpy as np
import pytest

from sims.emn import train
from theory import emn

from ..common import EPS
from .references import COPIES, UNIT, Recorder, agrees, binary_masks, lists, unit_outputs


@pytest.mark.parametrize("reduction", ["mean", "sum_outputs"])
@pytest.mark.parametrize("copies", COPIES)
def test_one_step_is_minus_lr_times_the_gradient(copies, reduction):
    """vectors = batch = 1: the change is -lr times the 50-digit difference quotient of (yhat - A x)^2, over n or not."""
    n, lr = 3, 2.0**-6
    net = emn.Architecture(n=n, copies=copies)
    params = net.init(2)
    A = np.array([[1.0, 0.0, 1.0], [0.0, 0.0, 0.0], [0.25, 1.0, 0.5]])
    rng = Recorder(4)
    result = train(net, params, masks=A[None], lr=lr, vectors=1, batch=1, reduction=reduction, rng=rng)
    assert result.steps == 1
    x = rng.vectors(n, 1, np.float64)[0, 0]
    with mpmath.workdps(60):
        number, h = mpmath.mpf, mpmath.mpf(10) ** -20
        target = [sum(number(A[i, j]) * number(x[j]) for j in range(n)) for i in range(n)]

        def loss(layers):
            outputs = unit_outputs(n, copies, layers, A, x, number)
            total = sum((y - t) ** 2 for y, t in zip(outputs, target, strict=True))
            return total / n if reduction == "mean" else total

        moved = 0
        for depth, layer in enumerate(params.layers):
            for index in np.ndindex(layer.shape):
                quotient = 0
                for sign in (1, -1):
                    layers = lists(params.layers, number)
                    place = layers[depth]
                    for at in index[:-1]:
                        place = place[at]
                    place[index[-1]] += sign * h
                    quotient += sign * loss(layers) / (2 * h)  # off by h^2 = 1e-40
                step = number(float(result.params.layers[depth][index])) - number(float(layer[index]))
                # a gradient of some 10 n products rounds to 40 n eps, and the new weight to eps
                assert abs(step + lr * quotient) <= EPS * (1 + 40 * n * lr)
                moved += abs(quotient) > 1e-3
        assert moved >= 4


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("reduction", ["mean", "sum_outputs"])
@pytest.mark.parametrize("copies", COPIES)
def test_training_is_algorithm_1(copies, reduction, dtype):
    """Three masks, two epochs of batches of 2, two meta-epochs: the naive training on the vectors that were drawn."""
    n, k = 3, 4
    net = emn.Architecture(n=n, copies=copies)
    params = net.init(6, dtype=dtype)
    masks, rng = binary_masks(1, 3, n), Recorder(7)
    result = train(
        net, params, masks=masks, epochs=2, meta_epochs=2, lr=0.1, vectors=k, batch=2, reduction=reduction, rng=rng
    )
    vectors = rng.vectors(n, k, dtype)
    assert len(vectors) == 6  # new vectors for every mask of every meta-epoch, none for the second epoch
    assert result.steps == 2 * 3 * 2 * 2
    assert all(layer.dtype == dtype for layer in result.params.layers)
    plan = list(zip([*masks, *masks], vectors, strict=True))
    assert agrees(result.params, net, params, plan, dtype, epochs=2, batch=2, reduction=reduction)
    # and the comparison has teeth: a mask left out, masks in another order, an epoch less, the other reduction
    other = "mean" if reduction == "sum_outputs" else "sum_outputs"
    swapped = [(plan[1][0], plan[0][1]), (plan[0][0], plan[1][1]), *plan[2:]]
    assert not agrees(result.params, net, params, plan[:-1], dtype, epochs=2, batch=2, reduction=reduction)
    assert not agrees(result.params, net, params, swapped, dtype, epochs=2, batch=2, reduction=reduction)
    assert not agrees(result.params, net, params, plan, dtype, epochs=1, batch=2, reduction=reduction)
    assert not agrees(result.params, net, params, plan, dtype, epochs=2, batch=2, reduction=other)


@pytest.mark.parametrize("copies", [(), (1,), (2, 3)])
def test_weighted_masks_scale_the_gradient(copies):
    """A mask entry in (0, 1) multiplies the weight, hence its gradient too."""
    n = 3
    net = emn.Architecture(n=n, copies=copies)
    params = net.init(5)
    masks, rng = np.random.default_rng(0).random((2, n, n)), Recorder(3)
    masks[0, 1, 2] = 0
    result = train(net, params, masks=masks, vectors=4, batch=2, rng=rng)
    plan = list(zip(masks, rng.vectors(n, 4, np.float64), strict=True))
    assert agrees(result.params, net, params, plan, np.float64, batch=2)
    assert not agrees(result.params, net, params, [(np.ceil(A), v) for A, v in plan], np.float64, batch=2)


def test_defaults_are_those_of_the_contract():
    """8 n vectors, batches of a quarter of them, lr 0.1, mean, control, one epoch and one meta-epoch."""
    n = 2
    net = emn.Architecture(n=n, copies=(1,))
    params, masks, rng = net.init(0), binary_masks(2, 2, n, 0.9), Recorder(1)
    result = train(net, params, masks=masks, rng=rng)
    vectors = rng.vectors(n, 16, np.float64)
    assert len(vectors) == 2
    assert result.steps == 2 * 4
    assert agrees(result.params, net, params, list(zip(masks, vectors, strict=True)), np.float64, batch=4)


def test_default_batch_follows_the_vectors():
    """batch defaults to vectors // 4."""
    net = emn.Architecture(n=2)
    assert train(net, net.init(0), masks=np.ones((3, 2, 2)), vectors=20, epochs=2, rng=0).steps == 3 * 2 * 4
    assert train(net, net.init(0), masks=np.ones((3, 2, 2)), vectors=20, batch=20, rng=0).steps == 3


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("copies", COPIES)
def test_training_ends_at_ones(copies, dtype):
    """Zero loss for all masks is beta = 1 everywhere, and enough training gets there to rounding."""
    n = 3
    net = emn.Architecture(n=n, copies=copies)
    masks = np.random.default_rng(0).integers(0, 2, (400, n, n))
    beta = emn.effective_weights(net, train(net, net.init(1, dtype=dtype), masks=masks, meta_epochs=4, rng=2).params)
    # Without hidden layer (I - 2 lr/n Q)^6400 with Q >= (1/6 - 1/16) I, exp(-44); deeper networks have the square of
    # the later weights besides, no less than 1/3 of it at these constants. What is left is the floor of rounding: errors
    # of 10 eps a step that die out over n / (2 lr 0.1) = 150 steps, 450 at the worst
    assert np.abs(beta - 1).max() <= 10 * 450 * UNIT[dtype]
