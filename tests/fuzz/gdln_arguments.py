"""Good arguments for every public name of `theory.gdln`."""

from collections.abc import Callable
from typing import Any

import numpy as np

from theory import gdln
from theory.inputs import NLGP, Gaussian, Mixture, RingGaussian, SinglePulse

from .draws import moments, problem, samples
from .table import Table

Rng = np.random.Generator


def weighted(rng: Rng) -> dict[str, Any]:
    return {**samples(rng), "sample_weight": rng.random(8) + 0.1}


def exclusive(rng: Rng) -> dict[str, Any]:
    return {**weighted(rng), "gates": np.eye(2)[rng.integers(0, 2, 8)]}


def soft(rng: Rng) -> dict[str, Any]:
    return {**weighted(rng), "gates": rng.random((8, 2)) + 0.01}


def flow(rng: Rng) -> dict[str, Any]:
    return {"w0": rng.normal(size=(2, 2)), "t": np.array([0.0, 1.0, np.inf]), "tau": 0.5}


def ring_law(rng: Rng) -> Mixture:
    return Mixture(RingGaussian(4, 0.5), RingGaussian(4, 1.0))


def ring(rng: Rng) -> Any:
    return gdln.ring_halfspace_problem(ring_law(rng), rng.normal(size=(1, 4)))


def gaussians(rng: Rng) -> Mixture:
    return Mixture(Gaussian(moments(rng, 2)), Gaussian(moments(rng, 2)))


def circulant(rng: Rng, n: int = 4) -> Any:
    return RingGaussian(n, float(rng.random() * 0.8 + 0.2)).covariance


def noise(rng: Rng) -> Any:
    return gdln.FourthMoments.from_samples(**samples(rng))


def pulses(rng: Rng) -> dict[str, Any]:
    points, probability = SinglePulse(4, 1, 2).support
    return {
        "points": points.astype(float),
        "y": (points.sum(axis=1) > 1).astype(float),
        "probability": probability.astype(float),
    }


def first_site(x: Any) -> Any:
    return (x[:, :1] > 0).astype(float)


def constant(value: Any) -> Callable[[float], Any]:
    return lambda s: value


def binary(rng: Rng) -> dict[str, Any]:
    """Points with a few copies, as a finite support has them, none of them 0."""
    x = rng.integers(1, 4, (8, 2)).astype(float)
    return {"x": x, "y": rng.integers(0, 2, 8).astype(float), "sample_weight": rng.random(8) + 0.1}


MAKE: dict[str, Callable[[Rng], dict[str, Any]]] = {
    "ExclusiveRegression.from_samples": exclusive,
    "FourthMoments.from_moments": lambda rng: {"problem": problem(rng), "fourth": np.zeros((5,) * 4)},
    "FourthMoments.from_samples": weighted,
    "GateGroups.from_samples": weighted,
    "GateGroups.mean": lambda rng: {"self": gdln.GateGroups.from_samples(**samples(rng)), "w": rng.normal(size=(2, 2))},
    "RingRegression.from_correlations": lambda rng: {"C": ring_correlations(rng), "b": np.zeros(4), "y2": 1.0},
    "RingRegression.loss": lambda rng: {"self": ring(rng), "w": rng.normal(size=(4, 4))},
    "bayes_bound": binary,
    "bayes_gates": binary,
    "class_objective": lambda rng: {
        "mean_1": 0.1 * rng.normal(size=3),
        "second_1": moments(rng, 3),
        "second_0": moments(rng, 3),
        "positive": 0.5,
    },
    "common_basis_derivation": lambda rng: {"n": 3},
    "common_eigenbasis": lambda rng: {"matrices": np.array([circulant(rng), circulant(rng)])},
    "flow_map": lambda rng: {"problem": problem(rng), "duration": 0.5, "tau": 0.5},
    "evolving_flow": lambda rng: {
        "problem_at": constant(problem(rng)),
        "w0": rng.normal(size=(2, 2)),
        "t": 1.0,
        "steps": 3,
        "tau": 0.5,
        "order": 2,
    },
    "exclusive_flow": lambda rng: {"problem": gdln.ExclusiveRegression.from_samples(**exclusive(rng)), **flow(rng)},
    "halfspace_bound": binary,
    "halfspace_first_moments": lambda rng: {"law": Gaussian(moments(rng, 3)), "directions": rng.normal(size=(2, 3))},
    "halfspace_problem": lambda rng: {"law": gaussians(rng), "directions": rng.normal(size=(2, 2))},
    "halfspace_second_moments": lambda rng: {"law": Gaussian(moments(rng, 3)), "directions": rng.normal(size=(2, 3))},
    "inverse_participation_ratio": lambda rng: {"w": rng.normal(size=(2, 3))},
    "largest_mean_square_lr": lambda rng: {"law": noise(rng), "batch": 2},
    "level_gates": lambda rng: {
        "x": rng.random((6, 2)) + 0.1,
        "target": rng.random(6),
        "direction": np.ones(2),
        "K": 2,
        "family": "exclusive",
    },
    "piecewise_flow_map": lambda rng: {
        "problems": [problem(rng), problem(rng)],
        "switches": np.array([0.5]),
        "start": 0.0,
        "end": 1.0,
        "tau": 0.5,
    },
    "pulse_fields": lambda rng: {"target": rng.normal(size=4)},
    "redundant_flow": lambda rng: {"groups": gdln.GateGroups.from_samples(**samples(rng)), **flow(rng)},
    "refreshed_gates": lambda rng: {
        "w0": rng.normal(size=(2, 3)),
        "moments": gdln.sample_moments(rng.normal(size=(8, 3)), rng.normal(size=8)),
        "duration": 1.0,
        "refreshes": 3,
        "tau": 0.5,
    },
    "relu_unit_fixed_points": lambda rng: {"C0": moments(rng, 3), "C1": moments(rng, 3)},
    "relu_unit_loss": lambda rng: {"w": rng.normal(size=3), "C0": moments(rng, 3), "C1": moments(rng, 3)},
    "relu_unit_velocity": lambda rng: {
        "w": rng.normal(size=3),
        "C0": moments(rng, 3),
        "C1": moments(rng, 3),
        "tau": 0.5,
    },
    "resolution_bound": lambda rng: {"functions": 3, "concentration": 2.0, "positive": 0.4},
    "ring_derivation": lambda rng: {"L": 3},
    "ring_flow": lambda rng: {
        "problem": ring(rng),
        "w0": rng.normal(size=(4, 4)),
        "t": np.array([0.0, 1.0]),
        "tau": 0.5,
    },
    "ring_halfspace_problem": lambda rng: {"law": ring_law(rng), "directions": rng.normal(size=(2, 4))},
    "ring_samples_problem": lambda rng: {
        "x": rng.normal(size=(5, 4)),
        "y": rng.normal(size=5),
        "gate": first_site,
        "sample_weight": rng.random(5) + 0.1,
    },
    "ring_support_problem": lambda rng: {**pulses(rng), "gate": first_site},
    "sample_moments": lambda rng: {"x": rng.normal(size=(8, 3)), "y": rng.normal(size=8)},
    "sgd_moments": lambda rng: {
        "law": noise(rng),
        "w0": rng.normal(size=(2, 2)),
        "steps": np.array([0, 2]),
        "lr": 0.05,
        "batch": 2,
    },
    "site_gate_correlations": lambda rng: {"law": Mixture(NLGP(4, 0.5, 1.0), NLGP(4, 1.0, 1.0))},
    "small_step_covariance": lambda rng: {"law": noise(rng), "batch": 2},
    "soft_gate_gradient": soft,
    "soft_problem": soft,
    "stationary_covariance": lambda rng: {"law": noise(rng), "lr": 0.01, "batch": 2},
    "winning_fourier_mode": lambda rng: {"c0": rng.random(4) + 0.1, "c1": rng.random(4) + 0.1},
}
LEFT_OUT = {
    "FlowMap": "a result, of flow_map",
    "FixedPoints": "a result, of relu_unit_fixed_points",
}


