"""The expected test error of a mask network: a quadratic form in its effective weights, for any law of test masks."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from ...derivation import Derivation, Step
from ...inputs.uniform_moments import uniform_inputs
from ...validation import Array, any_exact, check_shape, flag, in_float_range, real_array
from ..masks.sparse_masks import SparseMasks


@in_float_range("beta, mask_moments, input_moments")
def test_error(beta: Any, mask_moments: Any, input_moments: Any = None) -> Any:  # noqa: PT028, no test of pytest
    """The mean square of (network(A, x) - A x)_i over test masks, inputs and the n outputs.

    Every architecture computes (A * beta) x, so with inputs independent of the masks it is

        E = (1/n) sum_i (beta_i - 1)^T [M_i * S] (beta_i - 1),   M_i = <a_i a_i^T>,   S = <x x^T>,

    whatever the layers are. (Luntzel 2023, Table 1 and Figure 3, which measure it.)

    Shapes: beta (n, n) from `effective_weights`, or (..., n, n) for the errors (...) of many networks; mask_moments (n, n, n)
    from `mask_moments` or a law's `row_second_moments`; input_moments (n, n), uniform inputs if None. Exact rationals give a
    `Fraction`. Raises ValueError or TypeError for other shapes and for floats beside exact rationals.

    Possible issues: close to zero loss, where beta is 1 to a few units in the last place, a measured error also holds the
    rounding of the forward pass itself, which is not in the formula.

    Example:
    >>> from fractions import Fraction
    >>> from theory import emn
    >>> beta = [[Fraction(2), Fraction(1)], [Fraction(1), Fraction(1)]]
    >>> half = Fraction(1, 2)
    >>> moments = [[[half, half / 2], [half / 2, half]]] * 2  # fair bits
    >>> str(emn.test_error(beta, moments))  # 1/2 of 1/2 of <x^2>
    '1/12'
    """
    exact = any_exact(beta=beta, mask_moments=mask_moments, input_moments=input_moments)
    beta, S = _beta_and_inputs(beta, input_moments, exact, max(2, np.ndim(beta)))
    n = len(S)
    M = real_array("mask_moments", mask_moments, (n, n, n), exact)
    delta = beta - 1
    errors = (delta[..., None, :] @ (M * S) @ delta[..., None])[..., 0, 0].sum(axis=-1) / n
    return errors if exact or errors.ndim else float(errors)


test_error.__test__ = False  # type: ignore[attr-defined]  # or pytest takes it for a test where it is imported


@in_float_range("beta, input_moments")
def error_by_active_entries(beta: Any, input_moments: Any = None, weighted: bool = False) -> tuple[Any, Any]:
    """(linear, quadratic) of E(s) = linear s + quadratic s (s - 1): the test error on masks with exactly s active entries.

    The s of N = n^2 entries are chosen uniformly; active entries are 1, or uniform on [0, 1] for `weighted`. With
    delta = beta - 1,

        linear    = sum_ij S_jj delta_ij^2 / (n N),
        quadratic = sum_i sum_(j != k) S_jk delta_ij delta_ik / (n N (N - 1)),

    times 1/3 and 1/4 for weighted masks. So the growth is never more than quadratic, whatever was learned; the linear
    term is the spread of the weights, and the quadratic one is the bias common to a row: it is zero in the mean for
    weights that vary independently, and negative where a row's deviations cancel. (Luntzel 2023, Figure 3.)

    beta (n, n); input_moments (n, n), uniform inputs if None. Exact rationals stay exact. n = 1 has no pairs: the
    quadratic coefficient is 0. Possible issues: as in `test_error`; the quadratic coefficient cancels where the deviations
    of a row do.

    Example:
    >>> from fractions import Fraction
    >>> from theory import emn
    >>> beta = [[Fraction(2), Fraction(0)], [Fraction(1), Fraction(1)]]  # deviations that cancel in the row
    >>> [str(v) for v in emn.error_by_active_entries(beta)]
    ['1/12', '-1/48']
    """
    exact, weighted = any_exact(beta=beta, input_moments=input_moments), flag("weighted", weighted)
    beta, S = _beta_and_inputs(beta, input_moments, exact)
    n = len(beta)
    delta = beta - 1
    alone = (delta**2 @ np.diagonal(S)).sum()
    pairs = (delta[:, None, :] @ (S * (1 - np.eye(n, dtype=int))) @ delta[:, :, None]).sum()
    linear, quadratic = alone / n**3, pairs / max(1, n**3 * (n**2 - 1))
    if weighted:
        linear, quadratic = linear / 3, quadratic / 4
    return (linear, quadratic) if exact else (float(linear), float(quadratic))


def binary_to_weighted_bounds(n: int, active: Any = Fraction(1, 2)) -> tuple[Fraction, Fraction]:
    """The least and the largest ratio of the binary to the weighted test error over all beta != 1, exactly.

    Both on `active` n^2 entries of unsymmetric masks, inputs uniform. With m the moments <a^2> and <a a'> of binary masks and
    rho = sum_i (sum_j delta_ij)^2 / sum_ij delta_ij^2, which goes from 0 (every row sums to zero; 1 for n = 1) to n (constant
    rows), the ratio is

        (m_1 / 3 + m_2 (rho - 1) / 4) / (m_1 / 9 + m_2 (rho - 1) / 16),

    increasing in rho. It is the same for weights that learned nothing: it says nothing on what was learned.
    (Luntzel 2023, section 5.) Raises ValueError where no entry is active.

    Example:
    >>> from theory import emn
    >>> low, high = emn.binary_to_weighted_bounds(5)
    >>> round(float(low), 3), round(float(high), 3)
    (2.653, 3.508)
    """
    binary, weighted = (SparseMasks(n, active, weighted).risk_entries for weighted in (False, True))
    if binary[0] == 0:
        raise ValueError(f"active must leave at least one entry of {n * n}; got {active}.")

    def ratio(rho: int) -> Fraction:
        return (binary[0] + binary[1] * (rho - 1)) / (weighted[0] + weighted[1] * (rho - 1))

    return ratio(0 if n > 1 else 1), ratio(n)


def derivation() -> Derivation:
    """The quadratic form, its law in the number of active entries, and the ratio of binary to weighted errors.

    Example:
    >>> from theory import emn
    >>> emn.test_error_derivation().proved
    True
    """
    size = 3
    a, x, e = (sp.symbols(f"{name}_1:{size + 1}", real=True) for name in ("a", "x", "delta"))
    s, N, n, r, u = sp.symbols("s N n r u", positive=True)
    D, R, rho, v, m1, m2 = sp.symbols("D R rho sigma^2 m_1 m_2", positive=True)
    pairs = [(j, k) for j in range(size) for k in range(size)]
    output = sum(a[j] * (1 + e[j]) * x[j] for j in range(size))
    target = sum(a[j] * x[j] for j in range(size))
    form = sum(e[j] * e[k] * (m1 / 3 if j == k else m2 / 4) for j, k in pairs)
    both = s * (s - 1) / (N * (N - 1))
    law = (D * s / N / 3 + (R - D) * both / 4) / n
    ratio = (m1 / 3 + m2 * (rho - 1) / 4) / (m1 / 9 + m2 * (rho - 1) / 16)

    def third(f: sp.Expr) -> sp.Expr:
        return sum((-1) ** (3 - i) * sp.binomial(3, i) * f.subs(s, s + i) for i in range(4))

    return Derivation(
        "The test error and the number of active entries",
        (
            Step(
                (output - target) ** 2,
                sum(e[j] * e[k] * (a[j] * a[k]) * (x[j] * x[k]) for j, k in pairs),
                "a row's error; its mean puts M_jk S_jk for each product, so E_i = delta^T (M * S) delta",
                ("written for 3 entries, any pair is like these", "inputs independent of the masks"),
            ),
            Step(
                sp.Integral(u**2, (u, 0, 1)) - sp.Integral(u, (u, 0, 1)) ** 2,
                sp.Rational(1, 3) - sp.Rational(1, 4),
                "inputs and weights uniform on [0, 1]: S_jj = 1/3 and S_jk = 1/4",
            ),
            Step(
                N * (s / N) + N * (N - 1) * both, s**2, "s of N ones: <(sum a)^2> = s^2 gives <a a'> from <a^2> = s/N"
            ),
            Step(
                form,
                m1 / 3 * sum(v**2 for v in e) + m2 / 4 * (sum(e) ** 2 - sum(v**2 for v in e)),
                "the form depends on D = sum delta_ij^2 and R = sum_i (sum_j delta_ij)^2 alone",
            ),
            Step(third(law), sp.Integer(0), "E(s) is a polynomial of degree at most 2 in s"),
            Step(third(r**s), r**s * (r - 1) ** 3, "an exponential is none, unless r = 1: growth is never exponential"),
            Step(
                sp.Subs(law, (D, R, N), (n**2 * v, n**2 * v, n**2)),
                v * s / (3 * n),
                "weights that vary independently around 1, <D> = <R> = n^2 sigma^2: linear in s",
            ),
            Step(
                sp.Subs(law, (D, R, N), (n**2 * v, n**3 * v, n**2)),
                v * s / (3 * n) * (1 + 3 * (s - 1) / (4 * (n + 1))),
                "one bias sigma for all weights, D = n^2 sigma^2 and R = n D: quadratic in s",
            ),
            Step(
                sp.Derivative(ratio, rho),
                m1 * m2 / 144 / (m1 / 9 + m2 * (rho - 1) / 16) ** 2,
                "binary over weighted increases with rho = R / D, from rho = 0 to n",
            ),
        ),
    )


def _beta_and_inputs(beta: Any, input_moments: Any, exact: bool, axes: int = 2) -> tuple[Array, Array]:
    beta = real_array("beta", beta, (None,) * axes, exact)
    *many, n, _ = beta.shape
    check_shape("beta", beta, (*many, n, n))
    if n == 0:
        raise ValueError(f"beta must have at least one row; got shape {beta.shape}.")
    if input_moments is None:
        return beta, uniform_inputs(n, exact)
    return beta, real_array("input_moments", input_moments, (n, n), exact)
