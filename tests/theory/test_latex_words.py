"""Words for LaTeX: what is surely a formula is set as one, and no other word is touched."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory.latex_words import formulas, latex_prose, latex_words


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("w = P u and A = P Lambda P^T", r"$w = P u$ and $A = P \Lambda P^{T}$"),
        ("w_i z_i", "$w_{i} z_{i}$"),
        ("lambda > 0", r"$\lambda > 0$"),
        ("a mode with lambda_k = 0", r"a mode with $\lambda_{k} = 0$"),
        ("0 < theta < pi", r"$0 < \theta < \pi$"),
        ("|w|^2 - d^2 is conserved", r"$|w|{}^{2} - d^{2}$ is conserved"),
        ("with |d| = 36 n^1.3.", r"with $|d| = 36 n^{1.3}$."),
        ("whose |d| decays; |c| = n^(-1/4)", r"whose $|d|$ decays; $|c| = n^{-1/4}$"),
        ("p = 1/2. With y = 1.", "$p = 1/2$. With $y = 1$."),
        ("n c^4 - kappa c^2 - 1 = 0 with", r"$n c^{4} - \kappa c^{2} - 1 = 0$ with"),
        ("as 4^-K and {0, 1}^L", r"as $4^{-K}$ and \{0, 1\}${}^{L}$"),
        ("w_1 - (w_1(0) - w_2(0)) over time", r"$w_{1} - (w_{1}(0) - w_{2}(0))$ over time"),
        ("Sigma^xx(p_1, q_1) = 0", r"$\Sigma^{xx}(p_{1}, q_{1}) = 0$"),
        ("is (1 - r^n)/(1 - r), since", "is $(1 - r^{n})/(1 - r)$, since"),
        ("(as x_1 is) or x_2 (of all)", "(as $x_{1}$ is) or $x_{2}$ (of all)"),
        ("<(y - yhat)^2> of x~", r"$\langle (y - \hat y){}^{2}\rangle$ of x\~{}"),
        ("A = <x~ x~^T>", r"$A = \langle \tilde x \tilde x^{T}\rangle$"),
        ("of w_1. The next", "of $w_{1}$. The next"),
        ("the name `w_1` of w_1", r"the name `w\_1` of $w_{1}$"),
        ("x >= 0", r"$x \ge 0$"),
        ("gain -> infinity", r"gain $\to$ infinity"),
        ("any n^(1/2)", "any $n^{1/2}$"),
        ("n^(m/(m+1))", "$n^{m/(m+1)}$"),
        ("A_(s,s') depends", "$A_{s,s'}$ depends"),
        ("Sigma^xx", r"$\Sigma^{xx}$"),
        ("A^+ b and A^-1", "$A^{+} b$ and $A^{-1}$"),
        ("lambda_min of K'", r"$\lambda_{\min}$ of $K'$"),
        ("<x_j^2> = 1/3", r"$\langle x_{j}^{2}\rangle = 1/3$"),
        ("M = <a a^T> of a", r"$M = \langle a a^{T}\rangle$ of a"),
        ("cos theta", r"cos $\theta$"),
    ],
)
def test_formulas_are_set(words: str, found: str) -> None:
    assert latex_prose(words) == found


@pytest.mark.parametrize(
    "words",
    [
        "a gate that is on",
        "A gate, a mask and I",
        "the beta distribution",
        "Gamma function, delta rule, alpha channel, pi day",
        "chi-squared and half-a-dozen",
        "a row's mean, the gates' weights, Lagrange's identity",
        "e.g. this, i.e. that, p. 5, Sec. B",
        "the c-dimensional row",
        "yhat and wbar, dL/dw, w2_ik, x~",
        "GatedRegression.from_samples and sample_weight, lower_bound_of",
        "w_masked, x_new",
        "w_k' of which nobody can tell what the prime is of",
        "x_a_b and x^2^3",
        "vitamin C, plan B",
        "a closing tag> alone",
        "10 of 20, Eq. (8), 3-4 of them",
        "`w_1 = P u` in code",
    ],
)
def test_other_words_stay(words: str) -> None:
    assert [math for _, math in formulas(words)] == [False]
    assert latex_prose(words) == latex_words(words)


def test_letters_of_the_equations_are_symbols_wherever_they_stand() -> None:
    assert latex_prose("falls as lambda rises, with n", {"lambda", "n"}) == r"falls as $\lambda$ rises, with $n$"
    assert latex_prose("falls as lambda rises, with n") == "falls as lambda rises, with n"
    assert latex_prose("a row of it; A row", {"a", "A"}) == "a row of it; A row"  # but these are words
    assert latex_prose("a = 1", {"a"}) == "$a = 1$"


def test_in_the_readers_notation() -> None:
    assert latex_prose("tau_1 of tau", (), lambda latex: latex.replace(r"\tau", "T")) == "$T_{1}$ of tau"


@given(
    st.lists(
        st.sampled_from(
            [
                "a",
                "x_1",
                "P^T",
                "lambda",
                "=",
                "<",
                ">",
                "<x",
                "y>",
                "(",
                ")",
                "|w|^2",
                "gate",
                "A",
                "-",
                "2",
                "x'",
                "^2",
            ]
        )
    )
)
def test_nothing_is_lost_and_all_dollars_and_braces_match(parts: list[str]) -> None:
    """The letters of the words are those of the pieces, in order."""
    words = " ".join(parts)
    pieces = formulas(words)
    kept = re.sub(r"\\langle ?", "<", "".join(part for part, _ in pieces)).replace(r"\rangle", ">")
    kept = re.sub(r"\\lambda|\{\}|[{}]", lambda found: "lambda" if found[0] == r"\lambda" else "", kept)
    assert kept.replace(" ", "") == words.replace(" ", "")
    assert all(part.count("{") == part.count("}") for part, math in pieces if math)
    assert latex_prose(words).count("$") % 2 == 0
