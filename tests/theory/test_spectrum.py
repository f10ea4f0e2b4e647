"""The eigenmodes of a moment matrix, block by block."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import eigh, lapack

from theory import spectrum as spectrum_module
from theory import strategies as sg
from theory.spectrum import EPS, connected, spectrum


def moments(rng, P: int, rank: int, condition: float):
    """P Lambda P^T of that rank and condition number, largest eigenvalue 1."""
    Q = np.linalg.qr(rng.normal(size=(P, P)))[0][:, :rank]
    A = (Q * np.geomspace(1 / condition, 1, rank)) @ Q.T
    return (A + A.T) / 2


def test_close_modes_stay_orthogonal():
    """Projections with eigenvalues within 10 % of each other: the modes are orthonormal to 10 P eps."""
    rng = np.random.default_rng(5)
    for P in [12] * 400 + [40, 60, 80] * 10:  # LAPACK divides from 26 on
        rank = int(rng.integers(1, P + 1))
        Q = np.linalg.qr(rng.normal(size=(P, P)))[0][:, :rank]
        A = (Q * rng.uniform(1, 1.1, size=rank)) @ Q.T
        for block in spectrum((A + A.T) / 2).blocks:
            gram = block.vectors.T @ block.vectors
            assert np.max(np.abs(gram - np.eye(len(gram)))) <= 10 * P * EPS


def test_blocks_are_solved_apart():
    """Two pairs of coordinates and an empty one: three eigenproblems, of which the empty one has no modes."""
    A = np.zeros((5, 5))
    A[np.ix_([0, 3], [0, 3])] = [[2.0, 1.0], [1.0, 2.0]]
    A[np.ix_([1, 4], [1, 4])] = [[1e-20, 0.5e-20], [0.5e-20, 1e-20]]
    found = spectrum(A)
    assert [block.index.tolist() for block in found.blocks] == [[0, 3], [1, 4]]
    assert np.max(np.abs(found.eigenvalues / [0.5e-20, 1.5e-20, 1.0, 3.0] - 1)) <= 10 * EPS


@given(sg.rngs(), st.integers(1, 60), st.floats(0, 1), st.floats(0, 6))
def test_agrees_with_the_eigensolver_of_scipy(rng, P, share, digits):
    """A of any rank: its eigenvalues, its reconstruction, and the projection on its range, which closeness cannot blur.

    Both solvers are backward stable: 2 P eps each in norm, and condition times that for the range.
    """
    rank, condition = max(1, round(share * P)), 10**digits
    A = moments(rng, P, rank, condition)
    values, vectors = eigh(A, driver="evd")
    vectors = vectors[:, P - rank :]
    (block,) = spectrum(A).blocks
    assert len(block.eigenvalues) == rank
    assert np.max(np.abs(block.eigenvalues - values[P - rank :])) <= 4 * P * EPS
    assert np.linalg.norm((block.vectors * block.eigenvalues) @ block.vectors.T - A, 2) <= 8 * P * EPS
    projection = block.vectors @ block.vectors.T - vectors @ vectors.T
    assert np.linalg.norm(projection, 2) <= 16 * P * EPS * (condition if rank < P else 1)


@given(sg.rngs(), st.integers(1, 40), st.floats(0, 1), st.sampled_from([(), (1,), (3,)]))
def test_the_factored_modes_act_as_their_matrix(rng, P, share, columns):
    """`to_modes` and `from_modes` are products with P^T and P, of vectors and of matrices, to 10 P eps."""
    (block,) = spectrum(moments(rng, P, max(1, round(share * P)), 100.0)).blocks
    v, u = rng.normal(size=(P, *columns)), rng.normal(size=(len(block.eigenvalues), *columns))
    assert block.to_modes(v).shape == u.shape
    assert block.from_modes(u).shape == v.shape
    assert np.linalg.norm(block.to_modes(v) - block.vectors.T @ v) <= 10 * P * EPS * np.linalg.norm(v)
    assert np.linalg.norm(block.from_modes(u) - block.vectors @ u) <= 10 * P * EPS * np.linalg.norm(u)


@given(sg.rngs(), st.integers(1, 12), st.sampled_from([0.0, 0.1, 0.3, 0.8, 1.0]), st.booleans())
def test_connected_sets_are_those_of_the_graph(rng, P, density, hub):
    """Any links, self-loops or not, now and then one coordinate that is linked to all: networkx finds the same sets."""
    links = rng.random((P, P)) < density
    links |= links.T
    if hub:
        i = rng.integers(P)
        links[i] = links[:, i] = True
    graph = nx.from_numpy_array(links)
    sets = [index.tolist() for index in connected(links)]
    assert sets == sorted(sorted(part) for part in nx.connected_components(graph))


def test_a_dense_matrix_is_not_searched(monkeypatch):
    """A coordinate linked to all says that there is one block; no sparse copy of the matrix is made."""
    A = moments(np.random.default_rng(0), 6, 6, 10.0)
    A[0, 1] = A[1, 0] = 0.0
    monkeypatch.setattr(spectrum_module, "connected_components", None)
    assert [index.tolist() for index in connected(A != 0)] == [list(range(6))]


@pytest.mark.parametrize("power", [-1000, -600, 600, 1023])
def test_powers_of_two_change_no_digit(power):
    """Moments near the ends of the range of floats, where their squares leave it: the same modes, bit for bit."""
    A = moments(np.random.default_rng(1), 30, 20, 10.0) / 2  # no entry, and no eigenvalue, reaches 1
    (here,), (there,) = spectrum(A).blocks, spectrum(np.ldexp(A, power)).blocks
    assert np.array_equal(np.ldexp(here.eigenvalues, power), there.eigenvalues)
    assert np.array_equal(here.vectors, there.vectors)


def test_without_the_newest_driver(monkeypatch):
    """SciPy before 1.16 has no stevd: its banded solver gives the same modes, to the sign."""
    A = moments(np.random.default_rng(2), 50, 50, 1e3)
    (new,) = spectrum(A).blocks
    monkeypatch.delattr(lapack, "dstevd", raising=False)
    (old,) = spectrum(A).blocks
    assert np.max(np.abs(new.eigenvalues - old.eigenvalues)) <= 4 * 50 * EPS
    # neighbours are 13 % apart, the closest at 1e-3: a vector turns by the error over the gap
    assert np.max(np.abs(np.abs(np.sum(new.vectors * old.vectors, axis=0)) - 1)) <= 4 * 50 * EPS / (0.13 * 1e-3)
    assert np.max(np.abs(old.vectors.T @ old.vectors - np.eye(50))) <= 10 * 50 * EPS


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_refuses_what_is_not_finite(value):
    """One entry is enough, on the diagonal or off it."""
    for where in ((0, 0), (0, 2), (3, 1)):
        A = np.ones((4, 4))
        A[where] = value
        with pytest.raises(ValueError, match="A must be finite"):
            spectrum(A)
