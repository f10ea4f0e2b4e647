"""Spoilt arguments of every public name of `theory.emn`."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import emn

from .emn_draws import (
    ALL_ONES,
    SHAPES,
    Rng,
    beta,
    data,
    exact_net,
    floor,
    invertible,
    mask,
    masked_pair,
    message_passing,
    moments,
    net_and_params,
    sequence,
    series,
    shapes,
    size,
    size_law,
    trained,
    unsettled,
    with_inputs,
    with_masks,
)
from .emn_laws import LAWS

Entry = Callable[[Rng], dict[str, Any]]
MAKE: dict[str, Entry] = {
    "Architecture": lambda rng: {"n": 3, "copies": (2, 1)},
    "Architecture.init": lambda rng: {
        "self": emn.Architecture(2, (2,)),
        "rng": 1,
        "dtype": np.float32,
        "law": emn.Initialization(),
    },
    "Architecture.parameters": lambda rng: {
        "self": (net := emn.Architecture(2, (2,))),
        "layers": list(net.init(rng).layers),
        "exact": False,
    },
    "Initialization": lambda rng: {"law": "normal", "gain": 2.0, "fan": "mean", "counted": "layer"},
    "PaperMasks": lambda rng: {"n": 3, "size": 5, "rounding": "nearest", "order": "random"},
    "PaperMasks.__call__": lambda rng: {"self": emn.PaperMasks(3, 5), "rng": 1},
    "RegularMasks": lambda rng: {"n": 3, "size": 5, "m": 2},
    "RegularMasks.__call__": lambda rng: {"self": emn.RegularMasks(3, 5), "rng": 1},
    "SparseMasks": lambda rng: {"n": 3, "active": 0.5, "weighted": True, "independent": False},
    "SparseMasks.row_second_moments": lambda rng: {"self": emn.SparseMasks(3), "exact": True},
    "ball": lambda rng: {"A": mask(rng, 3, 3), "node": 1, "radius": 1},
    "best_row_size": lambda rng: {"n": size(rng)},
    "binary_to_weighted_bounds": lambda rng: {"n": size(rng, 2), "active": Fraction(1, 2)},
    "conserved_quantities": net_and_params,
    "count_walks": lambda rng: {"graph": emn.mask_graph(mask(rng, 3, 3)), "length": 2},
    "determined_combinations": lambda rng: {"Q": moments(rng, size(rng))},
    "distinct_subnetworks": lambda rng: {"layers": [rng.integers(-2, 3, (2, 2)), rng.integers(-2, 3, (1, 2))]},
    "effective_weights": net_and_params,
    "equal_split_rows": lambda rng: net_and_params(rng, ALL_ONES),
    "error_after_masks": sequence,
    "error_by_active_entries": lambda rng: {
        **{k: v for k, v in beta(rng).items() if k != "mask_moments"},
        "weighted": True,
    },
    "evaluation_variance": lambda rng: {"c": rng.random(3) + 0.5, "dtype": np.float64},
    "expected_error": lambda rng: {
        "n": 3,
        "masks": np.array([1, 4]),
        **trained(rng),
        "law": size_law(3),
        "start": (1.1, 1.0),
        "risk": (0.2, 0.1),
    },
    "expected_owned_edges": lambda rng: {"n": size(rng), "size": 3},
    "family_dimension": lambda rng: {"A": mask(rng, 3, 3), "order": 1, "memory": 2},
    "flattest_constant": lambda rng: {"Q": moments(rng, size(rng)), "depth": 1},
    "flattest_gain": lambda rng: {"n": size(rng), "depth": size(rng)},
    "forward": with_inputs,
    "gain_form": lambda rng: {k: v for k, v in sequence(rng).items() if k != "masks"},
    "gauge_invariants": exact_net,
    "gauge_orbit_dimension": net_and_params,
    "gauge_transform": invertible,
    "gradient": lambda rng: {**(g := net_and_params(rng)), "Q": np.array([moments(rng, g["net"].n)] * g["net"].n)},
    "floor_by_active_entries": lambda rng: {
        "c": rng.random(3) + 0.5,
        "steps": 100,
        "active": np.array([0.3, 1.0]),
        "lr": 0.1,
        "dtype": np.float32,
        "reduction": "mean",
    },
    "greedy_sequence": lambda rng: {"candidates": mask(rng, 4, 2, 2), "size": 2, **trained(rng)},
    "identifiable_up_to": lambda rng: {k: v for k, v in data(rng).items() if k != "y"} | {"max_order": 2},
    "is_stable": lambda rng: {"n": 3, "c": 0.8, **trained(rng), "law": size_law(3)},
    "is_zero_loss": lambda rng: {**(g := net_and_params(rng)), "reached": mask(rng, g["net"].n, g["net"].n)},
    "jacobian": net_and_params,
    "largest_stable_lr": lambda rng: {
        "n": 3,
        "c": np.array([0.8, 1.1]),
        "sense": "mean",
        "reduction": "mean",
        "batch": 4,
        "batches": 2,
        "law": size_law(3),
    },
    "later_weight_bracket": lambda rng: with_masks(rng, ((1,), (2,))),
    "learned_constants": lambda rng: with_masks(rng, ALL_ONES),
    "learned_constants_derivation": lambda rng: {"depth": 1},
    "learned_gauge": lambda rng: {"layers": rng.random((2, 3, 3))},
    "learned_weights_derivation": lambda rng: {"copies": (1,)},
    "litmus_memory_power": lambda rng: {
        **series(rng),
        "theta": rng.random((2, 3)),
        "noise": 0.3,
        "memory": 1,
        "level": 0.05,
    },
    "litmus_memory_test": lambda rng: {
        **series(rng),
        "y": rng.normal(size=(12, 3)),
        "max_order": 1,
        "max_memory": 2,
        "level": 0.05,
    },
    "litmus_power": lambda rng: {
        **{k: v for k, v in data(rng).items() if k != "y"},
        "theta": np.array([0.5, 1.0, 0.2]),
        "noise": 0.3,
        "order": 1,
        "level": 0.05,
    },
    "litmus_test": lambda rng: {**data(rng), "max_order": 2, "level": 0.05},
    "locality_test": lambda rng: {
        **data(rng),
        "node": 0,
        "radius": 0,
        "law": lambda draw, x, outside: draw.random(x.shape),
        "resamples": 5,
        "rng": 1,
    },
    "loss_hessians": masked_pair,
    "lr_above_limit": lambda rng: {
        "net": emn.Architecture(3, (1,)),
        "lr": 0.3,
        "masks": mask(rng, 5, 3, 3),
        "reduction": "mean",
        "batch": 4,
        "batches": 2,
    },
    "mask_gain": sequence,
    "mask_graph": lambda rng: {"A": mask(rng, 3, 3)},
    "masked_product": lambda rng: {"layers": rng.normal(size=(2, 3, 3)), "masks": mask(rng, 2, 3, 3)},
    "masks_to_reach": lambda rng: {"n": 3, "error": 0.05, "lr": 0.05},
    "mean_contraction": lambda rng: {k: v for k, v in sequence(rng).items() if k not in ("start", "risk")},
    "mean_quotient": lambda rng: {"n": size(rng), "size": 3, "p": 0.5},
    "memorization_quotient": lambda rng: {
        "masks": mask(rng, 4, 3, 3),
        "start": rng.normal(size=(3, 3)),
        "inputs": moments(rng, 3),
    },
    "memorization_scores": lambda rng: {
        "masks": mask(rng, 2, 3, 3),
        "start": rng.normal(size=(3, 3)),
        "inputs": moments(rng, 3),
    },
    "message_passing": message_passing,
    "message_passing_forward": with_inputs,
    "minimal_polynomial_degree": lambda rng: {"A": mask(rng, 3, 3)},
    "missed_covariance": lambda rng: {"A": mask(rng, 3, 3), "theta": rng.normal(size=(2, 3)), "memory": 1},
    "nearest_solution": net_and_params,
    "population_flow": lambda rng: {**with_masks(rng, SHAPES), "t": 0.5, "rtol": 1e-6},
    "predicted_errors": unsettled,
    "quotient_dimension": lambda rng: {"net": emn.Architecture(3, (2, 2))},
    "risk_eigenvalues": lambda rng: {"n": size(rng), "p": 0.5},
    "risk_entries": lambda rng: {"p": 0.5},
    "rounding_floor": floor,
    "row_hessian": lambda rng: dict(zip(("Q", "layers"), shapes(rng), strict=True)),
    "row_landscape": lambda rng: dict(zip(("Q", "layers"), shapes(rng), strict=True)),
    "row_risk": lambda rng: {"n": 3, "masks": mask(rng, 5, 3, 3)},
    "row_size_rate": lambda rng: {"n": 3, "m": 2},
    "saddle_curvatures": lambda rng: {"W": rng.normal(size=(2, 3)), "Q": moments(rng, 3)},
    "sharpness": lambda rng: {"Q": moments(rng, 3), "c": 0.8, "depth": 2},
    "sign_is_certain": lambda rng: with_masks(rng, ALL_ONES),
    "sign_margin": lambda rng: with_masks(rng, ALL_ONES),
    "solution_components": lambda rng: {"net": emn.Architecture(3, (2, 1)), "reached": mask(rng, 3, 3)},
    "solution_dimension": lambda rng: {"net": emn.Architecture(3, (2, 1)), "reached": mask(rng, 3, 3)},
    "stalled_spread": floor,
    "stable_layers_lr": masked_pair,
    "step_scale": lambda rng: {"n": 3, "lr": 0.1, "reduction": "sum", "batch": 4},
    "subnetwork_count": lambda rng: {"n": 3, "what": "row"},
    "sum_counts": lambda rng: {"n": size(rng)},
    "test_error": beta,
    "threshold_window": lambda rng: {"errors": {"a": 0.5, "b": 1.5, "c": 0.2}, "failing": ["b"]},
    "training_set_size": lambda rng: {"n": 5, "factor": 36, "exponent": 1.3},
    "transfer": lambda rng: {
        "n": 3,
        "h": 0.05,
        "batch": 4,
        "batches": 2,
        "law": size_law(3),
        "gain": (1.2, 0.3),
    },
    "two_layer_flow": lambda rng: {"start": rng.normal(size=2), "t": np.array([0.0, 1.0]), "n": 3, "p": 0.5},
    "two_valued": lambda rng: {"n": size(rng), "diagonal": Fraction(1, 2), "off": Fraction(1, 4), "exact": False},
    "uniform_inputs": lambda rng: {"n": size(rng), "exact": False},
    "unlearnable_edges": lambda rng: {"masks": mask(rng, 4, 3, 3), "inputs": moments(rng, 3)},
    "walks": lambda rng: {"graph": emn.mask_graph(mask(rng, 3, 3)), "source": 0, "target": 1, "length": 2},
    "with_self_loops": lambda rng: {"A": mask(rng, 3, 3)},
    "zero_loss_layers": lambda rng: {"gauge": rng.random((2, 3)) + 0.5},
    "zero_loss_parameters": lambda rng: {"net": emn.Architecture(3, (1, 1)), "c": rng.random(3) + 0.5},
    "zero_loss_set": lambda rng: {"n": 2, "r": 2, "masks": "symmetric"},
}
LEFT_OUT = {
    "Litmus": "a result, of litmus_test",
    "LitmusMemory": "a result, of litmus_memory_test",
    "Locality": "a result, of locality_test",
    "Parameters": "a container; every function that takes one checks it",
    "ZeroLossSet": "a result, of zero_loss_set",
}


VALUES = ("nan", "numpy nan", "entry", "returns", "a function", "nan on an edge")
SPARED = {  # a caller's own functions and states are added and multiplied, whatever they are
    ("message_passing", "graph"): VALUES,
    ("message_passing", "states"): VALUES,
    ("message_passing", "message"): VALUES,
    ("message_passing", "update"): VALUES,
}


EXAMPLES = 20 if settings.default.max_examples < 500 else 200


@pytest.fixture(scope="module")
def table(table_of):
    return table_of(emn, MAKE, LEFT_OUT, LAWS, SPARED)


def test_every_public_name_is_here(table):
    """A new public name is spoilt too, or left out for a reason that is written down."""
    assert table.missing(emn.__all__) == []


@pytest.mark.parametrize("name", sorted(MAKE))
def test_good_arguments(good, table, name):
    """What is spoilt below is good: it gets an answer without NaN that obeys its law."""
    assert good(table, name) is None


@given(data=st.data())
@settings(max_examples=EXAMPLES)
def test_one_spoilt_argument(spoil, table, data):
    """A right answer, or a refusal in one line that names an argument; in time, without a warning or a NaN."""
    spoil(table, data)


@pytest.mark.full
@pytest.mark.parametrize("name", sorted(MAKE))
def test_all_spoilt_arguments(every_harm, table, name):
    """The same for every harm to every argument."""
    assert every_harm(table, name) == []
