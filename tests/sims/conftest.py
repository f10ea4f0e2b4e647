"""A store in a file."""

from pathlib import Path

import numpy as np
import pytest

from sims.store import Store

from .records import RECORD


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with one cell that has an array of several pages."""
    path = tmp_path / "s.sqlite"
    with Store(path, create=True) as store:
        store.put(RECORD, {"x": np.arange(5000.0)})
    return path
