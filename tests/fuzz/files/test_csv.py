"""Spoilt CSV files."""

import csv
import io
from pathlib import Path

import numpy as np
from hypothesis import given, settings

from .common import EXAMPLES, GOOD_CSV, damaged, gates

CSV = (
    *(b'"', b'""', b'"a,b', b",", b",,", b";", b"\n", b"\r", b"\r\n", b"\t", b" ", b"\0", b"\xff", b"\xef\xbb\xbf"),
    *(b"nan", b"inf", b"-inf", b"1e999", b"5e-324", b"1e308", b"0x10", b"1_0", b"1.5.5", b"--1", b"1e", b"x", b"'1'"),
    *(
        "١".encode(),
        "é".encode("latin-1"),
        "é".encode(),
        "名,".encode("utf-16"),
        b"=1+1",
        b"@SUM(A1)",
        b"sample_weight,",
    ),
    *(
        b"9" * 400,
        b"a" * 200_000,
        b"1," * 50,
        b"\n" * 50,
        b"True",
        b"None",
        b"1+2j",
        b"[1]",
        b"{}",
        b"#",
        b"\x1a",
        b"\x0c",
    ),
)


@given(content=damaged(GOOD_CSV, CSV))
@settings(max_examples=3 * EXAMPLES)
def test_csv(content: bytes):
    """What is accepted is what another reader finds in the file."""
    Path("d.csv").write_bytes(content)
    found = gates("d.csv")
    if found is not None:
        rows = [
            row for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) if any(map(str.strip, row))
        ]
        numbers = len(rows) - (not any(map(is_number, rows[0])))
        weights = [name.strip() for name in rows[0]].count("sample_weight")
        assert (found["data"]["samples"], len(found["data"]["inputs"])) == (numbers, len(rows[0]) - 1 - weights)
        assert all(is_number(field) for row in rows[1:] for field in row)


def is_number(field: str) -> bool:
    try:
        return bool(np.isfinite(float(field))) and "_" not in field
    except ValueError:
        return False
