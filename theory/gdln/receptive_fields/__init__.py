"""Half-space gates on Gaussian inputs, one ReLU unit on its own gates, and how localized a field is.

orthant               moments of a Gaussian over one half-space and over two
halfspace_moments     the regression with half-space gates on Gaussian inputs
site_gates            <g y x> of the gate of one site on the nonlinear Gaussian process
relu_unit             one ReLU unit, whose gates follow its weights
refreshed_gates       gates of a ReLU network, refreshed every so often
winning_fourier_mode  which modes of a ring that unit ends in
localization          how concentrated a field is
"""

from .halfspace_moments import halfspace_first_moments, halfspace_problem, halfspace_second_moments
from .localization import inverse_participation_ratio
from .orthant import derivation as orthant_derivation
from .refreshed_gates import refreshed_gates, sample_moments
from .relu_unit import FixedPoints, relu_unit_fixed_points, relu_unit_loss, relu_unit_velocity
from .relu_unit import derivation as relu_unit_derivation
from .site_gates import derivation as site_gates_derivation
from .site_gates import site_gate_correlations
from .winning_fourier_mode import winning_fourier_mode

__all__ = [
    "FixedPoints",
    "halfspace_first_moments",
    "halfspace_problem",
    "halfspace_second_moments",
    "inverse_participation_ratio",
    "orthant_derivation",
    "refreshed_gates",
    "relu_unit_derivation",
    "relu_unit_fixed_points",
    "relu_unit_loss",
    "relu_unit_velocity",
    "sample_moments",
    "site_gate_correlations",
    "site_gates_derivation",
    "winning_fourier_mode",
]
