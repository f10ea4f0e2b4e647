"""How far a stated entry is off, where the derived one is 0 and where it is not."""

import pytest
import sympy as sp

from papers import Evidence
from papers.gated_deep_linear_networks.flows.refuted_entry import refuted_entry


@pytest.mark.parametrize(
    ("derived", "stated", "deviation", "kind"),
    [(-4, -5, 0.25, "relative"), (sp.Rational(1, 3), 0, 1.0, "relative"), (0, -sp.Rational(1, 2), 0.5, "absolute")],
)
def test_an_entry_is_off_by_its_relative_error_where_it_has_one(
    derived: sp.Expr, stated: sp.Expr, deviation: float, kind: str
) -> None:
    outcome = refuted_entry(derived, stated, 7, "what differs")
    assert (outcome.passed, outcome.evidence, outcome.effective) == (False, Evidence.PROVED, 7)
    assert outcome.deviation == pytest.approx(deviation)
    assert outcome.counterexample == "what differs"
    assert outcome.level.startswith(f"{kind} error of an entry")
