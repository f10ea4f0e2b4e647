"""One ReLU unit on its own gates, refreshed gates of a ReLU network, and how localized a field is.

relu_unit             one ReLU unit, whose gates follow its weights
refreshed_gates       gates of a ReLU network, refreshed every so often
winning_fourier_mode  which modes of a ring that unit ends in
localization          how concentrated a field is
"""

from .localization import inverse_participation_ratio
from .refreshed_gates import refreshed_gates, sample_moments
from .relu_unit import FixedPoints, relu_unit_fixed_points, relu_unit_loss, relu_unit_velocity
from .relu_unit import derivation as relu_unit_derivation
from .winning_fourier_mode import winning_fourier_mode

__all__ = [
    "FixedPoints",
    "inverse_participation_ratio",
    "refreshed_gates",
    "relu_unit_derivation",
    "relu_unit_fixed_points",
    "relu_unit_loss",
    "relu_unit_velocity",
    "sample_moments",
    "winning_fourier_mode",
]
