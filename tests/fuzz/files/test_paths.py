"""Paths that are no files, for each command that reads one."""

from pathlib import Path

import pytest

from .common import GOOD_CSV, call


@pytest.mark.parametrize(
    "path", ["folder", "missing", "d.csv/deeper", "loop", "a\0b", "x" * 5000, "\udcff", "/dev/null", ""]
)
def test_paths_that_are_no_files(path: str):
    """Each command that reads a file, given none."""
    Path("folder").mkdir(exist_ok=True)
    Path("d.csv").write_bytes(GOOD_CSV)
    if not Path("loop").is_symlink():
        Path("loop").symlink_to("loop")
    assert call("gates", path, "--gates", "1")[0] == 2
    assert call("sweep", "status", path)[0] == 2
    assert call("sweep", "export", "spec.toml", "--store", path)[0] == 2
    assert call("new-paper", "from_a_file", "--from", path)[0] == 2
    assert not Path("from_a_file").exists()
