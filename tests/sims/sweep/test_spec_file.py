"""What is refused in a TOML file of a spec, and that it is told in one line with the file's name."""

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
    ("experiment = 3\n[grid]\nn = [1]", "experiment must be a name"),
    ("experiment = ''\n[grid]\nn = [1]", "experiment must be a name"),
    ("experiment = 'e'\n[grid]", "grid must name at least one parameter; got none"),
    ("experiment = 'e'\ngrid = [1]", "grid must map parameters to values; got [1]"),
    ("experiment = 'e'\nfixed = 1\n[grid]\nn = [1]", "fixed must map parameters to values; got 1"),
    ("experiment = 'e'\n[grid]\nn = []", "grid.n must hold at least one value; got none"),
    ("experiment = 'e'\n[grid]\nn = 5", "grid.n must be a list of values; got 5"),
    ("experiment = 'e'\n[grid]\nn = 'abc'", "grid.n must be a list of values; got 'abc'"),
    ("experiment = 'e'\n[grid]\nn = [[1, 2]]", "grid.n must hold numbers, text or booleans; got [1, 2]"),
    ("experiment = 'e'\n[grid]\nn = [2020-01-01]", "grid.n must hold numbers, text or booleans; got datetime"),
    ("experiment = 'e'\n[grid.n]\na = 1", "grid.n must be a list of values; got {'a': 1}"),
    ("experiment = 'e'\n[grid]\nn = [1, nan]", "grid.n must be finite; got nan"),
    ("experiment = 'e'\n[grid]\nn = [1, 2, 1]", "grid.n must hold each value once; got 1 twice"),
    ("experiment = 'e'\n[grid]\nn = [1, 1.0]", "grid.n must hold each value once; got 1.0 twice"),
    ("experiment = 'e'\n[grid]\n'a b' = [1]", "a parameter must be a Python name; got 'a b'"),
    ("experiment = 'e'\n[grid]\nseed = [1]", "a parameter cannot be called seed"),
    ("experiment = 'e'\n[grid]\nn = [1]\n[fixed]\nn = 2", "n is in the grid and in fixed"),
    ("experiment = 'e'\n[grid]\nn = [1]\n[fixed]\nm = {a = 1}", "fixed.m must hold numbers"),
    ("experiment = 'e'\n[grid]\nn = [1]\n[fixed]\nm = inf", "fixed.m must be finite; got inf"),
    ("experiment = 'e'\nseeds = 0\n[grid]\nn = [1]", "seeds must be a number from 1"),
    ("experiment = 'e'\nseeds = true\n[grid]\nn = [1]", "seeds must be a list of values; got True"),
    ("experiment = 'e'\nseeds = []\n[grid]\nn = [1]", "seeds must hold at least one value"),
    ("experiment = 'e'\nseeds = [-1]\n[grid]\nn = [1]", "seeds must be whole numbers from 0 to 2^63 - 1; got -1"),
    ("experiment = 'e'\nseeds = [9223372036854775808]\n[grid]\nn = [1]", "got 9223372036854775808"),
    ("experiment = 'e'\nseeds = [1.5]\n[grid]\nn = [1]", "seeds must be whole numbers from 0 to 2^63 - 1; got 1.5"),
    ("experiment = 'e'\nseeds = [3, 3]\n[grid]\nn = [1]", "seeds must hold each value once; got 3 twice"),
    ("experiment = 'e'\nlimits = 3\n[grid]\nn = [1]", "limits must map"),
    ("experiment = 'e'\n[grid]\nn = [1]\n[limits]\nhours = 3", "limits.hours is not known; known: seconds, megabytes"),
    ("experiment = 'e'\n[grid]\nn = [1]\n[limits]\nseconds = 0", "limits.seconds must be finite and > 0; got 0"),
    (
        "experiment = 'e'\n[grid]\nn = [1]\n[limits]\nmegabytes = inf",
        "limits.megabytes must be finite and > 0; got inf",
    ),
    (
        "experiment = 'e'\n[grid]\nn = [1]\n[limits]\nseconds = '9'",
        "limits.seconds must be a real number; got '9'",
    ),
    ("experiment = 'e'\n[grid]\nn = [1]\n[limits]\nseconds = 1" + 400 * "0", "must be finite and > 0; got 1000"),
    ("experiment = 'e'\n[grid]\nn = [1]\n[limits]\nseconds = 0x" + 9999 * "f", "and > 0; got int too long to write"),
    ("experiment = 'e'\n[grid]\nn = [1, 0x" + 9999 * "f" + "]", "grid.n must hold whole numbers below 2^4096; got int"),
    ("experiment = 'e'\nseeds = 0x" + 9999 * "f" + "\n[grid]\nn = [1]", "or a list; got int too long to write"),
    ("experiment = 'e'\nseeds = 1000000\n[grid]\nn = [1, 2]", "the sweep has 2000000 cells; at most 1000000"),
]


@pytest.mark.parametrize(("text", "words"), BAD)
def test_a_bad_spec_is_refused_in_one_line(tmp_path: Path, text: str, words: str) -> None:
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
