"""Claims on the flow stand on theory's derivations: they need these proved, and refute what holds for few gates alone."""

import re
from dataclasses import replace

import pytest
import sympy as sp

import papers
from papers import Context, Evidence, Outcome
from papers.gated_deep_linear_networks.flows.derived_flow import agrees, limit_of
from papers.ledger.registry import find_claim, load_paper
from papers.ledger.sources import sources
from theory import Derivation, Step, gdln

PASSED = Outcome(True, Evidence.CERTIFIED, 4, detail="in rationals")
SLUG = "gated_deep_linear_networks"
GENERAL = ("eq-4", "eq-7", "eq-8-constant", "eq-20-constant", "eq-10-limit", "eq-10-limit-singular")
EXCLUSIVE = ("exclusive-block-diagonal", "eq-18", "eq-24", "eq-25")
REDUNDANT = ("eq-26", "eq-27", "redundant-difference", "eq-28", "eq-29")
NAMED = {
    **dict.fromkeys(GENERAL, "general_flow_derivation"),
    **dict.fromkeys(EXCLUSIVE, "exclusive_flow_derivation"),
    **dict.fromkeys(REDUNDANT, "redundant_flow_derivation"),
    "eq-13": "class_objective_derivation",
}
x = sp.Symbol("x")


def derivation(right: sp.Expr) -> Derivation:
    return Derivation(
        "Two powers", (Step(x * x, right, "multiplied out"), Step(sp.Limit(1 / x, x, sp.oo), 0 * x, "limit"))
    )


def test_what_agrees_with_a_proved_derivation_passes_with_one_instance_more() -> None:
    assert agrees(derivation(x**2), x**2, x * x, PASSED) == replace(PASSED, effective=5)
    assert agrees(derivation(x**2), [x**2, x], [x * x, x], PASSED).passed is True


def test_what_differs_is_refuted_in_words() -> None:
    found = agrees(derivation(x**2), [x**2, 2 * x], [x**2, x], PASSED)
    assert (found.passed, found.evidence) == (False, Evidence.CERTIFIED)
    assert found.counterexample == "any K: derived 2 x, the statement gives x"


def test_nothing_passes_on_a_derivation_that_does_not_hold() -> None:
    assert agrees(derivation(x**3), x**2, x**2, PASSED).passed is None


def test_the_limit_is_found_among_the_steps() -> None:
    assert limit_of(derivation(x**2)).rule == "limit"


@pytest.mark.parametrize("id", NAMED)
def test_a_claim_names_its_derivation(id: str) -> None:
    assert f"theory.gdln.{NAMED[id]}" in sources(find_claim(load_paper(SLUG)[0], id))


@pytest.mark.parametrize("id", NAMED)
def test_a_claim_is_undecided_where_its_derivation_fails(id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first step altered, as a slip in theory would: no claim on it may pass."""
    true = getattr(gdln, NAMED[id])()
    slip = replace(true, steps=(replace(true.steps[0], rhs=true.steps[0].rhs + x), *true.steps[1:]))
    monkeypatch.setattr(gdln, NAMED[id], lambda: slip)
    claim = find_claim(load_paper(SLUG)[0], id)
    says = claim.corrected.says if claim.corrected else claim.printed.says
    assert claim.test is not None
    assert claim.test(says, Context()).passed is None


@pytest.mark.parametrize("id", ["eq-4", "eq-7", "eq-10-limit", "eq-18"])
def test_what_holds_for_few_gates_alone_is_refuted_by_the_derivation(id: str) -> None:
    result = papers.verify(SLUG, claim=id).claim(id)
    assert re.match("any K[^:]*: derived ", result.refuted_variants["three gates at most"])
