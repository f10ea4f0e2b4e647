"""A disk that is full, from the start or at some time: one line, and nothing is lost."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .marked_sweep import Lab

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found in /proc")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    if shutil.which("mount") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may mount a small file system")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.full
def test_a_full_disk(lab: Callable[[int], Lab], small_disk: Path) -> None:
    """One line; what was committed stays, and with more room the sweep goes on."""
    here = lab(60)
    here.path = small_disk / "s.sqlite"
    process = here.sweep("--workers", "2", "--store", str(here.path))
    ballast = small_disk / "ballast"
    here.wait_for_lines(5, process)
    with pytest.raises(OSError, match="No space left"):
        ballast.write_bytes(bytes(2_000_000))
    code = process.wait(60)
    (error,) = (here.folder / "err").read_text(encoding="utf-8").splitlines()
    assert (code, error) == (2, f"gatelemma: {here.path} cannot be written; the disk is full.")
    told = sum(": done [" in line for line in here.lines())
    ballast.unlink()
    assert 5 <= told <= len(here.kept()) < len(here.whole)
    here.none_outlives()
    subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)
    assert here.sweep("--store", str(here.path)).wait(100) == 0
    assert here.kept() == here.whole


def test_a_disk_that_is_full_from_the_start(lab: Callable[[int], Lab], small_disk: Path) -> None:
    here = lab(1)
    with pytest.raises(OSError, match="No space left"):
        (small_disk / "ballast").write_bytes(bytes(2_000_000))
    assert here.sweep("--store", str(small_disk / "s.sqlite")).wait(60) == 2
    (error,) = (here.folder / "err").read_text(encoding="utf-8").splitlines()
    assert "disk is full" in error or "No space left" in error
    assert [place.name for place in small_disk.iterdir()] == ["ballast"]
