"""The model: architectures and parameters, forward pass, gradient by hand, subnetworks, message passing.

architecture     the architecture (c_1, ..., c_m), and its parameters
initialization   the laws of initial weights of the usual libraries
forward          the forward pass, layer by layer, and the effective weights
gradient         the gradient of the risk, the Jacobian of the effective weights
message_passing  the masked layer as a step of message passing on a graph
subnetworks      how many subnetworks there are: counted, and enumerated
"""

from .architecture import Architecture, Parameters
from .forward import effective_weights, forward
from .gradient import gradient, jacobian
from .initialization import Initialization
from .message_passing import message_passing, message_passing_forward
from .subnetworks import distinct_subnetworks, subnetwork_count

__all__ = [
    "Architecture",
    "Initialization",
    "Parameters",
    "distinct_subnetworks",
    "effective_weights",
    "forward",
    "gradient",
    "jacobian",
    "message_passing",
    "message_passing_forward",
    "subnetwork_count",
]
