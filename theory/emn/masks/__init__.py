"""Mask laws, second moments of masks, the order of masks, their scores, and better designs.

paper_masks            the paper's training masks, by their elementwise sums
sparse_masks           the law of the paper's test masks
mask_moments           second moments of mask rows, of a law or of given masks
row_risk               the quadratic form of a row's risk, from the moments of masks and inputs
mask_design            the best set of masks, and a law that is as fast
mask_recursion         the second moments of the errors of () under a given mask, batch by batch
mask_order             what a given sequence of masks does, and a greedy order
mask_order_derivation  at which order of lr the order of masks acts
mask_score             what the next mask gains, and a quadratic form that ranks masks
mask_score_derivation  the gain of the next mask: first order, degree, and what cannot rank masks
"""

from .mask_design import RegularMasks, best_row_size, row_size_rate
from .mask_design import derivation as mask_design_derivation
from .mask_order import error_after_masks, greedy_sequence, mean_contraction
from .mask_order_derivation import derivation as mask_order_derivation
from .mask_score import gain_form, mask_gain
from .mask_score_derivation import derivation as mask_score_derivation
from .paper_masks import PaperMasks, sum_counts, training_set_size
from .row_risk import row_risk
from .sparse_masks import SparseMasks

__all__ = [
    "PaperMasks",
    "RegularMasks",
    "SparseMasks",
    "best_row_size",
    "error_after_masks",
    "gain_form",
    "greedy_sequence",
    "mask_design_derivation",
    "mask_gain",
    "mask_order_derivation",
    "mask_score_derivation",
    "mean_contraction",
    "row_risk",
    "row_size_rate",
    "sum_counts",
    "training_set_size",
]
