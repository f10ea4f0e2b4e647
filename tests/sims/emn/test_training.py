"""Algorithm 1: mask, train, merge."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sims.emn import Diverged, Training, sgd_step, train, train_batch, train_on_mask, training_sets
from theory import emn
from theory import strategies as sg
from theory.emn.rates.training_limit import lr_above_limit


def loss(net, layers, A, x, reduction):
    """Squared error without a half, from the layered definition, for complex arguments too."""
    h = (np.repeat(A, net.widths[0], axis=0) * layers[0]) @ x.T
    h = h.reshape(net.n, net.widths[0], len(x))
    for layer in layers[1:]:
        h = layer @ h
    square = ((h[:, 0] - A @ x.T) ** 2).sum() / len(x)
    return square / (net.n if reduction == "mean" else 1)


@given(st.data(), sg.networks(dtype=np.float64, max_n=3), st.sampled_from(["mean", "sum_outputs"]))
def test_one_step_is_minus_lr_times_the_gradient(data, drawn, reduction):
    """Every entry against a complex step, which has no cancellation."""
    net, params = drawn
    rng, lr = data.draw(sg.rngs()), 0.25
    A, x = data.draw(sg.masks(net.n, binary=False)), rng.random((3, net.n))
    stepped = [layer.copy() for layer in params.layers]
    sgd_step(stepped, np.repeat(A, net.widths[0], axis=0), A, x, 2 * lr / (net.n if reduction == "mean" else 1))
    for l, layer in enumerate(params.layers):
        for where in np.ndindex(layer.shape):
            moved = [p.astype(complex) for p in params.layers]
            moved[l][where] += 1e-30j
            gradient = loss(net, moved, A, x, reduction).imag / 1e-30
            assert abs(stepped[l][where] - (layer[where] - lr * gradient)) <= 1e-13 * (1 + abs(gradient))


@given(st.data(), sg.networks(), st.integers(1, 2))
def test_mask_train_merge_equals_masked_gradients(data, drawn, epochs):
    """Bit for bit: zeroing, training and putting back, against never touching the muted entries."""
    net, params = drawn
    rng = data.draw(sg.rngs())
    A = data.draw(sg.masks(net.n)).astype(params.dtype)
    x = rng.random((6, net.n)).astype(params.dtype)
    scale = 0.2 / net.n
    merged = [layer.copy() for layer in params.layers]
    train_on_mask(merged, A, x, epochs, 4, scale)
    direct, mask = [layer.copy() for layer in params.layers], np.repeat(A, net.widths[0], axis=0)
    for _ in range(epochs):
        for batch in (x[:4], x[4:]):
            sgd_step(direct, mask, A, batch, scale)
    assert all(np.array_equal(a, b) for a, b in zip(merged, direct, strict=True))


@pytest.mark.parametrize("condition", ["control", "shuffled", "subsampled"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("copies", [(), (1,), (2, 2)])
def test_training_reaches_the_rounding_floor(condition, dtype, copies):
    """Effective weights 1: 20 contractions of the slowest mode (2 lr / n) 5/48 a step to rounding, see the claim."""
    net = emn.Architecture(4, copies)
    run = train(net, net.init(1, dtype), condition=condition, meta_epochs=10, rng=2)
    assert run.params.dtype == dtype
    floor = 100 * np.finfo(dtype).eps / (0.1 * (2 / 4) * (5 / 48))
    assert np.max(np.abs(emn.effective_weights(net, run.params) - 1)) <= floor


def test_steps_snapshots_and_repeatability():
    """The number of steps, snapshots that are the shorter runs, and equal results for equal seeds."""
    net = emn.Architecture(3)
    params = net.init(0)
    run = train(net, params, epochs=2, meta_epochs=4, snapshots=(1, 4), vectors=10, batch=4, rng=5)
    assert run.steps == emn.training_set_size(3) * 4 * 2 * 3
    short = train(net, params, epochs=2, meta_epochs=1, vectors=10, batch=4, rng=5)
    assert np.array_equal(run.snapshots[1].layers[0], short.params.layers[0])
    assert np.array_equal(run.snapshots[4].layers[0], run.params.layers[0])
    assert sorted(run.snapshots) == [1, 4]


def test_conditions_differ_where_they_should():
    """One meta-epoch of control is not one of shuffled; a law is called once by control and each time by subsampled."""
    net, calls = emn.Architecture(2), []

    def law(rng):
        calls.append(1)
        return rng.integers(0, 2, size=(5, 2, 2))

    for condition, expected in (("control", 1), ("shuffled", 1), ("subsampled", 3)):
        calls.clear()
        train(net, net.init(0), masks=law, condition=condition, meta_epochs=3, rng=0)
        assert len(calls) == expected


def test_rows_that_no_mask_reaches_stay():
    """An empty row of every mask leaves its weights as they were, bit for bit."""
    net = emn.Architecture(3)
    params = net.init(0)
    A = np.ones((4, 3, 3))
    A[:, 1] = 0
    after = train(net, params, masks=A, rng=0).params
    assert np.array_equal(after.layers[0][1], params.layers[0][1])
    assert after.layers[1][1] == params.layers[1][1]
    assert not np.array_equal(after.layers[0][0], params.layers[0][0])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"condition": "none"}, "condition must be"),
        ({"reduction": "sum"}, "reduction must be"),
        ({"lr": 0}, "lr must be"),
        ({"lr": np.nan}, "lr must be"),
        ({"epochs": 0}, "epochs must be"),
        ({"meta_epochs": 1.5}, "meta_epochs must be"),
        ({"snapshots": (3,)}, "snapshots must be at most"),
        ({"masks": np.ones((2, 3, 3))}, "masks must have shape"),
        ({"masks": np.ones((0, 2, 2))}, "masks must hold at least one matrix"),
        ({"masks": 2 * np.ones((1, 2, 2))}, "masks must lie in"),
        ({"masks": np.full((1, 2, 2), np.nan)}, "masks must be finite"),
        ({"masks": np.ones((1, 2, 2)), "condition": "subsampled"}, "masks must be a law"),
        ({"rng": -1}, "rng must be"),
        ({"batch": 0}, "batch must be"),
    ],
)
def test_refuses(options, message):
    """Each argument by name."""
    net = emn.Architecture(2)
    with pytest.raises((ValueError, TypeError), match=message):
        train(net, net.init(0), **{"rng": 0, **options})


def test_every_draw_of_a_law_is_checked():
    """The second training set too, which the prediction of the limit does not see."""
    draws = iter([np.ones((1, 2, 2)), 2 * np.ones((1, 2, 2))])
    drawn = training_sets(2, lambda rng: next(draws), "subsampled", 2, np.random.default_rng(0))
    assert next(drawn).tolist() == np.ones((1, 2, 2)).tolist()
    with pytest.raises(ValueError, match="masks must lie in"):
        next(drawn)


def test_divergence_is_named():
    """A step far above stability is warned of with the limit, and its divergence reported."""
    net = emn.Architecture(3)
    with pytest.warns(UserWarning, match=r"lr = 50 is above 1\.1, "), pytest.raises(Diverged, match="lr = 50"):
        train(net, net.init(0), lr=50.0, rng=0)


@pytest.mark.parametrize("masks", [None, emn.PaperMasks(3), np.ones((2, 3, 3)), np.full((2, 3, 3), 0.5)])
@pytest.mark.parametrize("copies", [(), (1,), (2, 1)])
def test_warns_once_and_only_above_the_limit(masks, copies):
    """At 0.99 of the limit silence, at 1.01 one warning that names both; in `train` and `train_batch` alike."""
    net = emn.Architecture(3, copies)
    params = [net.init(seed) for seed in (0, 1)]
    limit = lr_above_limit(net, 1e9, masks if isinstance(masks, np.ndarray) else None)
    options = {"masks": masks, "vectors": 24}
    with warnings.catch_warnings(action="error"):
        for run in train_batch(net, params, lr=[0.01, 0.99 * limit], rngs=[0, 1], **options):
            assert isinstance(run, Training | Diverged)
    with pytest.warns(UserWarning, match=f"lr = {1.01 * limit:g} is above {limit:.3g}, ") as caught:
        train_batch(net, params, lr=[0.01, 1.01 * limit], rngs=[0, 1], meta_epochs=2, **options)
    with pytest.warns(UserWarning, match=f"lr = {1.01 * limit:g} is above {limit:.3g}, ") as alone:
        train(net, params[1], lr=1.01 * limit, rng=1, meta_epochs=2, **options)
    assert len(caught) == len(alone) == 1
    assert caught[0].filename == alone[0].filename == __file__
    summed = lr_above_limit(net, 1e9, masks if isinstance(masks, np.ndarray) else None, reduction="sum_outputs")
    with pytest.warns(UserWarning, match=f"is above {summed:.3g}, .* reduction 'sum_outputs'"):
        train(net, params[1], lr=1.01 * summed, rng=1, reduction="sum_outputs", **options)


@pytest.mark.parametrize("n", [1, 2, 5, 10, 20, 40, 100])
def test_the_papers_setting_is_not_warned_of(n):
    """lr 0.1 with the mean, every n and the architectures of Figure 2; with a sum over the outputs (1) is from n = 10 on."""
    for copies in ((), (1,), (2,), (2, 3)):
        assert lr_above_limit(emn.Architecture(n, copies), 0.1) is None
    assert (lr_above_limit(emn.Architecture(n, (1,)), 0.1, reduction="sum_outputs") is None) is (n < 10)
