"""The conserved quantities of the flow and the constants that follow from them, signs included.

conserved          what gradient flow conserves between neighbouring layers, and what one step of SGD changes of it
learned_constants  the constants c that the flow learns, from the initialization alone, one copy a layer
constant_sign      the signs of the constants: the linearized early dynamics, and where they decide for certain
later_weights      a bracket on the later weights of one hidden layer of several copies
"""

from .conserved import conserved_quantities, two_masked_derivation
from .conserved import derivation as conserved_derivation
from .constant_sign import derivation as constant_sign_derivation
from .constant_sign import sign_is_certain, sign_margin
from .later_weights import derivation as later_weights_derivation
from .later_weights import later_weight_bracket
from .learned_constants import derivation as learned_constants_derivation
from .learned_constants import learned_constants

__all__ = [
    "conserved_derivation",
    "conserved_quantities",
    "constant_sign_derivation",
    "later_weight_bracket",
    "later_weights_derivation",
    "learned_constants",
    "learned_constants_derivation",
    "sign_is_certain",
    "sign_margin",
    "two_masked_derivation",
]
