"""Brackets of formulas among words: nothing is lost, and none of a formula stays open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory.latex.brackets import closed, closings

PIECES = st.lists(st.tuples(st.text("ab (),+1", max_size=6), st.booleans()), max_size=5)


@pytest.mark.parametrize(
    ("pieces", "found"),
    [
        ([("f(x", True), (" + 1)", False)], [("f(x + 1)", True)]),
        ([("of (1 + ", False), ("x)", True)], [("of ", False), ("(1 + x)", True)]),
        ([("(as ", False), ("x_1", True), (" is)", False)], [("(as ", False), ("x_1", True), (" is)", False)]),
        ([("f(x", True), (" of all)", False)], [("f", True), ("(", False), ("x", True), (" of all)", False)]),
        ([("x)", True)], [("x", True), (")", False)]),
    ],
)
def test_what_is_closed(pieces: list[tuple[str, bool]], found: list[tuple[str, bool]]) -> None:
    assert closed(pieces) == found


@given(PIECES)
def test_nothing_is_lost_and_every_formula_has_its_brackets(pieces: list[tuple[str, bool]]) -> None:
    found = closed(pieces)
    assert "".join(piece for piece, _ in found) == "".join(piece for piece, _ in pieces)
    for piece, math in found:
        if math:
            assert closings(piece) == 0
            assert piece.count("(") == piece.count(")")


@pytest.mark.parametrize(("piece", "count"), [("", 0), ("(a)", 0), ("a)", 1), (")(", 1), ("a) (b)) c", 2), ("((", 0)])
def test_closings(piece: str, count: int) -> None:
    assert closings(piece) == count
