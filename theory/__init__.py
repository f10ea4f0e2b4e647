"""Closed forms for masked and gated linear networks, as pure functions of arrays.

regression        the object under both papers: least squares on gated features, reduced to its moments A, b
flow              gradient flow of a gated regression, all times at once through A = P Lambda P^T
descent           gradient descent on a gated regression, the exact discrete map
emn               ensemble mask networks
gdln              gated deep linear networks
gates             which gates minimize the least-squares objective
inputs            laws of the inputs, with their moments
derivation        derivations whose steps are checked
zero              whether an expression is zero
enclosure         intervals around the values of constant expressions
draws             values for symbols that their assumptions allow
numeric           from a closed form in SymPy to a NumPy function
strategies        Hypothesis strategies for masks, gates, problems and networks
moments           second moments of gated features
possible_moments  whether A and b can be the moments of any samples
two_valued        matrices with one value on the diagonal and one off it
spectrum          the eigenmodes of A
minimum           the least loss and its weights
exact             linear algebra in exact rationals
running_error     values with a bound on their rounding error
randomness        random generators from a seed and a name
validation        refusals of arguments, in one line
latex             LaTeX of derivations and of words

This root is the table of contents; a name is imported when it is first used, so that `import theory` stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import emn, gates, gdln, inputs
    from .derivation import Derivation, Step
    from .descent import gradient_descent, largest_stable_lr, loss_along_descent
    from .flow import gradient_flow, loss_along_flow, time_scales
    from .numeric import numpy_function
    from .randomness import generator
    from .regression import GatedRegression
    from .zero import Decision, is_zero

_HOME = {
    "GatedRegression": "regression",
    "gradient_flow": "flow",
    "loss_along_flow": "flow",
    "time_scales": "flow",
    "gradient_descent": "descent",
    "loss_along_descent": "descent",
    "largest_stable_lr": "descent",
    "Derivation": "derivation",
    "Step": "derivation",
    "Decision": "zero",
    "is_zero": "zero",
    "numpy_function": "numeric",
    "generator": "randomness",
}
_SUBPACKAGES = ("emn", "gates", "gdln", "inputs")

__all__ = [
    "Decision",
    "Derivation",
    "GatedRegression",
    "Step",
    "emn",
    "gates",
    "gdln",
    "generator",
    "gradient_descent",
    "gradient_flow",
    "inputs",
    "is_zero",
    "largest_stable_lr",
    "loss_along_descent",
    "loss_along_flow",
    "numpy_function",
    "time_scales",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    if name in _SUBPACKAGES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
