"""Experiments of the sweeps: trained without self-loops as predicted, fewer snapshots of a shorter run."""

import numpy as np

from papers.ensemble_mask_networks.experiments import low_data, no_self_loops, table_1


def test_trained_and_predicted_agree() -> None:
    found = no_self_loops(np.random.default_rng(0), 10)
    assert (
        abs(np.log(found["mean_square"] / found["predicted"])) < 0.2
    )  # 0.02 decades is the spread over sixty networks


def test_a_shorter_run_keeps_fewer_snapshots() -> None:
    for experiment in (table_1, low_data):
        found = experiment(np.random.default_rng(0), 3, "control", 1, meta_epochs=2)
        assert {int(k.rsplit("_", 1)[1]) for k in found if k.startswith("mean_square")} == {1, 2}
