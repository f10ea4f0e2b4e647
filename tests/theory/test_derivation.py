"""Derivations check every step, and a wrong step is caught."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sympy as sp

import theory
from theory import Derivation, Step, emn, gdln
from theory.emn.rates.transfer_derivation import Mean
from theory.latex.derivations import PAGE
from theory.latex.folding import drawn

ALL = {
    "general flow": gdln.general_flow_derivation,
    "learned weights ()": lambda: emn.learned_weights_derivation(()),
    "learned weights (1)": lambda: emn.learned_weights_derivation((1,)),
    "learned weights (1, 1)": lambda: emn.learned_weights_derivation((1, 1)),
    "learned constants": emn.learned_constants_derivation,
    "second moments": emn.transfer_derivation,
}


@pytest.mark.parametrize("name", ALL)
def test_every_step_is_proved_and_renders(name):
    """All steps hold without sampling; LaTeX, HTML and text contain each rule."""
    derivation = ALL[name]()
    assert derivation.proved
    assert all(step.rule in str(derivation) for step in derivation.steps)
    assert derivation.to_latex().count(r"\begin{align}") == len(derivation.steps)
    assert derivation._repr_html_().count("<tr>") == len(derivation.steps)
    assert derivation.to_markdown().count("$$\n") == 2 * len(derivation.steps)


@pytest.mark.parametrize("name", ALL)
def test_every_step_has_teeth(name):
    """Adding 1 to the right-hand side of any checked step is refuted, or undecided for noncommutative ones."""
    derivation = ALL[name]()
    checked = [step for step in derivation.steps if not step.given]
    assert len(checked) >= 3
    for step in checked:
        assert replace(step, rhs=step.rhs + 1).check().holds is not True


def derivations() -> Iterator[Derivation]:
    """Every one of the theory, found by name, with its default arguments."""
    for module in pkgutil.walk_packages(theory.__path__, "theory."):
        for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            if function.__module__ == module.name and name.endswith("derivation"):
                yield function()


def test_no_step_says_that_a_thing_is_itself():
    """A side that SymPy works out at once, before anyone sees it, is a step that a reader cannot follow."""
    steps = [(d.title, step.rule, step) for d in derivations() for step in d.steps if not step.given]
    assert len(steps) > 150
    assert [(title, rule) for title, rule, step in steps if str(step.lhs) == str(step.rhs)] == []


def test_random_entries_stand_in_means_only():
    """As shown, no equation says that a random number is its mean; without the means of products none is proved."""
    random = {sp.Symbol(name, real=True) for name in ("e", "f", "y", "Y", "z")}
    steps = [step for step in emn.transfer_derivation().steps if step.using]
    assert len(steps) == 4
    for step in steps:
        assert random & step.lhs.free_symbols
        assert not random & (step.lhs.replace(Mean, lambda _: sp.S.Zero).free_symbols | step.rhs.free_symbols)
        assert sp.latex(step.lhs).count(r"\left\langle") == step.lhs.count(Mean)
        assert replace(step, using=None).check().holds is not True


def test_words_stay_words_in_latex_and_symbols_are_set_as_such():
    x = sp.Symbol("x")
    shown = Derivation("a_1", (Step(x, x, "w_1 & 5%", ("b^2",)),)).to_latex()
    assert shown == "\\paragraph{$a_{1}$.} $w_{1}$ \\& 5\\%; assumed: $b^{2}$\n\\begin{align}\nx &= x\n\\end{align}"


def test_a_symbol_of_one_step_is_one_in_all_steps_in_latex():
    x = sp.Symbol("x")
    shown = Derivation("Of b", (Step(x, x, "w_1 = 1", ("b^2",)), Step(x, x, "of w and x"))).to_latex()
    assert "\\paragraph{Of $b$.}" in shown
    assert "of $w$ and $x$" in shown


def test_words_stay_words_in_markdown():
    """Signs that Markdown would read are escaped in rules and assumptions; the equation is display math."""
    x = sp.Symbol("x")
    shown = Derivation("an_example", (Step(x, x, "no_name * < `b` $5 \\", ("~",)),)).to_markdown()
    assert "**an\\_example**\n\n1\\. no\\_name \\* &lt; \\`b\\` \\$5 \\\\; assumed: \\~ (*holds: " in shown
    assert shown.endswith("$$\nx = x\n$$\n")


def test_formulas_among_words_are_set_as_such_in_notebooks():
    """In dollars without spaces inside, a letter of the equation too; no bare < that would start a tag of HTML."""
    x = sp.Symbol("x")
    words = "n c^2 prod_l (n c^2 - kappa_l) = n, where <a_j^2> < 1 for x & y"
    derivation = Derivation("Of x", (Step(x, x, words, ("arcsin(cos theta) / pi",)),))
    formula = r"$n c^{2} \prod_{l} (n c^{2} - \kappa_{l}) = n$, where $\langle a_{j}^{2}\rangle \lt 1$ for $x$ "
    last = r"arcsin(cos $\theta$) $/ \pi$"
    assert derivation.to_markdown().startswith(f"**Of $x$**\n\n1\\. {formula}&amp; y; assumed: {last} (*holds: ")
    assert f"<td>{formula}&amp; y; assumed: {last}</td>" in derivation._repr_html_()
    assert "<caption>Of $x$</caption>" in derivation._repr_html_()


def test_long_sums_are_broken_in_notebooks():
    """A short equation is one line; a sum of 40 terms has several lines, none wider than `PAGE`."""
    x = sp.Symbol("x")
    long = sum(k * x**k for k in range(2, 42))
    shown = Derivation("sums", (Step(x, x, "short"), Step(long, long, "long"))).to_markdown()
    short, aligned = shown.split("$$\n")[1::2]
    assert short == "x = x\n"
    lines = aligned.splitlines()
    assert (lines[0], lines[-1]) == (r"\begin{aligned}", r"\end{aligned}")
    assert len(lines) > 5
    assert max(drawn(line.removeprefix("& ").removesuffix(r"\\")) for line in lines[1:-1]) <= PAGE
    assert sp.latex(long).replace(" ", "") in aligned.replace(r"\\" + "\n& \\quad", "").replace(" ", "")


def test_three_values():
    """One refuted step refutes, one undecided step leaves undecided, given steps are not counted as checked."""
    x = sp.Symbol("x", real=True)
    good, bad = Step(x + x, 2 * x, "sum"), Step(x, x + 1, "wrong")
    unknown = Step(sp.besselj(0, x), 1 - x**2 / 4, "unknown")
    assert Derivation("t", (good,)).holds is True
    assert Derivation("t", (good, bad, unknown)).holds is False
    assert Derivation("t", (good, unknown)).holds is None
    assert Step(x, x + 1, "given: a hypothesis").check().method == "given"
