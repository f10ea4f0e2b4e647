"""Mask laws and their second moments, the paper's masks by sums, their order, their scores, and better designs."""

from .mask_design import RegularMasks, best_row_size, row_size_rate
from .mask_design import derivation as mask_design_derivation
from .mask_moments import SparseMasks
from .mask_order import error_after_masks, greedy_sequence, mean_contraction
from .mask_order_derivation import derivation as mask_order_derivation
from .mask_score import gain_form, mask_gain
from .mask_score_derivation import derivation as mask_score_derivation
from .paper_masks import PaperMasks, sum_counts, training_set_size

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
    "row_size_rate",
    "sum_counts",
    "training_set_size",
]
