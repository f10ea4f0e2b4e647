"""`papers.verify` from Python: one claim or all, one process or several, the same numbers."""

import os
import re
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

import papers
from papers.ledger.result import Result


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


def test_provenance(good: Path) -> None:
    made = papers.verify(good, claim="eq-1").provenance
    assert made["versions"]["python"] == ".".join(map(str, sys.version_info[:3]))
    assert all(re.match(r"\d+\.\d", version) for version in made["versions"].values() if version is not None)
    assert made["versions"]["sympy"] == sys.modules["sympy"].__version__
    assert made["commit"] is None or re.fullmatch(r"[0-9a-f]{40}", made["commit"])
    assert (made["full"], made["sympy_ground_types"]) == (False, os.environ["SYMPY_GROUND_TYPES"])
