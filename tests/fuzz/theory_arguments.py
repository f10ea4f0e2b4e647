"""Good arguments for every public name of `theory`, `theory.inputs` and `theory.gates`."""

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp

import theory
from theory import gates, inputs

from .draws import moments, problem, samples
from .table import Table

Rng = np.random.Generator
SYMBOLS = t, q = sp.symbols("t q", positive=True)


def points(rng: Rng) -> dict[str, Any]:
    """A small finite support, for the searches over gates."""
    return {
        "x": rng.integers(-2, 3, (5, 2)).astype(float),
        "y": rng.normal(size=5),
        "sample_weight": rng.random(5) + 0.1,
    }


def flow(rng: Rng) -> dict[str, Any]:
    return {"problem": problem(rng), "w0": rng.normal(size=(2, 2)), "t": np.array([0.0, 1.0, np.inf]), "tau": 0.5}


def descent(rng: Rng) -> dict[str, Any]:
    return {"problem": problem(rng), "w0": rng.normal(size=(2, 2)), "steps": np.array([0, 5]), "lr": 0.1}


def search(rng: Rng) -> dict[str, Any]:
    return {
        **points(rng),
        "K": 2,
        "family": "exclusive",
        "method": "exhaustive",
        "budget": 50,
        "seconds": 5.0,
        "ridge": 0.1,
        "min_points": 1,
        "rng": 1,
        "progress": lambda work, objective, bound: None,
    }


def best(rng: Rng) -> gates.BestGates:
    return gates.optimize(**points(rng), K=2, family="halfspace", method="exhaustive")


def law(rng: Rng) -> inputs.Mixture:
    return inputs.Mixture(inputs.Gaussian(moments(rng, 2)), inputs.Gaussian(moments(rng, 2)))


MAKE: dict[str, Callable[[Rng], dict[str, Any]]] = {
    "GatedRegression.from_samples": lambda rng: {**samples(rng), "sample_weight": rng.random(8) + 0.1},
    "GatedRegression.from_features": lambda rng: {
        "features": rng.normal(size=(8, 3)),
        "y": rng.normal(size=8),
        "scale": 0.5,
        "sample_weight": rng.random(8) + 0.1,
    },
    "GatedRegression.from_moments": lambda rng: {"A": moments(rng, 4), "b": np.zeros(4), "y2": 1.0, "K": 2, "n": 2},
    "GatedRegression.loss": lambda rng: {"self": problem(rng), "w": rng.normal(size=(2, 2))},
    "generator": lambda rng: {"rng": 1, "name": "here"},
    "gradient_descent": descent,
    "gradient_flow": flow,
    "is_zero": lambda rng: {"expression": (t + q) ** 2 - t**2 - 2 * t * q - q**2},
    "largest_stable_lr": lambda rng: {"problem": problem(rng)},
    "loss_along_descent": descent,
    "loss_along_flow": flow,
    "numpy_function": lambda rng: {"arguments": (t, q), "expression": (sp.exp(t) - 1) / q},
    "time_scales": lambda rng: {"problem": problem(rng), "tau": 0.5},
    "of_numbers": lambda rng: {"t": rng.random(3), "q": rng.random(3) + 0.1},
    "inputs.Gaussian": lambda rng: {"covariance": moments(rng, 3)},
    "inputs.Gaussian.sample": lambda rng: {"self": inputs.Gaussian(moments(rng, 3)), "rng": 1, "size": 4},
    "inputs.Mixture": lambda rng: {
        "positive": inputs.UniformCube(3),
        "negative": inputs.SinglePulse(3, 1, 2),
        "p": 0.4,
    },
    "inputs.Mixture.sample": lambda rng: {"self": law(rng), "rng": 1, "size": 4},
    "inputs.NLGP": lambda rng: {"n": 4, "xi": 0.5, "gain": 1.5},
    "inputs.NLGP.sample": lambda rng: {"self": inputs.NLGP(4, 0.5, 1.5), "rng": 1, "size": 4},
    "inputs.RingGaussian": lambda rng: {"n": 4, "xi": 0.5},
    "inputs.RingGaussian.sample": lambda rng: {"self": inputs.RingGaussian(4, 0.5), "rng": 1, "size": 4},
    "inputs.SinglePulse": lambda rng: {"n": 4, "lo": 1, "hi": 2},
    "inputs.SinglePulse.sample": lambda rng: {"self": inputs.SinglePulse(4, 1, 2), "rng": 1, "size": 4},
    "inputs.UniformCube": lambda rng: {"n": 4},
    "inputs.UniformCube.sample": lambda rng: {"self": inputs.UniformCube(4), "rng": 1, "size": 4},
    "gates.BestGates.assign": lambda rng: {"self": best(rng), "x_new": rng.normal(size=(3, 2))},
    "gates.BestGates.predict": lambda rng: {"self": best(rng), "x_new": rng.normal(size=(3, 2))},
    "gates.GateProblem.from_samples": lambda rng: {**points(rng), "K": 2, "ridge": 0.1, "min_points": 1},
    "gates.best_halfspaces": lambda rng: {"law": law(rng), "K": 2, "rng": 1, "starts": 1},
    "gates.optimize": search,
}
LEFT_OUT = {
    "Decision": "a result, of is_zero",
    "Derivation": "a container of steps, which is_zero decides",
    "Step": "a container of two expressions, which is_zero decides",
    "emn": "a package, see emn_arguments.py",
    "gates": "a package, its names are here",
    "gdln": "a package, see gdln_arguments.py",
    "inputs": "a package, its names are here",
    "inputs.InputLaw": "a protocol",
    "inputs.nlgp_derivation": "takes no arguments",
    "inputs.uniform_moments_derivation": "takes no arguments",
    "gates.BestGates": "a result, of optimize",
    "gates.GatedRegressor": "its data are scikit-learn's to check, in more than a line",
    "gates.Found": "what a family's own solver returns",
    "gates.GateFamily": "a protocol",
    "gates.Limits": "what a family's own solver is given",
    "gates.population_halfspaces_derivation": "takes no arguments",
}

