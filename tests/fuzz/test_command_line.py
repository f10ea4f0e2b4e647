"""Spoilt command lines: an answer, or one line on stderr with exit status 2; never a traceback."""

import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papers.cli import main
from sims.store import Record, Store
from sims.sweep import read_spec

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = 40 if settings.default.max_examples < 500 else 400
STATUS = (0, 1, 2, 130)

PAPER = """
from papers import Claim, Evidence, Outcome, Paper, Statement


def found(says, context):
    return Outcome(says, Evidence.CERTIFIED, 1)


PAPER = Paper("small", "Small", "", (Claim("one", "Eq. (1)", "One.", Statement("1", True), test=found, wrong={"no": False}),))
"""
SPEC = 'experiment = "fuzzed_line:measure"\nseeds = 2\n[grid]\nn = [1, 2]\na = [0.5]\n'
TEX = "\\begin{equation}\n(x + 1)^2 = x^2 + 2 x + 1\n\\end{equation}\n"
CSV = "a,b,y\n1,1,0\n2,1,1\n3,1,1\n4,1,0\n5,1,0.5\n"

GOOD = (
    "gates d.csv --gates 2 --family exclusive --method exhaustive --ridge 0.1 --min-points 1 --seed 0 --out o.json",
    "gates d.csv --gates 1 --family halfspace --budget 10 --seconds 5",
    "gates --data sp --sites 4 --pulse 1 2 --gates 2",
    "gates --data nlgp --sites 3 --xi 0.5 1.0 --gain 1.0 --samples 6 --gates 1 --budget 5",
    "verify small --claim one --seed 0 --workers 1 --json r.json",
    "verify small --explain --latex tex",
    "verify small --report page",
    "sweep run spec.toml --store s.sqlite --workers 1",
    "sweep run spec.toml --store s.sqlite --retry",
    "sweep status spec.toml --store s.sqlite",
    "sweep export spec.toml --store s.sqlite --out e.csv",
    "sweep show spec.toml --store s.sqlite --x n --y seed --value v --at a=0.5 --out h.svg",
    "new-paper my_paper",
    "new-paper my_paper --from paper.tex",
    "cite one --paper small",
    "completion bash",
)
WORDS = (
    *(
        "",
        " ",
        "-",
        "--",
        "-1",
        "0",
        "1",
        "2.5",
        "nan",
        "inf",
        "-inf",
        "1e308",
        "5e-324",
        "1_0",
        "١",
        "10" * 200,
        "0x10",
    ),
    *(
        "None",
        "True",
        "[]",
        "{}",
        "a b",
        "a\nb",
        "a\tb",
        "a\0b",
        "\udcff",
        "é",
        "名",
        "%s %d {0}",
        "[bold]x[/bold]",
        "a" * 5000,
    ),
    *(
        "folder",
        "missing",
        "missing/deeper",
        "d.csv/deeper",
        "d.csv",
        "spec.toml",
        "s.sqlite",
        "paper.tex",
        "r.json",
        ".",
    ),
    *(
        "..",
        "/dev/null",
        "~",
        "*",
        "$(touch pwned)",
        "`touch pwned`",
        "; touch pwned",
        "__import__('os')",
        "loop",
        "x.png",
    ),
    *(
        "exclusive",
        "table",
        "equivariant",
        "auto",
        "branch and bound",
        "one",
        "n",
        "seed",
        "a=0.5",
        "a=",
        "=",
        "--gates",
    ),
    *("--help", "--claim", "--out", "--nonsense", "--store", "--paper", "verify", "small", "1000000000", "-1000000000"),
)


