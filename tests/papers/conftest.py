"""Small paper folders to run the ledger on, and the command in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from textwrap import dedent

import pytest

import papers
from papers.cli import main
from papers.ledger.report import Report

ROOT = Path(__file__).resolve().parents[2]
PLAIN = {"FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"}  # they would make rich take a pipe for a terminal

HEAD = """
import os
import time
from pathlib import Path

from papers import Claim, Evidence, Outcome, Paper, Statement

HERE = Path(__file__).parent


def found(says, context):
    '''`says` is (passed, effective), or the message of an exception.'''
    if isinstance(says, str):
        raise ArithmeticError(says)
    passed, effective = says
    return Outcome(passed, Evidence.CERTIFIED, effective, deviation=0.25, counterexample="n = 1", detail="by counting")


WRONG = {"a wrong variant": (False, 1)}
"""

SHOWCASE = r"""
DATA = {"points": [1.0, 2.0]}


def measured(says, context):
    return Outcome(says == 1, Evidence.SIMULATED, 5, 0.5, 0.125, "", f"ours is 1, not {says}", DATA, "one standard error")


def draw(data):
    from matplotlib.figure import Figure

    figure = Figure()
    figure.subplots().plot(data["points"])
    return figure


def claim(id, printed, corrected=None, **more):
    locator = f"Sec. 1, sentence {id}"
    says = {"printed": Statement(r"x_{1} \le " + id, printed)}
    if corrected:
        says["corrected"] = Statement(r"\frac{1}{2} x", corrected)
    given = {"test": found, "wrong": WRONG, "oracle": "counting", "assumptions": ("x > 0", "n & m")}
    return Claim(id=id, locator=locator, statement=f"The {id} one.", **says, **{**given, **more})


PAPER = Paper(
    slug="showcase",
    title="Show cases & 1 < 2",
    citation="A. Author, 50 % of \"it\" & 1 < 2, 2024.",
    claims=(
        Claim("defined", "Eq. (1)", "Says <script>alert('one & two')</script> nothing.", Statement("x < y & z")),
        claim("holds", (True, 3)),
        claim("corrected", (False, 2), (True, 4)),
        claim("refuted", (False, 2)),
        claim("measured", 2, test=measured, wrong={"three": 3}, measurement=True, plot=draw),
        claim("undecided", (None, 1)),
        claim("vacuous", (True, 0)),
        claim("raises", "division\nby <zero>"),
    ),
)
"""

VERDICTS = {
    "defined": "definition",
    "holds": "holds",
    "corrected": "corrected",
    "refuted": "refuted",
    "measured": "not reproduced",
    "undecided": "undecided",
    "vacuous": "vacuous",
    "raises": "error",
}

RANDOM = """
def mean_is(says, context):
    draws = context.rng("draws").normal(size=20)
    off = abs(float(draws.mean()) - says)
    data = {"draws": draws.tolist(), "threads": os.environ.get("OPENBLAS_NUM_THREADS")}
    return Outcome(off < 2, Evidence.SIMULATED, int((draws > 0).sum()), off, 0.1, f"mean {draws.mean()}", data=data)


def median_is(says, context):
    draws = context.rng("others").normal(size=21)
    off = abs(float(sorted(draws)[10]) - says)
    return Outcome(off < 2, Evidence.SIMULATED, int((draws > 0).sum()), off, 0.1, f"median {draws}")


PAPER = Paper(
    slug="random",
    title="Random draws",
    citation="",
    claims=(
        Claim("mean", "Eq. (1)", "Mean.", Statement("0", 0), test=mean_is, wrong={"nine": 9}, cost=1),
        Claim("model", "Eq. (2)", "Model.", Statement("x")),
        Claim("median", "Eq. (3)", "Median.", Statement("7", 7), test=median_is, wrong={"nine": 9}, cost=9),
    ),
)
"""

GOOD = """
PAPER = Paper(
    slug="good",
    title="Good",
    citation="",
    claims=(
        Claim("eq-1", "Eq. (1)", "One.", Statement("1", (True, 1)), test=found, wrong=WRONG),
        Claim("eq-2", "Eq. (2)", "Two.", Statement("2", (False, 1)), test=found, wrong=WRONG),
    ),
)
"""

Write = Callable[[str, str], Path]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """write(name, source) is a paper folder of that name; the source may use what HEAD defines."""

    def write_paper(name: str, source: str) -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").write_text(HEAD + dedent(source), encoding="utf-8")
        return folder

    return write_paper


@pytest.fixture
def showcase(write: Write) -> Path:
    """A paper with one claim of each verdict."""
    return write("showcase", SHOWCASE)


@pytest.fixture
def verdicts() -> dict[str, str]:
    """The verdicts of `showcase`, in its order."""
    return dict(VERDICTS)


@pytest.fixture
def report(showcase: Path) -> Report:
    """What a run of `showcase` found."""
    return papers.verify(showcase, workers=1)


@pytest.fixture
def random_paper(write: Write) -> Path:
    """A paper whose figures are random draws."""
    return write("random_paper", RANDOM)


@pytest.fixture
def good(write: Write) -> Path:
    """A paper with a claim that holds and one that is refuted, both accepted."""
    folder = write("good", GOOD)
    (folder / "expected.json").write_text('{\n  "eq-1": "holds",\n  "eq-2": "refuted"\n}\n', encoding="utf-8")
    return folder


@pytest.fixture
def pipe() -> Iterator[Callable[[str], str]]:
    """pipe(text) is the name of a file that can be read once, as a shell makes one for <(...)."""
    opened = []

    def piped(text: str) -> str:
        read, write = os.pipe()
        opened.append(read)
        os.write(write, text.encode())
        os.close(write)
        return f"/dev/fd/{read}"

    if not Path("/dev/fd").is_dir():
        pytest.skip("no /dev/fd here")
    yield piped
    for read in opened:
        os.close(read)


@pytest.fixture
def python(tmp_path: Path) -> Run:
    """python(*arguments, path=(), env={}) in a process of its own, with this checkout's packages on its path."""

    def run(*arguments: str | Path, path: tuple[Path, ...] = (), env: dict[str, str | None] | None = None, cwd=None):
        kept = {name: value for name, value in os.environ.items() if name not in PLAIN}
        kept |= {
            "PYTHONPATH": os.pathsep.join(map(str, (*path, ROOT))),
            "PYTHONWARNINGS": os.environ.get("PYTHONWARNINGS", "error"),
        }
        kept |= {name: value for name, value in (env or {}).items() if value is not None}
        for name in (name for name, value in (env or {}).items() if value is None):
            kept.pop(name, None)
        command = [sys.executable, *map(str, arguments)]
        return subprocess.run(
            command,
            cwd=cwd or tmp_path,
            env=kept,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


@pytest.fixture
def command(python: Run) -> Run:
    """command("verify", ...) is `python -m papers verify ...` in a process of its own."""
    return lambda *arguments, **more: python("-m", "papers", *arguments, **more)


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[[Sequence[str]], str]:
    """refused(arguments) is the line on stderr, the only one, with which the command ends here with status 2."""

    def refused(arguments: Sequence[str]) -> str:
        try:
            status: object = main(arguments)
        except SystemExit as ended:  # argparse
            status = ended.code
        out, err = capsys.readouterr()
        assert (status, out) == (2, "")
        (line,) = err.splitlines()
        assert line.startswith("gatelemma: ")
        return line

    return refused
