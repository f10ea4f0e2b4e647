"""The note on gated deep linear networks (seed 004), in its own order."""

from papers.claim import Paper

from .general_gates import CLAIMS as GENERAL_GATES
from .model_and_flow import CLAIMS as MODEL_AND_FLOW
from .relu_gating import CLAIMS as RELU_GATING

PAPER = Paper(
    slug="gated_deep_linear_networks",
    title="Gated deep linear networks (note)",
    citation="Note on localization in gated deep linear networks, sections 1 to 5 (seed 004).",
    claims=(*RELU_GATING, *MODEL_AND_FLOW, *GENERAL_GATES),
)
