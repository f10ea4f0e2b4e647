"""Settings for every test, before the first import of SymPy or matplotlib, and a compiler of LaTeX."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("SYMPY_GROUND_TYPES", "python")  # an installed python-flint would change them silently
os.environ["MPLBACKEND"] = "Agg"
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell starts what runs in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)  # the tests of Ctrl-C would wait for it forever

# Every field that differs is spelled out in both: where CI is set, Hypothesis starts from a profile of its own.
# How fast the machine draws examples is no property of the code, so too_slow is off.
settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "full",
    derandomize=False,
    deadline=None,
    max_examples=500,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture
def pdflatex() -> Callable[[str, Path], str]:
    """A function of a document and a folder to work in: what the compiler, which must take it, says the second time."""
    if shutil.which("pdflatex") is None:
        pytest.skip("pdflatex is not installed")

    def run(document: str, folder: Path) -> str:
        (folder / "document.tex").write_text(document, encoding="utf-8")
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "document.tex"]
        for _ in range(2):  # longtable knows its widths from the run before
            done = subprocess.run(command, cwd=folder, capture_output=True, timeout=100)
            said = done.stdout.decode("utf-8", "replace")
            assert done.returncode == 0, said[-2000:]
        return said

    return run
