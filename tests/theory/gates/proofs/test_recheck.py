"""The check in rationals agrees with branch and bound, and refutes what is not optimal."""

import ast
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from theory import GatedRegression
from theory.gates import optimize, proofs
from theory.gates.proofs.recheck import recheck

X = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0], [1.0, 3.0], [1.0, 5.0], [1.0, 2.5]])
Y = np.array([0.0, 1.0, -2.0, 3.0, -5.0, 1.0])


@pytest.mark.parametrize("family", ["exclusive", "table"])
@pytest.mark.parametrize("ridge", [0.0, 0.125])
def test_certified_optima_are_optimal_in_rationals(family, ridge):
    weight = np.array([1.0, 2.0, 0.0, 1.0, 1.0, 3.0])
    for K in (1, 2):
        best = optimize(X, Y, K, family, sample_weight=weight, ridge=ridge, method="branch and bound")
        checked = recheck(X, Y, K, family, best.gates, weight, ridge)
        y2 = float(weight @ Y**2 / weight.sum())
        assert best.certified
        assert 0 <= checked.excess <= 1e-9 * y2
        assert best.lower_bound <= checked.optimum
        assert abs(float(checked.objective) - best.objective) <= 1e-12 * y2


def test_a_worse_choice_is_refuted_with_a_better_one():
    gates = np.array([[1, 0]] * len(X))
    checked = recheck(X, Y, 2, "exclusive", gates)
    exact = [np.array([[Fraction(v) for v in row] for row in a]) for a in (X, Y[:, None])]
    assert checked.excess > 0
    assert checked.objective == GatedRegression.from_samples(exact[0], exact[1][:, 0], gates).minimum_loss
    assert checked.optimum == GatedRegression.from_samples(exact[0], exact[1][:, 0], checked.gates).minimum_loss


@pytest.mark.parametrize("family", ["exclusive", "table"])
def test_from_the_worst_gates_it_finds_the_optimum(family):
    """Started at the choice that fits worst, its optimum is that of the list of all gates."""
    for seed in range(4):
        rng = np.random.default_rng(seed)
        x, y = rng.integers(-8, 9, (6, 1)) / 4.0, rng.integers(-8, 9, 6) / 4.0
        listed = optimize(x, y, 2, family, method="exhaustive")
        checked = recheck(x, y, 2, family, np.tile([1, 0], (6, 1)))
        assert abs(float(checked.optimum) - listed.loss) <= 1e-12


def test_min_points_and_equal_inputs():
    x, y = np.array([[1.0], [1.0], [2.0], [3.0]]), np.array([0.0, 2.0, -2.0, 9.0])
    best = optimize(x, y, 2, min_points=2, method="branch and bound")
    free = recheck(x, y, 2, "exclusive", best.gates)
    held = recheck(x, y, 2, "exclusive", best.gates, min_points=2)
    assert held.excess == 0
    assert free.optimum < held.optimum
    with pytest.raises(ValueError, match="equal at equal inputs"):
        recheck(x, y, 2, "exclusive", [[1, 0], [0, 1], [1, 0], [1, 0]])


def test_refusals():
    gates = np.array([[1, 1]] * len(X))
    with pytest.raises(ValueError, match="belong to the family"):
        recheck(X, Y, 2, "exclusive", gates)
    with pytest.raises(ValueError, match="budget"):
        recheck(X, Y, 2, "table", gates, budget=3)
    with pytest.raises(ValueError, match="family must be one of 'exclusive', 'table', 'halfspace', 'equivariant'"):
        recheck(X, Y, 2, "disc", gates)
    for weight, rule in ((-1, "be >= 0; got -1.0 at index 0"), (0, "have a positive sum")):
        with pytest.raises(ValueError, match=f"sample_weight must {rule}"):
            recheck(X, Y, 2, "exclusive", gates, sample_weight=[weight] * len(X))
    with pytest.raises(ValueError, match="at most 64"):
        recheck(X, Y, 33, "table", np.ones((len(X), 33), dtype=int))


def test_it_shares_no_code_with_the_solvers():
    """Nothing but the checks' own files and the validation of arguments is imported from the package."""
    own = {"rational_points", "recheck_halfspaces", "recheck_rings", "recheck_tables"}
    folder = Path(proofs.__file__).parent
    for name in (*own, "recheck"):
        tree = ast.parse((folder / f"{name}.py").read_text())
        named = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level]
        plain = {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
        assert named
        assert {node.module for node in named} <= own | {"validation"}
        assert plain <= {"numpy"}
        assert not any(
            (node.module or "").startswith("theory") for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
        )
