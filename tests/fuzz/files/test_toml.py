"""Spoilt specs of sweeps: counted and exported without being run, or refused in one line."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from .common import EXAMPLES, GOOD_TOML, call, damaged


class HexDigits(str):
    """A whole number as TOML may write it, but Python does not."""


TOO_LONG = HexDigits("0x" + 5000 * "f")
VALUES = st.recursive(
    st.sampled_from(
        [
            *(
                0,
                1,
                -1,
                2**63,
                10**400,
                TOO_LONG,
                1.5,
                5e-324,
                True,
                False,
                float("nan"),
                float("inf"),
                date(2024, 1, 1),
                "n",
                "seed",
            ),
            *("", "x", "a b", "a:b", "os:getcwd", "é", "\0", "a\nb", '"; DROP TABLE cells; --', "__import__('os')"),
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["n", "a", "seed", "", "é", "x.y"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def toml(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, HexDigits):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return value.isoformat() if isinstance(value, date) else str(value)


@given(data=st.data())
@settings(max_examples=2 * EXAMPLES)
def test_toml_of_wrong_values(data: st.DataObject):
    """Keys with values of any type: counted and exported without being run, or refused in one line."""
    spec: dict[str, Any] = {
        "experiment": "fuzzed_file:measure",
        "seeds": 2,
        "grid": {"n": [1, 2]},
        "fixed": {"a": 0.5},
        "limits": {},
    }
    for _ in range(data.draw(st.integers(1, 2))):
        table = data.draw(st.sampled_from([spec, *(v for v in spec.values() if isinstance(v, dict))]))
        table[data.draw(st.sampled_from([*table, "n", "seconds", "nonsense"]))] = data.draw(VALUES)
    Path("w.toml").write_text("\n".join(f"{json.dumps(k)} = {toml(v)}" for k, v in spec.items()), encoding="utf-8")
    status, out = call("sweep", "status", "w.toml", "--store", "good.sqlite")
    assert status == 2 or "cells done" in out


TOML = (
    b'"',
    b"'",
    b"'''",
    b"=",
    b"[",
    b"]",
    b"[[a]]",
    b"{",
    b"#",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\n",
    b"\r",
    b"nan",
    b"1e999",
    b"0o9",
)
TOML = (
    *TOML,
    b"1979-05-27",
    b"9" * 400,
    b"[" * 2000,
    b"a." * 2000,
    b"\\u0000",
    b"\\U0010FFFF",
    b"true",
    b"seeds = 1\n",
    b"\xed\xa0\x80",
)


@given(content=damaged(GOOD_TOML.encode(), TOML))
@settings(max_examples=EXAMPLES)
def test_toml(content: bytes):
    """A damaged file."""
    Path("d.toml").write_bytes(content)
    call("sweep", "status", "d.toml", "--store", "good.sqlite")
