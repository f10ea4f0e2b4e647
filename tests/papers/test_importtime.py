"""The roots import quickly, so that a command answers at once, and a worker of a sweep."""

import re
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]
LIMIT = 0.3  # seconds


def loaded(python: Run, module: str) -> set[str]:
    code = f"import {module}, sys; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = python("-c", code)
    assert (done.returncode, done.stderr) == (0, "")
    return set(done.stdout.split())


def test_theory_imports_quickly(python: Run) -> None:
    took = []
    for _ in range(3):
        done = python("-X", "importtime", "-c", "import theory")
        (line,) = re.findall(r"^import time: +\d+ \| +(\d+) \| theory$", done.stderr, re.MULTILINE)
        took.append(int(line) / 1e6)
    assert min(took) < LIMIT, took


def test_theory_loads_no_library_before_it_is_used(python: Run) -> None:
    found = loaded(python, "theory")
    assert "theory" in found
    assert found & {"numpy", "scipy", "sympy", "networkx", "mpmath", "hypothesis", "matplotlib", "flint"} == set()


@pytest.mark.parametrize("module", ["papers.cli", "papers"])
def test_the_command_answers_before_it_loads_a_library(python: Run, module: str) -> None:
    found = loaded(python, module)
    assert "papers" in found
    assert found & {"matplotlib", "sympy", "scipy", "networkx", "sklearn", "flint", "theory", "sims"} == set()


def test_a_worker_of_a_sweep_starts_with_little(python: Run) -> None:
    found = loaded(python, "sims.sweep.work")
    assert {"sims", "numpy"} <= found
    assert found & {"matplotlib", "sympy", "scipy", "networkx", "hypothesis", "rich"} == set()
    done = python("-c", "import sims; print(sims.emn.train_batch.__name__, 'emn' in dir(sims)); sims.nothing")
    assert done.stdout == "train_batch True\n"
    assert done.stderr.splitlines()[-1] == "AttributeError: module 'sims' has no attribute 'nothing'"
