"""Experiments by name, by reference, and of other distributions."""

import sys
from pathlib import Path

import numpy as np
import pytest

from sims.sweep import SpecError, experiment
from sims.sweep.registry import check_parameters, provide, reference_of, resolve


def one(rng: np.random.Generator, *, n: int, lr: float = 0.1) -> dict[str, float]:
    return {"n": n * lr}


def two(rng: np.random.Generator) -> dict[str, float]:
    return {}


def test_experiments_by_name() -> None:
    assert experiment("test-spec one")(one) is one
    assert reference_of("test-spec one") == f"{__name__}:one"
    experiment("test-spec one")(one)  # a module that is imported again
    with pytest.raises(ValueError, match="'test-spec one' is .*:one already; choose another name for .*:two"):
        experiment("test-spec one")(two)
    with pytest.raises(ValueError, match="without a colon"):
        experiment("a:b")(two)
    with pytest.raises(SpecError, match="experiment 'test-spec on' is not known; did you mean test-spec one?"):
        reference_of("test-spec on")
    with pytest.raises(SpecError, match="'xyzzy' is not known; known: .*, or give package.module:function"):
        reference_of("xyzzy")
    check_parameters("e", one, {"n": 2})
    for wrong in ({}, {"n": 2, "rate": 1}):
        with pytest.raises(SpecError, match=r"experiment 'e' takes \(rng, \.\.\.\) as .*n: int.*: "):
            check_parameters("e", one, wrong)
    with pytest.raises(SpecError, match=r"; m is none of n, lr\.$"):
        check_parameters("e", one, {"m": 2})


def test_experiments_by_reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "spec_lab.py").write_text("def noise(rng): pass\nclass In: \n  deep = len\nthree = 3\n")
    (tmp_path / "spec_broken.py").write_text("1 / 0")
    (tmp_path / "spec_leaves.py").write_text("raise SystemExit(3)")
    monkeypatch.syspath_prepend(tmp_path)
    assert reference_of("spec_lab:noise") == "spec_lab:noise"
    assert resolve("spec_lab:noise").__name__ == "noise"
    assert resolve("spec_lab:In.deep") is len
    for reference, words in {
        "spec_lab:nois": "spec_lab has no nois; did you mean noise?",
        "spec_lab:": "spec_lab has no .",
        "spec_lab:three": "must be a function; it is 3",
        "spec_nowhere:f": "spec_nowhere cannot be imported: ModuleNotFoundError",
        "spec_broken:f": "spec_broken cannot be imported: ZeroDivisionError: division by zero",
        "spec_leaves:f": "spec_leaves cannot be imported: SystemExit: 3",
        ":f": "cannot be imported: ValueError",
        ".a:f": "cannot be imported: TypeError",
    }.items():
        with pytest.raises(SpecError) as refused:
            resolve(reference)
        assert words in str(refused.value), reference


def test_a_module_that_is_provided_is_imported_at_the_first_look_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "from sims.sweep import experiment\n@experiment('provided')\ndef f(rng):\n    return {}\n"
    (tmp_path / "spec_provided.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("sims.sweep.registry._modules", [])
    provide("spec_provided")
    assert "spec_provided" not in sys.modules
    assert reference_of("provided") == "spec_provided:f"


def test_an_experiment_of_another_distribution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = "from sims.sweep import experiment\n@experiment('installed')\ndef f(rng):\n    return {}\n"
    (tmp_path / "spec_installed.py").write_text(source, encoding="utf-8")
    info = tmp_path / "third-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: third\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[gatelemma.experiments]\nthird = spec_installed\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert reference_of("installed") == "spec_installed:f"
