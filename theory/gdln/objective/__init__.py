"""The least-squares objective of gates: by class, with soft gates, with gates free of any family, on single pulses."""

from .class_objective import bayes_bound, class_objective
from .class_objective import derivation as objective_derivation
from .free_gates import bayes_gates, level_gates, resolution_bound
from .free_gates import derivation as free_gates_derivation
from .half_space_bound import derivation as half_space_bound_derivation
from .half_space_bound import half_space_bound
from .pulse_gates import derivation as pulse_gates_derivation
from .pulse_gates import pulse_fields
from .soft_gates import derivation as soft_gates_derivation
from .soft_gates import soft_gate_gradient, soft_problem

__all__ = [
    "bayes_bound",
    "bayes_gates",
    "class_objective",
    "free_gates_derivation",
    "half_space_bound",
    "half_space_bound_derivation",
    "level_gates",
    "objective_derivation",
    "pulse_fields",
    "pulse_gates_derivation",
    "resolution_bound",
    "soft_gate_gradient",
    "soft_gates_derivation",
    "soft_problem",
]