# What an answer obeys, by definition.
LAWS: dict[str, Callable[[dict[str, Any], Any], bool]] = {
    "GatedRegression.from_samples": lambda given, found: found.minimum_loss >= 0,
    "GatedRegression.from_features": lambda given, found: found.minimum_loss >= 0,
    "GatedRegression.loss": lambda given, found: found >= given["self"].minimum_loss,
    "gradient_flow": lambda given, w: bool(np.all(at_zero(given["t"], w, given["w0"]))),
    "gradient_descent": lambda given, w: bool(np.all(at_zero(given["steps"], w, given["w0"]))),
    "largest_stable_lr": lambda given, found: found > 0,
    "loss_along_flow": lambda given, found: bool(np.all(found >= 0)),
    "loss_along_descent": lambda given, found: bool(np.all(found >= 0)),
    "time_scales": lambda given, found: bool(np.all(found > 0) and np.all(np.diff(found) <= 0)),
    "inputs.SinglePulse.sample": lambda given, x: x.shape == (given["size"], 4),
    "inputs.UniformCube.sample": lambda given, x: x.shape == (given["size"], 4) and bool(np.all((x >= 0) & (x < 1))),
    "gates.optimize": lambda given, best: 0 <= best.lower_bound <= best.objective and best.loss <= best.objective,
}


def at_zero(counts: Any, w: Any, w0: Any) -> Any:
    """Whether the weights are w0 where time, or the count of steps, is 0."""
    counts, w, w0 = np.asarray(counts), np.asarray(w), np.asarray(w0, dtype=float)
    return w[counts == 0] == w0 if counts.ndim else (w == w0) | (counts != 0)


def of_numbers(t: Any, q: Any) -> Any:
    """What `numpy_function` returns."""
    return theory.numpy_function(SYMBOLS, (sp.exp(SYMBOLS[0]) - 1) / SYMBOLS[1])(t, q)


HOMES = {**{name: getattr(theory, name) for name in theory.__all__}, "of_numbers": of_numbers}
NAMES = [
    *theory.__all__,
    *(f"inputs.{name}" for name in inputs.__all__),
    *(f"gates.{name}" for name in gates.__all__),
]

TABLE = Table(HOMES, MAKE, LEFT_OUT, LAWS)
