"""The population risk of a row: its critical points, their Hessians and sharpness.

critical_points  every critical point of a row's risk is a global minimum or a saddle
row_hessian      the Hessian of a row's risk, whose eigenvalues at the saddles are closed forms
sharpness        how sharp the minima are along the solution set, and which constant is the flattest
"""

from .critical_points import row_landscape
from .row_hessian import derivation as row_hessian_derivation
from .row_hessian import row_hessian, row_sharpness, saddle_curvatures
from .sharpness import derivation as sharpness_derivation
from .sharpness import flattest_constant, sharpness

__all__ = [
    "flattest_constant",
    "row_hessian",
    "row_hessian_derivation",
    "row_landscape",
    "row_sharpness",
    "saddle_curvatures",
    "sharpness",
    "sharpness_derivation",
]
