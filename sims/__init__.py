"""Hand-written training in NumPy: what the closed forms of `theory` are confronted with."""

from . import batch, emn, kernel, store, sweep

__all__ = ["batch", "emn", "kernel", "store", "sweep"]
