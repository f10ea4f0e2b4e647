"""Gated deep linear networks: derivations from the model of the note, Eq. (3), and its loss."""

from .general_flow import derivation as general_flow_derivation

__all__ = ["general_flow_derivation"]
