"""How far one step of SGD moves the effective weights: h by the loss's reduction, and the gain P by the architecture."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ...validation import choice, in_float_range, natural, real_number

REDUCTIONS = ("mean", "sum_outputs", "sum")


def step_scale(n: int, lr: Any, reduction: str = "mean", batch: int = 1) -> Any:
    """h of the step e <- e - h P D G D e with G a mean over the batch: the squared error has no half, so h = 2 lr / n.

    That is for "mean", over batch and outputs; 2 lr for "sum_outputs" (mean over the batch only), 2 lr `batch` for "sum".

    Example:
    >>> from fractions import Fraction
    >>> from theory import emn
    >>> [str(emn.step_scale(4, Fraction(1, 10), how)) for how in ("mean", "sum_outputs")]
    ['1/20', '1/5']
    """
    choice("reduction", reduction, REDUCTIONS)
    lr, n, batch = real_number("lr", lr, least=0), natural("n", n), natural("batch", batch)
    return real_number("the step of lr", 2 * lr * {"mean": Fraction(1, n), "sum_outputs": 1, "sum": batch}[reduction])


def gain(c: Any = None) -> tuple[Any, Any]:
    """P = gain[0] I + gain[1] 1 1^T: I for () (c None), I/c^2 + c^2 1 1^T for (1) at its solution w = c 1, d = 1/c.

    With the row's parameters off by (dw, dd), the error of its effective weights d w is e = dw/c + c 1 dd, and the
    gradient reaches it through the transpose of that map.
    """
    if c is None:
        return 1, 0
    c = real_number("c", c)
    if c == 0:
        raise ValueError("c must not be 0; the solution is w = c 1, d = 1/c.")
    with in_float_range("c"):
        square = c**2
        a, g = 1 / square, square
    return real_number("1 / c^2", a), real_number("c^2", g)
