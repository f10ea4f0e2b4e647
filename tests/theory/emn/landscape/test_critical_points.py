"""Every critical point of a row is a global minimum or a saddle of the stated order: exact polynomials along the descent."""

from collections import Counter
from fractions import Fraction
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers.ensemble_mask_networks.rationals import rationals
from theory import emn, exact
from theory import strategies as sg
from theory.emn.landscape.critical_points import row_landscape

from .row_error import risk

small = partial(rationals, least=-2, most=2)


def semidefinite(rng, n, rank=None):
    """X^T X in exact rationals, with Q 1 != 0 unless it cannot be."""
    X = small(rng, n if rank is None else rank, n)
    return X.T @ X if len(X) else small(rng, n, n) * 0


def structured_row(rng, n, widths):
    """Layers of a row, some set to zero, some first ones sent to zero by Q 1, so that saddles of all orders occur."""
    Q = semidefinite(rng, n, int(rng.integers(1, n + 1)))
    sizes = (n, *widths, 1)
    row = [small(rng, out, inn) for inn, out in pairwise(sizes)]
    for j in range(len(row)):
        if rng.random() < 0.5:
            row[j] = row[j] * 0
        elif rng.random() < 0.3:
            row[j][:, int(rng.integers(row[j].shape[1]))] *= 0
    q = Q.sum(axis=1)
    if rng.random() < 0.6 and q @ q:
        row[0] = row[0] - np.multiply.outer(row[0] @ q, q) / (q @ q)
    return tuple(row), Q


def coefficients(row, direction, Q):
    """The polynomial risk(row + t direction) in t, exactly, from as many values as it has coefficients."""
    t = [Fraction(i) for i in range(2 * len(row) + 1)]
    values = [risk([w + s * d for w, d in zip(row, direction, strict=True)], Q) for s in t]
    return exact.solve(
        np.array([[s**k for k in range(len(t))] for s in t], dtype=object), np.array(values, dtype=object)[:, None]
    )[:, 0]


def gradient_is_zero(row, Q):
    """By the gradient of a whole network whose rows are all this row."""
    n = len(Q)
    net = emn.Architecture(n, tuple(len(layer) for layer in row[:-1]))
    params = net.parameters([np.concatenate([row[0]] * n), *(np.stack([w] * n) for w in row[1:])], exact=True)
    return not any(np.any(g) for g in emn.gradient(net, params, np.stack([Q] * n)).layers)


@st.composite
def rows(draw, max_depth=3):
    rng = draw(sg.rngs())
    widths = draw(st.lists(st.integers(1, 3), max_size=max_depth))
    return structured_row(rng, draw(st.integers(1, 3)), widths)


@given(rows())
def test_the_risk_falls_with_the_stated_order_and_rate(drawn):
    """No term below t^order, and -rate at t^order: no critical point above the minimum is a local minimum."""
    row, Q = drawn
    point = row_landscape(row, Q)
    assert point.risk == risk(row, Q)
    assert (point.kind == "regular") is not gradient_is_zero(row, Q)
    if point.kind == "global minimum":
        assert point.risk == 0
        assert point.descent is None
        return
    found = coefficients(row, point.descent, Q)
    assert found[0] == point.risk
    assert not np.any(found[1 : point.order])
    assert found[point.order] == -point.rate < 0
    if point.kind != "regular":
        assert point.risk == Q.sum() / 2  # the only other critical value
        assert (point.kind == "strict saddle") is (point.order == 2)


def test_all_kinds_and_orders_occur():
    """What the property above is worth: saddles up to order 4 among 400 fixed rows."""
    rng = np.random.default_rng(0)
    found = Counter()
    for _ in range(400):
        point = row_landscape(*structured_row(rng, 2, rng.integers(1, 3, size=int(rng.integers(0, 4)))))
        found[point.kind, point.order] += 1
    assert {
        ("regular", 1),
        ("global minimum", None),
        ("strict saddle", 2),
        ("flat saddle", 3),
        ("flat saddle", 4),
    } <= set(found)


@given(sg.rngs(), st.integers(1, 3), st.integers(1, 4), st.booleans())
def test_order_with_one_copy(rng, n, depth, across):
    """(1, ..., 1): the later weights that are 0, and one more where w . Q 1 = 0; critical from order 2 on."""
    Q = semidefinite(rng, n)
    q = Q.sum(axis=1)
    w = small(rng, n)
    if across and q @ q:
        w = w - (w @ q) / (q @ q) * q
    d = [Fraction(int(v)) for v in rng.integers(-1, 2, size=depth)]
    d[int(rng.integers(depth))] = Fraction(0)
    point = row_landscape([w[None, :], *(np.array([[v]], dtype=object) for v in d)], Q)
    if q @ q:
        assert point.order == d.count(0) + (w @ q == 0)
    else:
        assert point.kind == "global minimum"


@given(rows())
def test_floating_point_decides_alike(drawn):
    """The same kind and order for the rounded row, and the same value."""
    row, Q = drawn
    exactly = row_landscape(row, Q)
    rounded = row_landscape([w.astype(float) for w in row], Q.astype(float))
    assert (rounded.kind, rounded.order) == (exactly.kind, exactly.order)
    assert abs(rounded.risk - float(exactly.risk)) <= 1e-12 * (1 + float(exactly.risk))


@pytest.mark.parametrize("n", [1, 2, 3])
def test_without_hidden_layer_there_is_no_saddle(n):
    """The risk of () is convex: regular unless Q (beta - 1) = 0."""
    rng = np.random.default_rng(n)
    for _ in range(20):
        Q, beta = semidefinite(rng, n), small(rng, 1, n)
        assert row_landscape([beta], Q).kind == ("global minimum" if not np.any(Q @ (beta[0] - 1)) else "regular")


@pytest.mark.parametrize("widths", [(2,), (2, 3), (3, 1, 2)])
def test_zero_has_the_order_of_the_depth(widths):
    """At the zero network every layer has to move: order m + 1."""
    Q = semidefinite(np.random.default_rng(1), 2)
    sizes = (2, *widths, 1)
    row = [np.zeros((out, inn)) for inn, out in pairwise(sizes)]
    assert row_landscape(row, Q.astype(float)).order == len(widths) + 1


@pytest.mark.parametrize(
    ("layers", "Q", "message"),
    [
        ([], np.eye(2), "layers must be a list"),
        (np.ones((1, 2)), np.eye(2), "layers must be a list"),
        ([np.ones((1, 3))], np.eye(2), r"layers\[0\] must have shape \(1, 2\)"),
        ([np.ones((3, 2)), np.ones((1, 2))], np.eye(2), r"layers\[1\] must have shape \(1, 3\)"),
        ([np.ones((1, 2))], np.array([[1.0, 1.0], [0.0, 1.0]]), "Q must be symmetric"),
        ([np.ones((1, 2))], -np.eye(2), "Q must be positive semidefinite"),
        ([np.array([[np.nan, 1.0]])], np.eye(2), r"layers\[0\] must be finite"),
    ],
)
def test_refuses(layers, Q, message):
    """Each kind of bad input by the name of the argument, in one line."""
    with pytest.raises((ValueError, TypeError), match=message) as refused:
        row_landscape(layers, Q)
    assert "\n" not in str(refused.value)
