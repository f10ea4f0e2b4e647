"""The basis of powers is orthonormal, and a polynomial of a mask is a sum of its powers."""

import networkx as nx
import numpy as np
import pytest

from theory.emn.higher_order.krylov import krylov_basis, polynomial_image


def test_the_basis_is_orthonormal_where_powers_are_nearly_dependent():
    """Twenty powers of a complete graph with little noise on it: new directions are 1e-4 of the image, and still exact."""
    rng = np.random.default_rng(0)
    A = nx.to_numpy_array(nx.complete_graph(25)) * (1 + 1e-3 * rng.random((25, 25)))
    Q, C = krylov_basis(A, rng.random((3, 25)), 20)
    assert len(Q) == len(C)
    assert np.max(np.abs(Q @ Q.T - np.eye(len(Q)))) <= 75 * np.finfo(float).eps


@pytest.mark.parametrize("of_each", [False, True])
def test_a_polynomial_is_a_sum_of_powers(of_each: bool):
    """One mask for all rows or one for each, in integers."""
    rng = np.random.default_rng(0)
    masks, x, theta = rng.integers(-3, 4, size=(5, 4, 4)), rng.integers(-9, 10, size=(5, 4)), rng.integers(-9, 10, 4)
    masks = masks if of_each else np.tile(masks[:1], (5, 1, 1))
    found = polynomial_image(masks if of_each else masks[0], theta, x)
    for A, row, image in zip(masks, x, found, strict=True):
        assert np.array_equal(image, sum(t * np.linalg.matrix_power(A, l) @ row for l, t in enumerate(theta)))
