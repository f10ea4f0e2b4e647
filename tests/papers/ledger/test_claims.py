"""The claims of both built-in papers: their verdicts, and that each can be refuted."""

import importlib.util
import json
import os
import re
from collections.abc import Callable
from typing import Any

import pytest

import papers
from papers.ledger.claim import Claim, Origin
from papers.ledger.expected import read_expected
from papers.ledger.registry import BUILT_IN, load_paper
from papers.ledger.verdict import FAILURES

LOCATOR = re.compile(
    r"""(Eq\.\ \(\d+[a-z]?\)        # Eq. (8)
      | Table\ \d+                  # Table 1, n = 20
      | Fig\.\ \d+(\ \([\d,\ ]*\))? # Fig. 4 (1)
      | Sec\.\ \d+(\.\d+)*          # Sec. 2.1
      | p\.\ \d+(?=,)               # p. 5, sentence
      )(,\ \w[\w\ =.()]*)*""",
    re.VERBOSE,
)
QUICK = 2.0  # seconds; `gatelemma verify` runs the claims that cost more

ALL = [(slug, claim) for slug in BUILT_IN for claim in load_paper(slug)[0].claims]
NAMES = [f"{slug}-{claim.id}" for slug, claim in ALL]
SHORT = [(slug, claim.id) for slug, claim in ALL if claim.cost <= QUICK]


@pytest.mark.parametrize(("slug", "id"), SHORT, ids=["-".join(job) for job in SHORT])
def test_verdict(slug: str, id: str) -> None:
    result = papers.verify(slug, claim=id).claim(id)
    assert result.verdict not in FAILURES, result.error or result.detail
    expected = read_expected(load_paper(slug)[1])
    if expected:
        assert result.verdict == expected.get(id)
    if result.verdict != "definition":
        assert result.effective > 0
        assert result.evidence is not None


@pytest.mark.parametrize(("slug", "claim"), ALL, ids=NAMES)
def test_a_claim_says_where_it_stands_and_what_decides(slug: str, claim: Claim) -> None:
    assert LOCATOR.fullmatch(claim.locator), claim.locator
    assert claim.statement.endswith(".")
    assert claim.printed.latex
    if claim.test is None:
        assert (claim.oracle, claim.wrong, claim.corrected) == ("", {}, None)
    else:
        assert claim.oracle
        assert len(claim.wrong) >= 1


def test_no_claim_of_ours_points_to_a_sentence() -> None:
    """The paper has none that says it; the locator has the topic, after "remark"."""
    assert [claim.id for _, claim in ALL if claim.origin is Origin.OWN and "sentence" in claim.locator] == []
    assert [claim.id for _, claim in ALL if claim.origin is Origin.PRINTED and "remark" in claim.locator] == []


@pytest.mark.parametrize(
    "locator", ["Eq. (8)", "Table 1, n = 20", "Table 1, n = 20, control", "Fig. 4 (1)", "Fig. 4 ()", "Sec. 2.1"]
)
def test_locators_of_the_design(locator: str) -> None:
    assert LOCATOR.fullmatch(locator)
    assert LOCATOR.fullmatch(f"{locator}, sentence")
    assert LOCATOR.fullmatch("p. 5, sentence")
    assert LOCATOR.fullmatch(f"{locator}, remark")


@pytest.mark.parametrize(
    "locator", ["eq. (8)", "Eq. 8", "Eq (8)", "(8)", "Fig 4", "Sec. 2.", "p. 5", "Table", "Eq. (8),"]
)
def test_other_locators_are_noticed(locator: str) -> None:
    assert not LOCATOR.fullmatch(locator)


@pytest.mark.parametrize(("slug", "claim"), ALL, ids=NAMES)
def test_its_latex_is_balanced(slug: str, claim: Claim) -> None:
    for statement in (claim.printed, claim.corrected):
        latex = re.sub(r"\\[\\{}]", "", statement.latex if statement else "")
        depth = 0
        for brace in re.findall(r"[{}]", latex):
            depth += 1 if brace == "{" else -1
            assert depth >= 0
        assert depth == 0
        assert latex.count(r"\left") == latex.count(r"\right")
        assert re.findall(r"\\begin\{(\w+)\}", latex) == re.findall(r"\\end\{(\w+)\}", latex)[::-1]


@pytest.mark.parametrize("slug", BUILT_IN)
def test_every_accepted_verdict_is_of_a_claim(slug: str) -> None:
    paper, folder = load_paper(slug)
    accepted = read_expected(folder)
    if not accepted:
        pytest.skip(f"nothing was accepted for {slug} yet")
    assert list(accepted) == [claim.id for claim in paper.claims]


RUN = """
import json, sys
from sympy.external.gmpy import GROUND_TYPES
from papers.ledger.run import run_one

results = [run_one("gated_deep_linear_networks", id, False, 0, None) for id in sys.argv[1:]]
print(json.dumps([GROUND_TYPES, [[r.id, r.verdict, r.effective, r.deviation, r.error] for r in results]]))
"""


def test_verdicts_do_not_depend_on_the_ground_types(python: Callable[..., Any]) -> None:
    """SymPy computes with Python's integers by default here, with python-flint where it is asked to."""
    if importlib.util.find_spec("flint") is None:
        pytest.skip("python-flint is not installed")
    claims = load_paper("gated_deep_linear_networks")[0].claims
    ids = [c.id for c in claims if c.id.startswith("eq-") and c.test and c.cost <= 1]
    assert len(ids) > 20
    found = {}
    for types in ("python", "flint"):
        done = python("-c", RUN, *ids, env={"SYMPY_GROUND_TYPES": types})
        assert (done.stderr, done.returncode) == ("", 0)
        used, found[types] = json.loads(done.stdout)
        assert used == types
        assert [r[0] for r in found[types] if r[4]] == []
    assert found["python"] == found["flint"]
    assert os.environ["SYMPY_GROUND_TYPES"] in found
