"""The least-squares objective of gates: by class, with soft gates, with gates free of any family, on single pulses.

bayes_bound      <var(y | x)>, the loss that no gates of x can beat
class_objective  the least loss by classes
free_gates       gates that are any function of x: how many reach the Bayes bound
halfspace_bound  what no number of half-spaces can fit
pulse_gates      single pulses: the gates 1[x_i >= x_(i+1)] fit any function of the length
soft_gates       gates in [0, 1]: the slope of the least loss
"""

from .bayes_bound import bayes_bound
from .class_objective import class_objective
from .class_objective import derivation as class_objective_derivation
from .free_gates import bayes_gates, level_gates, resolution_bound
from .free_gates import derivation as free_gates_derivation
from .halfspace_bound import derivation as halfspace_bound_derivation
from .halfspace_bound import halfspace_bound
from .pulse_gates import derivation as pulse_gates_derivation
from .pulse_gates import pulse_fields
from .soft_gates import derivation as soft_gates_derivation
from .soft_gates import soft_gate_gradient, soft_problem

__all__ = [
    "bayes_bound",
    "bayes_gates",
    "class_objective",
    "class_objective_derivation",
    "free_gates_derivation",
    "halfspace_bound",
    "halfspace_bound_derivation",
    "level_gates",
    "pulse_fields",
    "pulse_gates_derivation",
    "resolution_bound",
    "soft_gate_gradient",
    "soft_gates_derivation",
    "soft_problem",
]
