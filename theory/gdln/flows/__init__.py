"""Gradient flows of general, exclusive, redundant and time-dependent gates, each with its derivation."""

from .common_basis import common_eigenbasis
from .common_basis import derivation as common_basis_derivation
from .evolving_gates import derivation as evolving_gates_derivation
from .evolving_gates import evolving_flow
from .exclusive_flow import ExclusiveRegression, exclusive_flow
from .exclusive_flow import derivation as exclusive_flow_derivation
from .gate_groups import GateGroups
from .general_flow import derivation as general_flow_derivation
from .piecewise_gates import Evolution, evolution, piecewise_evolution
from .redundant_flow import derivation as redundant_flow_derivation
from .redundant_flow import redundant_flow, redundant_mode

__all__ = [
    "Evolution",
    "ExclusiveRegression",
    "GateGroups",
    "common_basis_derivation",
    "common_eigenbasis",
    "evolution",
    "evolving_flow",
    "evolving_gates_derivation",
    "exclusive_flow",
    "exclusive_flow_derivation",
    "general_flow_derivation",
    "piecewise_evolution",
    "redundant_flow",
    "redundant_flow_derivation",
    "redundant_mode",
]
