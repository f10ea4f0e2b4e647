"""The terms A^l x_(t-s) of a series on a path, and what least squares leave of another."""

import networkx as nx
import numpy as np

PATH = nx.to_numpy_array(nx.path_graph(5))


def terms(A, x, R, S):
    """{(l, s): A^l x_(t-s) at all t >= S}."""
    T = len(x)
    return {
        (l, s): np.array([np.linalg.matrix_power(A, l) @ x[t - s] for t in range(S, T)]).ravel()
        for l in range(R + 1)
        for s in range(S + 1)
    }


def family(X, r, s):
    return np.stack([v for (l, k), v in X.items() if l <= r and k <= s], axis=1)


def left_by(X, Y):
    Q = np.linalg.qr(X)[0]
    return np.sum((Y - Q @ (Q.T @ Y)) ** 2)
