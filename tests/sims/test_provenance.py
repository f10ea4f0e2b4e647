"""Versions of what is installed, and the commit of this checkout."""

import importlib
import math
import platform
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest

from sims.provenance import commit, module_digest, versions

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


def test_the_digest_of_a_module_is_that_of_what_it_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "law_of_digest.py"
    monkeypatch.syspath_prepend(tmp_path)

    def digest(text: str) -> str | None:
        file.write_text(text)
        module = importlib.import_module("law_of_digest")
        return module_digest(module.law)

    one = digest("def law(rng):\n    return {'x': 1}\n")
    assert one is not None
    assert len(one) == 16
    assert digest("# a comment\ndef law(rng):\n    return {\n        'x': 1}\n") == one
    assert digest("def law(rng):\n    return {'x': helper()}\ndef helper():\n    return 1\n") != one
    assert digest("def law(rng:\n") is None
    file.unlink()
    assert module_digest(importlib.import_module("law_of_digest").law) is None
    assert module_digest(math.sqrt) is None
