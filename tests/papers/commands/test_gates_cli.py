"""`gatelemma gates` as a person runs it: results, files, interrupts, and one line for bad input."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from papers.cli import main
from papers.commands.gate_data import GateData, nlgp, read_data, single_pulses
from papers.commands.gate_plot import _boundaries, coverage
from theory import GatedRegression
from theory.gates import optimize

ROOT = Path(__file__).resolve().parents[3]
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
Run = Callable[..., Any]
GOOD = "a,b,y\n1,1,0\n2,1,1\n3,1,1\n4,1,0\n5,1,0.5\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d.csv").write_text(GOOD, encoding="utf-8")
    return tmp_path


def fields(out: str) -> dict[str, str]:
    """The printed result, by the word that starts each line."""
    return {line.partition(" ")[0]: line.partition(" ")[2].strip() for line in out.splitlines()}


def test_in_a_process_of_its_own(here: Path, command: Run) -> None:
    done = command("gates", "d.csv", "--gates", "2", "--family", "exclusive", "--out", "o.json", "--plot", "p.png")
    assert (done.returncode, done.stderr) == (0, "")
    shown = fields(done.stdout)
    assert shown["data"] == "d.csv: 5 samples, target y, inputs a, b"
    assert shown["gates"] == "2 of 2 in use, family exclusive"
    assert "certified" in shown["gap"]
    assert "exhaustive" in shown["method"]
    assert (here / "p.png").read_bytes().startswith(b"\x89PNG")
    found = json.loads((here / "o.json").read_text(encoding="utf-8"))
    table = np.loadtxt(here / "d.csv", delimiter=",", skiprows=1)
    best = optimize(table[:, :2], table[:, 2], 2)
    assert found["gates"] == best.gates.tolist()
    assert (found["loss"], found["lower_bound"], found["certified"]) == (best.loss, best.lower_bound, True)
    assert float(shown["loss"].split(",")[0]) == pytest.approx(best.loss, rel=1e-9)  # printed to 10 digits
    assert found["data"] == {"title": "d.csv", "samples": 5, "inputs": ["a", "b"]}
    assert found["interrupted"] is False
    problem = GatedRegression.from_samples(table[:, :2], table[:, 2], found["gates"])
    assert problem.minimum_loss == found["loss"]


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
@pytest.mark.parametrize("family", ["exclusive", "halfspace"])
def test_ring_data_are_drawn(here: Path, suffix: str, family: str) -> None:
    arguments = ["gates", "--data", "sp", "--sites", "4", "--pulse", "1", "2", "--gates", "2", "--family"]
    assert main([*arguments, family, "--plot", f"p.{suffix}"]) == 0
    content = (here / f"p.{suffix}").read_bytes()
    assert content.startswith({"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[suffix])
    if suffix == "svg":
        words = (
            "places that each gate covers",
            "directions of each gate" if family == "halfspace" else "weights of each gate",
        )
        assert all(f"<!-- {w} -->" in content.decode() for w in words)


def test_an_offset_is_passed_on_and_its_directions_are_drawn(here: Path) -> None:
    """Half-spaces through the origin cannot tell 1 from 2 and 3."""
    (here / "d.csv").write_text("1,0\n2,2\n3,3\n", encoding="utf-8")
    arguments = ["gates", "d.csv", "--gates", "1", "--family", "halfspace", "--out", "o.json"]
    losses = []
    for more in ([], ["--offset"]):
        assert main([*arguments, *more]) == 0
        found = json.loads((here / "o.json").read_text(encoding="utf-8"))
        assert found["options"]["offset"] is bool(more)
        assert np.shape(found["directions"]) == (1, 1 + len(more))
        losses.append(found["loss"])
    assert losses[0] > 0.1
    assert losses[1] < 1e-15
    ring = ["gates", "--data", "sp", "--sites", "4", "--pulse", "1", "2", "--gates", "1", "--family", "halfspace"]
    assert main([*ring, "--offset", "--plot", "p.svg"]) == 0


def test_other_data_are_drawn(here: Path) -> None:
    for name, content in (("one.csv", "1,1\n2,2\n3,9\n"), ("same.csv", "1,1\n1,2\n"), ("many.csv", GOOD)):
        (here / name).write_text(content, encoding="utf-8")
        assert main(["gates", name, "--gates", "3", "--family", "table", "--plot", "p.svg"]) == 0
        assert "<!-- gates that are on (black) -->" in (here / "p.svg").read_text(encoding="utf-8")


def test_coverage_is_the_share_of_each_place() -> None:
    x = np.array([[1.0, 0.0, 2.0], [3.0, 0.0, -2.0]])
    gates = np.array([[1, 1], [0, 1]])
    np.testing.assert_array_equal(coverage(x, gates), [[0.1, 0, 0.5], [1, 0, 1]])
    np.testing.assert_array_equal(coverage(x, gates, np.array([9.0, 1.0])), [[0.5, 0, 0.9], [1, 0, 1]])


def test_what_each_gate_adds_is_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two lines through the origin: the slopes of the prediction, weights over K."""
    (here / "d.csv").write_text("size,yield\n1,2\n2,4\n3,-3\n4,-4\n", encoding="utf-8")
    assert main(["gates", "d.csv", "--gates", "2", "--out", "o.json"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "data       d.csv: 4 samples, target yield, inputs size"
    assert sorted(line.split("adds ")[1] for line in lines if line.startswith("gate ")) == ["+2 size", "-1 size"]
    found = json.loads((here / "o.json").read_text(encoding="utf-8"))
    assert (found["target"], found["prediction"]) == ("yield", "(1/K) sum_k g_k w_k . x")
    assert sorted(w for (w,) in found["weights"]) == pytest.approx([-2, 4])
    (here / "wide.csv").write_text(",".join("123456789") + "\n", encoding="utf-8")
    assert main(["gates", "wide.csv", "--gates", "1", "--family", "table"]) == 0
    (here / "wider.csv").write_text(",".join("1234567891") + "\n", encoding="utf-8")
    assert main(["gates", "wider.csv", "--gates", "1", "--family", "table"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("gate ") for line in lines) == 1
    assert "data       wider.csv: 1 samples, target column 10, 9 inputs, column 1 to column 9" in lines


def test_halfspaces_end_where_a_line_is_drawn() -> None:
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    axes.plot([-1, 1], [-1, 1], ".")
    before = axes.get_xlim(), axes.get_ylim()
    _boundaries(axes, np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 1.0]]), 2, 0, 1)  # the second has no place in the plane
    (line,) = axes.lines[1:]
    (x1, y1), (x2, y2) = line._xy1, line._xy2
    assert (x1 + 2 * y1 + 3, x2 + 2 * y2 + 3) == pytest.approx((0, 0))
    assert (x1, y1) != (x2, y2)
    assert (axes.get_xlim(), axes.get_ylim()) == before
    _boundaries(axes, np.array([[1.0, 2.0, 0.5]]), 3, 0, 1)  # a third input takes part
    assert len(axes.lines) == 2


