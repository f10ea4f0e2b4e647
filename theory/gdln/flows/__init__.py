"""Gradient flows of general, exclusive and redundant gates, each with its derivation.

general_flow    for any gates, from the model and the loss
exclusive_flow  one gate on at a time: K problems of size n
gate_groups     gates that are equal at every sample, in groups
redundant_flow  redundant gates: the means of groups move, the differences within them stay
"""

from .exclusive_flow import ExclusiveRegression, exclusive_flow
from .exclusive_flow import derivation as exclusive_flow_derivation
from .gate_groups import GateGroups
from .general_flow import derivation as general_flow_derivation
from .redundant_flow import derivation as redundant_flow_derivation
from .redundant_flow import redundant_flow, redundant_mode

__all__ = [
    "ExclusiveRegression",
    "GateGroups",
    "exclusive_flow",
    "exclusive_flow_derivation",
    "general_flow_derivation",
    "redundant_flow",
    "redundant_flow_derivation",
    "redundant_mode",
]
