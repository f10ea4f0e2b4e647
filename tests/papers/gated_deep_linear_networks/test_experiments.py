"""The note's networks as cells of a sweep: what `train_relu` gives, whoever computes it."""

from pathlib import Path

import numpy as np
import pytest

import papers.gated_deep_linear_networks as note
from papers.gated_deep_linear_networks.experiments import relu
from papers.gated_deep_linear_networks.networks.relu_runs import law
from papers.ledger.sweeps import read_sweep
from sims.gdln import Diverged
from sims.store import Store
from sims.sweep import Spec, run
from theory import gdln

SMALL = {"setting": "pulse (2, 1)", "L": 10, "K": 2, "steps": 5, "lr": 0.5, "batch": 8}


def test_the_readings_are_those_of_the_weights() -> None:
    """Loss, flips and localization again, one input and one unit at a time."""
    found = relu(np.random.default_rng(3), **SMALL)
    w = found["weights"]
    rng = np.random.default_rng(3)
    x, y = law("pulse (2, 1)", 10).sample(rng, 1000)
    w0 = rng.normal(scale=0.01, size=(2, 10))
    loss = np.mean([(sum(max(0.0, u @ v) for u in w) / 2 - t) ** 2 for v, t in zip(x, y, strict=True)])
    flipped = np.mean([(u0 @ v >= 0) != (u @ v >= 0) for v in x for u0, u in zip(w0, w, strict=True)])
    assert abs(found["loss"] - loss) <= 1e-12
    assert found["flipped"] == flipped
    assert 0 < flipped < 1
    assert abs(found["participation"] - np.mean([gdln.inverse_participation_ratio(u) for u in w])) <= 1e-15
    turned = [sum(u[i] * u[(i + 1) % 10] for i in range(10)) / (u @ u) for u in w]
    assert abs(found["neighbours"] - np.mean(turned)) <= 1e-12


def test_a_divergence_is_raised() -> None:
    with pytest.raises(Diverged, match=r"lr = 1e\+200"):
        relu(np.random.default_rng(0), **SMALL | {"lr": 1e200, "steps": 9})


def test_the_spec_runs_and_workers_do_not_matter(tmp_path: Path) -> None:
    spec = read_sweep(Path(note.__file__).parent / "sweeps" / "receptive_fields.toml")
    short = Spec(spec.experiment, {"setting": spec.grid["setting"][:2]}, 2, {**spec.fixed, "steps": 3})
    rows = []
    for workers in (1, 2):
        with Store(tmp_path / f"{workers}.sqlite", create=True) as store:
            assert run(short, store, workers=workers).done == 4
            rows.append(
                {r.key: (r.scalars, store.arrays(r.key)["weights"].tobytes()) for r in store.records("gdln_relu")}
            )
    assert rows[0] == rows[1]
    assert len({weights for _, weights in rows[0].values()}) == 4
