"""Gated deep linear networks: derivations from the model of the note, Eq. (3), and its loss."""

from .common_basis import common_eigenbasis
from .common_basis import derivation as common_basis_derivation
from .evolving_gates import derivation as evolving_gates_derivation
from .evolving_gates import evolving_flow
from .exclusive_flow import ExclusiveRegression, exclusive_flow
from .exclusive_flow import derivation as exclusive_flow_derivation
from .fourth_moments import FourthMoments
from .free_gates import bayes_gates, level_gates, resolution_bound
from .free_gates import derivation as free_gates_derivation
from .gate_groups import GateGroups
from .general_flow import derivation as general_flow_derivation
from .half_space_bound import derivation as half_space_bound_derivation
from .half_space_bound import half_space_bound
from .halfspace_moments import halfspace_first_moments, halfspace_problem, halfspace_second_moments
from .localization import inverse_participation_ratio
from .objective import bayes_bound, class_objective
from .objective import derivation as objective_derivation
from .orthant import derivation as orthant_derivation
from .piecewise_gates import Evolution, evolution, piecewise_evolution
from .redundant_flow import derivation as redundant_flow_derivation
from .redundant_flow import redundant_flow, redundant_mode
from .relu_unit import FixedPoints, relu_unit_fixed_points, relu_unit_loss, relu_unit_velocity, winning_fourier_mode
from .relu_unit import derivation as relu_unit_derivation
from .ring import RingRegression, ring_flow
from .ring_derivation import derivation as ring_derivation
from .ring_moments import ring_halfspace_problem, ring_samples_problem, ring_support_problem
from .sgd_moments import derivation as sgd_moments_derivation
from .sgd_moments import sgd_moments
from .sgd_stationary import largest_mean_square_lr, small_step_covariance, stationary_covariance
from .site_gates import derivation as site_gate_derivation
from .site_gates import site_gate_correlations
from .soft_gates import derivation as soft_gates_derivation
from .soft_gates import soft_gate_gradient, soft_problem

__all__ = [
    "Evolution",
    "ExclusiveRegression",
    "FixedPoints",
    "FourthMoments",
    "GateGroups",
    "RingRegression",
    "bayes_bound",
    "bayes_gates",
    "class_objective",
    "common_basis_derivation",
    "common_eigenbasis",
    "evolution",
    "evolving_flow",
    "evolving_gates_derivation",
    "exclusive_flow",
    "exclusive_flow_derivation",
    "free_gates_derivation",
    "general_flow_derivation",
    "half_space_bound",
    "half_space_bound_derivation",
    "halfspace_first_moments",
    "halfspace_problem",
    "halfspace_second_moments",
    "inverse_participation_ratio",
    "largest_mean_square_lr",
    "level_gates",
    "objective_derivation",
    "orthant_derivation",
    "piecewise_evolution",
    "redundant_flow",
    "redundant_flow_derivation",
    "redundant_mode",
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
    "sgd_moments",
    "sgd_moments_derivation",
    "site_gate_correlations",
    "site_gate_derivation",
    "small_step_covariance",
    "soft_gate_gradient",
    "soft_gates_derivation",
    "soft_problem",
    "stationary_covariance",
    "winning_fourier_mode",
]
