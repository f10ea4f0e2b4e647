"""The pages of the theory: in the papers' order, with the gate families."""

import re
from collections.abc import Callable
from types import ModuleType

import pytest

from theory.gates.family import BUILT_IN


@pytest.fixture(scope="module")
def theory_pages(extension: Callable[[str], ModuleType]) -> ModuleType:
    return extension("theory_pages")


def test_derivations_stand_in_the_order_of_the_paper(theory_pages: ModuleType) -> None:
    found = [home.rpartition(".")[2] for home, _ in theory_pages.derivations("theory.gdln.flows")]
    assert found[:3] == ["general_flow", "exclusive_flow", "redundant_flow"]
    assert found != sorted(found)
    known = theory_pages.in_the_papers()
    for topic in theory_pages.topics():
        places = [known.index(d) if d in known else len(known) for d in theory_pages.derivations(topic)]
        assert places == sorted(places), topic


def test_every_derivation_of_the_theory_is_on_a_page(theory_pages: ModuleType) -> None:
    """Those that a claim checks at least, also from packages within a topic."""
    shown = {pair for topic in theory_pages.topics() for pair in theory_pages.derivations(topic)}
    ours = {pair for pair in theory_pages.in_the_papers() if pair[0].startswith(theory_pages.PACKAGES)}
    assert len(ours) > 20
    assert ours - shown == set()
    assert "theory.gates.gradient.population_halfspaces" in {home for home, _ in shown}


def test_what_a_step_assumes_stands_at_the_step(theory_pages: ModuleType) -> None:
    """Steps may assume opposite things, one case after the other: one list for all would contradict itself."""
    page = theory_pages.pages()["theory/gdln.flows.md"]()
    (start,) = [line for line in page.splitlines() if line.startswith("3. the closed form solves")]
    (end,) = [line for line in page.splitlines() if line.startswith("7. a mode with")]
    assert "*assumed:*" in start
    assert "*assumed:* $\\lambda > 0$" in start
    assert "*assumed:* $c = 0$" in end
    assert "> 0" not in end


def test_a_derivation_names_its_functions_and_the_claims_that_reach_it(theory_pages: ModuleType) -> None:
    pages = theory_pages.pages()
    flows = pages["theory/gdln.flows.md"]()
    assert "(theory-gdln-flows-general-flow-derivation)=" in flows
    assert "[ledger](../ledger/gated_deep_linear_networks.md): `eq-4`, `eq-7`, " in flows
    rates = pages["theory/emn.rates.md"]()  # the derivation of `transfer` has a file of its own
    assert "`transfer <theory.emn.transfer>`." in rates.partition("## Other functions")[0]
    assert "`transfer <theory.emn.transfer>`" not in rates.partition("## Other functions")[2]


def test_the_page_of_the_gates_has_the_families(theory_pages: ModuleType) -> None:
    table = theory_pages.families()
    assert table in theory_pages.pages()["theory/gates.md"]()
    assert re.findall(r"^\| `(\w+)`", table, flags=re.MULTILINE) == list(BUILT_IN)
    assert len({line.count("|") for line in table.splitlines()}) == 1
