"""Ensemble mask networks against loops over single units, a naive Algorithm 1 and an integrated gradient flow.

The references are written from the definition y = W_m ... W_2 (A * W_1) x with copy a of node i in row i c + a, later
layers within a node, and the squared error against A x; they see no code of the library.
"""

import dataclasses
import itertools
import math
import re
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from scipy.integrate import solve_ivp

from sims.emn import train
from theory import emn

EPS = 2.0**-52
UNIT = {np.float64: 2.0**-52, np.float32: 2.0**-23}
COPIES = [(), (1,), (3,), (2, 3), (1, 1)]


# --- references ---------------------------------------------------------------------------------------------------


def unit_outputs(n, copies, layers, A, x, number):
    """The outputs (n,) for one input, unit by unit, in numbers of type `number`."""
    outputs = []
    first = copies[0] if copies else 1
    for i in range(n):
        hidden = []
        for a in range(first):
            total = number(0)
            for j in range(n):
                total += number(A[i][j]) * number(layers[0][i * first + a][j]) * number(x[j])
            hidden.append(total)
        for layer in layers[1:]:
            above = []
            for o in range(len(layer[i])):
                total = number(0)
                for a, value in enumerate(hidden):
                    total += number(layer[i][o][a]) * value
                above.append(total)
            hidden = above
        outputs.append(hidden[0])
    return outputs


def lists(layers, number):
    """The layers as nested lists of `number`, to be changed in place."""

    def nested(array):
        return [nested(entry) for entry in array] if np.ndim(array) else number(float(array))

    return [nested(layer) for layer in layers]


def naive_batch_step(n, copies, layers, A, batch, lr, reduction, number):
    """One SGD step on mean over the batch of sum_i (yhat_i - (A x)_i)^2, over n outputs or not, by paths."""
    first = copies[0] if copies else 1
    change = [np.zeros(np.shape(np.array(layer, dtype=object)), dtype=object) + number(0) for layer in layers]
    share = number(lr) / len(batch) / (n if reduction == "mean" else 1)
    for x in batch:
        for i in range(n):
            states = [[]]
            for a in range(first):
                row = layers[0][i * first + a]
                states[0].append(sum((A[i][j] * row[j] * x[j] for j in range(n)), number(0)))
            for layer in layers[1:]:
                below = states[-1]
                states.append([sum((u * h for u, h in zip(unit, below, strict=True)), number(0)) for unit in layer[i]])
            error = states[-1][0] - sum((A[i][j] * x[j] for j in range(n)), number(0))
            back = [2 * error]
            for depth in range(len(layers) - 1, 0, -1):
                below = states[depth - 1]
                for o, pull in enumerate(back):
                    for a, value in enumerate(below):
                        change[depth][i, o, a] += share * pull * value
                unit = layers[depth][i]
                back = [sum((unit[o][a] * back[o] for o in range(len(back))), number(0)) for a in range(len(below))]
            for a in range(first):
                for j in range(n):
                    change[0][i * first + a, j] += share * back[a] * A[i][j] * x[j]
    return [(np.array(layer, dtype=object) - step).tolist() for layer, step in zip(layers, change, strict=True)]


