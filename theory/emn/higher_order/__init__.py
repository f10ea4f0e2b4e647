"""Products of masked layers, walks on graphs, and tests of the order or the locality of an interaction.

masked_layers        r masked layers: what they compute, and their weights of zero loss
layer_stability      the Hessian of their loss at zero-loss weights, and the largest step sizes
walks                walks on the graph of a mask, one by one: what powers of A count
walk_classes         which walks one shared mask can tell apart, and which weights that leaves free
walk_closure         the proof by exact linear algebra behind it, that products of weights must be 1
litmus               a test of the order of interaction: which power of A do the data need?
litmus_memory        the same of time series: which powers, and how many past inputs?
litmus_memory_power  how small a lagged term that finds
memory_family        how many maps of an order and a memory there are, and what less memory misses
locality_test        a randomization test: do inputs farther than r edges away matter?
krylov               a basis of x, A x, ..., A^L x, and what rounding does to it
nested_f             the F test of a linear family within a larger one, and its power
"""

from .layer_stability import loss_hessians, stable_layers_lr
from .litmus import Litmus, identifiable_up_to, litmus_power, litmus_test
from .litmus_memory import LitmusMemory, litmus_memory_test
from .litmus_memory_power import litmus_memory_power
from .locality_test import Locality, ball, locality_test
from .masked_layers import derivation as masked_layers_derivation
from .masked_layers import learned_gauge, masked_product, with_self_loops, zero_loss_layers
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
    "identifiable_up_to",
    "learned_gauge",
    "litmus_memory_power",
    "litmus_memory_test",
    "litmus_power",
    "litmus_test",
    "locality_test",
    "loss_hessians",
    "mask_graph",
    "masked_layers_derivation",
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
