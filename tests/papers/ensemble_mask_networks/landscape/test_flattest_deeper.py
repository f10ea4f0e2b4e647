"""The sharpness of deeper and wider rows at any solution, never below the least; what refutes a statement."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import papers
from papers.ensemble_mask_networks.landscape import flattest_deeper as flat
from theory import emn
from theory import strategies as sg
from theory.emn.masks.row_risk import row_risk

EPS = float(np.finfo(np.float64).eps)


@given(st.integers(1, 8), st.integers(1, 4), sg.rngs())
def test_any_split_of_any_constant(n: int, depth: int, rng: np.random.Generator) -> None:
    """The top eigenvalue of the whole Hessian, and never below the least one."""
    d = np.exp(rng.normal(size=depth) / 2) * rng.choice([-1, 1], size=depth)
    c, Q = float(1 / np.prod(d)), row_risk(n)[0]
    value = emn.row_sharpness([np.full((1, n), c), *(v.reshape(1, 1) for v in d)], Q) / np.linalg.eigvalsh(Q)[-1]
    assert abs(value / flat.STATED["sharpness"](n, c, d) - 1) <= 128 * (n + depth) * EPS
    assert value >= flat.STATED["deep"](n, depth) * (1 - 128 * (n + depth) * EPS)


@given(st.integers(1, 6), st.integers(1, 4))
def test_an_equal_split_is_that_of_the_theory(n: int, depth: int) -> None:
    Q, c = row_risk(n)[0], 0.7
    unit = np.linalg.eigvalsh(Q)[-1]
    stated = flat.STATED["sharpness"](n, c, np.full(depth, c ** (-1 / depth)))
    assert abs(emn.sharpness(Q, c, depth) / unit / stated - 1) <= 128 * n * EPS
    least = emn.sharpness(Q, emn.flattest_constant(Q, depth), depth) / unit
    assert abs(least / flat.STATED["deep"](n, depth) - 1) <= 128 * n * EPS


@given(st.integers(1, 6), st.integers(1, 4), sg.rngs())
def test_no_solution_of_wider_rows_is_flatter(n: int, copies: int, rng: np.random.Generator) -> None:
    """W^T v = 1 of any shape."""
    v, Z, Q = rng.normal(size=copies) + 0.1, rng.normal(size=(copies, n)), row_risk(n)[0]
    W = np.outer(v, 1 - v @ Z) / (v @ v) + Z
    assert np.allclose(v @ W, 1, atol=1e-9)
    value = emn.row_sharpness([W, v[None]], Q) / np.linalg.eigvalsh(Q)[-1]
    assert value >= flat.STATED["wide"](n, copies) * (1 - 1e-9)


def test_descents_come_near_the_least() -> None:
    """Within one percent, so that a least stated one percent too large is refuted."""
    Q = row_risk(2)[0]
    unit = float(np.linalg.eigvalsh(Q)[-1])
    for m in flat.DEPTHS:
        found = flat._deepest_found(2, m, Q, papers.Context()) / unit
        assert flat.STATED["deep"](2, m) * (1 - 1e-12) <= found <= flat.STATED["deep"](2, m) * 1.01
    found = flat._widest_found(2, 2, Q, papers.Context()) / unit
    assert 2 * 2**0.5 * (1 - 1e-12) <= found <= 2 * 2**0.5 * 1.01


def test_learned_rows_are_minima_of_the_conserved_differences() -> None:
    net = emn.Architecture(5, (1, 1))
    params = net.init(papers.Context().rng("deeper 5 2"))
    for i, (c, d) in enumerate(flat._learned(5, 2, papers.Context())):
        assert abs(c * np.prod(d) - 1) <= 8 * EPS
        kappa = np.sum(params.layers[0][i] ** 2) - np.array([layer[i, 0, 0] ** 2 for layer in params.layers[1:]])
        assert np.allclose(5 * c**2 - d**2, kappa, atol=1e-13)


@pytest.mark.parametrize(
    ("name", "wrong", "message"),
    [
        ("sharpness", lambda n, c, d: 1.000001 * flat.STATED["sharpness"](n, c, d), "2 hidden layers, n = 2, c = "),
        (
            "deep",
            lambda n, m: flat.STATED["deep"](n, m) * (1.000001 if n == 40 and m == 3 else 1),
            "3 hidden layers, n = 40",
        ),
        ("wide", lambda n, copies: 2 * n**0.5 * (0.999999 if copies == 3 else 1), "3 copies, n = 2"),
    ],
)
def test_one_part_in_a_million_is_refuted(name: str, wrong: Any, message: str) -> None:
    found = flat.deeper_sharpness({**flat.STATED, name: wrong}, papers.Context())
    assert found.passed is False
    assert message in found.counterexample


def test_a_flatter_solution_is_named() -> None:
    assert flat._off(2.0, [1.9], 2.0, 1e-9) == "a sharpness of 1.9 is possible"
    assert flat._off(2.0, [2.0 - 1e-12, 2.1], 2.0, 1e-9) == ""
    assert "at the balanced minimum" in flat._off(2.1, [], 2.0, 1e-9)
