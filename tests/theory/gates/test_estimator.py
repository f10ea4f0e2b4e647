"""`GatedRegressor` passes scikit-learn's checks, finds what `optimize` finds, and works without scikit-learn."""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from theory.gates import GatedRegressor, optimize

EPS = float(np.finfo(np.float64).eps)


@parametrize_with_checks([GatedRegressor()])
def test_scikit_learn(estimator: Any, check: Callable[[Any], None]) -> None:
    check(estimator)


def data(seed: int, samples: int = 12, n: int = 2) -> tuple[Any, Any]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(samples, n)), rng.normal(size=samples)


@given(st.integers(0, 2**32 - 1), st.sampled_from(["exclusive", "table"]))
def test_it_is_optimize(seed: int, family: str) -> None:
    x, y = data(seed, 6 if family == "exclusive" else 3)
    fitted = GatedRegressor(2, family, method="exhaustive").fit(x, y)
    best = optimize(x, y, 2, family, method="exhaustive")
    np.testing.assert_array_equal(fitted.best_.gates, best.gates)
    assert fitted.best_.certified
    squared = np.mean((y - fitted.predict(x)) ** 2)
    assert abs(squared - best.loss) <= 1e-9 * np.mean(y**2)
    assert abs(fitted.score(x, y) - (1 - squared / np.var(y))) <= 1e-12 * (1 + squared / np.var(y))


@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_a_weight_is_a_repetition_and_weight_0_is_absence(seed: int, times: int) -> None:
    x, y = data(seed, 6)
    weight = np.array([times, 1, 1, 1, 1, 0])
    weighted = GatedRegressor(2, ridge=0.1, method="exhaustive").fit(x, y, sample_weight=weight)
    repeated = GatedRegressor(2, ridge=0.1, method="exhaustive").fit(np.repeat(x, weight, 0), np.repeat(y, weight))
    assert abs(weighted.best_.objective - repeated.best_.objective) <= 1e-10 * np.mean(y**2)


def test_new_inputs_have_the_gate_of_the_nearest() -> None:
    x = np.array([[1.0], [2.0], [3.0], [4.0]])
    fitted = GatedRegressor(2, method="exhaustive").fit(x, [1.0, 2.0, 6.0, 8.0])  # y = x, then y = 2 x
    new = np.array([[0.5], [2.4], [2.6], [9.0]])
    assert np.max(np.abs(fitted.predict(new) - [0.5, 2.4, 5.2, 18.0])) < 18 * 1000 * EPS


def test_a_sample_of_weight_0_gives_no_gate_to_new_inputs() -> None:
    x, y = np.array([[1.0], [2.0], [2.6], [3.0], [4.0]]), [1.0, 2.0, 0.0, 6.0, 8.0]
    fitted = GatedRegressor(2, method="exhaustive").fit(x, y, sample_weight=[1, 1, 0, 1, 1])
    assert abs(fitted.predict([[2.6]])[0] - 5.2) < 5.2 * 1000 * EPS


def test_in_a_pipeline_and_a_search() -> None:
    x, y = data(0, 30)
    pipeline = make_pipeline(StandardScaler(), GatedRegressor(random_state=0))
    search = GridSearchCV(pipeline, {"gatedregressor__K": [1, 2]}, cv=2).fit(x, y)
    assert search.predict(x).shape == (30,)
    assert search.best_params_["gatedregressor__K"] in (1, 2)


def test_it_can_be_cloned_and_pickled() -> None:
    x, y = data(1)
    fitted = GatedRegressor(3, ridge=0.5, random_state=4).fit(x, y)
    assert clone(fitted).get_params() == fitted.get_params()
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(fitted)).predict(x), fitted.predict(x))


def test_the_same_seed_gives_the_same_gates() -> None:
    x, y = data(2, 40)
    first, second = (GatedRegressor(3, random_state=5, budget=2).fit(x, y) for _ in range(2))
    np.testing.assert_array_equal(first.best_.gates, second.best_.gates)
    legacy = [GatedRegressor(3, random_state=np.random.RandomState(7), budget=2).fit(x, y) for _ in range(2)]
    np.testing.assert_array_equal(legacy[0].best_.gates, legacy[1].best_.gates)
    others = {GatedRegressor(3, random_state=seed, budget=1).fit(x, y).best_.gates.tobytes() for seed in range(8)}
    assert len(others) > 1


@pytest.mark.parametrize(
    ("parameters", "weight", "words"),
    [
        ({"K": 0}, None, "K must be a whole number >= 1; got 0"),
        ({"family": "exclusiv"}, None, "did you mean exclusive?"),
        ({"method": "guess"}, None, "'guess' is not known for the family 'exclusive'; known: auto, exhaustive"),
        ({"method": "anealing"}, None, "did you mean annealing?"),
        ({"ridge": -1.0}, None, "ridge must be finite and >= 0"),
        ({"min_points": 13}, None, "min_points"),
        ({}, [-1.0] + [1.0] * 11, "sample_weight must be >= 0; got -1.0 at index 0"),
        ({}, [0.0] * 12, "weight"),
    ],
)
def test_bad_parameters(parameters: dict[str, Any], weight: Any, words: str) -> None:
    x, y = data(3)
    with pytest.raises((ValueError, TypeError), match=words) as refused:
        GatedRegressor(**parameters).fit(x, y, sample_weight=weight)
    assert "\n" not in str(refused.value)


WITHOUT = """
import sys
sys.modules["sklearn"] = None
import numpy as np
import theory, theory.gates
from theory.gates import GatedRegressor, optimize

x = np.array([[1.0], [2.0], [3.0], [4.0]])
y = [1.0, 2.0, 6.0, 8.0]
fitted = GatedRegressor().set_params(method="exhaustive", K=2).fit(x, y, sample_weight=[1, 1, 1, 1])
assert fitted.n_features_in_ == 1 and fitted.get_params()["method"] == "exhaustive"
assert np.allclose(fitted.predict(x), y, rtol=0, atol=1e-12) and fitted.score(x, y) > 1 - 1e-12
assert fitted.score(x, y, [1, 2, 3, 4]) > 1 - 1e-12 and fitted.score(x, [1, 1, 1, 1]) == 0
for bad in (
    lambda: GatedRegressor().predict(x),
    lambda: fitted.predict([[1.0, 2.0]]),
    lambda: fitted.predict([1.0]),
    lambda: GatedRegressor().fit(x, [1.0, np.nan, 0.0, 0.0]),
    lambda: GatedRegressor().fit(np.zeros((0, 2)), []),
    lambda: GatedRegressor().fit(x, y, sample_weight=[1.0]),
    lambda: GatedRegressor().set_params(gates=2),
):
    try:
        bad()
    except (ValueError, AttributeError) as refused:
        print(refused)
    else:
        raise SystemExit("not refused")
print(GatedRegressor(3))
"""


def run(code: str) -> "subprocess.CompletedProcess[str]":
    path = str(Path(__file__).resolve().parents[3])
    env = os.environ | {"PYTHONPATH": path, "PYTHONWARNINGS": "error"}
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=120)


def test_without_scikit_learn() -> None:
    done = run(WITHOUT)
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert len(lines) == 8
    for words, line in zip(
        ("not fitted yet", "1 features", "shape", "finite", "at least one sample", "sample_weight", "'gates'"),
        lines,
        strict=False,
    ):
        assert words in line
    assert lines[-1].startswith("GatedRegressor(K=3, family='exclusive'")


def test_theory_does_not_load_scikit_learn() -> None:
    done = run("import theory, theory.gates, sys; print('sklearn' in sys.modules)")
    assert (done.stdout, done.stderr) == ("False\n", "")
