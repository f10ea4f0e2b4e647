"""A reader finds the code behind a claim: files that exist, derivations that can be called by the names given."""

import re
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from papers import Claim, Evidence, Outcome, Statement
from papers.ledger.registry import BUILT_IN, find_claim, load_paper
from papers.ledger.sources import sources
from theory import Derivation

ROOT = Path(__file__).resolve().parents[3]


class Passes:
    """A test that is an object."""

    def __call__(self, says: object, context: object) -> Outcome:
        return Outcome(True, Evidence.PROVED, 1)


def is_defined_there(place: str) -> bool:
    """Whether `path.py:LINE name` is a line that defines the name."""
    found = re.fullmatch(r"(.+\.py):(\d+) ([\w.]+)", place)
    assert found, place
    text = (ROOT / found[1]).read_text(encoding="utf-8").splitlines()[int(found[2]) - 1]
    return re.match(rf"\s*(def|class) {found[3].rpartition('.')[2]}\b", text) is not None


@pytest.mark.parametrize("slug", BUILT_IN)
def test_every_file_exists_and_every_name_is_a_derivation(slug: str) -> None:
    claims = load_paper(slug)[0].claims
    places = {found[0] for claim in claims if (found := sources(claim))}
    assert len({place.partition(":")[0] for place in places}) > 30
    wrong = [place for place in places if not is_defined_there(place)]
    assert wrong == []
    names = {name for claim in claims for name in sources(claim)[1:]}
    assert len(names) > 5
    for name in names:
        module, _, function = name.rpartition(".")
        assert isinstance(getattr(import_module(module), function)(), Derivation)


def test_a_definition_has_none() -> None:
    assert sources(Claim("eq-1", "Eq. (1)", "The model.", Statement("x"))) == ()


def test_public_names_stand_before_those_of_modules() -> None:
    claim = find_claim(load_paper("gated_deep_linear_networks")[0], "eq-9")
    test, derivation = sources(claim)
    assert re.fullmatch(r"papers/gated_deep_linear_networks/flows/general_solution\.py:\d+ weights_solve", test)
    assert derivation == "theory.gdln.general_flow_derivation"


def test_the_test_of_a_claim_may_be_partial() -> None:
    def passes(factor: int, says: object, context: object) -> Outcome:
        return Outcome(bool(factor), Evidence.PROVED, 1)

    claim = Claim("eq-1", "Eq. (1)", "", Statement("x"), partial(passes, 1), wrong={"none": None})
    assert sources(claim)[0].endswith(f"test_sources.py:{passes.__code__.co_firstlineno} passes")


def test_the_line_is_the_one_of_the_name_below_decorators() -> None:
    def same(function: Any) -> Any:
        return function

    @same
    @same
    def passes(says: object, context: object) -> Outcome:
        return Outcome(True, Evidence.PROVED, 1)

    place = sources(Claim("eq-1", "Eq. (1)", "", Statement("x"), passes, wrong={"none": None}))[0]
    assert place.endswith(f":{passes.__code__.co_firstlineno + 2} passes")


def test_an_object_that_can_be_called_is_found_by_its_class() -> None:
    claim = Claim("eq-1", "Eq. (1)", "", Statement("x"), Passes(), wrong={"none": None})
    assert re.search(r"test_sources\.py:\d+ Passes$", sources(claim)[0])


def test_what_was_typed_into_python_has_no_line() -> None:
    space: dict[str, Any] = {"__name__": "typed"}
    exec("def passes(says, context): return None", space)
    claim = Claim("eq-1", "Eq. (1)", "", Statement("x"), space["passes"], wrong={"none": None})
    assert sources(claim)[0] == "typed.py passes"
