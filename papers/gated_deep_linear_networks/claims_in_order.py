"""The claims of the note in its own order."""

from papers import Claim

from .best_gates.all_shifts_nlgp import CLAIMS as ALL_SHIFTS_NLGP
from .best_gates.all_shifts_pulses import CLAIMS as ALL_SHIFTS_PULSES
from .best_gates.best_precision import CLAIMS as BEST_PRECISION
from .best_gates.continuous_inputs import CLAIMS as CONTINUOUS_INPUTS
from .best_gates.gaussian_pair import CLAIMS as GAUSSIAN_PAIR
from .best_gates.independence import CLAIMS as INDEPENDENCE
from .best_gates.local_halfspaces import CLAIMS as LOCAL_HALFSPACES
from .best_gates.loss_against_gates import CLAIMS as LOSS_AGAINST_GATES
from .best_gates.nlgp_halfspace import CLAIMS as NLGP_HALFSPACE
from .best_gates.precision_of_gates import CLAIMS as PRECISION_OF_GATES
from .best_gates.shifted_halfspaces import CLAIMS as SHIFTED_HALFSPACES
from .best_gates.tiling import CLAIMS as TILING
from .best_gates.trivial_optimum import CLAIMS as TRIVIAL_OPTIMUM
from .evolving.common_basis import CLAIMS as COMMON_BASIS
from .evolving.evolving_gates import CLAIMS as EVOLVING_GATES
from .evolving.fourier_basis import CLAIMS as FOURIER_BASIS
from .evolving.moments_vary import CLAIMS as MOMENTS_VARY
from .evolving.ring_symmetry import CLAIMS as RING_SYMMETRY
from .flows.exclusive_gates import CLAIMS as EXCLUSIVE_GATES
from .flows.exclusive_limit import CLAIMS as EXCLUSIVE_LIMIT
from .flows.exclusive_solution import CLAIMS as EXCLUSIVE_SOLUTION
from .flows.general_flow import CLAIMS as GENERAL_FLOW
from .flows.general_limit import CLAIMS as GENERAL_LIMIT
from .flows.general_solution import CLAIMS as GENERAL_SOLUTION
from .flows.model_and_flow import CLAIMS as MODEL_AND_FLOW
from .flows.redundant_gates import CLAIMS as REDUNDANT_GATES
from .flows.redundant_moments import CLAIMS as REDUNDANT_MOMENTS
from .flows.redundant_solution import CLAIMS as REDUNDANT_SOLUTION
from .flows.singular_limit import CLAIMS as SINGULAR_LIMIT
from .flows.trained_flows import CLAIMS as TRAINED_FLOWS
from .networks.activations import CLAIMS as ACTIVATIONS
from .networks.biases import CLAIMS as BIASES
from .networks.cross_entropy import CLAIMS as CROSS_ENTROPY
from .networks.gain import CLAIMS as GAIN
from .networks.input_laws import CLAIMS as INPUT_LAWS
from .networks.localization import CLAIMS as LOCALIZATION
from .networks.mixture import CLAIMS as MIXTURE
from .networks.network import CLAIMS as NETWORK
from .networks.nlgp_moments import CLAIMS as NLGP_MOMENTS
from .networks.pulse_biases import CLAIMS as PULSE_BIASES
from .networks.relu_gating import CLAIMS as RELU_GATING
from .networks.relu_on_pulses import CLAIMS as RELU_ON_PULSES
from .objective.class_objective import CLAIMS as CLASS_OBJECTIVE
from .objective.gated_features import CLAIMS as GATED_FEATURES
from .objective.halfspace_bound import CLAIMS as HALFSPACE_BOUND
from .objective.halfspace_moments import CLAIMS as HALFSPACE_MOMENTS
from .objective.least_loss import CLAIMS as LEAST_LOSS
from .objective.objective_of_gates import CLAIMS as OBJECTIVE_OF_GATES
from .objective.site_gates import CLAIMS as SITE_GATES
from .receptive_fields.field_growth import CLAIMS as FIELD_GROWTH
from .receptive_fields.gate_scale import CLAIMS as GATE_SCALE
from .receptive_fields.hindsight import CLAIMS as HINDSIGHT
from .receptive_fields.predicting_localization import CLAIMS as PREDICTING_LOCALIZATION
from .receptive_fields.refreshed_gates import CLAIMS as REFRESHED_GATES
from .receptive_fields.relu_descent import CLAIMS as RELU_DESCENT
from .receptive_fields.relu_unit import CLAIMS as RELU_UNIT
from .receptive_fields.relu_unit_stability import CLAIMS as RELU_UNIT_STABILITY
from .receptive_fields.sign_flipping import CLAIMS as SIGN_FLIPPING
from .receptive_fields.uniform_growth import CLAIMS as UNIFORM_GROWTH
from .stochastic.mean_square_stability import CLAIMS as MEAN_SQUARE_STABILITY
from .stochastic.sgd_moments import CLAIMS as SGD_MOMENTS
from .stochastic.sgd_stationary import CLAIMS as SGD_STATIONARY
from .stochastic.small_steps import CLAIMS as SMALL_STEPS

CLAIMS: tuple[Claim, ...] = (
    *NETWORK,
    *MIXTURE,
    *CROSS_ENTROPY,
    *ACTIVATIONS,
    *LOCALIZATION,
    *RELU_ON_PULSES,
    *PULSE_BIASES,
    *BIASES,
    *INPUT_LAWS,
    *NLGP_MOMENTS,
    *GAIN,
    *RELU_GATING,
    *HINDSIGHT,
    *GATE_SCALE,
    *UNIFORM_GROWTH,
    *FIELD_GROWTH,
    *SIGN_FLIPPING,
    *PREDICTING_LOCALIZATION,
    *RELU_UNIT,
    *RELU_UNIT_STABILITY,
    *REFRESHED_GATES,
    *RELU_DESCENT,
    *MODEL_AND_FLOW,
    *HALFSPACE_MOMENTS,
    *SITE_GATES,
    *SGD_MOMENTS,
    *SGD_STATIONARY,
    *MEAN_SQUARE_STABILITY,
    *SMALL_STEPS,
    *GENERAL_FLOW,
    *GENERAL_SOLUTION,
    *GENERAL_LIMIT,
    *SINGULAR_LIMIT,
    *GATED_FEATURES,
    *LEAST_LOSS,
    *CLASS_OBJECTIVE,
    *TILING,
    *LOSS_AGAINST_GATES,
    *TRIVIAL_OPTIMUM,
    *CONTINUOUS_INPUTS,
    *BEST_PRECISION,
    *INDEPENDENCE,
    *PRECISION_OF_GATES,
    *HALFSPACE_BOUND,
    *LOCAL_HALFSPACES,
    *SHIFTED_HALFSPACES,
    *NLGP_HALFSPACE,
    *ALL_SHIFTS_PULSES,
    *ALL_SHIFTS_NLGP,
    *GAUSSIAN_PAIR,
    *OBJECTIVE_OF_GATES,
    *EXCLUSIVE_GATES,
    *EXCLUSIVE_SOLUTION,
    *EXCLUSIVE_LIMIT,
    *REDUNDANT_MOMENTS,
    *REDUNDANT_GATES,
    *REDUNDANT_SOLUTION,
    *TRAINED_FLOWS,
    *EVOLVING_GATES,
    *MOMENTS_VARY,
    *COMMON_BASIS,
    *FOURIER_BASIS,
    *RING_SYMMETRY,
)
