"""Supports closed under shifts, and equivariant gates from their definition."""

import numpy as np


def ring_data(rng, most=9, sites=4, dyadic=False):
    """A support closed under shifts, in any order, with orbits of any length, and the same y and weight in an orbit.

    At most `most` points on at most `sites` sites; `dyadic` numbers are small multiples of 1/2 and 1/4.
    """
    while True:
        L = int(rng.integers(1, sites + 1))
        shape = int(rng.integers(1, 4)), L
        some = rng.integers(-2, 3, shape) / 2 if dyadic else rng.integers(-1, 2, shape).astype(float)
        if not dyadic and rng.random() < 0.3:
            some = rng.normal(size=shape)
        x = np.unique(np.concatenate([np.roll(some, s, axis=1) for s in range(L)]), axis=0)
        if len(x) <= most:
            break
    orbit = [min(tuple(np.roll(row, s)) for s in range(L)) for row in x]
    values = {key: rng.integers(-8, 9, 2) / 4 if dyadic else rng.normal(size=2) for key in sorted(set(orbit))}
    order = rng.permutation(len(x))
    y, weight = (np.array([values[key][i] for key in orbit]) for i in (0, 1))
    return x[order], y[order], 0.25 + np.abs(weight[order])


def dense_gates(x, base):
    """Gate a L + s at x is base gate a, a table on the rows of x, at T_s x: from the definition."""
    number = {tuple(row): u for u, row in enumerate(x)}
    L = x.shape[1]
    return np.array([[g[number[tuple(np.roll(row, -s))]] for g in base for s in range(L)] for row in x])
