"""Widths of formulas against those of the compiler."""

import re
from pathlib import Path

import sympy as sp

from papers.ledger.registry import BUILT_IN, load_paper
from papers.ledger.uses import uses
from papers.pages.latex import NEEDS
from theory.latex.folding import drawn

from ...latex_documents import Compiler, document


def test_the_widths_are_those_of_the_compiler(tmp_path: Path, pdflatex: Compiler) -> None:
    """Within an eighth, for all sides of all steps, and on the whole within a fiftieth."""
    derive = {d for slug in BUILT_IN for claim in load_paper(slug)[0].claims for d in uses(claim).derivations}
    steps = [step for derivation in derive for step in derivation().steps]
    sides = [sp.latex(side) for step in steps for side in (step.lhs, step.rhs)]
    boxes = [rf"\setbox0\hbox{{$\displaystyle {side}$}}\typeout{{box \the\wd0}}" for side in sides]
    said = pdflatex(document("\n".join([f"% {NEEDS}", *boxes])), tmp_path)
    found = [(float(w), drawn(side)) for w, side in zip(re.findall(r"box ([\d.]+)pt", said), sides, strict=True)]
    ratios = sorted(ours / theirs for theirs, ours in found if theirs > 60)
    assert len(ratios) > 300
    assert (ratios[0] > 7 / 8, ratios[-1] < 9 / 8) == (True, True)
    assert abs(ratios[len(ratios) // 2] - 1) < 0.02
