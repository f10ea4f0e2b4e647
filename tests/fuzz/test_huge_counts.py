"""Counts of a thousand million and more: refused or answered, not hung and not killed for want of memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import resource, signal, sys
from importlib import import_module

import numpy as np

MEMORY, SECONDS = 4 << 30, 30


class Hung(BaseException):
    pass


def hung(*_):
    raise Hung


def counts(arguments):
    return [name for name, value in arguments.items() if type(value) is int and name not in ("rng", "rngs", "seed")]


signal.signal(signal.SIGALRM, hung)
cases = import_module(f"tests.fuzz.{sys.argv[1]}_arguments")
table = cases.TABLE
resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
tried = 0
for name, make in cases.MAKE.items():
    for argument in counts(make(np.random.default_rng(0))):
        for count in (10**9, 2**40, 2**62):
            arguments = {**make(np.random.default_rng(0)), argument: count}
            signal.alarm(SECONDS)
            try:
                verdict = table.outcome(name, 0, arguments, argument, "a huge count")
            except Hung:
                verdict = f"hung for {SECONDS} s"
            signal.alarm(0)
            tried += 1
            if verdict:
                print(f"{name}({argument} = {count}): {verdict}", file=sys.stderr)
print(tried)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux does")
@pytest.mark.parametrize(("root", "least"), [("emn", 90), ("gdln", 30), ("theory", 60), ("sims", 15)])
def test_huge_counts(root: str, least: int, tmp_path: Path):
    """Every whole number that a good call holds, one at a time, in a process of 4 GB."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", PROGRAM, root]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=280, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) >= least
