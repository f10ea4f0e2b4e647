"""The pages of the theory: in the papers' order, with the gate families, and with formulas that fit a line."""

import re
from collections.abc import Callable
from types import ModuleType

import pytest
import sympy as sp

from papers.pages.mathml import formula
from theory import Step
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


def test_the_page_of_the_gates_has_the_families(theory_pages: ModuleType) -> None:
    table = theory_pages.families()
    assert table in theory_pages.pages()["theory/gates.md"]()
    assert re.findall(r"^\| `(\w+)`", table, flags=re.MULTILINE) == list(BUILT_IN)
    assert len({line.count("|") for line in table.splitlines()}) == 1


def test_a_long_sum_is_broken(theory_pages: ModuleType) -> None:
    terms = sp.symbols("alpha_1:40")
    latex = theory_pages._formula(Step(sp.Symbol("s"), sp.Add(*terms), "a sum"))
    lines = latex.splitlines()
    assert lines[0] == r"\begin{align*}"
    assert len(lines) > 3
    assert all(
        theory_pages._length(line.removesuffix(r"\\").replace("&", "")) <= theory_pages.LINE + 1 for line in lines[1:-1]
    )
    assert re.findall(r"alpha_\{(\d+)\}", latex) == [sp.latex(t)[8:-1] for t in sp.Add(*terms).as_ordered_terms()]
    drawn = formula(latex)
    assert drawn.count("<mtr>") == len(lines) - 2
    assert "(1)" not in drawn


def test_a_short_equation_stays_in_one_line(theory_pages: ModuleType) -> None:
    x = sp.Symbol("x")
    assert (
        theory_pages._formula(Step((x + 1) ** 2, sp.Integer(1) + 2 * x + x**2, ""))
        == r"\left(x + 1\right)^{2} = x^{2} + 2 x + 1"
    )
