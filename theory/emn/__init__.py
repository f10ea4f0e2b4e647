"""Ensemble mask networks: y = W_m ... W_2 (A * W_1) x, trained towards A x by masking the first layer."""

from .architecture import Architecture, Parameters
from .conserved import conserved_quantities, two_masked_derivation
from .conserved import derivation as conserved_derivation
from .constant_sign import derivation as constant_sign_derivation
from .constant_sign import sign_is_certain, sign_margin
from .constants import derivation as learned_constants_derivation
from .constants import learned_constants
from .equal_split import derivation as equal_split_derivation
from .equal_split import equal_split_rows
from .expected_error import expected_error, masks_to_reach
from .forward import effective_weights, forward
from .gauge import derivation as gauge_derivation
from .gauge import gauge_invariants, gauge_orbit_dimension, gauge_transform, quotient_dimension
from .gradient import gradient
from .higher_order import derivation as higher_order_derivation
from .higher_order import (
    learned_gauge,
    loss_hessians,
    masked_product,
    stable_layers_lr,
    with_self_loops,
    zero_loss_layers,
)
from .identifiability import derivation as identifiability_derivation
from .identifiability import determined_combinations, unlearnable_edges
from .landscape import row_landscape
from .later_weights import derivation as later_weight_derivation
from .later_weights import later_weight_bracket
from .learned_weights import derivation as learned_weights_derivation
from .learned_weights import zero_loss_parameters
from .litmus import Litmus, identifiable_up_to, litmus_power, litmus_test
from .locality_test import Locality, ball, locality_test
from .mask_design import RegularMasks, best_row_size, row_size_rate
from .mask_design import derivation as mask_design_derivation
from .mask_moments import SparseMasks
from .mask_order import error_after_masks, greedy_sequence, mean_contraction
from .mask_order_derivation import derivation as mask_order_derivation
from .masks import PaperMasks, sum_counts, training_set_size
from .message_passing import message_passing, message_passing_forward
from .phase_diagram import predicted_errors, threshold_window
from .population_flow import population_flow
from .risk_spectrum import derivation as risk_spectrum_derivation
from .risk_spectrum import risk_eigenvalues, risk_entries
from .row_hessian import derivation as landscape_derivation
from .row_hessian import row_hessian, saddle_curvatures
from .second_moments_derivation import derivation as second_moments_derivation
from .sharpness import derivation as sharpness_derivation
from .sharpness import flattest_constant, sharpness
from .solution_set import derivation as solution_set_derivation
from .solution_set import is_zero_loss, nearest_solution, solution_components, solution_dimension
from .stability import derivation as stability_derivation
from .stability import is_stable, largest_stable_lr, step_scale
from .subnetworks import distinct_subnetworks, subnetwork_count
from .test_error import binary_to_weighted_bounds, error_by_active_entries, test_error
from .test_error import derivation as test_error_derivation
from .training_limit import derivation as training_limit_derivation
from .training_limit import flattest_gain, lr_above_limit
from .two_layer_flow import derivation as two_layer_flow_derivation
from .two_layer_flow import two_layer_flow
from .walk_classes import ZeroLossSet, zero_loss_set
from .walk_classes import derivation as walk_classes_derivation
from .walks import count_walks, mask_graph, walks

__all__ = [
    "Architecture",
    "Litmus",
    "Locality",
    "PaperMasks",
    "Parameters",
    "RegularMasks",
    "SparseMasks",
    "ZeroLossSet",
    "ball",
    "best_row_size",
    "binary_to_weighted_bounds",
    "conserved_derivation",
    "conserved_quantities",
    "constant_sign_derivation",
    "count_walks",
    "determined_combinations",
    "distinct_subnetworks",
    "effective_weights",
    "equal_split_derivation",
    "equal_split_rows",
    "error_after_masks",
    "error_by_active_entries",
    "expected_error",
    "flattest_constant",
    "flattest_gain",
    "forward",
    "gauge_derivation",
    "gauge_invariants",
    "gauge_orbit_dimension",
    "gauge_transform",
    "gradient",
    "greedy_sequence",
    "higher_order_derivation",
    "identifiability_derivation",
    "identifiable_up_to",
    "is_stable",
    "is_zero_loss",
    "landscape_derivation",
    "largest_stable_lr",
    "later_weight_bracket",
    "later_weight_derivation",
    "learned_constants",
    "learned_constants_derivation",
    "learned_gauge",
    "learned_weights_derivation",
    "litmus_power",
    "litmus_test",
    "locality_test",
    "loss_hessians",
    "lr_above_limit",
    "mask_design_derivation",
    "mask_graph",
    "mask_order_derivation",
    "masked_product",
    "masks_to_reach",
    "mean_contraction",
    "message_passing",
    "message_passing_forward",
    "nearest_solution",
    "population_flow",
    "predicted_errors",
    "quotient_dimension",
    "risk_eigenvalues",
    "risk_entries",
    "risk_spectrum_derivation",
    "row_hessian",
    "row_landscape",
    "row_size_rate",
    "saddle_curvatures",
    "second_moments_derivation",
    "sharpness",
    "sharpness_derivation",
    "sign_is_certain",
    "sign_margin",
    "solution_components",
    "solution_dimension",
    "solution_set_derivation",
    "stability_derivation",
    "stable_layers_lr",
    "step_scale",
    "subnetwork_count",
    "sum_counts",
    "test_error",
    "test_error_derivation",
    "threshold_window",
    "training_limit_derivation",
    "training_set_size",
    "two_layer_flow",
    "two_layer_flow_derivation",
    "two_masked_derivation",
    "unlearnable_edges",
    "walk_classes_derivation",
    "walks",
    "with_self_loops",
    "zero_loss_layers",
    "zero_loss_parameters",
    "zero_loss_set",
]
