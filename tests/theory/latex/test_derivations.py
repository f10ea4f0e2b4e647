"""The equations of derivations fit a page: as they are where they can, in lines where they cannot."""

import re

import sympy as sp

from papers.ledger.registry import BUILT_IN, load_paper
from papers.ledger.uses import uses
from papers.pages.mathml import formula
from theory.derivation import Derivation, Step
from theory.latex.derivations import PAGE, display, lines
from theory.latex.folding import drawn

from ...latex_documents import compiles


def test_a_long_sum_is_broken() -> None:
    terms = sp.symbols("alpha_1:40")
    latex = display(Step(sp.Symbol("s"), sp.Add(*terms), "a sum"), "align*")
    shown = latex.splitlines()
    assert shown[0] == r"\begin{align*}"
    assert len(shown) > 3
    assert re.findall(r"alpha_\{(\d+)\}", latex) == [sp.latex(t)[8:-1] for t in sp.Add(*terms).as_ordered_terms()]
    mathml = formula(latex)
    assert mathml.count("<mtr>") == len(shown) - 2
    assert "(1)" not in mathml


def test_a_short_equation_stays_in_one_line() -> None:
    x = sp.Symbol("x")
    step = Step((x + 1) ** 2, sp.Integer(1) + 2 * x + x**2, "")
    assert display(step, "align*") == r"\left(x + 1\right)^{2} = x^{2} + 2 x + 1"


def test_every_step_that_a_claim_checks_fits_a_page() -> None:
    derive = {d for slug in BUILT_IN for claim in load_paper(slug)[0].claims for d in uses(claim).derivations}
    steps = [step for derivation in derive for step in derivation().steps]
    assert len(steps) > 250
    wide = {line: drawn(line.replace("&", "", 1)) for step in steps for line in lines(step, PAGE)}
    assert {line: found for line, found in wide.items() if found > PAGE} == {}


def test_a_long_sum_keeps_its_value() -> None:
    """The lines put together are the whole sum."""
    terms = sp.symbols("alpha_1:40")
    step = Step(
        sp.Symbol("s"), sp.Add(*(t if k % 3 else -t for k, t in enumerate(terms))), "a long sum of 39 < 40 terms"
    )
    text = Derivation("A & B", (step,)).to_latex()
    compiles(text)
    body = text.split("& s = ")[1].split("\n\\end")[0]
    assert body.count("\\notag \\\\\n& \\quad ") == len(body.splitlines()) - 1 >= 3
    joined = (
        body.replace("\\notag \\\\\n& \\quad ", "").replace(" ", "").replace("{", "").replace("}", "").replace("\\", "")
    )
    assert sp.sympify(joined) == step.rhs
    assert r"\paragraph{A \& B.} a long sum of 39 $<$ 40 terms" in text
