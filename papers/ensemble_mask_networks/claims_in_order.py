"""The claims of the paper in its own order: by section, within a section as listed here."""

from papers import Claim

from .constants.change_in_a_step import CLAIMS as CHANGE_IN_A_STEP
from .constants.conserved import CLAIMS as CONSERVED
from .constants.constant_exponent import CLAIMS as CONSTANT_EXPONENT
from .constants.constant_signs import CLAIMS as CONSTANT_SIGNS
from .constants.constants_over_lr import CLAIMS as CONSTANTS_OVER_LR
from .constants.deeper_signs import CLAIMS as DEEPER_SIGNS
from .constants.differing_constants import CLAIMS as DIFFERING_CONSTANTS
from .constants.later_weights import CLAIMS as LATER_WEIGHTS
from .constants.learned_constants import CLAIMS as LEARNED_CONSTANTS
from .figure_3.beside_table_1 import CLAIMS as BESIDE_TABLE_1
from .figure_3.cause import CLAIMS as CAUSE
from .figure_3.growth_floor import CLAIMS as GROWTH_FLOOR
from .figure_3.trained_growth import CLAIMS as TRAINED_GROWTH
from .higher_order.higher_order_training import CLAIMS as HIGHER_ORDER_TRAINING
from .higher_order.layer_stability import CLAIMS as LAYER_STABILITY
from .higher_order.learned_gauge import CLAIMS as LEARNED_GAUGE
from .higher_order.litmus import CLAIMS as LITMUS
from .higher_order.litmus_errors import CLAIMS as LITMUS_ERRORS
from .higher_order.litmus_memory import CLAIMS as LITMUS_MEMORY
from .higher_order.litmus_memory_power import CLAIMS as LITMUS_MEMORY_POWER
from .higher_order.litmus_several_graphs import CLAIMS as LITMUS_SEVERAL_GRAPHS
from .higher_order.locality_test import CLAIMS as LOCALITY_TEST
from .higher_order.memory_family import CLAIMS as MEMORY_FAMILY
from .higher_order.recurrent_memory import CLAIMS as RECURRENT_MEMORY
from .higher_order.two_masks_training import CLAIMS as TWO_MASKS_TRAINING
from .higher_order.walk_classes import CLAIMS as WALK_CLASSES
from .higher_order.walks_and_powers import CLAIMS as WALKS_AND_POWERS
from .landscape.critical_points import CLAIMS as CRITICAL_POINTS
from .landscape.escape import CLAIMS as ESCAPE
from .landscape.flattest import CLAIMS as FLATTEST
from .landscape.flattest_deeper import CLAIMS as FLATTEST_DEEPER
from .masks.learned_mask_order import CLAIMS as LEARNED_MASK_ORDER
from .masks.mask_density import CLAIMS as MASK_DENSITY
from .masks.mask_design import CLAIMS as MASK_DESIGN
from .masks.mask_order import CLAIMS as MASK_ORDER
from .masks.mask_spread import CLAIMS as MASK_SPREAD
from .masks.mask_sums import CLAIMS as MASK_SUMS
from .masks.other_masks import CLAIMS as OTHER_MASKS
from .masks.shuffling import CLAIMS as SHUFFLING
from .network.computation import CLAIMS as COMPUTATION
from .network.coverage import CLAIMS as COVERAGE
from .network.degrees_of_freedom import CLAIMS as DEGREES_OF_FREEDOM
from .network.expressivity import CLAIMS as EXPRESSIVITY
from .network.expressivity import RANK_CLAIMS
from .network.indices import CLAIMS as INDICES
from .network.merging import CLAIMS as MERGING
from .network.message_passing import CLAIMS as MESSAGE_PASSING
from .network.model import CLAIMS as MODEL
from .network.operations import CLAIMS as OPERATIONS
from .network.operator import CLAIMS as OPERATOR
from .network.pruning import CLAIMS as PRUNING
from .network.shared_maps import CLAIMS as SHARED_MAPS
from .network.subnetworks import DEPTH_CLAIMS, WIDTH_CLAIMS
from .network.superposition import CLAIMS as SUPERPOSITION
from .network.transparency import CLAIMS as TRANSPARENCY
from .network.width import CLAIMS as WIDTH
from .other_settings.initializations import CLAIMS as INITIALIZATIONS
from .other_settings.low_data import CLAIMS as LOW_DATA
from .other_settings.low_data_likelihood import CLAIMS as LOW_DATA_LIKELIHOOD
from .other_settings.low_data_resampling import CLAIMS as LOW_DATA_RESAMPLING
from .other_settings.low_data_spread import CLAIMS as LOW_DATA_SPREAD
from .rates.departures import CLAIMS as DEPARTURES
from .rates.expected_curve import CLAIMS as EXPECTED_CURVE
from .rates.fewer_updates import CLAIMS as FEWER_UPDATES
from .rates.input_range import CLAIMS as INPUT_RANGE
from .rates.learning_rate_growth import CLAIMS as LEARNING_RATE_GROWTH
from .rates.oscillation import CLAIMS as OSCILLATION
from .rates.phase_diagram import CLAIMS as PHASE_DIAGRAM
from .rates.risk_spectrum import CLAIMS as RISK_SPECTRUM
from .rates.spread_of_cells import CLAIMS as SPREAD_OF_CELLS
from .rates.stability import CLAIMS as STABILITY
from .rates.two_layer_flow import CLAIMS as TWO_LAYER_FLOW
from .rates.within_ten_floors import CLAIMS as WITHIN_TEN_FLOORS
from .solutions.all_ones import CLAIMS as ALL_ONES
from .solutions.any_architecture import CLAIMS as ANY_ARCHITECTURE
from .solutions.binary_and_weighted import CLAIMS as BINARY_AND_WEIGHTED
from .solutions.determined import CLAIMS as DETERMINED
from .solutions.equal_split import CLAIMS as EQUAL_SPLIT
from .solutions.fresh_inputs import CLAIMS as FRESH_INPUTS
from .solutions.identifiability import CLAIMS as IDENTIFIABILITY
from .solutions.learned_weights import CLAIMS as LEARNED_WEIGHTS
from .solutions.memorization import CLAIMS as MEMORIZATION
from .solutions.memorization_quotient import CLAIMS as MEMORIZATION_QUOTIENT
from .solutions.solution_set import CLAIMS as SOLUTION_SET
from .table_1.common_bias import CLAIMS as COMMON_BIAS
from .table_1.minimum_errors import CLAIMS as MINIMUM_ERRORS
from .table_1.minimum_floor import CLAIMS as MINIMUM_FLOOR
from .table_1.printed_floor import CLAIMS as PRINTED_FLOOR
from .table_1.rounding_floor import CLAIMS as ROUNDING_FLOOR
from .table_1.subsampled import CLAIMS as SUBSAMPLED

