"""Executors and names of experiments that are none."""

import pytest

from sims import sweep


@pytest.mark.parametrize("workers", [0, -1, 1.5, None, "two", True, float("nan"), 10**400])
def test_executor(workers):
    """Before any thread is started."""
    with pytest.raises(ValueError, match=r"^workers must be .*\Z"):
        sweep.SpawnedExecutor(workers)
    for limit in ("seconds", "megabytes"):
        with pytest.raises((ValueError, TypeError), match=rf"^{limit} must be .*\Z"):
            sweep.SpawnedExecutor(1, **{limit: workers if workers not in (1.5, None, 10**400) else -1.0})


@pytest.mark.parametrize("name", ["", "a:b", None, 1, b"name", ["name"], float("nan")])
def test_experiment_names(name):
    with pytest.raises(ValueError, match=r"^an experiment's name must be text without a colon; got .*\Z"):
        sweep.experiment(name)(print)
