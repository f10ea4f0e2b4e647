"""Ensemble Mask Networks (seed 000, arXiv 2309.06382), in its own order."""

from papers.claim import Paper

from .binary_and_weighted import CLAIMS as BINARY_AND_WEIGHTED
from .conserved import CLAIMS as CONSERVED
from .constant_exponent import CLAIMS as CONSTANT_EXPONENT
from .constant_sgd import CLAIMS as CONSTANT_SGD
from .constant_signs import CLAIMS as CONSTANT_SIGNS
from .constants import CLAIMS as CONSTANTS
from .constants import ROW_CLAIMS
from .equal_split import CLAIMS as EQUAL_SPLIT
from .error_floor import CLAIMS as ERROR_FLOOR
from .expressivity import CLAIMS as EXPRESSIVITY
from .expressivity import RANK_CLAIMS
from .figure_3 import CLAIMS as FIGURE_3
from .figure_3_trained import CLAIMS as FIGURE_3_TRAINED
from .flattest import CLAIMS as FLATTEST
from .higher_order import CLAIMS as HIGHER_ORDER
from .higher_order_training import CLAIMS as HIGHER_ORDER_TRAINING
from .identifiability import CLAIMS as IDENTIFIABILITY
from .landscape import CLAIMS as LANDSCAPE
from .learned_weights import CLAIMS as LEARNED_WEIGHTS
from .learning_rate import CLAIMS as LEARNING_RATE
from .litmus import CLAIMS as LITMUS
from .litmus_errors import CLAIMS as LITMUS_ERRORS
from .message_passing import CLAIMS as MESSAGE_PASSING
from .operator import CLAIMS as OPERATOR
from .phase_diagram import CLAIMS as PHASE_DIAGRAM
from .rates import CLAIMS as RATES
from .shuffling import CLAIMS as SHUFFLING
from .solution_set import CLAIMS as SOLUTION_SET
from .subnetworks import DEPTH_CLAIMS, WIDTH_CLAIMS
from .table_1 import CLAIMS as TABLE_1
from .training_masks import CLAIMS as TRAINING_MASKS
from .updates import CLAIMS as UPDATES
from .width import CLAIMS as WIDTH

PAPER = Paper(
    slug="ensemble_mask_networks",
    title="Ensemble Mask Networks",
    citation="J. Luntzel, Ensemble Mask Networks, arXiv:2309.06382, 2023.",
    claims=(
        *WIDTH_CLAIMS,
        *MESSAGE_PASSING,
        *IDENTIFIABILITY,
        *LEARNING_RATE,
        *TABLE_1,
        *ERROR_FLOOR,
        *RATES,
        *PHASE_DIAGRAM,
        *SHUFFLING,
        *BINARY_AND_WEIGHTED,
        *FIGURE_3,
        *FIGURE_3_TRAINED,
        *LEARNED_WEIGHTS,
        *SOLUTION_SET,
        *LANDSCAPE,
        *FLATTEST,
        *EQUAL_SPLIT,
        *WIDTH,
        *EXPRESSIVITY,
        *CONSERVED,
        *CONSTANTS,
        *CONSTANT_EXPONENT,
        *CONSTANT_SIGNS,
        *CONSTANT_SGD,
        *ROW_CLAIMS,
        *UPDATES,
        *DEPTH_CLAIMS,
        *HIGHER_ORDER,
        *HIGHER_ORDER_TRAINING,
        *LITMUS,
        *LITMUS_ERRORS,
        *OPERATOR,
        *TRAINING_MASKS,
        *RANK_CLAIMS,
    ),
)
