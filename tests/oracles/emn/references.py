"""Ensemble mask networks written again from their definition: loops over single units, and a naive Algorithm 1.

y = W_m ... W_2 (A * W_1) x with copy a of node i in row i c + a, later layers within a node, and the squared error
against A x. Nothing here sees code of the library; numbers are of any type, rationals and 50 digits too.
"""

import dataclasses
import itertools

import mpmath
import numpy as np

from ..common import EPS

UNIT = {np.float64: 2.0**-52, np.float32: 2.0**-23}
COPIES = [(), (1,), (3,), (2, 3), (1, 1)]


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
