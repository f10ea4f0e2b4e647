"""The note on gated deep linear networks (seed 004), in its own order."""

from papers.ledger.claim import Paper

from .activations import BIASES, NETWORK
from .activations import CLAIMS as ACTIVATIONS
from .best_gates import CLAIMS as BEST_GATES
from .best_half_spaces import CLAIMS as BEST_HALF_SPACES
from .common_basis import CLAIMS as COMMON_BASIS
from .evolving_gates import CLAIMS as EVOLVING_GATES
from .exclusive_gates import CLAIMS as EXCLUSIVE_GATES
from .exclusive_limit import CLAIMS as EXCLUSIVE_LIMIT
from .exclusive_solution import CLAIMS as EXCLUSIVE_SOLUTION
from .experiments import CLAIMS as EXPERIMENTS
from .gated_features import CLAIMS as GATED_FEATURES
from .general_flow import CLAIMS as GENERAL_FLOW
from .general_solution import CLAIMS as GENERAL_SOLUTION
from .halfspace_gates import CLAIMS as HALFSPACE_GATES
from .hindsight import CLAIMS as HINDSIGHT
from .input_laws import CLAIMS as INPUT_LAWS
from .input_laws import MIXTURE
from .localization import CLAIMS as LOCALIZATION
from .localization import GAIN
from .model_and_flow import CLAIMS as MODEL_AND_FLOW
from .objective import CLAIMS as OBJECTIVE
from .objective_of_gates import CLAIMS as OBJECTIVE_OF_GATES
from .precision_of_gates import CLAIMS as PRECISION_OF_GATES
from .predicting_localization import CLAIMS as PREDICTING_LOCALIZATION
from .redundant_gates import CLAIMS as REDUNDANT_GATES
from .redundant_solution import CLAIMS as REDUNDANT_SOLUTION
from .refreshed_gates import CLAIMS as REFRESHED_GATES
from .relu_gating import CLAIMS as RELU_GATING
from .relu_unit import CLAIMS as RELU_UNIT
from .ring_symmetry import CLAIMS as RING_SYMMETRY
from .sign_flipping import CLAIMS as SIGN_FLIPPING
from .stochastic import CLAIMS as STOCHASTIC
from .stochastic_limits import CLAIMS as STOCHASTIC_LIMITS

PAPER = Paper(
    slug="gated_deep_linear_networks",
    title="Gated deep linear networks (note)",
    citation="Note on localization in gated deep linear networks, sections 1 to 5 (seed 004).",
    claims=(
        *NETWORK,
        *MIXTURE,
        *ACTIVATIONS,
        *LOCALIZATION,
        *BIASES,
        *INPUT_LAWS,
        *GAIN,
        *RELU_GATING,
        *HINDSIGHT,
        *SIGN_FLIPPING,
        *PREDICTING_LOCALIZATION,
        *RELU_UNIT,
        *REFRESHED_GATES,
        *MODEL_AND_FLOW,
        *HALFSPACE_GATES,
        *STOCHASTIC,
        *STOCHASTIC_LIMITS,
        *GENERAL_FLOW,
        *GENERAL_SOLUTION,
        *GATED_FEATURES,
        *OBJECTIVE,
        *BEST_GATES,
        *PRECISION_OF_GATES,
        *BEST_HALF_SPACES,
        *OBJECTIVE_OF_GATES,
        *EXCLUSIVE_GATES,
        *EXCLUSIVE_SOLUTION,
        *EXCLUSIVE_LIMIT,
        *REDUNDANT_GATES,
        *REDUNDANT_SOLUTION,
        *EXPERIMENTS,
        *EVOLVING_GATES,
        *COMMON_BASIS,
        *RING_SYMMETRY,
    ),
)
