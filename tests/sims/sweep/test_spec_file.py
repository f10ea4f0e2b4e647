"""A TOML file that is no spec; what a spec may hold is asked in test_spec."""

from pathlib import Path

import pytest

from sims.sweep import SpecError, read_spec

BAD: list[tuple[str, str]] = [
    ("= 1", "s.toml is no TOML: Invalid statement"),
    ("experiment = 'e'\nexperiment = 'e'", "is no TOML: Cannot overwrite"),
    ("grid = {n = [1]}", "experiment is missing"),
    ("experiment = 'e'", "grid is missing"),
    ("experiment = 'e'\nseed = 3\n[grid]\nn = [1]", "key 'seed' is not known; did you mean seeds?"),
    (
        "experiment = 'e'\nxyzzy = 3\n[grid]\nn = [1]",
        "key 'xyzzy' is not known; known: experiment, grid, seeds, fixed, limits",
    ),
    ("experiment = 'e'\n[grid]\nn = [1]\n[fixed]\na = " + 9999 * "9", "is no TOML: Exceeds the limit"),
]


@pytest.mark.parametrize(("text", "words"), BAD)
def test_a_bad_file_is_refused_in_one_line(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "s.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError) as refused:
        read_spec(path)
    assert words in str(refused.value)
    assert str(refused.value).count("s.toml") == 1
    assert len(str(refused.value).splitlines()) == 1


def test_a_file_that_is_no_spec(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="cannot read .*none.toml: No such file"):
        read_spec(tmp_path / "none.toml")
    with pytest.raises(SpecError, match="cannot read .*: Is a directory"):
        read_spec(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b"experiment = '\xe9'")
    with pytest.raises(SpecError, match="is not UTF-8 text"):
        read_spec(tmp_path / "latin.toml")
