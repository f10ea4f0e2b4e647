"""`gatelemma sweep` given what it cannot use: one line and exit status 2."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sims.store import Record, Store
from sims.sweep import read_spec

from .files import change


def spec_with(old: str, new: str) -> Callable[[Path], list[Any]]:
    def make(spec: Path) -> list[Any]:
        change(spec, old, new)
        return ["run", spec]

    return make


def store_with(text: bytes) -> Callable[[Path], list[Any]]:
    def make(spec: Path) -> list[Any]:
        spec.with_suffix(".sqlite").write_bytes(text)
        return ["run", spec]

    return make


SHOW = ("--x", "n", "--y", "wait", "--value", "norm")
BAD: dict[str, tuple[Callable[[Path], list[Any]], str]] = {
    "no subcommand": (lambda s: [], "required: run|status|export|show"),
    "unknown subcommand": (lambda s: ["rum", s], "rum"),
    "no spec": (lambda s: ["run"], "SPEC"),
    "no such spec": (lambda s: ["run", s.with_name("none.toml")], "cannot read"),
    "spec is a folder": (lambda s: ["run", s.parent], "cannot read"),
    "no TOML": (spec_with("[grid]", "[grid"), "is no TOML"),
    "unknown key": (spec_with("seeds", "seed"), "did you mean seeds?"),
    "empty grid": (spec_with("[2, 3]", "[]"), "grid.n must hold at least one value"),
    "nested values": (spec_with("[2, 3]", "[[2], [3]]"), "grid.n must hold numbers"),
    "a value twice": (spec_with("[2, 3]", "[2, 2]"), "got 2 twice"),
    "unknown experiment": (spec_with("cli_lab:slow", "slow"), "experiment 'slow' is not known"),
    "unknown function": (spec_with("cli_lab:slow", "cli_lab:slov"), "; did you mean slow?"),
    "unknown module": (spec_with("cli_lab:slow", "cli_lob:slow"), "cannot be imported: ModuleNotFoundError"),
    "unknown parameter": (spec_with("wait =", "weight ="), "unexpected keyword argument 'weight'"),
    "no workers": (lambda s: ["run", s, "--workers", "0"], "workers must be a whole number >= 1; got 0"),
    "workers no number": (lambda s: ["run", s, "--workers", "two"], "--workers must be a whole number >= 1; got 'two'"),
    "workers and a cluster": (
        lambda s: ["run", s, "--workers", "1", "--dask", "x"],
        "--dask must not stand beside --workers; leave one out",
    ),
    "store is a folder": (lambda s: ["run", s, "--store", s.parent], "is a folder"),
    "store below a file": (lambda s: ["run", s, "--store", s / "x"], "cannot write"),
    "store nowhere": (lambda s: ["run", s, "--store", s.parent / "no" / "x"], "cannot write"),
    "store is text": (store_with(b"n,loss"), "is no SQLite file"),
    "store is truncated": (store_with(b"SQLite format 3\0"), "is damaged or truncated"),
    "status of a folder": (lambda s: ["status", s, "--store", s.parent], "is a folder"),
    "export over the store": (
        lambda s: ["export", s, "--out", s.with_suffix(".sqlite")],
        "s.sqlite, which is read; name another file",
    ),
    "export over the spec": (lambda s: ["export", s, "--out", s], "--out must not be"),
    "picture over the store": (
        lambda s: ["show", s, *SHOW, "--store", s.with_name("a.png"), "--out", s.with_name("a.png")],
        "a.png, which is read; name another file",
    ),
    "export of nothing": (lambda s: ["export", s], "there are no results in"),
    "show of nothing": (lambda s: ["show", s, *SHOW], "there are no results in"),
    "show without a value": (lambda s: ["show", s, "--x", "n", "--y", "wait"], "--value"),
    "show as text": (lambda s: ["show", s, *SHOW, "--out", s.with_suffix(".txt")], "must end in .png, .svg, .pdf"),
    "at without a value": (lambda s: ["show", s, *SHOW, "--at", "n"], "--at must read NAME=VALUE; got 'n'"),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_is_one_line_and_exit_2(
    kind: str, spec: Path, ours: None, refused: Callable[[list[str]], str]
) -> None:
    make, words = BAD[kind]
    arguments = ["sweep", *map(str, make(spec))]
    before = sorted(spec.parent.iterdir())
    assert words in refused(arguments)
    assert [p for p in sorted(spec.parent.iterdir()) if p.name != "__pycache__"] == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--x", "n", "--y", "weight", "--value", "norm"), "axis 'weight' is not known"),
        (("--x", "n", "--y", "wait", "--value", "nrm"), "did you mean norm?"),
        (("--x", "n", "--y", "wait", "--value", "x"), "--value must name a number; x is an array. Have the experiment"),
        (("--x", "n", "--y", "seed", "--value", "norm"), "fix it with --at wait=VALUE"),
        (("--x", "n", "--y", "seed", "--value", "norm", "--at", "wait=5"), "wait has no value '5'; it has 0.0, 0.001"),
        ((*SHOW, "--out", "s.toml/map.png"), "cannot write s.toml/map.png"),
    ],
)
def test_a_bad_slice_is_one_line(
    spec: Path,
    ours: None,
    monkeypatch: pytest.MonkeyPatch,
    refused: Callable[[list[str]], str],
    arguments: Any,
    words: str,
) -> None:
    monkeypatch.chdir(spec.parent)
    with Store("s.sqlite", create=True) as store:
        for cell in read_spec(spec).cells():
            record = Record(cell.key, cell.experiment, cell.parameters, cell.seed, "done", scalars={"norm": 1.0})
            store.put(record, arrays={"x": np.ones((2, 2))})
    assert words in refused(["sweep", "show", "s.toml", *arguments])


@pytest.mark.parametrize("address", ["nonsense", "smoke://127.0.0.1:1"])
def test_a_scheduler_that_has_no_address_is_one_line(spec: Path, command: Callable[..., Any], address: str) -> None:
    """Also when the process ends."""
    pytest.importorskip("distributed")
    done = command("sweep", "run", spec, "--dask", address, env={"PYTHONWARNINGS": None})
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"gatelemma: cannot reach a Dask scheduler at {address}: ValueError: ")
