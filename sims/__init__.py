"""Hand-written training in NumPy: what the closed forms of `theory` are confronted with."""

from . import batch, emn, kernel

__all__ = ["batch", "emn", "kernel"]
