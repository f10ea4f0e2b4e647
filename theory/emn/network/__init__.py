"""The model: architectures and parameters, forward pass, gradient by hand, subnetworks, message passing."""

from .architecture import Architecture, Parameters
from .forward import effective_weights, forward
from .gradient import gradient
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
    "message_passing",
    "message_passing_forward",
    "subnetwork_count",
]