@pytest.fixture(scope="module", autouse=True)
def here(tmp_path_factory: pytest.TempPathFactory):
    """A folder with one good file of each kind; every command runs in it."""
    folder, before, path = tmp_path_factory.mktemp("here"), Path.cwd(), list(sys.path)
    os.chdir(folder)
    (folder / "folder").mkdir()
    (folder / "small").mkdir()
    (folder / "small" / "__init__.py").write_text(PAPER, encoding="utf-8")
    (folder / "fuzzed_line.py").write_text("def measure(rng, *, n, a):\n    return {'v': n * a}\n", encoding="utf-8")
    (folder / "spec.toml").write_text(SPEC, encoding="utf-8")
    (folder / "paper.tex").write_text(TEX, encoding="utf-8")
    (folder / "d.csv").write_text(CSV, encoding="utf-8")
    (folder / "loop").symlink_to("loop")
    spec = read_spec("spec.toml")
    with Store("s.sqlite", create=True) as store:
        for cell in spec.cells():
            store.put(Record(cell.key, spec.experiment, cell.parameters, cell.seed, "done", scalars={"v": 1.0}))
    yield folder
    os.chdir(before)
    sys.path[:] = path  # a sweep's folder is on it


def call(argv: list[str]) -> tuple[int, str, str]:
    """The command in this process: exit status, standard output and error."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            status = main(argv)
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 1
    return status, out.getvalue(), err.getvalue()


def wrong(status: int, out: str, err: str) -> str | None:
    """What is wrong with how a command ended; None where nothing is."""
    lines = err.splitlines()
    if status not in STATUS:
        return f"exit status {status}"
    if "Traceback" in out + err:
        return "a traceback"
    if not all(line.startswith("gatelemma: ") for line in lines):
        return f"on stderr: {err!r}"
    if status == 2 and (len(lines) != 1 or len(lines[0]) > 7000):
        return f"not one line: {err!r}"
    return None


def tidy() -> None:
    """What a command wrote, so that the next one can write it."""
    for made in ("my_paper", "my_paper.partial"):
        subprocess.run(["rm", "-rf", made], check=True)


@pytest.mark.parametrize("line", GOOD)
def test_good_lines(line: str):
    """What is spoilt below is good."""
    tidy()
    status, out, err = call(line.split())
    assert wrong(status, out, err) is None
    assert (status, err) in ((0, ""), (1, "")), err  # 1: no verdict was accepted yet


@given(data=st.data())
@settings(max_examples=EXAMPLES)
def test_one_spoilt_word(data: st.DataObject, here: Path):
    """A word replaced, added, doubled or left out."""
    tidy()
    argv = data.draw(st.sampled_from(GOOD)).split()
    at, word = data.draw(st.integers(0, len(argv) - 1)), data.draw(st.sampled_from(WORDS))
    how = data.draw(st.sampled_from(("replaced", "replaced", "added", "doubled", "left out")))
    new = {"replaced": [word], "added": [argv[at], word], "doubled": [argv[at], argv[at]], "left out": []}[how]
    argv[at : at + 1] = new
    if argv[:1] == ["verify"] and not {"small", "one"} & set(argv):
        return  # it would run all claims of all papers
    assert wrong(*call(argv)) is None, argv
    assert not (here / "pwned").exists()
    if ("--out", "d.csv") in pairwise(argv):  # as it was told to
        (here / "d.csv").write_text(CSV, encoding="utf-8")
    assert (here / "d.csv").read_text(encoding="utf-8") == CSV  # what was read is as it was


@given(
    words=st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=6),
    first=st.sampled_from(("gates", "sweep", "cite", "")),
)
@settings(max_examples=EXAMPLES)
def test_no_line_at_all(words: list[str], first: str):
    """Nothing but spoilt words."""
    assert wrong(*call([first, *words])) is None


@pytest.mark.parametrize(
    "argv", [["gates", "missing.csv", "--gates", "2"], ["sweep", "status", "d.csv"], ["cite", "\udcff"]]
)
def test_in_a_process_of_its_own(argv: list[str], here: Path):
    """The same from a shell, where stdout and stderr are pipes."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    done = subprocess.run(
        [sys.executable, "-m", "papers", *argv],
        cwd=here,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2
    assert wrong(done.returncode, done.stdout, done.stderr) is None
