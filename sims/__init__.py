"""Hand-written training in NumPy: what the closed forms of `theory` are confronted with."""

from . import emn

__all__ = ["emn"]
