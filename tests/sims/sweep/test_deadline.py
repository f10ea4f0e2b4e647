"""A deadline ends what runs too long, and leaves nothing behind in what does not."""

import subprocess
import sys
import time

import pytest

from sims.sweep.deadline import OutOfTime, deadline


def busy_until(end: float) -> None:
    while time.monotonic() < end:
        pass


def test_ends_what_runs_too_long() -> None:
    start = time.monotonic()
    with pytest.raises(OutOfTime), deadline(0.05):
        busy_until(start + 60)
    assert time.monotonic() < start + 60


def test_none_is_no_limit() -> None:
    with deadline(None):
        reached = True
    assert reached


def test_the_reason_of_a_failure_is_kept() -> None:
    with pytest.raises(ValueError, match="own"), deadline(60):
        raise ValueError("own")


def test_nothing_arrives_after_the_end() -> None:
    """Deadlines that expire while the block ends: each arrives inside, or not at all."""
    inside = 0
    for k in range(300):
        try:
            with deadline(1e-3):
                time.sleep(1e-5 * k)
        except OutOfTime:
            inside += 1
        for _ in range(20):
            pass
    assert 0 < inside < 300


TRACED = """
import sys
from sims.sweep.deadline import deadline
with deadline(60):
    pass
def ends():
    return 1
sys.settrace(lambda frame, event, arg: None)
print(ends())
"""


def test_a_tracer_works_afterwards() -> None:
    """Hypothesis and coverage trace; CPython 3.11 hangs there where a request for attention is left set."""
    done = subprocess.run([sys.executable, "-c", TRACED], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("1\n", "")
