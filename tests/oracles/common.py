"""What the oracles of every subject share: a unit of rounding, a loss sample by sample, and what counts as a refusal."""

import re

import pytest

EPS = 2.0**-52


def refuses(name, call):
    """`call` raises ValueError or TypeError with one line that names the argument ("a|b": one of two that disagree)."""
    with pytest.raises((ValueError, TypeError)) as info:
        call()
    message = str(info.value)
    assert "\n" not in message, message
    assert re.search(rf"(?<!\w)({name})(?!\w)", message), message


def mean_square(x, y, gates, w):
    """<(yhat - y)^2> sample by sample."""
    K, total = gates.shape[1], 0.0
    for row, target, gate in zip(x, y, gates, strict=True):
        yhat = sum(gate[k] * (w[k] @ row) for k in range(K)) / K
        total += (yhat - target) ** 2
    return total / len(y)
