"""What zero loss leaves free in r layers: conditions against the network itself, ranks against the theorem."""

from collections import Counter
from itertools import pairwise, product

import numpy as np
import pytest
import sympy as sp

from theory import emn
from theory.emn.higher_order.walk_classes import derivation, walk_classes


@pytest.mark.parametrize("masks", ["distinct", "directed", "symmetric"])
@pytest.mark.parametrize(("n", "r"), [(1, 1), (1, 3), (2, 2), (2, 3), (3, 2)])
def test_the_classes_are_the_monomials_of_the_network(n, r, masks):
    """Each class is a square-free monomial of the output with symbolic masks, and its sum of weights the coefficient."""
    a = [[[sp.Symbol(f"a{l}_{i}_{k}") for k in range(n)] for i in range(n)] for l in range(r)]
    if masks != "distinct":
        a = [a[0]] * r
    if masks == "symmetric":
        a = [[[layer[max(i, k)][min(i, k)] for k in range(n)] for i in range(n)] for layer in a]
    w = [[[sp.Symbol(f"w{l}_{i}_{k}") for k in range(n)] for i in range(n)] for l in range(r)]
    out = sp.eye(n)
    for l in range(r):
        out = sp.Matrix(n, n, lambda i, k, l=l: a[l][i][k] * w[l][i][k]) * out
    bits = sorted({s for layer in a for row in layer for s in row}, key=str)
    expected = Counter()
    for i, j in np.ndindex(n, n):
        for powers, coefficient in sp.Poly(sp.expand(out[i, j]), *bits).terms():
            expected[j, i, frozenset(b for b, p in zip(bits, powers, strict=True) if p)] += coefficient
    found = Counter()
    for walks in walk_classes(n, r, masks).values():
        used = frozenset(a[l][i][k] for l, (k, i) in enumerate(pairwise(walks[0])))
        for walk in walks:
            steps = enumerate(pairwise(walk))
            found[walk[0], walk[-1], used] += sp.Mul(*(w[l][i][k] for l, (k, i) in steps))
    assert found.keys() == expected.keys()
    assert len(found) == len(walk_classes(n, r, masks))
    assert all(sp.expand(found[key] - expected[key]) == 0 for key in found)


@pytest.mark.parametrize(("n", "r"), list(product((1, 2, 3, 4), (1, 2, 3, 4))))
@pytest.mark.parametrize("masks", ["distinct", "directed", "symmetric"])
def test_the_dimension(n, r, masks):
    """n (r - 1), and nothing but the gauge orbit; the Jacobian is one short for n = 2, r = 4, symmetric masks."""
    found = emn.zero_loss_set(n, r, masks)
    assert found.dimension == n * (r - 1)
    assert found.gauge_only is True
    assert found.tangent == n * (r - 1) + ((n, r, masks) == (2, 4, "symmetric"))


@pytest.mark.parametrize(
    ("n", "r", "masks", "tangent"),
    [(2, 5, "directed", 8), (2, 6, "directed", 11), (2, 5, "symmetric", 10), (3, 6, "symmetric", 15)],
)
def test_what_is_left_open(n, r, masks, tangent):
    """For weights of any sign; the orbit of the ones keeps its dimension where the Jacobian loses rank."""
    found = emn.zero_loss_set(n, r, masks)
    assert (found.dimension, found.tangent, found.gauge_only) == (n * (r - 1), tangent, None)


def test_restriction_to_fewer_nodes():
    """Once a number of nodes is decided, so are larger ones."""
    for masks in ("directed", "symmetric"):
        assert [emn.zero_loss_set(n, 5, masks).gauge_only for n in (2, 3, 4)] == [None, True, True]


@pytest.mark.parametrize("masks", ["directed", "symmetric"])
def test_the_walks_of_the_proof_are_alone_and_use_each_weight_once(masks):
    """Walks that stay and walks back and forth, for every n and r that is enumerated here."""
    for n, r in product((1, 2, 3), (1, 2, 3, 4, 5)):
        alone = {walks[0] for walks in walk_classes(n, r, masks).values() if len(walks) == 1}
        used = Counter()
        for u, v in product(range(n), repeat=2):
            walk = tuple((u, v)[step % 2] for step in range(r + 1))
            assert walk in alone
            used.update((l, i, k) for l, (k, i) in enumerate(pairwise(walk)))
        assert set(used.values()) == {1}
        assert len(used) == n * n * r


def test_no_other_weights_at_two_nodes_and_four_symmetric_layers():
    """Where the Jacobian is one short: stepping into the spare direction t leaves a loss of order t^4 at least, not 0.

    In logarithms f of positive weights the conditions are sum over a class of (exp(row f) - 1); along a tangent
    direction off the orbit the second-order term sum (row f)^2 / 2 is positive in some class where the first is 0.
    """
    classes = list(walk_classes(2, 4, "symmetric").values())
    rows = np.zeros((len(classes), 16))
    single = []
    for number, walks in enumerate(classes):
        for walk in walks:
            row = np.zeros(16)
            for l, (k, i) in enumerate(pairwise(walk)):
                row[4 * l + 2 * i + k] += 1
            rows[number] += row
            single.append((number, row))
    kernel = np.linalg.svd(rows)[2][np.linalg.matrix_rank(rows) :]
    assert len(kernel) == 7
    second = sum(np.outer(kernel @ row, kernel @ row) for _, row in single)
    values = np.linalg.eigvalsh(second)
    assert np.sum(values > 1e-9) == 1  # positive off the orbit
    assert np.all(np.abs(values[:6]) < 1e-9)  # 0 on it


def test_derivation_and_refusals():
    assert derivation().proved
    with pytest.raises(ValueError, match="masks must be one of"):
        walk_classes(2, 2, "weighted")
    with pytest.raises(ValueError, match="at most 5000 walks"):
        emn.zero_loss_set(10, 4)
