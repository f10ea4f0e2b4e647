"""Half-space gates on Gaussian inputs, and gates of one site on the nonlinear Gaussian process: moments in closed form.

orthant            moments of a Gaussian over one half-space and over two
halfspace_moments  the regression with half-space gates on Gaussian inputs
site_gates         <g y x> of the gate of one site on the nonlinear Gaussian process
"""

from .halfspace_moments import halfspace_first_moments, halfspace_problem, halfspace_second_moments
from .orthant import derivation as orthant_derivation
from .site_gates import derivation as site_gates_derivation
from .site_gates import site_gate_correlations

__all__ = [
    "halfspace_first_moments",
    "halfspace_problem",
    "halfspace_second_moments",
    "orthant_derivation",
    "site_gate_correlations",
    "site_gates_derivation",
]
