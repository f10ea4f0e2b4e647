"""The input vectors of a training, recovered from the changes it made, against the moments of U(0, 1)^n."""

import itertools
import math

import numpy as np
import pytest

from sims.emn import train
from theory import emn

from .references import rebuilt


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
