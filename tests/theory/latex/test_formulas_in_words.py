"""Words for LaTeX: what is surely a formula is set as one, and no other word is touched."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory.latex.formulas_in_words import formulas, latex_prose, latex_words, letters_among


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
        ("<(y - yhat)^2> of x~", r"$\langle (y - \hat y){}^{2}\rangle$ of $\tilde x$"),
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
        ("M = <a a^T> of a", r"$M = \langle a a^{T}\rangle$ of $a$"),
        ("cos theta", r"cos $\theta$"),
        ("s sum_j M_jj v_j^2 of it", r"$s \sum_{j} M_{jj} v_{j}^{2}$ of it"),
        (
            "rho = sum_i (sum_j d_ij)^2 / sum_ij d_ij^2",
            r"$\rho = \sum_{i} (\sum_{j} d_{ij}){}^{2} / \sum_{ij} d_{ij}^{2}$",
        ),
        ("prod_l d_l, D = sum d_i and the sum d_i", r"$\prod_{l} d_{l}$, $D = \sum d_{i}$ and the sum $d_{i}$"),
        ("c^2 = 1/prod d_l^2", r"$c^{2} = 1/\prod d_{l}^{2}$"),
        ("tau wbar' = b - m wbar", r"$\tau \bar w' = b - m \bar w$"),
        ("yhat, wbar and x~", r"$\hat y$, $\bar w$ and $\tilde x$"),
        ("within sqrt(1 - C^2) of sqrt n", r"within $\sqrt{1 - C^{2}}$ of $\sqrt{n}$"),
        ("w2_ik c1_k^2 = 1", r"$w_{2 ik} c_{1 k}^{2} = 1$"),
        ("d_1' = -dL/dd_1", r"$d'_{1} = -dL/dd_{1}$"),
        ("2 Q_1 e and 1/2 <y^2>", r"$2 Q_{1} e$ and $1/2 \langle y^{2}\rangle$"),
        ("uniform on +-1/sqrt(n), of sum -x_1", r"uniform on $\pm 1/\sqrt{n}$, of sum $-x_{1}$"),
        ("J = 1 1^T / m", r"$J = 1\;1^{T} / m$"),
        ("x~ = g(x) (x) x", r"$\tilde x = g(x) \otimes x$"),
        ("w + (lr/K) (b_B - a_B w / K)", r"$w$ + (lr/$K$) ($b_{B} - a_{B} w / K$)"),
        ("v . x~ = 0. The", r"$v \cdot \tilde x = 0$. The"),
        ("U(-1, 1), p(x) and an edge(s)", "$U(-1, 1)$, $p(x)$ and an edge(s)"),
        ("n^(-m/(2(m+1))) and 2^(n_i)", "$n^{-m/(2(m+1))}$ and $2^{n_{i}}$"),
        ("times lr^2 of lr", r"times $\mathrm{lr}^{2}$ of lr"),
        ("product -|w| and |d + q_1|", "product $-|w|$ and $|d + q_{1}|$"),
        ("of d_1 / |q_1| in x_1 [y_1 = 0] for", r"of $d_{1} / |q_{1}|$ in $x_{1} [y_{1} = 0]$ for"),
        ("<1[x_i >= 0] y^2>, 1[y >= 0]", r"$\langle 1[x_{i} \ge 0] y^{2}\rangle$, 1[$y \ge 0$]"),
        ("from n (n_1 + 1) to L/10 (y = 1)", r"from $n (n_{1} + 1)$ to $L/10$ ($y = 1$)"),
        ("p <x x^T>_k", r"$p \langle x x^{T}\rangle{}_{k}$"),
        ("a bracket (x_1 is left", "a bracket ($x_{1}$ is left"),
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
        "crowbar, that and what, dw, w2_masked",
        "a sum of products, the sum n times, fan_in, sqrt(fan_in)",
        "GatedRegression.from_samples and sample_weight, lower_bound_of",
        "w_masked, x_new",
        "w_k's mean",
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


def test_formulas_between_dollar_signs_are_latex_already() -> None:
    assert formulas(r"Masks $\sum_k w_k$, x_i") == [
        ("Masks ", False),
        (r"\sum_k w_k", True),
        (", ", False),
        ("x_{i}", True),
    ]
    assert latex_prose("$x$ for $5 and $6 or $") == r"$x$ for \$5 and \$6 or \$"


def test_letters_of_the_equations_are_symbols_wherever_they_stand() -> None:
    assert latex_prose("falls as lambda rises, with n", {"lambda", "n"}) == r"falls as $\lambda$ rises, with $n$"
    assert latex_prose("falls as lambda rises, with n") == "falls as lambda rises, with n"
    assert latex_prose("a row of it; A row", {"a", "A"}) == "a row of it; A row"  # but these are words
    assert latex_prose("a = 1", {"a"}) == "$a = 1$"


def test_a_letter_of_a_formula_is_a_symbol_in_all_of_the_words() -> None:
    assert latex_prose("any n; n_1 too, but a row") == "any $n$; $n_{1}$ too, but a row"
    assert latex_prose("A_ij = 1, for all i, j of A") == "$A_{ij} = 1$, for all $i$, $j$ of $A$"
    assert (
        latex_prose("a_j of a row a, and a; A row of A = a_1") == "$a_{j}$ of a row $a$, and $a$; A row of $A = a_{1}$"
    )
    assert letters_among("sqrt(f) of `g_1`, p(x)") == {"f", "p", "x"}


def test_in_the_readers_notation() -> None:
    assert latex_prose("tau_1 of tau", (), lambda latex: latex.replace(r"\tau", "T")) == "$T_{1}$ of $T$"


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
                "sum_j",
                "prod",
                "sqrt(x)",
                ".",
                "1",
            ]
        )
    )
)
def test_nothing_is_lost_and_all_dollars_and_braces_match(parts: list[str]) -> None:
    """The letters of the words are those of the pieces, in order."""
    words = " ".join(parts)
    pieces = formulas(words)
    kept = re.sub(r"\\langle ?", "<", "".join(part for part, _ in pieces)).replace(r"\rangle", ">")
    kept = re.sub(r"\\sqrt\{x\}", "sqrt(x)", kept).replace(r"\cdot", ".").replace(r"\;", "")
    kept = re.sub(r"\\(lambda|sum|prod)|[{}]", lambda found: found[1] or "", kept)
    assert kept.replace(" ", "") == words.replace(" ", "")
    assert all(part.count(a) == part.count(b) for part, math in pieces if math for a, b in ("{}", "()"))
    assert all(part.strip() for part, math in pieces if math)
    assert latex_prose(words).count("$") % 2 == 0
