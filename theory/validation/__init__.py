"""Refusals in one line: the argument, the rule it broke, what was received, the way out.

values       numbers, flags, names, functions
arrays       arrays of real numbers, exact rationals or bits
counts       counts of steps or masks, one or a row of them
mask_set     sets of masks
float_range  results that leave the range of floats
nearest      the known names that an unknown one may be meant for
"""

from __future__ import annotations

from .arrays import (
    Array,
    any_exact,
    as_array,
    binary_array,
    check_finite,
    check_memory,
    check_probabilities,
    check_shape,
    check_unit_interval,
    check_weights,
    float_array,
    real_array,
)
from .counts import counts
from .float_range import OutOfRange, in_float_range
from .mask_set import mask_set
from .nearest import did_you_mean, nearest
from .values import (
    MOST,
    REPEATS,
    choice,
    entries,
    flag,
    float_type,
    function,
    natural,
    one_line,
    probability,
    real_number,
)

__all__ = [
    "MOST",
    "REPEATS",
    "Array",
    "OutOfRange",
    "any_exact",
    "as_array",
    "binary_array",
    "check_finite",
    "check_memory",
    "check_probabilities",
    "check_shape",
    "check_unit_interval",
    "check_weights",
    "choice",
    "counts",
    "did_you_mean",
    "entries",
    "flag",
    "float_array",
    "float_type",
    "function",
    "in_float_range",
    "mask_set",
    "natural",
    "nearest",
    "one_line",
    "probability",
    "real_array",
    "real_number",
]
