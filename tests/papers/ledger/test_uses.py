"""What a test uses is found in its code."""

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy as sp

from papers import Claim, Evidence, Outcome, Statement
from papers.ledger.registry import BUILT_IN, load_paper
from papers.ledger.uses import checked_derivations, uses
from theory import emn, gdln


def passes(says: Any, context: Any) -> Outcome:
    return Outcome(True, Evidence.PROVED, 1)


def by_numpy(says: Any, context: Any) -> Outcome:
    return Outcome(bool(np.all(says)), Evidence.PROVED, 1)


def inside(says: Any, context: Any) -> Outcome:
    import networkx as nx

    return Outcome(bool(nx.Graph()), Evidence.PROVED, 1)


def nested(says: Any, context: Any) -> Outcome:
    return Outcome(all((lambda v: sp.Integer(v) == v)(v) for v in (1, 2)), Evidence.PROVED, 1)


def derives(says: Any, context: Any) -> Outcome:
    return Outcome(gdln.general_flow_derivation().proved, Evidence.PROVED, 1)


def architecture(says: Any, context: Any) -> Outcome:
    return Outcome(emn.Architecture(3).n == 3, Evidence.PROVED, 1)


def claim(test: Any, says: Any = None, **more: Any) -> Claim:
    return Claim("a", "Eq. (1)", "A.", Statement("x", says), test=test, wrong={"w": 1}, **more)


@pytest.mark.parametrize(
    ("given", "packages"),
    [
        (claim(passes), set()),
        (claim(by_numpy), {"numpy"}),
        (claim(partial(by_numpy)), {"numpy"}),
        (claim(nested), {"sympy"}),
        (claim(inside), {"networkx"}),
        (claim(passes, lambda: sp.Integer(1)), {"sympy"}),
        (claim(passes, corrected=Statement("y", lambda: np.ones(1))), {"numpy"}),
        (claim(passes, {"deep": [lambda: np.ones(1)]}), {"numpy"}),
        (claim(partial(passes, extra=lambda: sp.Integer(1))), {"sympy"}),
    ],
)
def test_packages(given: Claim, packages: set[str]) -> None:
    assert uses(given).modules & {"numpy", "sympy", "scipy", "networkx"} == packages


def test_modules_and_derivations() -> None:
    found = uses(claim(derives))
    assert [f.__qualname__ for f in found.derivations] == ["derivation"]
    assert found.derivations[0]().holds
    assert "theory.gdln.flows.general_flow" in found.modules
    assert "theory.emn.network.architecture" in uses(claim(architecture)).modules


def test_a_derivation_has_all_claims_that_check_it() -> None:
    first, second = claim(derives), claim(derives)
    found = checked_derivations([("a", first), ("a", claim(passes)), ("b", second)])
    ((derive, carried),) = found.items()
    assert derive is uses(first).derivations[0]
    assert carried == [("a", first.id), ("b", second.id)]


def test_every_claim_of_the_papers() -> None:
    derived = 0
    for slug in BUILT_IN:
        for given in load_paper(slug)[0].claims:
            found = uses(given)
            assert (found.modules == frozenset()) == (given.test is None), given.id
            derived += bool(found.derivations)
    assert derived > 30


def test_a_folder_of_ones_own(good: Path) -> None:
    (first, _) = load_paper(str(good))[0].claims
    assert {m for m in uses(first).modules if m.startswith("_gatelemma_paper_")} == {"_gatelemma_paper_good"}
