"""Which gates minimize the least-squares objective: families, solvers, certificates."""

from .best import BestGates
from .family import GateFamily
from .optimize import optimize
from .problem import GateProblem
from .search import Found, Limits

__all__ = ["BestGates", "Found", "GateFamily", "GateProblem", "Limits", "optimize"]
