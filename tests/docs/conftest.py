"""The modules that write the generated pages."""

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

EXTENSIONS = Path(__file__).resolve().parents[2] / "docs" / "_ext"


@pytest.fixture(scope="session")
def extension() -> Callable[[str], ModuleType]:
    """A module of docs/_ext by name."""

    def imported(name: str) -> ModuleType:
        sys.path.insert(0, str(EXTENSIONS))
        try:
            return importlib.import_module(name)
        finally:
            sys.path.remove(str(EXTENSIONS))

    return imported
