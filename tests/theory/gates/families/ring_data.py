"""Supports closed under shifts, and equivariant gates from their definition."""

import numpy as np


def ring_data(rng, most=9):
    """A support closed under shifts on L <= 4 sites with orbits of any length, invariant targets and weights."""
    while True:
        L = int(rng.integers(1, 5))
        some = rng.integers(-1, 2, size=(int(rng.integers(1, 4)), L)).astype(float)
        if rng.random() < 0.3:
            some = rng.normal(size=some.shape)
        x = np.unique(np.concatenate([np.roll(some, s, axis=1) for s in range(L)]), axis=0)
        if len(x) <= most:
            break
    orbit = [min(np.roll(row, s).tobytes() for s in range(L)) for row in x]
    values = {key: rng.normal(size=2) for key in set(orbit)}
    order = rng.permutation(len(x))
    y = np.array([values[key][0] for key in orbit])
    weight = np.array([abs(values[key][1]) + 0.1 for key in orbit])
    return x[order], y[order], weight[order]


def dense_gates(x, base):
    """Gate a L + s at x is base gate a, a table on the rows of x, at T_s x: from the definition."""
    number = {row.tobytes(): u for u, row in enumerate(x)}
    L = x.shape[1]
    columns = [[g[number[np.roll(row, -s).tobytes()]] for row in x] for g in base for s in range(L)]
    return np.array(columns).T
