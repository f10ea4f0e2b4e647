"""The batched kernel equals the reference loop, run by run, to rounding."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sims.emn import Diverged, train, train_batch
from theory import emn
from theory import strategies as sg


@given(
    st.data(),
    sg.networks(max_n=4),
    st.sampled_from(["mean", "sum_outputs"]),
    st.integers(1, 2),
    st.integers(1, 3),
    st.integers(3, 9),
)
def test_equals_the_reference_run_by_run(data, drawn, reduction, epochs, R, vectors):
    """Every architecture, condition, reduction and float type, ragged last batches, own lr and masks with empty rows.

    A step rounds at most 10 n operations on entries of size at most 10 (weights that start in [-1, 1] and learn 1), and
    the stable map below does not amplify what was rounded, so runs differ by at most 100 n eps a step.
    """
    net, first = drawn
    params = [first, *(net.init(r, first.dtype) for r in range(1, R))]
    conditions = data.draw(st.lists(st.sampled_from(["control", "shuffled", "subsampled"]), min_size=R, max_size=R))
    law = data.draw(sg.mask_sets(net.n, binary=False))
    masks = lambda rng: rng.permuted(law, axis=0)  # noqa: E731
    rates = [0.02 * (r + 1) / net.n for r in range(R)]
    options = {
        "epochs": epochs,
        "meta_epochs": 2,
        "vectors": vectors,
        "batch": 4,
        "reduction": reduction,
        "masks": masks,
    }
    together = train_batch(net, params, rngs=range(R), condition=conditions, lr=rates, snapshots=(1,), **options)
    for r, run in enumerate(together):
        alone = train(net, params[r], rng=r, condition=conditions[r], lr=rates[r], snapshots=(1,), **options)
        bound = 100 * net.n * alone.steps * np.finfo(first.dtype).eps
        assert run.steps == alone.steps
        for mine, theirs in ((run.params, alone.params), (run.snapshots[1], alone.snapshots[1])):
            for a, b in zip(mine.layers, theirs.layers, strict=True):
                assert a.dtype == b.dtype
                assert np.max(np.abs(a - b)) <= bound


def test_muted_entries_stay_bit_for_bit():
    """What no mask reaches is put back by construction."""
    net = emn.Architecture(3, (2,))
    params = net.init(0, np.float32)
    A = np.ones((4, 3, 3))
    A[:, 1] = 0
    (run,) = train_batch(net, [params], rngs=[0], masks=A)
    assert np.array_equal(run.params.layers[0][2:4], params.layers[0][2:4])
    assert np.array_equal(run.params.layers[1][1], params.layers[1][1])
    assert not np.array_equal(run.params.layers[0][:2], params.layers[0][:2])


def test_a_run_does_not_depend_on_its_neighbours():
    """Alone or in any batch, the bits are the same: sweeps may cut batches as they like."""
    net = emn.Architecture(6)
    params = [net.init(r, np.float32) for r in range(5)]
    together = train_batch(net, params, rngs=range(5), meta_epochs=2)
    for r in range(5):
        (alone,) = train_batch(net, [params[r]], rngs=[r], meta_epochs=2)
        assert all(np.array_equal(a, b) for a, b in zip(alone.params.layers, together[r].params.layers, strict=True))


def test_a_diverging_run_leaves_the_others_alone():
    """One learning rate far above stability: its error is returned, its neighbour trains on."""
    net = emn.Architecture(3)
    params = [net.init(0), net.init(1)]
    with pytest.warns(UserWarning, match="lr = 50 is above"):
        bad, good = train_batch(net, params, rngs=[0, 1], lr=[50.0, 0.1], meta_epochs=2, snapshots=(1, 2))
    assert isinstance(bad, Diverged)
    assert "lr = 50" in str(bad)
    assert np.max(np.abs(emn.effective_weights(net, good.params) - 1)) < 0.5
    assert sorted(good.snapshots) == [1, 2]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rngs": [0]}, "rngs must hold a generator for each network, 2 in all; got 1"),
        ({"lr": [0.1]}, "lr must have one entry"),
        ({"lr": -0.1}, "lr must be"),
        ({"condition": ["control"]}, "condition must have one entry"),
        ({"condition": "none"}, "condition must be one of"),
        ({"masks": np.ones((1, 3, 3))}, "masks must have shape"),
        ({"params": []}, "params must hold at least one"),
    ],
)
def test_refuses(change, message):
    """Each argument by name."""
    net = emn.Architecture(2)
    options = {"params": [net.init(0), net.init(1)], "rngs": [0, 1], **change}
    with pytest.raises((ValueError, TypeError), match=message):
        train_batch(net, **options)


def test_refuses_mixed_types_and_sizes():
    """Float types are fixed in a batch, and so is the size of the training set."""
    net, sizes = emn.Architecture(2), iter((2, 3))
    with pytest.raises(TypeError, match="params must all be"):
        train_batch(net, [net.init(0), net.init(0, np.float32)], rngs=[0, 1])
    with pytest.raises(ValueError, match="training sets of one size"):
        train_batch(net, [net.init(0), net.init(1)], rngs=[0, 1], masks=lambda rng: np.ones((next(sizes), 2, 2)))
