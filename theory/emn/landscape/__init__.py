"""The population risk of a row: its second moments, its critical points, their Hessians and sharpness."""

from .critical_points import row_landscape
from .row_hessian import derivation as landscape_derivation
from .row_hessian import row_hessian, saddle_curvatures
from .sharpness import derivation as sharpness_derivation
from .sharpness import flattest_constant, sharpness

__all__ = [
    "flattest_constant",
    "landscape_derivation",
    "row_hessian",
    "row_landscape",
    "saddle_curvatures",
    "sharpness",
    "sharpness_derivation",
]
