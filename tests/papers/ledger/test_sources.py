"""A reader finds the code behind a claim: files that exist, derivations that can be called by the names given."""

from functools import partial
from importlib import import_module
from pathlib import Path

import pytest

from papers import Claim, Evidence, Outcome, Statement
from papers.ledger.registry import BUILT_IN, find_claim, load_paper
from papers.ledger.sources import sources
from theory import Derivation

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("slug", BUILT_IN)
def test_every_file_exists_and_every_name_is_a_derivation(slug: str) -> None:
    claims = load_paper(slug)[0].claims
    files = {found[0] for claim in claims if (found := sources(claim))}
    assert [file for file in files if not (ROOT / file).is_file()] == []
    assert len(files) > 30
    names = {name for claim in claims for name in sources(claim)[1:]}
    assert len(names) > 5
    for name in names:
        module, _, function = name.rpartition(".")
        assert isinstance(getattr(import_module(module), function)(), Derivation)


def test_a_definition_has_none() -> None:
    assert sources(Claim("eq-1", "Eq. (1)", "The model.", Statement("x"))) == ()


def test_public_names_stand_before_those_of_modules() -> None:
    claim = find_claim(load_paper("gated_deep_linear_networks")[0], "eq-9")
    assert sources(claim) == (
        "papers/gated_deep_linear_networks/flows/general_solution.py",
        "theory.gdln.general_flow_derivation",
    )


def test_the_test_of_a_claim_may_be_partial() -> None:
    def passes(factor: int, says: object, context: object) -> Outcome:
        return Outcome(bool(factor), Evidence.PROVED, 1)

    claim = Claim("eq-1", "Eq. (1)", "", Statement("x"), partial(passes, 1), wrong={"none": None})
    assert sources(claim)[0].endswith("test_sources.py")
