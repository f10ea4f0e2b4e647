"""Files of a run are written whole or not at all."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from papers.ledger.files import apart, same_place, writable_file, writable_folder, write_atomically
from papers.ledger.usage_error import UsageError


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_atomically(path, "old é")
    assert path.read_text(encoding="utf-8") == "old é"

    def full_disk(self: Path, *content: Any, **more: Any) -> int:
        with self.open("wb") as half:
            half.write(b"ne")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", full_disk)
        patch.setattr(Path, "write_bytes", full_disk)
        with pytest.raises(ValueError, match=r"cannot write .*file: No space left"):
            write_atomically(path, "new")
    assert path.read_text(encoding="utf-8") == "old é"

    def interrupted(source: Path, target: Path) -> None:
        assert Path(source).read_text(encoding="utf-8") == "new"
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", interrupted)
        with pytest.raises(ValueError, match="cannot write"):
            write_atomically(path, "new")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]
    assert path.read_text(encoding="utf-8") == "old é"


@pytest.mark.parametrize("place", ["file/below", "no/such/folder/file", "."])
def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match="cannot write"):
        write_atomically(tmp_path / place / "x" if place != "." else tmp_path, "text")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]
    assert not tmp_path.with_name(tmp_path.name + ".partial").exists()


def test_a_file_without_a_name_is_refused() -> None:
    with pytest.raises(UsageError, match=r"cannot write \.: it is a folder"):
        write_atomically(Path(""), "")


def test_a_folder_is_made_and_left_empty(tmp_path: Path) -> None:
    writable_folder(tmp_path / "new" / "one")
    assert list((tmp_path / "new" / "one").iterdir()) == []
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot write to"):
        writable_folder(tmp_path / "file")


def test_a_file_is_tried_before_it_is_written(tmp_path: Path) -> None:
    """Its folder is made, what stands there is kept, and a folder of its name is refused."""
    writable_file(tmp_path / "new" / "one")
    assert list((tmp_path / "new").iterdir()) == []
    write_atomically(tmp_path / "new" / "one", "old")
    writable_file(tmp_path / "new" / "one")
    assert (tmp_path / "new" / "one").read_text(encoding="utf-8") == "old"
    with pytest.raises(UsageError, match=r"cannot write .*new: it is a folder"):
        writable_file(tmp_path / "new")
    with pytest.raises(UsageError, match="cannot write to"):
        writable_file(tmp_path / "new" / "one" / "below")


def test_one_file_by_two_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also through links, and before there is one; a link in a circle and a NUL are no place."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "loop").symlink_to("loop")
    for other in (tmp_path / "file", Path("new/../file"), Path("link")):
        assert same_place(Path("file"), other)
        with pytest.raises(UsageError, match=r"--out must not be .*, which is read; name another file"):
            apart("--out", Path("file"), None, other)
    for other in (Path("other"), Path("loop"), Path("\0"), Path("loop/file")):
        assert not same_place(Path("file"), other)
        assert not same_place(other, Path("file"))
    apart("--out", None, Path("file"))
