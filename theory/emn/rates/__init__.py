"""How fast: risk spectra, stable learning rates, exact error curves, the phase diagram, the rounding floor.

risk_spectrum        the risk matrix of a mask row of independent bits, and its two eigenvalues
population_flow      gradient flow of the risk, integrated numerically for any architecture
two_layer_flow       the flow of a row of (1), solved exactly along the vector of ones
transfer             the second moments of a row's error over one random mask of SGD, a map of two numbers
transfer_derivation  the map of `transfer`, derived in SymPy
expected_error       the expected error of () mask by mask, by the map of `transfer`
step_scale           how far one step moves the effective weights
stability            the largest stable learning rates of () and (1)
training_limit       the learning rate above which no architecture settles
phase_diagram        which cells (n, epochs, meta-epochs) of a sweep converge
rounding_floor       the test error at which floating point stops training
"""

from .expected_error import expected_error, masks_to_reach
from .phase_diagram import predicted_errors, threshold_window
from .population_flow import population_flow
from .risk_spectrum import derivation as risk_spectrum_derivation
from .risk_spectrum import risk_eigenvalues, risk_entries
from .rounding_floor import evaluation_variance, floor_by_active_entries, rounding_floor, stalled_spread
from .stability import derivation as stability_derivation
from .stability import is_stable, largest_stable_lr
from .step_scale import step_scale
from .training_limit import derivation as training_limit_derivation
from .training_limit import flattest_gain, lr_above_limit
from .transfer import transfer
from .transfer_derivation import derivation as transfer_derivation
from .two_layer_flow import derivation as two_layer_flow_derivation
from .two_layer_flow import two_layer_flow

__all__ = [
    "evaluation_variance",
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
    "rounding_floor",
    "stability_derivation",
    "stalled_spread",
    "step_scale",
    "threshold_window",
    "training_limit_derivation",
    "transfer",
    "transfer_derivation",
    "two_layer_flow",
    "two_layer_flow_derivation",
]
