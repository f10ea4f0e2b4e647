"""Ctrl-C at any line of a proof: the bound stays true, the gates stay gates, and nothing else is raised."""

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

import theory.gates.proofs
from theory.gates import optimize
from theory.gates.fits.moves import any_gates, one_gate
from theory.gates.fits.rows import Rows
from theory.gates.problem import GateProblem
from theory.gates.proofs import open_nodes
from theory.gates.proofs.branch_and_bound import Search

PROOFS = str(Path(theory.gates.proofs.__file__).parent)


class Interrupt:
    """Raises KeyboardInterrupt at the `at`-th line that runs in theory/gates/proofs, counted from `start` on."""

    def __init__(self, at: float) -> None:
        self.at, self.lines = at, 0

    def start(self, *_: object) -> None:
        if sys.gettrace() is None and self.lines == 0:
            frame = sys._getframe(1)
            while frame is not None:
                frame.f_trace = self.trace  # frames that are open already
                frame = frame.f_back
            sys.settrace(self.trace)

    def trace(self, frame, event, arg):
        if not frame.f_code.co_filename.startswith(PROOFS):
            return None
        if event == "line":
            self.lines += 1
            if self.lines >= self.at:
                sys.settrace(None)
                raise KeyboardInterrupt
        return self.trace


def interrupted(run: Callable[[Interrupt], object], runs: int):
    """What `run` gives when it is interrupted at `runs` lines, spread over all."""
    before = sys.gettrace()
    try:
        counted = Interrupt(np.inf)
        run(counted)
        sys.settrace(None)
        for at in np.unique(np.linspace(1, counted.lines, runs).astype(int)):
            yield run(Interrupt(at))
            sys.settrace(None)
    finally:
        sys.settrace(before)


@pytest.mark.parametrize(("moves", "U"), [(one_gate(2), 8), (any_gates(2), 5)], ids=["exclusive", "table"])
def test_no_node_is_lost(moves, U, monkeypatch):
    """Blocks of 8, so that many are cut: whatever was taken out of a pile still counts in the bound."""
    monkeypatch.setattr(open_nodes, "BLOCK", 8)
    rng = np.random.default_rng(2)
    rows = Rows.of(GateProblem.from_samples(rng.standard_normal((U, 1)), rng.standard_normal(U), 2))
    start = np.tile(moves.patterns[:1], (U, 1))
    whole = Search(rows, moves, np.zeros(U + 1), 0, rows.value(start), 1e-10, 1)
    assert sum(whole.steps()) > 16

    def run(interrupt):
        search = Search(rows, moves, np.zeros(U + 1), 0, rows.value(start), 1e-10, 1)
        interrupt.start()
        with suppress(KeyboardInterrupt):
            list(search.steps())
        sys.settrace(None)
        return search.lower_bound

    bounds = list(interrupted(run, 1000))
    assert len(bounds) > 500
    assert max(bounds) <= whole.lower_bound


@pytest.mark.parametrize("family", ["exclusive", "table", "halfspace"])
def test_the_best_so_far_and_a_true_bound(family, monkeypatch):
    monkeypatch.setattr(open_nodes, "BLOCK", 8)
    rng = np.random.default_rng(4)
    x, y = rng.standard_normal((6, 2)), rng.standard_normal(6)
    optimum = optimize(x, y, 2, family, method="exhaustive").loss

    def run(interrupt):
        try:
            return optimize(x, y, 2, family, method="branch and bound", progress=interrupt.start)
        except KeyboardInterrupt:  # after the search
            return None
        finally:
            sys.settrace(None)

    found = list(interrupted(run, 80))
    answered = [best for best in found if best is not None]
    assert len(answered) > 0.9 * len(found)
    for best in answered:
        assert best.lower_bound <= optimum + 1e-13
        assert best.loss >= optimum - 1e-13
        assert best.loss < np.mean(y**2)
    assert not all(best.certified for best in answered)
