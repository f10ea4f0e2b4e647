"""The processes that run claims: dying, surviving their parent, computing with its ground types."""

import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import papers

SCRIPT = """
import papers

print("once")
report = papers.verify(FOLDER, workers=2)
print({r.id: str(r.verdict) for r in report.papers[0].claims})
print(__file__, None if __spec__ is None else __spec__.name)
"""


@pytest.mark.parametrize(("how", "spec"), [(("script.py",), "None"), (("-m", "script"), "script")])
def test_a_script_without_a_main_guard(
    showcase: Path, verdicts: dict[str, str], python: Callable[..., Any], how: tuple[str, ...], spec: str
) -> None:
    script = showcase.parent / "script.py"
    script.write_text(SCRIPT.replace("FOLDER", repr(str(showcase))), encoding="utf-8")
    done = python(*how)
    assert done.stderr == ""
    first, found, names = done.stdout.splitlines()
    assert (first, found) == ("once", str(verdicts))
    assert names.split() == [str(script), spec]
    assert done.returncode == 0


DYING = """
def dies(says, context):
    os._exit(9)


def slow(says, context):
    time.sleep(0.3)
    return found(says, context)


PAPER = Paper(
    slug="dying",
    title="",
    citation="",
    claims=(
        Claim("first", "Eq. (1)", "", Statement("", (True, 1)), test=slow, wrong=WRONG, cost=3),
        Claim("model", "Eq. (2)", "", Statement("")),
        Claim("dies", "Eq. (3)", "", Statement("", (True, 1)), test=dies, wrong=WRONG, cost=2),
        Claim("last", "Eq. (4)", "", Statement("", (False, 1)), test=slow, wrong=WRONG, cost=1),
    ),
)
"""


def test_a_dead_worker_costs_its_own_claim_alone(write: Callable[[str, str], Path]) -> None:
    heard: list[str] = []
    report = papers.verify(write("dying", DYING), workers=2, progress=lambda slug, result: heard.append(result.id))
    found = {r.id: str(r.verdict) for r in report.papers[0].claims}
    assert found == {"first": "holds", "model": "definition", "dies": "error", "last": "refuted"}
    assert "its worker process died" in str(report.claim("dies").error)
    assert sorted(heard) == sorted(found)
    assert not report.ok


def test_a_paper_that_no_worker_survives(write: Callable[[str, str], Path]) -> None:
    source = """
    import multiprocessing

    if multiprocessing.parent_process() is not None:
        os._exit(9)

    PAPER = Paper(
        slug="p",
        title="",
        citation="",
        claims=(
            Claim("model", "Eq. (1)", "", Statement("")),
            Claim("eq-2", "Eq. (2)", "", Statement("", (True, 1)), test=found, wrong=WRONG),
        ),
    )
    """
    report = papers.verify(write("p", source), workers=2)
    assert [str(r.verdict) for r in report.papers[0].claims] == ["definition", "error"]


def test_a_result_that_cannot_leave_its_worker_is_an_error(write: Callable[[str, str], Path]) -> None:
    source = """
    def keeps(says, context):
        return Outcome(says, Evidence.PROVED, 1, data={"f": lambda: 0})

    PAPER = Paper(
        slug="p",
        title="",
        citation="",
        claims=(
            Claim("bad", "Eq. (1)", "", Statement("", True), test=keeps, wrong={"not": False}),
            Claim("good", "Eq. (2)", "", Statement("", (True, 1)), test=found, wrong=WRONG),
        ),
    )
    """
    report = papers.verify(write("p", source), workers=2)
    assert [str(r.verdict) for r in report.papers[0].claims] == ["error", "holds"]
    assert "pickle" in str(report.claim("bad").error)


GROUND = """
from sympy.external.gmpy import GROUND_TYPES


def types(says, context):
    return Outcome(says, Evidence.PROVED, 1, detail=str(GROUND_TYPES))


def claim(id):
    return Claim(id, "Eq. (1)", "", Statement("", True), test=types, wrong={"not": False})


PAPER = Paper("ground", "", "", (claim("a"), claim("b")))
"""


@pytest.mark.parametrize("first", ["papers", "sympy"])
@pytest.mark.parametrize("asked", [None, "flint"])
def test_workers_compute_with_the_ground_types_that_are_recorded(
    write: Callable[[str, str], Path], python: Callable[..., Any], first: str, asked: str | None
) -> None:
    """An installed python-flint changes SymPy's ground types; papers pins them where it is imported first."""
    if asked and importlib.util.find_spec("flint") is None:
        pytest.skip("python-flint is not installed")
    code = (
        f"import {first}, json, papers; r = papers.verify({str(write('ground', GROUND))!r}, workers=2);"
        "print(json.dumps([r.provenance['sympy_ground_types'], r.claim('a').detail, r.claim('b').detail]))"
    )
    done = python("-c", code, env={"SYMPY_GROUND_TYPES": asked})
    assert done.stderr == ""
    recorded, *used = json.loads(done.stdout)
    assert used == [recorded, recorded]
    if asked or first == "papers":
        assert recorded == (asked or "python")


LASTING = """
def lasts(says, context):
    (HERE / str(os.getpid())).touch()
    time.sleep(300)


def claim(id):
    return Claim(
        id=id,
        locator=f"Sec. 1, sentence {id}",
        statement="It lasts.",
        printed=Statement("x", (True, 1)),
        test=lasts,
        wrong=WRONG,
        oracle="none",
    )


PAPER = Paper(slug="lasting", title="Lasting", citation="Nobody", claims=(claim("a"), claim("b")))
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_workers_end_with_a_killed_parent(write: Callable[[str, str], Path]) -> None:
    folder = write("lasting", LASTING)
    process = subprocess.Popen(
        [sys.executable, "-m", "papers", "verify", str(folder)],
        env=os.environ | {"PYTHONPATH": str(Path(papers.__file__).resolve().parents[1])},
        stdout=subprocess.DEVNULL,
    )

    def workers() -> list[int]:
        return [int(place.name) for place in folder.iterdir() if place.name.isdigit()]

    def alive(pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return not Path("/proc").exists() or ") Z " not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")

    deadline = time.monotonic() + 60
    while len(workers()) < 2 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert all(map(alive, workers()))
    process.kill()
    process.wait(30)
    deadline = time.monotonic() + 10
    while any(map(alive, workers())) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert [pid for pid in workers() if alive(pid)] == []
    assert len(workers()) == min(2, os.cpu_count() or 1)
