"""`papers.verify` from Python: one claim or all, one process or several, the same numbers."""

import importlib.util
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

import papers
from papers.ledger.claim import Result
from papers.ledger.registry import known_papers


def numbers(result: Result) -> dict[str, Any]:
    """Everything but the seconds and what the processes differ in."""
    kept = asdict(result)
    del kept["seconds"]
    kept["data"].pop("threads", None)
    return kept


def test_one_claim_alone() -> None:
    report = papers.verify("gated_deep_linear_networks", claim="eq-2")
    assert [(p.slug, [r.id for r in p.claims]) for p in report.papers] == [("gated_deep_linear_networks", ["eq-2"])]
    assert report.claim("eq-2").verdict == "holds"


def test_one_claim_in_whichever_paper_has_it() -> None:
    report = papers.verify(claim="subnetworks")
    assert [p.slug for p in report.papers] == ["ensemble_mask_networks"]
    assert report.claim("subnetworks").verdict == "corrected"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            {"paper": "gated_deep_linear_network"},
            "'gated_deep_linear_network' .* did you mean gated_deep_linear_networks",
        ),
        ({"paper": "xyzzy"}, "'xyzzy' .* known: ensemble_mask_networks, gated_deep_linear_networks"),
        ({"paper": "gated_deep_linear_networks", "claim": "eq-10-limt"}, "'eq-10-limt' .* did you mean eq-10-limit"),
        ({"claim": "subnetwork"}, "'subnetwork' .* did you mean subnetworks"),
        ({"paper": []}, "paper must name at least one"),
        ({"seed": -1}, "seed must be an integer >= 0; got -1"),
        ({"seed": 1.5}, "seed must be an integer >= 0; got 1.5"),
        ({"workers": 0}, "workers must be an integer >= 1.*got 0"),
        ({"workers": -2}, "workers must be an integer >= 1.*got -2"),
        ({"workers": "two"}, "workers must be an integer >= 1.*got 'two'"),
    ],
)
def test_what_cannot_be_run_is_refused_by_name(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words) as refused:
        papers.verify(**arguments)
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize("given", [str, Path, lambda p: f"./{p.name}", lambda p: f"../{p.parent.name}/{p.name}"])
def test_a_folder(good: Path, given: Callable[[Path], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(good.parent)
    report = papers.verify(given(good), workers=1)
    assert [(r.id, str(r.verdict)) for r in report.papers[0].claims] == [("eq-1", "holds"), ("eq-2", "refuted")]
    assert report.ok


def test_several_papers_in_the_order_given_and_none_twice(good: Path, random_paper: Path) -> None:
    report = papers.verify([str(random_paper), str(good), random_paper], workers=2)
    found = [(p.slug, [r.id for r in p.claims]) for p in report.papers]
    assert found == [("random", ["mean", "model", "median"]), ("good", ["eq-1", "eq-2"])]


def test_numbers_do_not_depend_on_the_workers(random_paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.delenv(name, raising=False)
    before = dict(os.environ)
    one, two = (papers.verify(random_paper, workers=workers, seed=3) for workers in (1, 2))
    alone = [papers.verify(random_paper, claim=id, seed=3).claim(id) for id in ("mean", "model", "median")]
    expected = [numbers(r) for r in one.papers[0].claims]
    assert [r["verdict"] for r in expected] == ["holds", "definition", "refuted"]
    assert expected[0]["deviation"] > 0
    assert expected[0]["effective"] > 0
    assert len(expected[0]["data"]["draws"]) == 20
    assert [numbers(r) for r in two.papers[0].claims] == expected
    assert [numbers(r) for r in alone] == expected
    assert two.claim("mean").data["threads"] == "1"  # each worker computes with one thread
    assert dict(os.environ) == before


def test_numbers_depend_on_the_seed(random_paper: Path) -> None:
    first, again, other = (papers.verify(random_paper, claim="mean", seed=seed) for seed in (3, 3, 4))
    assert numbers(first.claim("mean")) == numbers(again.claim("mean"))
    assert numbers(first.claim("mean")) != numbers(other.claim("mean"))
    assert (first.provenance["seed"], other.provenance["seed"]) == (3, 4)


@pytest.mark.parametrize("workers", [1, 2])
def test_progress_hears_of_each_claim_once(random_paper: Path, workers: int) -> None:
    heard: list[tuple[str, str]] = []
    papers.verify(random_paper, workers=workers, progress=lambda slug, result: heard.append((slug, result.id)))
    assert sorted(heard) == [("random", "mean"), ("random", "median"), ("random", "model")]


def test_full_reaches_the_claims(write: Callable[[str, str], Path]) -> None:
    source = """
    def is_full(says, context):
        return Outcome(context.full is says, Evidence.PROVED, 1, counterexample=f"full is {context.full}")

    PAPER = Paper("p", "P", "", (Claim("a", "Eq. (1)", "", Statement("", True), test=is_full, wrong={"b": 3}),))
    """
    folder = write("p", source)
    assert papers.verify(folder, full=True).claim("a").verdict == "holds"
    assert papers.verify(folder).claim("a").verdict == "refuted"


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


def test_an_edit_of_a_folder_is_seen(write: Callable[[str, str], Path]) -> None:
    source = """
    from .claims import SAYS
    PAPER = Paper("p", "P", "", (Claim("a", "Eq. (1)", "", Statement("", (SAYS, 1)), test=found, wrong=WRONG),))
    """
    folder = write("p", source)
    claims = folder / "claims.py"
    claims.write_text("SAYS = True\n", encoding="utf-8")
    assert papers.verify(folder).claim("a").verdict == "holds"
    claims.write_text("SAYS = None  # edited\n", encoding="utf-8")
    later = claims.stat().st_mtime_ns + 10**9
    os.utime(claims, ns=(later, later))
    assert papers.verify(folder).claim("a").verdict == "undecided"


INSTALLED = """
from papers import Claim, Evidence, Outcome, Paper, Statement

PAPER = Paper("third", "Third", "", (Claim("third-model", "Eq. (1)", "", Statement("x")),))
"""


def install(site: Path, source: str) -> None:
    """What another distribution leaves behind: a module and an entry point."""
    (site / "third_paper.py").write_text(source, encoding="utf-8")
    info = site / "third-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: third\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[gatelemma.papers]\nthird = third_paper:PAPER\n", encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "third_paper", raising=False)
    return tmp_path


def test_a_paper_of_another_distribution(site: Path) -> None:
    install(site, INSTALLED)
    assert known_papers() == ("ensemble_mask_networks", "gated_deep_linear_networks", "third")
    assert papers.verify("third").claim("third-model").verdict == "definition"
    assert papers.verify(claim="third-model").papers[0].slug == "third"


@pytest.mark.parametrize(
    "source", ["PAPER = (", "import no_such_module", "raise KeyError('x')", "1 / 0", "exit(0)", "PAPER = 1"]
)
def test_a_broken_paper_of_another_distribution(site: Path, source: str) -> None:
    install(site, source)
    with pytest.raises(ValueError, match=r"^paper third: ") as refused:
        papers.verify("third")
    assert len(str(refused.value).splitlines()) == 1


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


def test_provenance(good: Path) -> None:
    made = papers.verify(good, claim="eq-1").provenance
    assert made["versions"]["python"] == ".".join(map(str, sys.version_info[:3]))
    assert all(re.match(r"\d+\.\d", version) for version in made["versions"].values() if version is not None)
    assert made["versions"]["sympy"] == sys.modules["sympy"].__version__
    assert made["commit"] is None or re.fullmatch(r"[0-9a-f]{40}", made["commit"])
    assert (made["full"], made["sympy_ground_types"]) == (False, os.environ["SYMPY_GROUND_TYPES"])


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