def test_named_data() -> None:
    pulses = single_pulses(12, (2, 4))
    assert pulses.x.shape == (24, 12)
    assert set(pulses.x.sum(axis=1)[pulses.y == 1]) == {2.0}
    assert set(pulses.x.sum(axis=1)[pulses.y == 0]) == {4.0}
    assert pulses.sample_weight is not None
    assert pulses.sample_weight.sum() == pytest.approx(1, abs=1e-14)
    assert pulses.ring
    draws = nlgp(12, (2.0, 1.0), 3.0, 50, 7)
    assert draws.x.shape == (50, 12)
    np.testing.assert_array_equal(draws.x, nlgp(12, (2.0, 1.0), 3.0, 50, 7).x)


def test_nlgp_and_what_it_warns_of(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = "gates --data nlgp --sites 4 --xi 9 1 --gain 3 --samples 12 --gates 2 --seed 3 --out o.json"
    assert main(arguments.split()) == 0
    out = capsys.readouterr().out
    assert out.startswith("note: ")  # xi = 9 on 4 sites is no covariance
    assert "12 draws of NLGP on 4 sites" in out
    assert len(json.loads((here / "o.json").read_text(encoding="utf-8"))["gates"]) == 12


def content(data: GateData) -> tuple[Any, ...]:
    weight = None if data.sample_weight is None else data.sample_weight.tolist()
    return data.x.tolist(), data.y.tolist(), weight, data.inputs


READ = {
    "no header": ("1,2\n3,4\n", ([[1], [3]], [2, 4], None, ("column 1",))),
    "header": ("x,y\n1,2\n3,4\n", ([[1], [3]], [2, 4], None, ("x",))),
    "weights": ("x,sample_weight,y\n1,5,2\n3,0,4\n", ([[1], [3]], [2, 4], [5, 0], ("x",))),
    "weights last": ("x,y,sample_weight\n1,2,5\n3,4,0\n", ([[1], [3]], [2, 4], [5, 0], ("x",))),
    "blank lines and spaces": (
        "\n x , y \n\n 1 , 2 \n3,4\n\n",
        ([[1], [3]], [2, 4], None, ("x",)),
    ),
    "Windows": ("\ufeffx,y\r\n1,2\r\n3,4\r\n", ([[1], [3]], [2, 4], None, ("x",))),
    "quotes": ('"x, first","y"\n"1",2\n3,4e0\n', ([[1], [3]], [2, 4], None, ("x, first",))),
    "no last newline": ("1,2\n3,4", ([[1], [3]], [2, 4], None, ("column 1",))),
}


@pytest.mark.parametrize("kind", READ)
def test_csv(kind: str, tmp_path: Path) -> None:
    text, expected = READ[kind]
    path = tmp_path / "d.csv"
    path.write_bytes(text.encode("utf-8"))
    assert content(read_data(path)) == expected


@pytest.mark.parametrize("name", ["d.npz", "d.dat"])
def test_npz(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        np.savez(file, x=np.array([[1, 0], [0, 1]]), y=np.array([True, False]), sample_weight=[2.0, 1.0], other="words")
    assert content(read_data(path)) == ([[1, 0], [0, 1]], [1, 0], [2, 1], ("input 1", "input 2"))


def test_what_is_odd_is_said(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for text, K, words in (
        ("1,0\n1,1\n2,1\n", 1, "note: 1 inputs occur with different y"),
        ("1,3\n2,3\n", 1, "note: y is 3 in every sample"),
        ("1,0\n2,1\n", 4, "note: more gates (4) than different inputs (2)"),
    ):
        (here / "odd.csv").write_text(text, encoding="utf-8")
        assert main(["gates", "odd.csv", "--gates", str(K)]) == 0
        seen = capsys.readouterr()
        assert words in seen.out
        assert seen.err == ""
        assert "certified" in fields(seen.out)["gap"]


def test_the_ridge_is_shown(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gates", "d.csv", "--gates", "2", "--ridge", "0.1"]) == 0
    shown = fields(capsys.readouterr().out)
    assert float(shown["objective"].split(",")[0]) > float(shown["loss"].split(",")[0])


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
    "text in the middle": (write("a,y\n1,2\nb,4\n"), "line 3, a: 'b'"),
    "a second header": (write("a,y\na,y\n1,2\n"), "line 2, a: 'a'"),
    "header with a number": (write("1,y\n1,2\n"), "a header holds names only"),
    "underscores": (write("1_0,2\n3,4\n"), "'1_0'"),
    "text": (write("a,site,y\n1,left,2\n"), "line 2, site: 'left' is no finite number. Code it as a number, or drop"),
    "missing under a header": (write("a,b,y\n1,NA,2\n"), "line 2, b: 'NA' is no finite number. Remove or impute it."),
    "semicolons": (write("1;2\n3;4\n"), "fields are separated by semicolons; separate them by commas"),
    "decimal commas": (write("a;y\n1,5;2\n3;4,5\n"), "fields are separated by semicolons"),
    "tabs": (write("1\t2\n3\t4\n"), "fields are separated by tabs"),
    "one column": (write("1\n2\n"), "at least two columns"),
    "one column and weights": (write("y,sample_weight\n1,2\n"), "at least two columns"),
    "two columns of weights": (write("x,sample_weight,sample_weight,y\n1,1,1,2\n"), "one column sample_weight at most"),
    "a negative weight": (write("x,sample_weight,y\n1,-1,2\n2,3,4\n"), "sample_weight must be nonnegative"),
    "no weight": (write("x,sample_weight,y\n1,0,2\n2,0,4\n"), "with a positive sum"),
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
    "gates no number": (good("--gates", "two"), "--gates"),
    "gates not given": (good(), "--gates"),
    "unknown family": (good(*K2, "--family", "halfspaces"), "did you mean 'halfspace'?"),
    "unknown method": (good(*K2, "--method", "guess"), "method must be one of"),
    "no data": (named(), "give a FILE or --data"),
    "two sources": (good(*K2, "--data", "sp"), "give a FILE or --data"),
    "no sites": (named("--data", "sp", "--pulse", "2", "4"), "--sites is missing"),
    "options of other data": (good(*K2, "--sites", "5"), "--sites goes with --data"),
    "gain for pulses": (named("--data", "sp", "--sites", "5", "--pulse", "1", "2", "--gain", "3"), "--gain goes with"),
    "a pulse too long": (named("--data", "sp", "--sites", "3", "--pulse", "2", "4"), "hi must lie in"),
    "offset": (good(*K2, "--offset"), "offset is for the family 'halfspace'; got family 'exclusive'. Leave it out."),
    "min points": (good(*K2, "--min-points", "6"), "min_points must be at most the number of samples, 5; got 6"),
    "ridge": (good(*K2, "--ridge", "-1"), "--ridge"),
    "seconds": (good(*K2, "--seconds", "0"), "--seconds must be finite and > 0"),
    "budget": (good(*K2, "--budget", "0"), "--budget"),
    "seed": (good(*K2, "--seed", "-1"), "--seed"),
    "no symmetry": (good(*K2, "--family", "equivariant"), "shift"),
    "plot as text": (good(*K2, "--plot", "p.txt"), "--plot must end in .png, .svg, .pdf"),
    "out is a folder": (lambda here: ["d.csv", *K2, "--out", str(here)], "it is a folder"),
    "out below a file": (good(*K2, "--out", "d.csv/o.json"), "cannot write to d.csv"),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_is_one_line_and_exit_2(kind: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make, words = BAD[kind]
    arguments = ["gates", *make(here)]
    before = sorted(here.iterdir())
    try:
        code: Any = main(arguments)
    except SystemExit as left:  # argparse
        code = left.code
    seen = capsys.readouterr()
    assert (code, seen.out) == (2, "")
    assert len(seen.err.splitlines()) == 1
    assert seen.err.startswith("gatelemma: ")
    assert words in seen.err
    assert sorted(here.iterdir()) == before


def test_nothing_is_computed_where_nothing_can_be_written(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("theory.gates.optimize", lambda *given, **more: pytest.fail("it was computed"))
    assert main(["gates", "d.csv", "--gates", "2", "--out", str(here)]) == 2


@POSIX
def test_ctrl_c_gives_the_best_so_far(here: Path) -> None:
    rng = np.random.default_rng(0)
    np.savez(here / "hard.npz", x=rng.normal(size=(200, 3)), y=rng.normal(size=200))
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "papers",
            "gates",
            "hard.npz",
            "--gates",
            "3",
            "--method",
            "branch and bound",
            "--out",
            "o.json",
        ],
        cwd=here,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "OPENBLAS_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stderr is not None
        first = process.stderr.readline()  # the first line of progress: the search is under way
        assert first.startswith("work ")
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130, err
    assert err.splitlines()[-1] == "gatelemma: interrupted; this is the best so far"
    shown = fields(out)
    loss, bound = (float(shown[name].split(",")[0].split(":")[0]) for name in ("loss", "bound"))
    assert 0 <= bound < loss
    assert "not certified" in shown["gap"]
    assert json.loads((here / "o.json").read_text(encoding="utf-8"))["interrupted"] is True


def test_rounding_of_a_fit_is_shown_as_zero(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "exact.csv"
    path.write_text("dose,one,y\n1,1,2\n2,1,4\n3,1,6\n4,1,-4\n5,1,-5\n6,1,-6\n", encoding="utf-8")
    assert main(["gates", str(path), "--gates", "2"]) == 0
    shown = [line.partition("adds ")[2] for line in capsys.readouterr().out.splitlines() if "adds " in line]
    assert sorted(shown) == ["+2 dose +0 one", "-1 dose +0 one"]
