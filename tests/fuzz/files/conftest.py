"""A folder with a spec, its module that must not run, and a store."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from sims.store import Record, Store
from sims.sweep import read_spec

from .common import GOOD_TOML, PWNED


@pytest.fixture(scope="module", autouse=True)
def here(tmp_path_factory: pytest.TempPathFactory):
    folder, before, path = tmp_path_factory.mktemp("here"), Path.cwd(), list(sys.path)
    os.chdir(folder)
    Path("spec.toml").write_text(GOOD_TOML, encoding="utf-8")
    Path("fuzzed_file.py").write_text(
        f"open({PWNED!r}, 'w').close()\n", encoding="utf-8"
    )  # whoever imports it is caught
    spec = read_spec("spec.toml")
    with Store("good.sqlite", create=True) as store:
        for cell in spec.cells():
            record = Record(cell.key, spec.experiment, cell.parameters, cell.seed, "done", scalars={"v": 1.0})
            store.put(record, {"x": np.arange(6.0).reshape(2, 3)})
    yield folder
    os.chdir(before)
    sys.path[:] = path  # a sweep's folder is on it
