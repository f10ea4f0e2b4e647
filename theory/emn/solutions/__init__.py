"""All parameters of zero loss and their gauge, the printed forms, what can be identified, and the test error.

solution_set               all parameters of zero loss: dimension, pieces, the nearest one
gauge                      what no mask and no input can see of the parameters
learned_weights            the printed weights of zero loss, by their constants
equal_split                when later layers of one copy end up equal
identifiability            which effective weights a mask law determines
expected_test_error        the expected test error of any effective weights, for any law of masks
memorization               what each training mask teaches that no other does
random_masks_memorization  how much of random masks, and of the paper's law, is memorized
"""

from .equal_split import derivation as equal_split_derivation
from .equal_split import equal_split_rows
from .expected_test_error import binary_to_weighted_bounds, error_by_active_entries, test_error
from .expected_test_error import derivation as test_error_derivation
from .gauge import derivation as gauge_derivation
from .gauge import gauge_invariants, gauge_orbit_dimension, gauge_transform, quotient_dimension
from .identifiability import derivation as identifiability_derivation
from .identifiability import determined_combinations, unlearnable_edges
from .learned_weights import derivation as learned_weights_derivation
from .learned_weights import zero_loss_parameters
from .memorization import derivation as memorization_derivation
from .memorization import memorization_quotient, memorization_scores
from .random_masks_memorization import expected_owned_edges, mean_quotient
from .solution_set import derivation as solution_set_derivation
from .solution_set import is_zero_loss, nearest_solution, solution_components, solution_dimension

__all__ = [
    "binary_to_weighted_bounds",
    "determined_combinations",
    "equal_split_derivation",
    "equal_split_rows",
    "error_by_active_entries",
    "expected_owned_edges",
    "gauge_derivation",
    "gauge_invariants",
    "gauge_orbit_dimension",
    "gauge_transform",
    "identifiability_derivation",
    "is_zero_loss",
    "learned_weights_derivation",
    "mean_quotient",
    "memorization_derivation",
    "memorization_quotient",
    "memorization_scores",
    "nearest_solution",
    "quotient_dimension",
    "solution_components",
    "solution_dimension",
    "solution_set_derivation",
    "test_error",
    "test_error_derivation",
    "unlearnable_edges",
    "zero_loss_parameters",
]
