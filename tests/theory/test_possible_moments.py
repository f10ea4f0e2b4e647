"""Moments of samples pass, to rounding; what no samples have is refused in one line."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

from theory import GatedRegression, emn, gdln
from theory import strategies as sg
from theory.inputs import Gaussian
from theory.possible_moments import (
    checked_second_moment,
    refuse_asymmetric,
    refuse_impossible,
    refuse_indefinite,
)
from theory.spectrum import EPS, rounding_unit, spectrum


@pytest.mark.parametrize(
    ("A", "b", "y2", "message"),
    [
        ([[1.0, 0.5], [0.4, 1.0]], [0, 0], 1, "A must be symmetric"),
        ([[1.0, 2.0], [2.0, 1.0]], [0, 0], 1, "A must be positive semidefinite"),
        ([[1.0, 1.0], [1.0, 1.0]], [1, -1], 9, "b must lie in the range"),
        ([[Fraction(1), 1], [1, 1]], [1, -1], 9, "b must lie in the range"),
        ([[Fraction(1), 2], [2, 1]], [0, 0], 1, "A must be positive semidefinite"),
    ],
)
def test_refuses_what_are_no_moments(A, b, y2, message):
    """Asymmetric, indefinite, b out of range."""
    A = np.array(A, dtype=object) if isinstance(A[0][0], Fraction) else A
    with pytest.raises(ValueError, match=message):
        GatedRegression.from_moments(A, b, y2, 2, 1)


@pytest.mark.parametrize("where", [(0, 2), (2, 0)])
def test_asymmetry_beyond_rounding_is_refused_on_either_side(where):
    """16 P eps of the largest entry, in size, is refused; half a P eps is averaged away."""
    for size, refused in ((16 * 3, True), (1.5, False)):
        A = np.array([[2.0, 0.5, -1.0], [0.5, 1.0, 0.0], [-1.0, 0.0, 2.0]])
        A[where] *= 1 + size * 2 * EPS
        if refused:
            with pytest.raises(ValueError, match="A must be symmetric"):
                GatedRegression.from_moments(A, np.zeros(3), 1.0, 1, 3)
        else:
            found = GatedRegression.from_moments(A, np.zeros(3), 1.0, 1, 3).A
            assert np.array_equal(found, found.T)
    # the unit is that of the largest size: these entries are all negative, and the refusal is another
    A = np.array([[-1.0, -5.0], [-5.0 * (1 + 2 * EPS), -1.0]])
    with pytest.raises(ValueError, match="A must be positive semidefinite"):
        GatedRegression.from_moments(A, np.zeros(2), 1.0, 1, 2)


@given(sg.samples())
def test_moments_of_samples_pass(drawn):
    """A refusal would be an error: A and b share their samples."""
    problem = GatedRegression.from_samples(*drawn)
    best = np.linalg.lstsq(problem.A, problem.b)[0]
    refuse_asymmetric("A", problem.A, exact=False)
    refuse_impossible(spectrum(problem.A), problem.A, problem.b, problem.y2, best)


@given(sg.exact_samples())
def test_exact_moments_of_samples_pass_and_lose_it_with_an_eigenvalue_below_0(drawn):
    A = GatedRegression.from_samples(*drawn).A
    refuse_asymmetric("A", A, exact=True)
    refuse_indefinite("A", A)
    A = A.copy()
    A[0, 0] -= A[0, 0] + Fraction(1, 10**30)
    with pytest.raises(ValueError, match="^A must be positive semidefinite; it is not"):
        refuse_indefinite("A", A)
    if len(A) > 1:
        A[0, 1] += Fraction(1, 10**400)  # below all floats
        with pytest.raises(ValueError, match="^A must be symmetric"):
            refuse_asymmetric("A", A, exact=True)


@pytest.mark.parametrize("size", [1e-150, 1.0, 1e150])
def test_beyond_rounding_is_refused_at_any_scale(size):
    """An eigenvalue twice the unit below 0, and a b off the range of A by twice the root of y^2 times the unit."""
    turn = np.linalg.qr(np.random.default_rng(0).normal(size=(3, 3)))[0]
    for times, refused in ((0.1, False), (2.0, True)):
        unit = times * rounding_unit(3, size)
        A = (turn * [size, size / 3, -unit]) @ turn.T
        A = (A + A.T) / 2
        least = refusal(A, np.zeros(3))
        A = np.diag([size, size / 3, 0.0])
        b = np.array([0, 0, np.sqrt(3 * unit)])
        reach = refusal(A, b)
        expected = ("A must be positive semidefinite", "b must lie in the range of A") if refused else ("", "")
        assert (least.partition(";")[0], reach.partition(";")[0]) == expected
        assert "\n" not in least + reach


def refusal(A, b):
    try:
        refuse_impossible(spectrum(A), A, b, 1.0, np.zeros(3))
    except ValueError as refused:
        return str(refused)
    return ""


ROW = [np.array([[0.5, 2.0]])]
TAKES = {  # what each function calls the second moment that it takes, and the function of it alone
    "checked_second_moment": ("Q", lambda Q: checked_second_moment("Q", Q)),
    "from_moments": ("A", lambda A: GatedRegression.from_moments(A, [0, 0], 1, 2, 1)),
    "Gaussian": ("covariance", Gaussian),
    "row_landscape": ("Q", lambda Q: emn.row_landscape(exact_row(ROW, Q), Q)),
    "row_hessian": ("Q", lambda Q: emn.row_hessian(exact_row(ROW, Q), Q)),
    "row_sharpness": ("Q", lambda Q: emn.row_sharpness(exact_row(ROW, Q), Q)),
    "saddle_curvatures": ("Q", lambda Q: emn.saddle_curvatures(np.zeros((1, 2)), Q)),
    "sharpness": ("Q", lambda Q: emn.sharpness(Q, 1.0)),
    "flattest_constant": ("Q", emn.flattest_constant),
    "determined_combinations": ("Q", emn.determined_combinations),
    "relu_unit_loss, C0": ("C0", lambda C: gdln.relu_unit_loss([1.0, 2.0], C, np.eye(2))),
    "relu_unit_loss, C1": ("C1", lambda C: gdln.relu_unit_loss([1.0, 2.0], np.eye(2), C)),
}
DEFINITE = {
    "unlearnable_edges": ("inputs", lambda S: emn.unlearnable_edges(np.ones((1, 2, 2), dtype=int), S)),
    "memorization_scores": ("inputs", lambda S: emn.memorization_scores(np.ones((1, 2, 2), dtype=int), inputs=S)),
}
ULP = 1 + 2 * EPS
TINY = Fraction(1, 10**30)


def exact_row(row, Q):
    return [layer.astype(int) for layer in row] if np.asarray(Q).dtype.kind == "O" else row


@pytest.mark.parametrize("name", [*TAKES, *DEFINITE])
@pytest.mark.parametrize(
    ("A", "rule"),
    [
        ([[2.0, 1.0], [1.0 * ULP, 2.0]], ""),
        ([[1.0, 0.0], [0.0, -3e-16]], "definite"),
        ([[1.0, 0.0], [0.0, 3e-16]], "definite"),
        ([[1.0, 0.0], [0.0, -4e-15]], "semidefinite"),
        ([[-4e-15, 0.0], [0.0, 1.0]], "semidefinite"),
        ([[1.0, 3.0], [3.0, 1.0]], "semidefinite"),
        ([[1.0, 0.0], [5.0, 1.0]], "symmetric"),
        ([[Fraction(2), Fraction(1)], [1 + TINY, Fraction(2)]], "symmetric"),
        ([[Fraction(1), Fraction(0)], [Fraction(0), -TINY]], "semidefinite"),
    ],
)
def test_every_function_has_the_same_rule_in_the_same_words(name, A, rule):
    """Rounding is 4 n eps of the largest eigenvalue everywhere, 1.8e-15 here, and nothing for rationals."""
    argument, takes = {**TAKES, **DEFINITE}[name]
    A = np.array(A)
    if rule == "" or (rule == "definite" and name in TAKES):
        takes(A)
        return
    words = {"symmetric": "symmetric; got max", "definite": "positive definite; it is singular to rounding. "}
    with pytest.raises(
        ValueError, match=f"^{argument} must be {words.get(rule, 'positive ' + rule + '; ')}"
    ) as refused:
        takes(A)
    if rule == "semidefinite":
        assert str(refused.value).endswith("Second moments <x x^T> always are.")


def test_a_second_moment_is_a_matrix():
    """Square and not empty; what only rounding makes asymmetric comes back symmetric."""
    for A, message in ((np.ones((1, 2)), r"Q must have shape \(1, 1\)"), (np.ones((0, 0)), "Q must not be empty")):
        with pytest.raises(ValueError, match=message):
            checked_second_moment("Q", A)
    Q = checked_second_moment("Q", [[2.0, 1.0], [1.0 + 4 * EPS, 2.0]])
    assert Q.tolist() == [[2.0, 1 + 2 * EPS], [1 + 2 * EPS, 2.0]]
