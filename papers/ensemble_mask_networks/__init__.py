"""Ensemble Mask Networks (seed 000, arXiv 2309.06382), in its own order."""

from papers.claim import Paper

from .learned_weights import CLAIMS as LEARNED_WEIGHTS
from .subnetworks import DEPTH_CLAIMS, WIDTH_CLAIMS
from .table_1 import CLAIMS as TABLE_1

PAPER = Paper(
    slug="ensemble_mask_networks",
    title="Ensemble Mask Networks",
    citation="J. Luntzel, Ensemble Mask Networks, arXiv:2309.06382, 2023.",
    claims=(*WIDTH_CLAIMS, *TABLE_1, *LEARNED_WEIGHTS, *DEPTH_CLAIMS),
)
