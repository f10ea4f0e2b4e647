"""Versions of what is installed, and the commit of this checkout."""

import platform
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest

from sims.provenance import commit, versions

ROOT = Path(__file__).resolve().parents[2]


def test_versions_are_those_installed_and_none_of_what_is_not() -> None:
    assert versions("numpy", "no-such-distribution") == {
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "no-such-distribution": None,
    }


@pytest.mark.skipif(shutil.which("git") is None or not (ROOT / ".git").exists(), reason="not a git checkout")
def test_the_commit_is_that_of_git() -> None:
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    assert commit() == (done.stdout.strip() or None)
