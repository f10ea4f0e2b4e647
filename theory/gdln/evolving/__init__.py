"""Gradient flows with gates that vary in time, and when one basis serves at all times.

piecewise_gates  gates constant in pieces of time: a product of affine maps, exact
evolving_gates   gates that vary smoothly: steps of second or fourth order
common_basis     when one basis diagonalizes the moments at all times
"""

from .common_basis import common_eigenbasis
from .common_basis import derivation as common_basis_derivation
from .evolving_gates import derivation as evolving_gates_derivation
from .evolving_gates import evolving_flow
from .piecewise_gates import FlowMap, flow_map, piecewise_flow_map

__all__ = [
    "FlowMap",
    "common_basis_derivation",
    "common_eigenbasis",
    "evolving_flow",
    "evolving_gates_derivation",
    "flow_map",
    "piecewise_flow_map",
]
