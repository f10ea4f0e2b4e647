"""A test on derivations goes on where all are proved, and is undecided, with its evidence, where one is not."""

from dataclasses import replace

import pytest
import sympy as sp

from papers import Evidence, Outcome
from papers.ledger.derived import undecided
from theory import Derivation, Step

x = sp.Symbol("x")
SQUARE = Derivation("A square", (Step((x + 1) ** 2, x**2 + 2 * x + 1, "multiplied out"),))
REFUTED = replace(SQUARE, steps=(Step((x + 1) ** 2, x**2 + 1, "multiplied out"),))
SAMPLED = replace(SQUARE, steps=(Step(sp.Function("f")(x), sp.Symbol("y"), "not shown"),))


@pytest.mark.parametrize("derivations", [(), (SQUARE,), (SQUARE, SQUARE)])
def test_on_proved_derivations_the_test_goes_on(derivations: tuple[Derivation, ...]) -> None:
    assert undecided(*derivations) is None


@pytest.mark.parametrize("slip", [REFUTED, SAMPLED])
@pytest.mark.parametrize("proved", [(), (SQUARE,)])
def test_one_that_is_not_proved_leaves_the_statement_open(slip: Derivation, proved: tuple[Derivation, ...]) -> None:
    for derivations in ((*proved, slip), (slip, *proved)):
        found = undecided(*derivations)
        assert found is not None
        assert (found.passed, found.evidence, found.effective) == (None, Evidence.PROVED, 1)
        assert found.detail.endswith("derivation is undecided")


def test_it_keeps_the_evidence_and_the_instances_it_is_given() -> None:
    expected = Outcome(None, Evidence.CERTIFIED, 4, detail="the derivation is undecided")
    assert undecided(REFUTED, evidence=Evidence.CERTIFIED, effective=4) == expected
