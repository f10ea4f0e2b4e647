"""The matrix that gradient flow conserves between the blocks of two neighbouring layers."""

from __future__ import annotations

from typing import Any


def conserved_matrix(V: Any, U: Any) -> Any:
    """V V^T - U^T U."""
    return V @ V.swapaxes(1, 2) - U.swapaxes(1, 2) @ U
