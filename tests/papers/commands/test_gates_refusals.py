"""`gatelemma gates` given what it cannot use: one line and exit status 2."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from papers.cli import main


def write(text: str | bytes, name: str = "bad.csv") -> Callable[[Path], list[str]]:
    def make(here: Path) -> list[str]:
        (here / name).write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
        return [name, "--gates", "2"]

    return make


def npz(**arrays: Any) -> Callable[[Path], list[str]]:
    def make(here: Path) -> list[str]:
        np.savez(here / "bad.npz", **arrays)
        return ["bad.npz", "--gates", "2"]

    return make


def pickled(here: Path) -> list[str]:
    np.savez(here / "bad.npz", x=np.array([[1, "a"]], dtype=object), y=[1.0], allow_pickle=True)
    return ["bad.npz", "--gates", "2"]


def truncated(here: Path) -> list[str]:
    np.savez(here / "bad.npz", x=np.ones((50, 50)), y=np.ones(50))
    whole = (here / "bad.npz").read_bytes()
    (here / "bad.npz").write_bytes(whole[: len(whole) // 2])
    return ["bad.npz", "--gates", "2"]


def good(*more: str) -> Callable[[Path], list[str]]:
    return lambda here: ["d.csv", *more]


def named(*more: str) -> Callable[[Path], list[str]]:
    return lambda here: ["--gates", "2", *more]


K2 = ("--gates", "2")


BAD: dict[str, tuple[Callable[[Path], list[str]], str]] = {
    "NaN": (write("1,2\n3,nan\n"), "line 2, column 2: 'nan' is no finite number"),
    "infinity": (write("1,2\ninf,4\n"), "line 2, column 1"),
    "missing value": (write("1,2\n3,\n"), "line 2, column 2: '' is no finite number"),
    "a comma at the end": (
        write("a,y,\n1,2,\n3,4,\n"),
        "bad.csv: rows end in a comma, which makes an empty last column; drop those commas",
    ),
    "a comma at the end of some rows": (write("a,y\n1,2,\n3,4\n"), "bad.csv: rows end in a comma"),
    "a comma at the end of the header": (write("a,y,\n1,2\n3,4\n"), "bad.csv: rows end in a comma"),
    "two missing values": (write("1,2\n3,\nNA,4\n"), "Remove or impute it. 1 more field is none either."),
    "more missing values": (
        write("1,2\n3,\nNA,?\n"),
        "line 2, column 2: '' is no finite number. Remove or impute it. 2 more",
    ),
    "text in the middle": (write("a,y\n1,2\nb,4\n"), "line 3, a: 'b'"),
    "a second header": (write("a,y\na,y\n1,2\n"), "line 2, a: 'a'"),
    "header with a number": (write("1,y\n1,2\n"), "a header holds names only"),
    "underscores": (write("1_0,2\n3,4\n"), "'1_0'"),
    "text": (write("a,site,y\n1,left,2\n"), "line 2, site: 'left' is no finite number. Code it as a number, or drop"),
    "text in the target": (
        write("a,y\n1,left\n"),
        "is no finite number. Code it as a number: y, the last column, is the",
    ),
    "missing under a header": (write("a,b,y\n1,NA,2\n"), "line 2, b: 'NA' is no finite number. Remove or impute it."),
    "a comment": (write("x,y\n1,2\n# more\n3,4\n"), "line 3: '# more' is a comment; drop it"),
    "a header of np.savetxt": (write("# x,y\n1,2\n3,4\n"), "line 1: '# x' is a comment; drop it, a header has no #"),
    "semicolons": (write("1;2\n3;4\n"), "fields are separated by semicolons; separate them by commas"),
    "decimal commas": (write("a;y\n1,5;2\n3;4,5\n"), "fields are separated by semicolons"),
    "tabs": (write("1\t2\n3\t4\n"), "fields are separated by tabs"),
    "one column": (write("1\n2\n"), "at least two columns"),
    "one column and weights": (write("y,sample_weight\n1,2\n"), "at least two columns"),
    "two columns of weights": (write("x,sample_weight,sample_weight,y\n1,1,1,2\n"), "one column sample_weight at most"),
    "an unknown target": (good(*K2, "--target", "aa"), "--target 'aa' is no column of d.csv; did you mean a?"),
    "a target like none": (good(*K2, "--target", "other"), "'other' is no column of d.csv; known: a, b, y."),
    "weights as the target": (
        good(*K2, "--target", "sample_weight"),
        "--target must not be sample_weight: that column holds the weights of the samples.",
    ),
    "a target of laws": (
        named("--data", "sp", "--sites", "4", "--pulse", "1", "2", "--target", "y"),
        "--target goes with a FILE only.",
    ),
    "a target of arrays": (
        lambda here: [*npz(x=[[1.0]], y=[1.0])(here), "--target", "x"],
        "--target goes with a CSV only; the target of bad.npz is its array y.",
    ),
    "text in the target named": (
        lambda here: [*write("y,a\nleft,1\n")(here), "--target", "y"],
        "'left' is no finite number. Code it as a number: the column is the target.",
    ),
    "text beside the target named": (
        lambda here: [*write("y,a\n1,left\n")(here), "--target", "y"],
        "'left' is no finite number. Code it as a number, or drop the column.",
    ),
    "text without a name": (write(",y\nleft,2\n"), "line 2, column 1: 'left' is no finite number"),
    "a name twice": (write("a,b,a\n1,2,3\n"), "must have a name for each column; 'a' is that of 2"),
    "a negative weight": (
        write("x,sample_weight,y\n1,-1,2\n2,3,4\n"),
        "sample_weight must be >= 0; got -1.0 at index 0",
    ),
    "no weight": (write("x,sample_weight,y\n1,0,2\n2,0,4\n"), "must have a positive sum; got all zeros"),
    "only a header": (write("a,b,y\n"), "it holds a header only"),
    "empty": (write(""), "it is empty"),
    "blank": (write("\n\n"), "it is empty"),
    "ragged": (write("1,2\n3\n"), "line 2: every row must have as many fields as the first, 2; got 1"),
    "open quote": (write('1,2\n"3,4\n'), "is no CSV"),
    "not UTF-8": (write(b"caf\xe9,y\n1,2\n"), "must be text in UTF-8; got the byte 0xe9"),
    "a picture": (write(b"\x89PNG\r\n\x1a\n"), "UTF-8"),
    "a zip file": (write(b"PK\x03\x04no zip"), "cannot be read as an npz file"),
    "text called npz": (write("1,2\n", "bad.npz"), "cannot be read as an npz file"),
    "a folder": (lambda here: [str(here), *K2], "cannot read"),
    "no file": (lambda here: ["none.csv", *K2], "cannot read none.csv: No such file or directory"),
    "npz without y": (npz(x=[[1.0]]), "must hold the arrays x and y, and may hold sample_weight; it holds x"),
    "npz of one axis": (npz(x=[1.0, 2.0], y=[1.0, 2.0]), "x must be a matrix; got shape (2,)"),
    "npz of unequal length": (npz(x=[[1.0], [2.0]], y=[1.0]), "y must have shape (2,); got (1,)"),
    "npz of text": (npz(x=[["a"]], y=[1.0]), "x must hold real numbers"),
    "npz with NaN": (npz(x=[[1.0]], y=[np.nan]), "y must be finite"),
    "npz of nothing": (npz(x=np.zeros((0, 2)), y=np.zeros(0)), "at least one sample"),
    "npz with pickles": (pickled, "cannot be read as an npz file of plain numbers"),
    "npz cut short": (truncated, "cannot be read as an npz file"),
    "no gates": (good("--gates", "0"), "--gates must be a whole number >= 1; got 0"),
    "gates no number": (good("--gates", "two"), "--gates must be a whole number >= 1; got 'two'; see gatelemma"),
    "half a gate": (good("--gates", "0.5"), "--gates must be a whole number >= 1; got '0.5'"),
    "gates without a number": (good("--gates"), "--gates needs a value; see"),
    "one pulse": (named("--data", "sp", "--sites", "4", "--pulse", "1"), "--pulse needs 2 values; see"),
    "pulses no number": (named("--data", "sp", "--pulse", "1", "x"), "--pulse must be a whole number >= 1; got 'x'"),
    "no sites at all": (named("--data", "sp", "--sites", "0", "--pulse", "1", "2"), "--sites must be a whole number"),
    "no correlation": (named("--data", "nlgp", "--xi", "0", "1"), "--xi must be a finite number > 0; got 0"),
    "gain no number": (named("--data", "nlgp", "--gain", "nan"), "--gain must be a finite number > 0; got nan"),
    "draws no number": (named("--data", "nlgp", "--samples", "1e4"), "--samples must be a whole number >= 1; got"),
    "an offset with a value": (good(*K2, "--offset=1"), "--offset takes no value; got '1'"),
    "gates not given": (good(), "--gates"),
    "unknown family": (good(*K2, "--family", "halfspaces"), "did you mean halfspace?"),
    "unknown method": (good(*K2, "--method", "guess"), "'guess' is not known for the family 'exclusive'; known: auto"),
    "method mistyped": (good(*K2, "--method", "local serch"), "did you mean local search?"),
    "no data": (named(), "give a FILE or --data"),
    "two sources": (good(*K2, "--data", "sp"), "give a FILE or --data"),
    "no sites": (named("--data", "sp", "--pulse", "2", "4"), "--sites is missing"),
    "options of other data": (good(*K2, "--sites", "5"), "--sites goes with --data"),
    "gain for pulses": (named("--data", "sp", "--sites", "5", "--pulse", "1", "2", "--gain", "3"), "--gain goes with"),
    "a pulse too long": (
        named("--data", "sp", "--sites", "3", "--pulse", "2", "4"),
        "--pulse must be at most --sites, 3; got 4.",
    ),
    "offset": (good(*K2, "--offset"), "offset is for the family 'halfspace'; got family 'exclusive'. Leave it out."),
    "no min points": (good(*K2, "--min-points", "0"), "--min-points must be a whole number >= 1; got 0"),
    "min points": (good(*K2, "--min-points", "6"), "min_points must be at most the number of samples, 5; got 6"),
    "ridge": (good(*K2, "--ridge", "-1"), "--ridge must be a finite number >= 0; got -1"),
    "seconds no number": (good(*K2, "--seconds", "soon"), "--seconds must be a finite number > 0; got 'soon'"),
    "seconds": (good(*K2, "--seconds", "0"), "--seconds must be a finite number > 0; got 0"),
    "budget": (good(*K2, "--budget", "0"), "--budget must be a whole number >= 1; got 0"),
    "seed": (good(*K2, "--seed", "-1"), "--seed must be a whole number >= 0; got -1"),
    "no symmetry": (good(*K2, "--family", "equivariant"), "shift"),
    "plot as text": (good(*K2, "--plot", "p.txt"), "--plot must end in .png, .svg, .pdf"),
    "out is a folder": (lambda here: ["d.csv", *K2, "--out", str(here)], "it is a folder"),
    "out is the data": (good(*K2, "--out", "d.csv"), "--out must not be d.csv, which is read"),
    "out is the data by another path": (
        lambda here: ["d.csv", *K2, "--out", str(here / "new" / ".." / "d.csv")],
        "--out must not be d.csv, which is read",
    ),
    "plot is the data": (
        lambda here: [str((here / "d.csv").rename(here / "d.svg")), *K2, "--plot", "d.svg"],
        "d.svg, which is read",
    ),
    "plot is out": (good(*K2, "--plot", "o.svg", "--out", "o.svg"), "--plot must not be o.svg, which --out writes"),
    "an index and numbered columns": (
        write(",0,1\n0,1,2\n1,2,3\n"),
        "line 1: the columns are numbered (',0,1'); a header holds names.",
    ),
    "out below a file": (good(*K2, "--out", "d.csv/o.json"), "cannot write to d.csv"),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_is_one_line_and_exit_2(kind: str, here: Path, refused: Callable[[list[str]], str]) -> None:
    make, words = BAD[kind]
    arguments = ["gates", *make(here)]
    before = sorted(here.iterdir())
    assert words in refused(arguments)
    assert sorted(here.iterdir()) == before


def test_nothing_is_computed_where_nothing_can_be_written(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("theory.gates.optimize", lambda *given, **more: pytest.fail("it was computed"))
    assert main(["gates", "d.csv", "--gates", "2", "--out", str(here)]) == 2
