"""What an answer of a public name of `theory.emn` obeys, by definition."""

from collections.abc import Callable
from typing import Any

import numpy as np

from theory import emn


def largest(params: emn.Parameters) -> float:
    return max(float(np.max(np.abs(layer))) for layer in params.layers)


LAWS: dict[str, Callable[[dict[str, Any], Any], bool]] = {
    "Architecture.init": lambda given, found: all(np.all(np.abs(layer) <= 1) for layer in found.layers),
    "best_row_size": lambda given, m: 1 <= m <= given["n"],
    "binary_to_weighted_bounds": lambda given, found: 1 <= found[0] <= found[1] <= 4,
    "error_after_masks": lambda given, found: bool(np.all(np.asarray(found) >= 0)),
    "expected_error": lambda given, found: bool(np.all(np.asarray(found) >= -1e-12)),
    "floor_by_active_entries": lambda given, found: bool(np.all(found >= 0)),
    "greedy_sequence": lambda given, found: len(set(found.tolist())) == given["size"],
    "is_zero_loss": lambda given, found: isinstance(found, bool),
    "largest_stable_lr": lambda given, found: bool(np.all(np.asarray(found) > 0)),
    "later_weight_bracket": lambda given, found: bool(np.all((found[0] >= 0) & (found[0] <= found[1] * (1 + 1e-9)))),
    "learned_constants": lambda given, found: bool(np.all(found != 0)),
    "learned_gauge": lambda given, found: bool(np.all(found > 0)),
    "litmus_memory_power": lambda given, found: 0 <= found <= 1,
    "litmus_memory_test": lambda given, found: all(p is None or 0 <= p <= 1 for p in found.p_order + found.p_memory),
    "litmus_power": lambda given, found: 0 <= found <= 1,
    "litmus_test": lambda given, found: all(p is None or 0 <= p <= 1 for p in found.p_values),
    "locality_test": lambda given, found: found.p_value is None or 0 < found.p_value <= 1,
    "mean_quotient": lambda given, found: 0 <= found <= 1,
    "memorization_quotient": lambda given, found: found >= 0,
    "memorization_scores": lambda given, found: bool(np.all(found >= 0)),
    "minimal_polynomial_degree": lambda given, found: 1 <= found <= 3,
    "nearest_solution": lambda given, found: emn.is_zero_loss(given["net"], found) or largest(found) > 1e3,
    "PaperMasks.__call__": lambda given, found: bool(np.all(found == found.swapaxes(1, 2))),
    "row_landscape": lambda given, found: found.risk >= 0,
    "sharpness": lambda given, found: found >= 0,
    "sum_counts": lambda given, found: sum(found) == 2 ** (given["n"] * (given["n"] + 1) // 2),
    "zero_loss_parameters": lambda given, found: emn.is_zero_loss(given["net"], found),
}