PLACES = (
    ("p. 1, abstract",),
    ("Sec. 1", "Fig. 1"),
    ("Sec. 2", "Fig. 2"),
    ("Sec. 3",),
    ("Sec. 4",),
    ("Table 1", "Sec. 5", "Fig. 3", "Fig. 4"),
    ("Sec. 6",),
    ("Sec. 7", "Fig. 5", "Fig. 6"),
    ("p. 1, companion notes",),
)


def in_order(*claims: Claim) -> tuple[Claim, ...]:
    """The claims by the section their locator is in; within a section as given."""
    return tuple(sorted(claims, key=lambda c: next(i for i, place in enumerate(PLACES) if c.locator.startswith(place))))


CLAIMS = in_order(
    *OPERATIONS,
    *PRUNING,
    *MODEL,
    *WIDTH_CLAIMS,
    *MESSAGE_PASSING,
    *INDICES,
    *DEGREES_OF_FREEDOM,
    *SHARED_MAPS,
    *STABILITY,
    *LEARNING_RATE_GROWTH,
    *MERGING,
    *INPUT_RANGE,
    *MASK_SUMS,
    *IDENTIFIABILITY,
    *FRESH_INPUTS,
    *DETERMINED,
    *MINIMUM_ERRORS,
    *SUBSAMPLED,
    *ROUNDING_FLOOR,
    *PRINTED_FLOOR,
    *COMMON_BIAS,
    *MINIMUM_FLOOR,
    *EXPECTED_CURVE,
    *DEPARTURES,
    *RISK_SPECTRUM,
    *MASK_DENSITY,
    *TWO_LAYER_FLOW,
    *PHASE_DIAGRAM,
    *SPREAD_OF_CELLS,
    *WITHIN_TEN_FLOORS,
    *INITIALIZATIONS,
    *SHUFFLING,
    *BINARY_AND_WEIGHTED,
    *ALL_ONES,
    *ANY_ARCHITECTURE,
    *LOW_DATA_SPREAD,
    *LOW_DATA_RESAMPLING,
    *LOW_DATA,
    *LOW_DATA_LIKELIHOOD,
    *CAUSE,
    *TRAINED_GROWTH,
    *GROWTH_FLOOR,
    *BESIDE_TABLE_1,
    *LEARNED_WEIGHTS,
    *SOLUTION_SET,
    *CRITICAL_POINTS,
    *FLATTEST,
    *FLATTEST_DEEPER,
    *EQUAL_SPLIT,
    *WIDTH,
    *EXPRESSIVITY,
    *TRANSPARENCY,
    *CONSERVED,
    *LATER_WEIGHTS,
    *LEARNED_CONSTANTS,
    *CONSTANT_EXPONENT,
    *CONSTANT_SIGNS,
    *DEEPER_SIGNS,
    *CHANGE_IN_A_STEP,
    *CONSTANTS_OVER_LR,
    *DIFFERING_CONSTANTS,
    *COMPUTATION,
    *FEWER_UPDATES,
    *DEPTH_CLAIMS,
    *MASK_SPREAD,
    *MEMORIZATION,
    *MEMORIZATION_QUOTIENT,
    *MASK_ORDER,
    *MASK_DESIGN,
    *WALKS_AND_POWERS,
    *WALK_CLASSES,
    *TWO_MASKS_TRAINING,
    *HIGHER_ORDER_TRAINING,
    *LAYER_STABILITY,
    *LEARNED_GAUGE,
    *LITMUS,
    *LITMUS_SEVERAL_GRAPHS,
    *LITMUS_ERRORS,
    *LOCALITY_TEST,
    *MEMORY_FAMILY,
    *LITMUS_MEMORY,
    *LITMUS_MEMORY_POWER,
    *RECURRENT_MEMORY,
    *ESCAPE,
    *LEARNED_MASK_ORDER,
    *OPERATOR,
    *OSCILLATION,
    *OTHER_MASKS,
    *COVERAGE,
    *SUPERPOSITION,
    *RANK_CLAIMS,
)