def ring_correlations(rng: Rng) -> Any:
    """C_d = <phi(x) phi(T_d x)^T> of one gate that is always on: x_u x_(d+v), a circulant covariance."""
    C = circulant(rng)
    return np.array([np.roll(C, -d, axis=1) for d in range(4)])


# What an answer obeys, by definition.
LAWS: dict[str, Callable[[dict[str, Any], Any], bool]] = {
    "ExclusiveRegression.from_samples": lambda given, found: found.minimum_loss >= 0,
    "RingRegression.loss": lambda given, found: found >= 0,
    "bayes_bound": lambda given, found: found >= 0,
    "bayes_gates": lambda given, found: bool(np.all(found.sum(axis=1) <= 1)),
    "class_objective": lambda given, found: found >= 0,
    "common_eigenbasis": lambda given, P: np.allclose(P.T @ P, np.eye(len(P))),
    "exclusive_flow": lambda given, w: bool(np.all(at_start(given, w) == np.asarray(given["w0"], dtype=float))),
    "halfspace_bound": lambda given, found: found >= 0,
    "halfspace_problem": lambda given, found: found.minimum_loss >= 0,
    "inverse_participation_ratio": lambda given, found: bool(np.all(np.asarray(found) <= 1 + 1e-12)),
    "largest_mean_square_lr": lambda given, found: found > 0,
    "level_gates": lambda given, found: bool(np.all((found == 0) | (found == 1))),
    "pulse_fields": lambda given, w: w.shape == (len(given["target"]),) * 2,
    "redundant_flow": lambda given, w: np.allclose(at_start(given, w), np.asarray(given["w0"], dtype=float)),
    "resolution_bound": lambda given, found: found >= 0,
    "ring_flow": lambda given, w: np.allclose(at_start(given, w), np.asarray(given["w0"], dtype=float)),
    "soft_problem": lambda given, found: found.minimum_loss >= 0,
    "stationary_covariance": lambda given, C: bool(np.linalg.eigvalsh(C)[0] >= -1e-9 * np.abs(C).max(initial=1)),
}
SPARED = {
    ("common_eigenbasis", "matrices"): ("same: columns first",),  # equal eigenvalues leave the basis open
    # a field that is 0 everywhere has no such ratio, and gives NaN: documented
    ("inverse_participation_ratio", "w"): ("array: all zero", "array: as int64", "array: as uint8", "array: all tiny"),
}


def at_start(given: dict[str, Any], w: Any) -> Any:
    """The weights where t is 0, w0 itself where it is nowhere."""
    times = np.asarray(given["t"], dtype=float)
    if times.ndim == 0:
        return w if times == 0 else np.asarray(given["w0"], dtype=float)
    return w[times == 0] if np.any(times == 0) else np.asarray(given["w0"], dtype=float)


NAMES = gdln.__all__
TABLE = Table(gdln, MAKE, LEFT_OUT, LAWS, SPARED)
