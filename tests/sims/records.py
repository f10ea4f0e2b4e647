"""The record that stores in these tests hold."""

from sims.store import Record

RECORD = Record(
    "k",
    "e",
    {"n": 2, "lr": 0.1, "law": "é"},
    3,
    "done",
    None,
    {"a": 0.1},
    {"numpy": "2", "experiment": "d"},
    "c",
    1.5,
    "s",
)