def naive_training(net, params, plan, epochs, lr, batch, reduction, number):
    """Algorithm 1 on a plan of (mask, its vectors) in order; entries with A_ij = 0 are put back ("merge")."""
    first = net.copies[0] if net.copies else 1
    layers = lists(params.layers, number)
    for A, vectors in plan:
        A, vectors = lists([A, vectors], number)
        before = [list(row) for row in layers[0]]
        for _ in range(epochs):
            for start in range(0, len(vectors), batch):
                part = vectors[start : start + batch]
                layers = naive_batch_step(net.n, net.copies, layers, A, part, lr, reduction, number)
        for r, j in itertools.product(range(len(before)), range(net.n)):
            if A[r // first][j] == 0:
                layers[0][r][j] = before[r][j]
    return [np.array(layer, dtype=object).astype(float) for layer in layers]


class Recorder(np.random.Generator):
    """A generator that remembers the uniform numbers drawn from it."""

    def __init__(self, seed):
        super().__init__(np.random.PCG64(seed))
        self.drawn = []

    def _keep(self, value):
        self.drawn.append(np.array(value, dtype=float))
        return value

    def random(self, *args, **kwargs):
        """Remembered."""
        return self._keep(super().random(*args, **kwargs))

    def uniform(self, *args, **kwargs):
        """Remembered."""
        return self._keep(super().uniform(*args, **kwargs))

    def vectors(self, n, k, dtype):
        """What was drawn, as consecutive sets of k vectors of n entries, in the float type of the training."""
        flat = np.concatenate([block.ravel() for block in self.drawn]) if self.drawn else np.zeros(0)
        assert flat.size, "train must draw its vectors from the generator it is given"
        assert flat.size % (n * k) == 0
        assert np.all((flat >= 0) & (flat <= 1))
        return flat.reshape(-1, k, n).astype(dtype)


def agrees(result, net, params, plan, dtype, epochs=1, lr=0.1, batch=None, reduction="mean"):
    """Whether a training is the naive one, to its own rounding.

    The rounding of these few steps is measured: the naive training in doubles against itself in 50 digits; 20 covers
    another order of the same operations, and 4 n the sums of rounded terms in a single step of a lucky measurement.
    """
    batch = batch or len(plan[0][1])
    in_floats = naive_training(net, params, plan, epochs, lr, batch, reduction, float)
    with mpmath.workdps(50):
        exact = naive_training(net, params, plan, epochs, lr, batch, reduction, mpmath.mpf)
    slack = 20 * max(np.abs(a - b).max() for a, b in zip(in_floats, exact, strict=True))
    slack = (slack / EPS + 4 * net.n * max(np.abs(layer).max() for layer in exact)) * UNIT[dtype]
    assert slack < (1e-11 if dtype is np.float64 else 1e-2)
    return all(np.abs(a - b).max() <= slack for a, b in zip(result.layers, exact, strict=True))


def rebuilt(params, layers):
    """Parameters with other layers."""
    return dataclasses.replace(params, layers=tuple(layers))


def binary_masks(seed, count, n, density=0.6):
    """Unsymmetric binary masks, some with an empty row."""
    masks = (np.random.default_rng([5, seed]).random((count, n, n)) < density).astype(float)
    masks[0, n - 1] = 0
    return masks


def same(one, other):
    """Whether two sets of parameters are equal to the last bit."""
    return all(np.array_equal(a, b) for a, b in zip(one.layers, other.layers, strict=True))


# --- architecture and forward -------------------------------------------------------------------------------------


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


# --- Algorithm 1 --------------------------------------------------------------------------------------------------


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
def test_an_empty_mask_teaches_nothing(copies, dtype):
    """All masks zero: target and output are 0, and no layer changes by a bit."""
    net = emn.Architecture(n=4, copies=copies)
    params = net.init(0, dtype=dtype)
    for condition in ("control", "shuffled"):
        result = train(net, params, masks=np.zeros((3, 4, 4)), condition=condition, epochs=2, meta_epochs=2, rng=1)
        assert result.steps == 2 * 2 * 3 * 4
        assert same(result.params, params)


@pytest.mark.parametrize("condition", ["control", "shuffled"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("copies", COPIES)
def test_entries_never_unmasked_keep_every_bit(copies, dtype, condition):
    """First-layer entries that no mask reaches, and all layers of a node without edges, are merged back as they were."""
    n = 5
    net = emn.Architecture(n=n, copies=copies)
    params = net.init(4, dtype=dtype)
    masks = binary_masks(9, 4, n, 0.5)
    masks[:, 2] = 0
    masks[:, :, 1] = 0
    result = train(net, params, masks=masks, condition=condition, epochs=2, meta_epochs=3, rng=8).params
    first = copies[0] if copies else 1
    reached = np.repeat(masks.any(axis=0), first, axis=0)
    assert 4 <= reached.sum() < reached.size
    assert np.array_equal(result.layers[0][~reached], params.layers[0][~reached])
    assert np.all(result.layers[0][reached] != params.layers[0][reached])
    for before, after in zip(params.layers[1:], result.layers[1:], strict=True):
        assert np.array_equal(after[2], before[2])
        assert not np.array_equal(after[0], before[0])


def test_epochs_repeat_the_vectors_and_meta_epochs_draw_new_ones():
    """Without hidden layer one vector moves all rows along itself (rank 1), however often; two vectors do not."""
    n = 4
    net = emn.Architecture(n=n, copies=())
    params = net.init(0)

    def ranks(**counts):
        after = train(net, params, masks=np.ones((1, n, n)), vectors=1, batch=1, rng=5, **counts).params
        values = np.linalg.svd(after.layers[0] - params.layers[0], compute_uv=False)
        return int(np.sum(values > 1e-10 * values[0]))  # changes of 0.01 that round to 1e-16

    assert ranks(epochs=7) == 1
    assert ranks(meta_epochs=2) == 2
    assert ranks(epochs=3, meta_epochs=3) == 3


@pytest.mark.parametrize("reduction", ["mean", "sum_outputs"])
@pytest.mark.parametrize("n", [1, 3])
def test_vectors_are_uniform_and_the_gradient_has_its_factor(n, reduction):
    """The input of each step, recovered from the change it made, has the moments of U(0, 1)^n at 6 sigma.

    Without hidden layer the change of row i is -lr f (d_i . x) x with d = W - 1 and f = 2/n ("mean") or 2, so a wrong
    factor f scales x^2: a factor 1.1 or more in it is 6 sigma off at these 1500 steps.
    """
    steps, lr, factor = 1500, 2.0**-9, 2 / n if reduction == "mean" else 2
    net = emn.Architecture(n=n, copies=())
    params = rebuilt(net.init(0), [np.full((n, n), 9.0)])
    result = train(
        net,
        params,
        masks=np.ones((1, n, n)),
        meta_epochs=steps,
        lr=lr,
        vectors=1,
        batch=1,
        reduction=reduction,
        snapshots=range(1, steps + 1),
        rng=3,
    )
    path = [params.layers[0], *(result.snapshots[m].layers[0] for m in range(1, steps + 1))]
    inputs = []
    for before, after in itertools.pairwise(path):
        d, change = before[0] - 1, after[0] - before[0]
        projection = math.sqrt(-(change @ d) / (lr * factor))
        inputs.append(np.sign(d.sum()) * -change / (lr * factor * projection))
    x = np.array(inputs)
    # the changes are of the order of lr |d| and round to eps |W|, so x is right to 1e-9 or better
    assert x.min() > -1e-9
    assert x.max() < 1 + 1e-9
    assert x.max() > 1 - 30 / steps / n  # exp(-30) otherwise
    assert np.all(np.abs(x.mean(axis=0) - 1 / 2) <= 6 * math.sqrt(1 / 12 / steps))
    assert np.all(np.abs((x**2).mean(axis=0) - 1 / 3) <= 6 * math.sqrt((1 / 5 - 1 / 9) / steps))
    for i, j in itertools.combinations(range(n), 2):
        assert abs((x[:, i] * x[:, j]).mean() - 1 / 4) <= 6 * math.sqrt((1 / 9 - 1 / 16) / steps)
    later = x[1:, 0] * x[:-1, 0]
    assert abs(later.mean() - 1 / 4) <= 6 * math.sqrt(2 * (1 / 9 - 1 / 16) / steps)  # no correlation between steps


def test_control_shuffled_and_their_orders():
    """Each shuffled meta-epoch goes through some permutation of the masks, all of them occur; control through none."""
    n = 2
    net = emn.Architecture(n=n, copies=(1,))
    params = net.init(3)
    masks = np.array([[[1, 1], [1, 1]], [[1, 0], [1, 1]], [[0, 1], [1, 0]]], dtype=float)
    orders, seen, changed = list(itertools.permutations(range(3))), set(), 0
    for seed in range(80):  # a permutation is missed with probability 6 (5/6)^160 < 1e-11
        rng = Recorder(seed)
        result = train(
            net, params, masks=masks, condition="shuffled", meta_epochs=2, vectors=2, batch=2, snapshots=[1], rng=rng
        )
        vectors = rng.vectors(n, 2, np.float64)
        assert len(vectors) == 6
        found = []
        for start, end, drawn in (
            (params, result.snapshots[1], vectors[:3]),
            (result.snapshots[1], result.params, vectors[3:]),
        ):
            matching = []
            for order in orders:
                plan = list(zip(masks[list(order)], drawn, strict=True))
                naive = naive_training(net, start, plan, 1, 0.1, 2, "mean", float)
                # three steps of a dozen roundings on weights of order 1; orders differ by some 1e-3
                if all(np.abs(a - b).max() <= 200 * EPS for a, b in zip(naive, end.layers, strict=True)):
                    matching.append(order)
            assert len(matching) == 1
            found.append(matching[0])
        seen.update(found)
        changed += found[0] != found[1]
    assert seen == set(orders)
    assert changed > 0  # "permutes it": anew in each meta-epoch, not once


@pytest.mark.parametrize(("condition", "calls"), [("control", 1), ("shuffled", 1), ("subsampled", 4)])
def test_masks_from_a_law(condition, calls):
    """A callable is given a generator, once, or in every meta-epoch under "subsampled", and its masks are obeyed."""
    n, asked = 3, []
    net = emn.Architecture(n=n, copies=(1,))
    params = net.init(0)

    def law(rng):
        assert isinstance(rng, np.random.Generator)
        asked.append(1)
        masks = np.zeros((2, n, n))
        masks[:, len(asked) % n] = 1  # one row a call
        return masks

    result = train(net, params, masks=law, condition=condition, meta_epochs=4, snapshots=(1, 2, 3, 4), rng=5)
    assert len(asked) == calls
    previous = params
    for m in range(1, 5):
        now = result.snapshots[m]
        moved = np.flatnonzero((now.layers[0] != previous.layers[0]).any(axis=1))
        assert moved.tolist() == [(m if condition == "subsampled" else 1) % n]
        previous = now


def test_the_masks_of_the_paper():
    """masks=None: about 36 n^1.3 of them, four batches each; "subsampled" draws from that law too."""
    for n in (2, 5):
        net = emn.Architecture(n=n, copies=())
        for condition in ("control", "subsampled"):
            result = train(net, net.init(0), condition=condition, lr=0.01, rng=1)
            assert result.steps % 4 == 0
            assert abs(result.steps / 4 - 36 * n**1.3) <= 1  # however it is rounded


def test_subsampled_needs_a_law():
    """An array cannot be drawn again."""
    net = emn.Architecture(n=2)
    refuses("masks", lambda: train(net, net.init(0), masks=np.ones((2, 2, 2)), condition="subsampled", rng=0))


def test_snapshots_are_the_shorter_trainings():
    """snapshots[m] is what m meta-epochs give with the same seed, the last one the result; only what was asked for."""
    net = emn.Architecture(n=3, copies=(2,))
    params, masks = net.init(0), binary_masks(0, 3, 3)
    result = train(net, params, masks=masks, meta_epochs=4, snapshots=(1, 3, 4), rng=11)
    assert sorted(result.snapshots) == [1, 3, 4]
    assert same(result.snapshots[4], result.params)
    for m in (1, 3):
        assert same(result.snapshots[m], train(net, params, masks=masks, meta_epochs=m, rng=11).params)
    assert not same(result.snapshots[1], result.snapshots[3])
    assert not train(net, params, masks=masks, rng=11).snapshots


def test_divergence_is_not_silent():
    """A step far above the stability limit ends in one line that names lr, not in weights that are not finite."""
    net = emn.Architecture(n=3, copies=(1,))
    with pytest.warns(UserWarning, match=r"\blr\b"), pytest.raises(ArithmeticError, match=r"\blr\b"):
        train(net, net.init(0), masks=np.ones((1, 3, 3)), lr=1e3, epochs=100, rng=0)


def test_seeds_reproduce():
    """One int, one result; another int, another; generators advance; the parameters given are left alone."""
    net = emn.Architecture(n=3, copies=(2,))
    assert same(net.init(4), net.init(4))
    assert not same(net.init(4), net.init(5))
    assert same(net.init(np.random.default_rng(4)), net.init(np.random.default_rng(4)))
    rng = np.random.default_rng(4)
    assert not same(net.init(rng), net.init(rng))
    assert not same(net.init(None), net.init(None))
    params, masks = net.init(4), binary_masks(3, 3, 3)
    kept = [layer.copy() for layer in params.layers]
    for condition in ("control", "shuffled"):
        one, two, three = (train(net, params, masks=masks, condition=condition, rng=r).params for r in (7, 7, 8))
        assert same(one, two)
        assert not same(one, three)
    one, two = (train(net, params, condition="subsampled", meta_epochs=2, lr=0.01, rng=7).params for _ in range(2))
    assert same(one, two)
    sequence = [train(net, params, masks=masks, rng=np.random.SeedSequence(3)).params for _ in range(2)]
    assert same(*sequence)
    assert all(np.array_equal(a, b) for a, b in zip(kept, params.layers, strict=True))


def test_one_int_does_not_tie_weights_to_data():
    """init(s) and train(rng=s) share no stream: the first vector is no stretch of the weights, and no correlation."""
    n, pairs, lr = 40, [], 0.1
    net = emn.Architecture(n=n, copies=())
    for seed in range(60):
        params = net.init(seed)
        after = train(net, params, masks=np.ones((1, n, n)), lr=lr, vectors=1, batch=1, rng=seed).params
        d, change = params.layers[0][0] - 1, after.layers[0][0] - params.layers[0][0]
        projection = math.sqrt(-(change @ d) * n / (2 * lr))
        x = np.abs(change) * n / (2 * lr * projection)
        u = (params.layers[0].ravel() * math.sqrt(n) + 1) / 2
        windows = np.lib.stride_tricks.sliding_window_view(u, n)
        assert np.abs(windows - x).max(axis=1).min() > 0.1  # chance: 1600 windows of 0.2^40
        pairs.append((u[:n], x))
    u, x = np.array(pairs).transpose(1, 0, 2).reshape(2, -1)
    # r sqrt(N) is standard normal: 6 sigma; a correlation of 0.25 or more is refuted at N = 2400
    assert abs(np.corrcoef(u, x)[0, 1]) * math.sqrt(u.size) < 6


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


# --- learned constants --------------------------------------------------------------------------------------------


def population_flow(params, moments, time):
    """w' = d Q (1 - d w), d' = w . Q (1 - d w), row by row, Q = M * <x x^T>: the ends (n, n) and (n,), and the
    drift of the conserved |w|^2 - d^2 as a measure of the integrator's error."""
    W, D = params.layers[0].astype(float), params.layers[1].astype(float).ravel()
    n = len(D)
    Q = moments * (np.full((n, n), 1 / 4) + np.eye(n) / 12)
    start = np.column_stack([W, D])

    def rhs(_, state):
        w, d = np.split(state.reshape(n, n + 1), [n], axis=1)
        pull = np.einsum("ijk,ik->ij", Q, 1 - d * w)
        return np.column_stack([d * pull, (w * pull).sum(axis=1)]).ravel()

    end = solve_ivp(rhs, (0, time), start.ravel(), method="DOP853", rtol=1e-11, atol=1e-13).y[:, -1].reshape(n, n + 1)
    sign = np.append(np.ones(n), -1)
    return end[:, :n], end[:, n], np.abs((end**2 - start**2) @ sign)


def paper_moments(n):
    """<a a^T> of a row of fair bits, for every row."""
    return np.broadcast_to(np.full((n, n), 1 / 4) + np.eye(n) / 4, (n, n, n))


def check_constants(net, params, moments, got, reached=None, time=500.0):
    """The size of every constant against the integrated flow; returns the signs that agree."""
    w, d, drift = population_flow(params, moments, time)
    reached = np.ones(w.shape, dtype=bool) if reached is None else reached
    assert got.shape == (net.n,)
    agree = []
    for i in range(net.n):
        on = reached[i]
        # c^2 moves by at most drift; what is left of the approach is |1 - d w|; c = 1/d there
        slack = (drift[i] + 4 * np.abs(1 - d[i] * w[i, on]).max()) * max(1, abs(got[i]), 1 / abs(got[i])) ** 2
        assert slack < 1e-7
        assert np.abs(np.abs(w[i, on]) - abs(got[i])).max() <= slack
        agree.append(np.sign(d[i]) == np.sign(got[i]))
    return np.array(agree)


def growth(params, moments):
    """d + q . w / |q|, q = Q 1, the growing direction of the flow linearized at 0, relative to the start's size."""
    W, D = params.layers[0], params.layers[1].ravel()
    n = len(D)
    q = (moments * (np.full((n, n), 1 / 4) + np.eye(n) / 12)).sum(axis=2)
    return (D + (q * W).sum(axis=1) / np.linalg.norm(q, axis=1)) / np.sqrt((W**2).sum(axis=1) + D**2)


def test_constants_are_where_the_flow_ends():
    """(1): size to 1e-7 or better against a tight integration from PyTorch-like starts; the sign in nearly all rows."""
    agree, guesses = [], []
    for n, seed in itertools.product((2, 5, 9), range(4)):
        net = emn.Architecture(n=n, copies=(1,))
        params = net.init(seed)
        got = emn.learned_constants(net, params)
        agree.extend(check_constants(net, params, paper_moments(n), got))
        guesses.extend(np.sign(params.layers[1].ravel()) == np.sign(got))
    assert len(agree) == 64
    assert np.sum(np.logical_not(agree)) <= 2  # of 64: rows within second order of the boundary
    assert np.sum(np.logical_not(guesses)) > 2  # the sign of d alone would not do


def test_sign_from_small_starts():
    """From starts of size 2^-12 the linear growth decides: every sign agrees off the boundary |growth| < 0.01."""
    n = 6
    net = emn.Architecture(n=n, copies=(1,))
    checked = 0
    for seed in range(4):
        params = rebuilt(net.init(seed), [layer * 2.0**-12 for layer in net.init(seed).layers])
        agree = check_constants(net, params, paper_moments(n), emn.learned_constants(net, params))
        clear = np.abs(growth(params, paper_moments(n))) > 0.01
        assert np.all(agree[clear])
        checked += clear.sum()
    assert checked >= 20


@pytest.mark.parametrize("stretch", [(8.0, 1.0), (1.0, 8.0)])
def test_constants_from_unbalanced_starts(stretch):
    """|w| much larger than |d|, and the reverse: the conserved quantity, far from 0, sets the size."""
    net = emn.Architecture(n=4, copies=(1,))
    params = net.init(3)
    params = rebuilt(params, [layer * s for layer, s in zip(params.layers, stretch, strict=True)])
    check_constants(net, params, paper_moments(4), emn.learned_constants(net, params), time=3000.0)


def test_constants_for_given_masks():
    """An array of masks is its own law: unsymmetric, weighted, a different one in each row."""
    n = 4
    net = emn.Architecture(n=n, copies=(1,))
    agree = []
    for seed in range(4):
        params = net.init(seed)
        masks = np.random.default_rng([2, seed]).random((30, n, n))
        masks[masks < 0.4] = 0
        moments = np.einsum("dij,dik->ijk", masks, masks) / 30
        agree.extend(check_constants(net, params, moments, emn.learned_constants(net, params, masks), time=1500.0))
    assert np.sum(np.logical_not(agree)) <= 1


def test_constants_where_masks_do_not_reach_all_entries():
    """An entry that no mask of the law reaches keeps its start and has no part in the row's constant."""
    n = 4
    net = emn.Architecture(n=n, copies=(1,))
    params = net.init(6)
    masks = np.random.default_rng(8).integers(0, 2, (60, n, n)).astype(float)
    masks[:, 0, 1] = 0
    masks[:, 2, [0, 3]] = 0
    moments = np.einsum("dij,dik->ijk", masks, masks) / 60
    got = emn.learned_constants(net, params, masks)
    check_constants(net, params, moments, got, reached=masks.any(axis=0), time=1500.0)


def test_an_unreached_entry_has_no_part_by_hand():
    """w = (1, 3), d = 1, the second entry never unmasked: the loss is 0 already, so the constant is 1."""
    net = emn.Architecture(n=2, copies=(1,))
    params = rebuilt(net.init(0), [np.array([[1.0, 3.0], [1.0, 3.0]]), np.ones((2, 1, 1))])
    masks = np.ones((3, 2, 2))
    masks[:, 0, 1] = 0
    got = emn.learned_constants(net, params, masks)
    # row 1 is reached everywhere: 2 c^4 - 9 c^2 - 1 = 0
    expected = [1.0, math.sqrt((9 + math.sqrt(81 + 8)) / 4)]
    assert np.abs(got / expected - 1).max() <= 8 * EPS  # a few roundings


def test_constants_closed_form_by_hand():
    """n = 1, w = 2, d = 1: c^2 - 1/c^2 = 3, c = sqrt((3 + sqrt 13)/2); both signs turned, the constant too."""
    net = emn.Architecture(n=1, copies=(1,))
    for sign in (1, -1):
        params = rebuilt(net.init(0), [np.full((1, 1), 2.0 * sign), np.full((1, 1, 1), 1.0 * sign)])
        expected = sign * math.sqrt((3 + math.sqrt(13)) / 2)
        assert abs(emn.learned_constants(net, params)[0] - expected) <= 8 * EPS * abs(expected)  # a few roundings


@pytest.mark.parametrize("c", [1.0, -0.3, 25.0, -1e-4, 1e4])
def test_settled_networks_stay(c):
    """A network at zero loss, w = c 1 and d = 1/c, has learned c, also where the root's terms nearly cancel."""
    n = 5
    net = emn.Architecture(n=n, copies=(1,))
    params = rebuilt(net.init(0), [np.full((n, n), c), np.full((n, 1, 1), 1 / c)])
    # kappa = n c^2 - c^-2 rounds to 4 n eps of its terms, and d log c^2 / d kappa = 1 / (n c^2 + c^-2)
    assert np.abs(emn.learned_constants(net, params) / c - 1).max() <= 8 * n * EPS


def test_without_hidden_layer_all_constants_are_one():
    """(): ones, whatever the start."""
    net = emn.Architecture(n=4, copies=())
    assert np.array_equal(emn.learned_constants(net, net.init(0)), np.ones(4))


@pytest.mark.parametrize("copies", [(2,), (3, 1), (2, 3)])
def test_more_copies_have_no_constants(copies):
    """For copies > 1 a clear error."""
    net = emn.Architecture(n=3, copies=copies)
    refuses("copies|net", lambda: emn.learned_constants(net, net.init(0)))


def test_a_row_that_no_mask_reaches_has_no_constant():
    """No mask in a row: nothing is learned there, and nothing is made up."""
    net = emn.Architecture(n=3)
    masks = np.ones((4, 3, 3))
    masks[:, 1] = 0
    refuses("masks", lambda: emn.learned_constants(net, net.init(0), masks))


# --- the paper's mask law -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_paper_masks_by_enumeration(n):
    """p(x) |d| matrices of every sum x, p counted over all symmetric binary matrices, to the rounding of a count."""
    edges = [(i, j) for i in range(n) for j in range(i, n)]
    sums = [
        sum(bit * (1 if i == j else 2) for bit, (i, j) in zip(bits, edges, strict=True))
        for bits in itertools.product((0, 1), repeat=len(edges))
    ]
    share = np.bincount(sums, minlength=n * n + 1) / len(sums)
    size = 1000
    masks = np.asarray(emn.PaperMasks(n, size=size)(np.random.default_rng(n)))
    assert masks.shape == (size, n, n)
    assert np.array_equal(masks, masks.transpose(0, 2, 1))
    assert set(np.unique(masks.astype(int))) <= {0, 1}
    counts = np.bincount(masks.sum(axis=(1, 2)).astype(int), minlength=n * n + 1)
    assert np.all(np.abs(counts - share * size) < 1)
    # within a sum all matrices are equally likely: each count binomial, 6 sigma
    for total in np.flatnonzero(share):
        kinds = round(share[total] * len(sums))
        drawn = [m.astype(int).tobytes() for m in masks[masks.sum(axis=(1, 2)) == total]]
        if kinds > 1:
            chance, many = 1 / kinds, len(drawn)
            spread = 6 * math.sqrt(many * chance * (1 - chance)) + 6  # + 6: Poisson tails of small counts
            assert len(set(drawn)) <= kinds
            assert max(drawn.count(kind) for kind in set(drawn)) <= many * chance + spread
            if many >= 40 * kinds:  # missed with probability kinds exp(-40)
                assert len(set(drawn)) == kinds


def test_paper_masks_at_100():
    """n = 100 works; every entry is a fair bit, at 6.5 sigma for 5050 entries (family-wise 1e-6)."""
    n, size = 100, 400
    masks = np.asarray(emn.PaperMasks(n, size=size)(np.random.default_rng(0))).astype(np.int8)
    assert masks.shape == (size, n, n)
    assert np.array_equal(masks, masks.transpose(0, 2, 1))
    rates = masks.mean(axis=0)[np.triu_indices(n)]
    assert np.abs(rates - 1 / 2).max() * 2 * math.sqrt(size) <= 6.5
    totals = masks.sum(axis=(1, 2), dtype=float)
    # variance of the sum: n/4 on the diagonal and 4/4 for each of n(n-1)/2 edges; sums are laid out, not drawn,
    # so their mean and spread are those of p up to a unit of rounding at each end, and 6 sigma is generous
    variance = n / 4 + n * (n - 1) / 2
    assert abs(totals.mean() - n * n / 2) <= 6 * math.sqrt(variance / size)
    assert abs(totals.var() / variance - 1) <= 6 * math.sqrt(2 / size)


# --- bad input ----------------------------------------------------------------------------------------------------


def refuses(name, call):
    """`call` raises ValueError or TypeError with one line that names the argument."""
    with pytest.raises((ValueError, TypeError)) as info:
        call()
    message = str(info.value)
    assert "\n" not in message, message
    assert re.search(rf"(?<!\w)({name})(?!\w)", message), message


BAD_ARCHITECTURES = {
    "n zero": ("n", {"n": 0}),
    "n negative": ("n", {"n": -3}),
    "n not whole": ("n", {"n": 2.5}),
    "n nan": ("n", {"n": math.nan}),
    "n a word": ("n", {"n": "3"}),
    "n None": ("n", {"n": None}),
    "copies a number": ("copies", {"copies": 1}),
    "copies zero": ("copies", {"copies": (0,)}),
    "copies negative": ("copies", {"copies": (2, -1)}),
    "copies not whole": ("copies", {"copies": (1.5,)}),
    "copies a word": ("copies", {"copies": "12"}),
    "copies None": ("copies", {"copies": None}),
    "copies nested": ("copies", {"copies": ((1,),)}),
}


@pytest.mark.parametrize("what", BAD_ARCHITECTURES)
def test_bad_architecture(what):
    """Architecture names what is wrong."""
    name, change = BAD_ARCHITECTURES[what]
    refuses(name, lambda: emn.Architecture(**({"n": 3, "copies": (1,)} | change)))


NET = emn.Architecture(n=3, copies=(2,))


@pytest.mark.parametrize("dtype", [np.int64, np.complex128, np.float16, "word", 3])
def test_bad_dtype(dtype):
    """init takes float32 and float64 only."""
    refuses("dtype", lambda: NET.init(0, dtype=dtype))


@pytest.mark.parametrize("rng", ["seed", -1, 1.5, math.nan, [0.5], np.random.RandomState])
def test_bad_rng(rng):
    """init and train name rng."""
    refuses("rng", lambda: NET.init(rng))
    refuses("rng", lambda: train(NET, NET.init(0), masks=np.ones((1, 3, 3)), rng=rng))


BAD_FORWARD = {
    "A of another size": ("A", {"A": np.ones((2, 2))}),
    "A not square": ("A", {"A": np.ones((3, 2))}),
    "A of one dimension": ("A", {"A": np.ones(3)}),
    "A a stack": ("A", {"A": np.ones((2, 3, 3))}),
    "A above 1": ("A", {"A": np.full((3, 3), 1.5)}),
    "A below 0": ("A", {"A": np.full((3, 3), -0.1)}),
    "A with nan": ("A", {"A": np.full((3, 3), math.nan)}),
    "A complex": ("A", {"A": np.ones((3, 3)) + 0j}),
    "A of words": ("A", {"A": np.full((3, 3), "a")}),
    "A None": ("A", {"A": None}),
    "x of one dimension": ("x", {"x": np.ones(3)}),
    "x of another width": ("x", {"x": np.ones((4, 2))}),
    "x transposed": ("x", {"x": np.ones((3, 4))}),
    "x with nan": ("x", {"x": np.full((4, 3), math.nan)}),
    "x with inf": ("x", {"x": np.full((4, 3), math.inf)}),
    "x complex": ("x", {"x": np.ones((4, 3)) + 0j}),
    "x None": ("x", {"x": None}),
    "x ragged": ("x", {"x": [[1.0, 2.0, 3.0], [1.0]]}),
}


@pytest.mark.parametrize("what", BAD_FORWARD)
def test_bad_forward(what):
    """forward names what is wrong."""
    name, change = BAD_FORWARD[what]
    arguments = {"A": np.ones((3, 3)), "x": np.ones((4, 3))} | change
    refuses(name, lambda: emn.forward(NET, NET.init(0), arguments["A"], arguments["x"]))


def other_parameters():
    """Parameters that do not belong to NET, each with what is wrong."""
    return {
        "another n": emn.Architecture(n=4, copies=(2,)).init(0),
        "other copies": emn.Architecture(n=3, copies=(3,)).init(0),
        "another depth": emn.Architecture(n=3, copies=(2, 2)).init(0),
        "an array": np.ones((6, 3)),
        "nothing": None,
    }


@pytest.mark.parametrize("what", ["another n", "other copies", "another depth", "an array", "nothing"])
def test_bad_parameters(what):
    """Every function refuses parameters of another network, and names them."""
    params = other_parameters()[what]
    refuses("params", lambda: emn.effective_weights(NET, params))
    refuses("params", lambda: emn.forward(NET, params, np.ones((3, 3)), np.ones((2, 3))))
    refuses("params", lambda: train(NET, params, masks=np.ones((1, 3, 3)), rng=0))
    refuses("params", lambda: emn.learned_constants(emn.Architecture(n=3), params))


@pytest.mark.parametrize("net", [None, 3, (3, (1,))])
def test_bad_network(net):
    """Every function refuses what is no architecture, and names it."""
    params = NET.init(0)
    refuses("net", lambda: emn.effective_weights(net, params))
    refuses("net", lambda: emn.forward(net, params, np.ones((3, 3)), np.ones((2, 3))))
    refuses("net", lambda: train(net, params, masks=np.ones((1, 3, 3)), rng=0))
    refuses("net", lambda: emn.learned_constants(net, params))


BAD_TRAINING = {
    "masks of another size": ("masks", {"masks": np.ones((2, 4, 4))}),
    "one mask": ("masks", {"masks": np.ones((3, 3))}),
    "no masks": ("masks", {"masks": np.ones((0, 3, 3))}),
    "masks above 1": ("masks", {"masks": np.full((2, 3, 3), 2.0)}),
    "masks below 0": ("masks", {"masks": np.full((2, 3, 3), -1.0)}),
    "masks with nan": ("masks", {"masks": np.full((2, 3, 3), math.nan)}),
    "masks complex": ("masks", {"masks": np.ones((2, 3, 3)) + 0j}),
    "masks a word": ("masks", {"masks": "paper"}),
    "masks a number": ("masks", {"masks": 5}),
    "a law of the wrong shape": ("masks", {"masks": lambda rng: np.ones((3, 3))}),
    "a law of numbers above 1": ("masks", {"masks": lambda rng: np.full((2, 3, 3), 7)}),
    "a law that returns nothing": ("masks", {"masks": lambda rng: None, "condition": "subsampled"}),
    "condition unknown": ("condition", {"condition": "subsample"}),
    "condition None": ("condition", {"condition": None}),
    "epochs negative": ("epochs", {"epochs": -1}),
    "epochs not whole": ("epochs", {"epochs": 1.5}),
    "epochs a word": ("epochs", {"epochs": "1"}),
    "meta_epochs negative": ("meta_epochs", {"meta_epochs": -1}),
    "meta_epochs not whole": ("meta_epochs", {"meta_epochs": 0.5}),
    "meta_epochs None": ("meta_epochs", {"meta_epochs": None}),
    "lr negative": ("lr", {"lr": -0.1}),
    "lr nan": ("lr", {"lr": math.nan}),
    "lr inf": ("lr", {"lr": math.inf}),
    "lr a word": ("lr", {"lr": "0.1"}),
    "lr None": ("lr", {"lr": None}),
    "vectors zero": ("vectors", {"vectors": 0}),
    "vectors negative": ("vectors", {"vectors": -8}),
    "vectors not whole": ("vectors", {"vectors": 8.5}),
    "batch zero": ("batch", {"batch": 0}),
    "batch negative": ("batch", {"batch": -2}),
    "batch not whole": ("batch", {"batch": 1.5}),
    "reduction unknown": ("reduction", {"reduction": "sum"}),
    "reduction None": ("reduction", {"reduction": None}),
    "snapshot after the end": ("snapshots", {"snapshots": (2,)}),
    "snapshot negative": ("snapshots", {"snapshots": (-1,)}),
    "snapshot not whole": ("snapshots", {"snapshots": (0.5,)}),
    "snapshots a number": ("snapshots", {"snapshots": 1}),
    "snapshots None": ("snapshots", {"snapshots": None}),
}


@pytest.mark.parametrize("what", BAD_TRAINING)
def test_bad_training(what):
    """train names what is wrong."""
    name, change = BAD_TRAINING[what]
    arguments = {"masks": np.ones((1, 3, 3)), "rng": 0} | change
    refuses(name, lambda: train(NET, NET.init(0), **arguments))


BAD_CONSTANTS = {
    "masks of another size": np.ones((2, 4, 4)),
    "one mask": np.ones((3, 3)),
    "no masks": np.ones((0, 3, 3)),
    "masks above 1": np.full((2, 3, 3), 2.0),
    "masks with nan": np.full((2, 3, 3), math.nan),
    "a word": "paper",
    "a number": 5,
}


@pytest.mark.parametrize("what", BAD_CONSTANTS)
def test_bad_constants(what):
    """learned_constants names its masks."""
    net = emn.Architecture(n=3)
    refuses("masks", lambda: emn.learned_constants(net, net.init(0), BAD_CONSTANTS[what]))
