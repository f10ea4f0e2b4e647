"""Products of masked layers, walks on graphs, and tests of the order or the locality of an interaction.

masked_layers        r masked layers: what they compute, and their weights of zero loss
learned_gauge        which weights of zero loss two masked layers learn
layer_stability      the Hessian of the loss of several masked layers, and their largest step sizes
walks                walks on the graph of a mask, one by one: what powers of A count
walk_classes         which walks one shared mask can tell apart, and which weights that leaves free
walk_closure         whether sums of products of weights force each product to be 1: a proof by exact linear algebra
litmus               a test of the order of interaction: which power of A do the data need?
litmus_memory        the litmus test of time series: which power of A, and how many past inputs?
litmus_memory_power  how small a lagged term the litmus test for memory finds
memory_family        how many maps of an order and a memory there are, and what less memory misses
locality_test        a randomization test: do inputs farther than r edges away matter?
krylov               sums of powers of a mask on data, a basis of them, and what rounding does to it
nested_f             the F test of a linear family within a larger one, and its power
"""

from .layer_stability import loss_hessians, stable_layers_lr
from .learned_gauge import learned_gauge
from .litmus import Litmus, identifiable_up_to, litmus_power, litmus_test
from .litmus_memory import LitmusMemory, litmus_memory_test
from .litmus_memory_power import litmus_memory_power
from .locality_test import Locality, ball, locality_test
from .masked_layers import derivation as masked_layers_derivation
from .masked_layers import masked_product, with_self_loops, zero_loss_layers
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
