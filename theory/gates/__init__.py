"""Which gates minimize the least-squares objective: families, solvers, certificates.

optimize       the search: a family, a solver, a certificate
problem        the data on distinct inputs, and the objective
family         what a gate family is; those of one's own too
families       exclusive gates, tables, half-spaces, shifts of base gates
local          solvers that improve: refits, flips, swaps, restarts
gradient       solvers that follow a gradient; half-spaces on Gaussian populations
proofs         solvers that prove the optimum
fits           least squares for many gatings at once
limits         when a solver stops, and its random draws
solver_result  what a solver returns
best_gates     what the search returns
estimator      the search as an estimator of scikit-learn
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .best_gates import BestGates
from .family import GateFamily
from .gradient.population_halfspaces import best_halfspaces
from .gradient.population_halfspaces import derivation as population_halfspaces_derivation
from .limits import Limits
from .optimize import optimize
from .problem import GateProblem
from .solver_result import Found

if TYPE_CHECKING:
    from .estimator import GatedRegressor

__all__ = [
    "BestGates",
    "Found",
    "GateFamily",
    "GateProblem",
    "GatedRegressor",
    "Limits",
    "best_halfspaces",
    "optimize",
    "population_halfspaces_derivation",
]


def __getattr__(name: str) -> Any:
    if name == "GatedRegressor":  # not before it is used: it imports scikit-learn where that is installed
        from .estimator import GatedRegressor

        return GatedRegressor
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
