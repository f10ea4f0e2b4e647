"""Vectors, matrices and formulas as a sentence has them, without the signs of a program."""

from fractions import Fraction

import numpy as np
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from papers.ledger.words import by_hand, columns, counted, tuples
from papers.pages.prose import DATA

RATIONALS = st.fractions(-3, 3, max_denominator=4)


@given(st.lists(st.lists(RATIONALS, min_size=2, max_size=2), min_size=1, max_size=3))
def test_arrays_lists_and_matrices_read_alike(rows: list[list[Fraction]]) -> None:
    words = tuples(rows)
    assert words == tuples(np.array(rows, dtype=object)) == tuples(tuple(map(tuple, rows)))
    assert words == tuples(sp.Matrix([[sp.Rational(v.numerator, v.denominator) for v in row] for row in rows]))
    assert words.count("(") == len(rows) + 1
    assert not DATA.search(words)


def test_numbers_are_short() -> None:
    assert tuples(np.array([[0.5, 1.0], [-0.0, 1 / 3]])) == "((0.5, 1), (0, 0.333333))"
    assert (tuples(()), tuples((1,)), tuples(3)) == ("()", "(1)", "3")


def test_samples_of_one_site_are_a_row() -> None:
    assert columns(np.array([[1], [2]])) == "(1, 2)"
    assert columns(((1, 2), (3, 4))) == "((1, 2), (3, 4))"


def test_formulas_have_no_stars() -> None:
    a, w, g = sp.symbols("a_1_2 w_2_10 g_00")
    assert by_hand(-3 * a**2 * (w + g) / 2) == "-3 a_12^2 (g_00 + w_2_10)/2"
    assert not DATA.search(by_hand(a**2 * (g + 1)))


def test_counts_in_words() -> None:
    assert [counted(n, "other") for n in (0, 1, 2)] == ["0 others", "1 other", "2 others"]
