"""Gradient flows of general, exclusive, redundant and time-dependent gates, each with its derivation.

general_flow     for any gates, from the model and the loss
exclusive_flow   one gate on at a time: K problems of size n
gate_groups      gates that are equal at every sample, in groups
redundant_flow   their means move, their differences stay
piecewise_gates  gates constant in pieces of time: a product of affine maps, exact
evolving_gates   gates that vary smoothly: steps of second or fourth order
refreshed_gates  gates of a ReLU network, refreshed every so often
common_basis     when one basis diagonalizes the moments at all times
"""

from .common_basis import common_eigenbasis
from .common_basis import derivation as common_basis_derivation
from .evolving_gates import derivation as evolving_gates_derivation
from .evolving_gates import evolving_flow
from .exclusive_flow import ExclusiveRegression, exclusive_flow
from .exclusive_flow import derivation as exclusive_flow_derivation
from .gate_groups import GateGroups
from .general_flow import derivation as general_flow_derivation
from .piecewise_gates import FlowMap, flow_map, piecewise_flow_map
from .redundant_flow import derivation as redundant_flow_derivation
from .redundant_flow import redundant_flow, redundant_mode
from .refreshed_gates import refreshed_gates, sample_moments

__all__ = [
    "ExclusiveRegression",
    "FlowMap",
    "GateGroups",
    "common_basis_derivation",
    "common_eigenbasis",
    "evolving_flow",
    "evolving_gates_derivation",
    "exclusive_flow",
    "exclusive_flow_derivation",
    "flow_map",
    "general_flow_derivation",
    "piecewise_flow_map",
    "redundant_flow",
    "redundant_flow_derivation",
    "redundant_mode",
    "refreshed_gates",
    "sample_moments",
]
