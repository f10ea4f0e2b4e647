"""Single pulses and the gates 1[x_i >= x_(i+1)] of all sites: they fit any function of the length."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from ...derivation import Derivation, Step
from ...validation import Array, any_exact, check_memory, in_float_range, real_array


@in_float_range("target")
def pulse_fields(target: Any) -> Array:
    """Weights (L, L), row i for the gate 1[x_i >= x_(i+1)] on the ring, with yhat = target[l - 1] at all pulses of length l.

    `target` (L,), the full ring last, L >= 2. The gate of site i is off for the pulses that begin at i + 1 only, and for none
    that is the full ring. So where all gates have the same field f, counted from their site, with F(l) = f_1 + ... + f_l
    (f_L is that of the site itself), a pulse of length l < L has yhat = (l F(L) - F(l)) / L, and the full ring F(L):

        F(L) = target(L),  F(l) = l target(L) - L target(l).

    Where <y|x> depends on the length alone, target = <y|x> leaves the loss <var(y|x)>, whatever the lengths: no gates leave
    less, and these are all shifts of one half-space on two sites. Exact rationals stay exact.
    Possible issues: the fields are up to 2 L times the targets, so in floating point yhat is off by up to some L^2 eps of them.

    Example:
    >>> import numpy as np
    >>> from theory import gdln
    >>> w = gdln.pulse_fields([1, 0, 0])
    >>> w.tolist()
    [[0.0, -3.0, 3.0], [3.0, 0.0, -3.0], [-3.0, 3.0, 0.0]]
    >>> x = np.array([0, 1, 0])
    >>> float((x >= np.roll(x, -1)) @ (w @ x) / 3)  # length 1
    1.0
    """
    exact = any_exact(target=target)
    target = real_array("target", target, (None,), exact)
    L = len(target)
    if L < 2:
        raise ValueError(f"target must hold at least two lengths, so that a site has a neighbour; got {L}.")
    check_memory("target", L, L)
    total = np.arange(1, L) * target[-1] - L * target[:-1]
    f = np.diff(np.concatenate([[0 * target[-1]], total, [target[-1]]]))  # f_1, ..., f_L
    return np.array([np.roll(f, i + 1) for i in range(L)])


def derivation() -> Derivation:
    """For every L at once: the pulse begins at site 1, x_j = theta(l - j + 1/2), which loses nothing on a ring.

    Example:
    >>> from theory import gdln
    >>> gdln.pulse_gates_derivation().proved
    True
    """
    p, q = sp.symbols("p q", integer=True, nonnegative=True)
    L, l, j = sp.symbols("L l j", integer=True, positive=True)
    a, b = sp.symbols("a b", integer=True)
    whole, part = sp.symbols("F_L F_l")
    F, target = sp.Function("F"), sp.Function("m")
    half = sp.Rational(1, 2)

    def step(value: Any) -> Any:
        return sp.Heaviside(value, 1, evaluate=False)

    def off(here: Any, following: Any) -> Any:
        return (1 - step(here + half)) * step(following + half)

    solution = l * target(L) - L * target(l)
    return Derivation(
        "All gates 1[x_i >= x_(i+1)] fit any function of the length of a pulse",
        (
            Step(
                sp.Sum((step(a - b) - (1 - (1 - a) * b)) ** 2, (a, 0, 1), (b, 0, 1)),
                sp.Integer(0),
                "a gate of binary inputs is off where x_i = 0 and x_(i+1) = 1: theta(a - b, 1) = 1[a >= b] is 1 - (1 - a) b",
            ),
            Step(off(q, q - 1), sp.Integer(0), "never off on the pulse, i = l - q", ("x_j = theta(l - j + 1/2)",)),
            Step(off(-q - 1, -q - 2), sp.Integer(0), "never behind it, i = l + 1 + q < L"),
            Step(off(-q - 1, p), sp.Integer(1), "off before its start, i = L = l + 1 + q, l = p + 1"),
            Step(off(0, L - 1), sp.Integer(0), "never on the full ring, i = l = L"),
            Step(
                sp.Sum(F(j) - F(j - 1), (j, 1, L)),
                F(L) - F(0),
                "at each site the gates have all L values of the field f_j = F(j) - F(j - 1) between them",
            ),
            Step(sp.Sum(F(L), (j, 1, l)), l * F(L), "all gates on: each site of the pulse adds F(L)", ("F(0) = 0",)),
            Step(sp.Sum(F(j) - F(j - 1), (j, 1, l)), F(l) - F(0), "the gate that is off would have added F(l)"),
            Step(
                sp.Subs((l * whole - part) / L, (whole, part), (target(L), solution)),
                target(l),
                "l < L, one gate off: yhat = m(l) for F(L) = m(L), F(l) = l m(L) - L m(l)",
                ("K = L",),
            ),
            Step(
                sp.Subs(l * whole / L, (l, whole), (L, target(L))),
                target(L),
                "the full ring, no gate off: yhat = m(L)",
                ("F(L) = m(L)",),
            ),
        ),
    )
