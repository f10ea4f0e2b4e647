"""The note on gated deep linear networks (seed 004), in its own order."""

from papers.claim import Paper

from .gated_features import CLAIMS as GATED_FEATURES
from .general_flow import CLAIMS as GENERAL_FLOW
from .general_solution import CLAIMS as GENERAL_SOLUTION
from .model_and_flow import CLAIMS as MODEL_AND_FLOW
from .relu_gating import CLAIMS as RELU_GATING

PAPER = Paper(
    slug="gated_deep_linear_networks",
    title="Gated deep linear networks (note)",
    citation="Note on localization in gated deep linear networks, sections 1 to 5 (seed 004).",
    claims=(*RELU_GATING, *MODEL_AND_FLOW, *GENERAL_FLOW, *GENERAL_SOLUTION, *GATED_FEATURES),
)
