"""Gated deep linear networks: derivations from the model of the note, Eq. (3), and its loss.

flows             gradient flows of general, exclusive and redundant gates
evolving          gradient flows with gates that vary in time
objective         the least-squares objective of the gates, and bounds on it
halfspaces        half-space gates on Gaussian inputs, gates of one site on the nonlinear Gaussian process
ring              shifts of base gates on a ring
receptive_fields  one ReLU unit on its own gates, refreshed gates, localization
stochastic        stochastic descent: exact moments of the weights, their stationary covariance
"""

from .evolving import (
    FlowMap,
    common_basis_derivation,
    common_eigenbasis,
    evolving_flow,
    evolving_gates_derivation,
    flow_map,
    piecewise_flow_map,
)
from .flows import (
    ExclusiveRegression,
    GateGroups,
    exclusive_flow,
    exclusive_flow_derivation,
    general_flow_derivation,
    redundant_flow,
    redundant_flow_derivation,
    redundant_mode,
)
from .halfspaces import (
    halfspace_first_moments,
    halfspace_problem,
    halfspace_second_moments,
    orthant_derivation,
    site_gate_correlations,
    site_gates_derivation,
)
from .objective import (
    bayes_bound,
    bayes_gates,
    class_objective,
    class_objective_derivation,
    free_gates_derivation,
    halfspace_bound,
    halfspace_bound_derivation,
    level_gates,
    pulse_fields,
    pulse_gates_derivation,
    resolution_bound,
    soft_gate_gradient,
    soft_gates_derivation,
    soft_problem,
)
from .receptive_fields import (
    FixedPoints,
    inverse_participation_ratio,
    refreshed_gates,
    relu_unit_derivation,
    relu_unit_fixed_points,
    relu_unit_loss,
    relu_unit_velocity,
    sample_moments,
    winning_fourier_mode,
)
from .ring import (
    RingRegression,
    ring_derivation,
    ring_flow,
    ring_halfspace_problem,
    ring_samples_problem,
    ring_support_problem,
)
from .stochastic import (
    FourthMoments,
    largest_mean_square_lr,
    sgd_moments,
    sgd_moments_derivation,
    small_step_covariance,
    stationary_covariance,
)

__all__ = [
    "ExclusiveRegression",
    "FixedPoints",
    "FlowMap",
    "FourthMoments",
    "GateGroups",
    "RingRegression",
    "bayes_bound",
    "bayes_gates",
    "class_objective",
    "class_objective_derivation",
    "common_basis_derivation",
    "common_eigenbasis",
    "evolving_flow",
    "evolving_gates_derivation",
    "exclusive_flow",
    "exclusive_flow_derivation",
    "flow_map",
    "free_gates_derivation",
    "general_flow_derivation",
    "halfspace_bound",
    "halfspace_bound_derivation",
    "halfspace_first_moments",
    "halfspace_problem",
    "halfspace_second_moments",
    "inverse_participation_ratio",
    "largest_mean_square_lr",
    "level_gates",
    "orthant_derivation",
    "piecewise_flow_map",
    "pulse_fields",
    "pulse_gates_derivation",
    "redundant_flow",
    "redundant_flow_derivation",
    "redundant_mode",
    "refreshed_gates",
    "relu_unit_derivation",
    "relu_unit_fixed_points",
    "relu_unit_loss",
    "relu_unit_velocity",
    "resolution_bound",
    "ring_derivation",
    "ring_flow",
    "ring_halfspace_problem",
    "ring_samples_problem",
    "ring_support_problem",
    "sample_moments",
    "sgd_moments",
    "sgd_moments_derivation",
    "site_gate_correlations",
    "site_gates_derivation",
    "small_step_covariance",
    "soft_gate_gradient",
    "soft_gates_derivation",
    "soft_problem",
    "stationary_covariance",
    "winning_fourier_mode",
]
