"""The check of equivariant gates in rationals, against all base gates from the definition."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from theory import GatedRegression
from theory.gates import optimize
from theory.gates.proofs.rational_points import RationalPoints
from theory.gates.proofs.recheck import recheck
from theory.gates.proofs.recheck_rings import RecheckedRings

from ..ring_data import dense_gates, ring_data


@pytest.mark.parametrize("seed", range(12))
def test_all_base_gates_are_chosen_up_to_symmetry(seed):
    """The sets of gates, in any order, are those of all 2^(m U) base gates; the first orbit has its shifts once."""
    x, _, _ = ring_data(np.random.default_rng(seed), most=4, sites=3, dyadic=True)
    L, m = x.shape[1], 1 + seed % 2
    family = RecheckedRings(RationalPoints.of(x, x[:, 0], np.ones(len(x)), m * L, Fraction(0)), m * L)
    made = [[]]
    for _ in family.groups:
        made = [[*some, bits] for some in made for bits in family.choices(some)]
    chosen, first = set(), []
    for choices in made:
        gates = np.empty((len(x), m * L), dtype=int)
        for group, orbit in enumerate(family.groups):
            gates[orbit] = family.patterns(group, choices[group])
        chosen.add(tuple(sorted(map(tuple, gates.T.tolist()))))
        first += choices[0]
    every = (dense_gates(x, np.array(bits).reshape(m, -1)) for bits in product((0, 1), repeat=m * len(x)))
    assert chosen == {tuple(sorted(map(tuple, gates.T.tolist()))) for gates in every}
    assert all(len({bits[s:] + bits[:s] for s in range(len(bits))} & set(first)) == 1 for bits in first)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("ridge", [0.0, 0.125])
def test_certified_optima_are_optimal_in_rationals(seed, ridge):
    x, y, weight = ring_data(np.random.default_rng(seed), most=8, sites=3, dyadic=True)
    m = 2 if len(x) <= 5 and x.shape[1] < 3 else 1
    K, y2 = m * x.shape[1], float(np.average(y**2, weights=weight))
    best = optimize(x, y, K, "equivariant", sample_weight=weight, ridge=ridge, method="exhaustive")
    checked = recheck(x, y, K, "equivariant", best.gates, weight, ridge)
    assert best.certified
    assert 0 <= checked.excess <= 1e-9 * y2
    assert best.lower_bound <= checked.optimum
    assert abs(float(checked.objective) - best.objective) <= 1e-10 * y2


@pytest.mark.parametrize("seed", range(8))
def test_from_the_worst_gates_it_finds_the_least_loss_exactly(seed):
    """Against all 2^(m U) base gates, each with all shifts, fitted in rationals; a quarter of the targets not invariant."""
    rng = np.random.default_rng(100 + seed)
    x, y, weight = ring_data(rng, most=5, sites=3, dyadic=True)
    if seed % 4 == 0:
        y = rng.integers(-8, 9, len(x)) / 4
    m = 2 if len(x) <= 3 else 1
    exact = [np.array([Fraction(v) for v in a.ravel()]).reshape(a.shape) for a in (x, y, weight)]
    losses = {}
    for bits in product((0, 1), repeat=m * len(x)):
        gates = dense_gates(x, np.array(bits).reshape(m, -1))
        losses[gates.tobytes()] = GatedRegression.from_samples(exact[0], exact[1], gates, exact[2]).minimum_loss
    worst = max(losses, key=losses.__getitem__)
    start = np.frombuffer(worst, dtype=int).reshape(len(x), -1)
    checked = recheck(*exact[:2], start.shape[1], "equivariant", start, exact[2])
    assert checked.objective == losses[worst]
    assert checked.optimum == min(losses.values())
    assert losses[checked.gates.astype(int).tobytes()] == checked.optimum


def test_a_spoilt_optimum_is_refuted_or_no_shift_of_base_gates():
    x = np.array(list(product((0.0, 1.0), repeat=3)))
    y = np.array([0.0, 1.0, 1.0, -2.0, 1.0, -2.0, -2.0, 4.0])
    best = optimize(x, y, 3, "equivariant", method="exhaustive")
    spoilt = dense_gates(x, 1 - best.gates[:, :3].T[:1])
    assert recheck(x, y, 3, "equivariant", best.gates).excess <= 1e-9 * np.mean(y**2)
    assert recheck(x, y, 3, "equivariant", spoilt).excess > 0
    for u, k in np.ndindex(8, 3):
        single = best.gates.copy()
        single[u, k] ^= 1
        with pytest.raises(ValueError, match="belong to the family"):
            recheck(x, y, 3, "equivariant", single)


def test_refusals_are_one_line():
    eye = np.eye(2)
    cases = [
        (np.array([[1.0, 0.0]]), 2, {}, r"\[1.0, 0.0\] shifted by 1 is missing"),
        (eye, 3, {}, "multiple of the 2 columns"),
        (eye, 2, {"min_points": 2}, "min_points is for exclusive"),
        (np.eye(9), 9, {}, "at most 64"),
        (np.array(list(product((0.0, 1.0), repeat=4))), 4, {"budget": 20}, "budget = 20"),
    ]
    for x, K, more, match in cases:
        with pytest.raises(ValueError, match=match) as refusal:
            recheck(x, 1.0 + np.arange(len(x)) ** 2, K, "equivariant", np.ones((len(x), K), dtype=int), **more)
        assert "\n" not in str(refusal.value)
