"""The basis of powers is orthonormal."""

import networkx as nx
import numpy as np

from theory.emn.higher_order.krylov import krylov_basis


def test_the_basis_is_orthonormal_where_powers_are_nearly_dependent():
    """Twenty powers of a complete graph with little noise on it: new directions are 1e-4 of the image, and still exact."""
    rng = np.random.default_rng(0)
    A = nx.to_numpy_array(nx.complete_graph(25)) * (1 + 1e-3 * rng.random((25, 25)))
    Q, C = krylov_basis(A, rng.random((3, 25)), 20)
    assert len(Q) == len(C)
    assert np.max(np.abs(Q @ Q.T - np.eye(len(Q)))) <= 75 * np.finfo(float).eps
