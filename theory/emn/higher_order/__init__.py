"""Products of masked layers, walks on graphs, and tests of the order or the locality of an interaction."""

from .litmus import Litmus, identifiable_up_to, litmus_power, litmus_test
from .litmus_memory import LitmusMemory, litmus_memory_test
from .litmus_memory_power import litmus_memory_power
from .locality_test import Locality, ball, locality_test
from .masked_layers import derivation as higher_order_derivation
from .masked_layers import (
    learned_gauge,
    loss_hessians,
    masked_product,
    stable_layers_lr,
    with_self_loops,
    zero_loss_layers,
)
from .memory_family import family_dimension, minimal_polynomial_degree, missed_covariance
from .walk_classes import ZeroLossSet, zero_loss_set
from .walk_classes import derivation as walk_classes_derivation
from .walks import count_walks, mask_graph, walks

__all__ = [
    "Litmus",
    "LitmusMemory",
    "Locality",
    "ZeroLossSet",
    "ball",
    "count_walks",
    "family_dimension",
    "higher_order_derivation",
    "identifiable_up_to",
    "learned_gauge",
    "litmus_memory_power",
    "litmus_memory_test",
    "litmus_power",
    "litmus_test",
    "locality_test",
    "loss_hessians",
    "mask_graph",
    "masked_product",
    "minimal_polynomial_degree",
    "missed_covariance",
    "stable_layers_lr",
    "walk_classes_derivation",
    "walks",
    "with_self_loops",
    "zero_loss_layers",
    "zero_loss_set",
]
