"""Ensemble mask networks: y = W_m ... W_2 (A * W_1) x, trained towards A x by masking the first layer."""

from .architecture import Architecture, Parameters
from .constants import derivation as learned_constants_derivation
from .constants import learned_constants
from .forward import effective_weights, forward
from .learned_weights import derivation as learned_weights_derivation
from .learned_weights import zero_loss_parameters
from .masks import PaperMasks, sum_counts, training_set_size
from .subnetworks import distinct_subnetworks, subnetwork_count

__all__ = [
    "Architecture",
    "PaperMasks",
    "Parameters",
    "distinct_subnetworks",
    "effective_weights",
    "forward",
    "learned_constants",
    "learned_constants_derivation",
    "learned_weights_derivation",
    "subnetwork_count",
    "sum_counts",
    "training_set_size",
    "zero_loss_parameters",
]
