"""`gatelemma gates` as a person runs it: results, files, interrupts."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from papers.cli import main
from papers.commands.gate_data import GateData
from papers.commands.gate_plot import _gates, coverage
from theory import GatedRegression
from theory.gates import optimize

ROOT = Path(__file__).resolve().parents[3]
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
Run = Callable[..., Any]


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
    (here / "one.csv").write_text("1,1\n2,2\n3,9\n", encoding="utf-8")
    (here / "same.csv").write_text("1,1\n1,2\n", encoding="utf-8")
    for name in ("one.csv", "same.csv", "d.csv"):
        assert main(["gates", name, "--gates", "3", "--family", "table", "--plot", "p.svg"]) == 0
        assert "<!-- gates that are on (black) -->" in (here / "p.svg").read_text(encoding="utf-8")


def test_samples_stand_in_the_order_of_their_gates() -> None:
    """Under their numbers, as far as these have room."""
    y = np.array([2.0, 4, -3, -4, 10])
    for copies, ticks in ((1, ["1", "2", "5", "3", "4"]), (7, None)):
        x, target = np.tile([[1.0], [2], [3], [4], [5]], (copies, 1)), np.tile(y, copies)
        left = _gates(GateData(x, target, None, "d", ("a",)), optimize(x, target, 2)).axes[0]
        assert left.images[0].get_array()[0].tolist() == [1] * 3 * copies + [0] * 2 * copies
        assert ticks is None or [label.get_text() for label in left.get_xticklabels()] == ticks
        assert (len(left.get_xticks()) == len(x)) == (ticks is not None)


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
    assert "weights    (K, n) = (1, 9); --out FILE holds them" in lines
    assert "data       wider.csv: 1 sample, target column 10, 9 inputs, column 1 to column 9" in lines


def test_the_weights_are_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "w.csv").write_text("a,sample_weight,y\n1,1,0\n2,3,1\n", encoding="utf-8")
    assert main(["gates", "w.csv", "--gates", "1"]) == 0
    assert fields(capsys.readouterr().out)["data"] == "w.csv: 2 samples, target y, inputs a, weights sample_weight"


def test_the_target_is_a_column_by_name(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same as with that column last."""
    (here / "last.csv").write_text("a,b,y\n1,1,0\n2,1,1\n3,2,5\n", encoding="utf-8")
    (here / "first.csv").write_text("y,a,b\n0,1,1\n1,2,1\n5,3,2\n", encoding="utf-8")
    found = []
    for arguments in (["last.csv"], ["first.csv", "--target", " y"]):
        assert main(["gates", *arguments, "--gates", "1", "--out", "o.json"]) == 0
        assert fields(capsys.readouterr().out)["data"].endswith(": 3 samples, target y, inputs a, b")
        found.append(json.loads((here / "o.json").read_text(encoding="utf-8")))
    assert [result["options"]["target"] for result in found] == [None, "y"]
    assert found[1]["target"] == "y"
    assert found[0]["weights"] == found[1]["weights"]


def test_half_spaces_are_told_by_their_directions(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As they are in the file; an offset stands alone."""
    (here / "d.csv").write_text("size,yield\n1,2\n2,4\n-3,3\n-4,4\n5,0\n6,0\n", encoding="utf-8")
    for more, form in (((), r"\S+ size"), (("--offset",), r"\S+ size \S+")):
        main(["gates", "d.csv", "--gates", "2", "--family", "halfspace", "--out", "o.json", *more])
        told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("gate ")]
        found = json.loads((here / "o.json").read_text(encoding="utf-8"))
        for line, direction in zip(told, found["directions"], strict=True):
            (where,) = re.findall(rf"of 6 samples(?: \([\d, ]+\))?, where ({form}) >= 0, adds ", line)
            values = [float(term) for term in where.split() if term != "size"]
            assert values == pytest.approx(direction, rel=1e-3)


def test_a_bound_of_nothing_is_called_trivial(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for method, words in (
        ("gradient", "0: trivial, none was proved"),
        ("exhaustive", ": no gates of this family go below, to rounding"),
    ):
        assert main(["gates", "d.csv", "--gates", "1", "--family", "halfspace", "--method", method]) == 0
        (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("bound ")]
        assert line.endswith(words)


def test_nlgp_and_what_it_warns_of(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = "gates --data nlgp --sites 4 --xi 9 1 --gain 3 --samples 12 --gates 2 --seed 3 --out o.json"
    assert main(arguments.split()) == 0
    out = capsys.readouterr().out
    assert out.startswith("note: ")  # xi = 9 on 4 sites is no covariance
    assert "12 draws of NLGP on 4 sites" in out
    assert len(json.loads((here / "o.json").read_text(encoding="utf-8"))["gates"]) == 12


def test_what_is_odd_is_said(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for text, K, words in (
        ("1,0\n1,1\n2,1\n", 1, "note: 1 input occurs with different values of column 2"),
        ("1,0\n1,1\n2,1\n2,0\n", 1, "note: 2 inputs occur with different values of column 2"),
        (
            "id,a,y\n0,1,1\n1,1,0\n",
            1,
            "note: column 'id' counts the samples and is an input; drop it if it is an index",
        ),
        ("1,3\n2,3\n", 1, "note: column 2 is 3 in every sample"),
        ("1,0\n2,1\n", 4, "note: more gates (4) than different inputs (2)"),
        ("weight,y\n1,0\n2,1\n", 1, "note: column 'weight' is an input; a column of weights is named sample_weight"),
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
            "branch-and-bound",
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
