"""How fast: risk spectra, stable learning rates, exact error curves, the phase diagram, the rounding floor."""

from .expected_error import expected_error, masks_to_reach
from .phase_diagram import predicted_errors, threshold_window
from .population_flow import population_flow
from .risk_spectrum import derivation as risk_spectrum_derivation
from .risk_spectrum import risk_eigenvalues, risk_entries
from .rounding_floor import floor_by_active_entries
from .second_moments_derivation import derivation as second_moments_derivation
from .stability import derivation as stability_derivation
from .stability import is_stable, largest_stable_lr, step_scale
from .training_limit import derivation as training_limit_derivation
from .training_limit import flattest_gain, lr_above_limit
from .two_layer_flow import derivation as two_layer_flow_derivation
from .two_layer_flow import two_layer_flow

__all__ = [
    "expected_error",
    "flattest_gain",
    "floor_by_active_entries",
    "is_stable",
    "largest_stable_lr",
    "lr_above_limit",
    "masks_to_reach",
    "population_flow",
    "predicted_errors",
    "risk_eigenvalues",
    "risk_entries",
    "risk_spectrum_derivation",
    "second_moments_derivation",
    "stability_derivation",
    "step_scale",
    "threshold_window",
    "training_limit_derivation",
    "two_layer_flow",
    "two_layer_flow_derivation",
]
