"""A training that left the range of floats, as an error; and runs side by side of which none may be one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

_Run = TypeVar("_Run")


class Diverged(ArithmeticError):
    """The parameters left the range of floats.

    Example:
    >>> from sims.emn import Diverged, finite
    >>> try:
    ...     finite([Diverged("after step 3")])  # `train_batch` returns one in the place of such a run
    ... except Diverged as error:
    ...     print(error)
    after step 3
    """


def finite(runs: Iterable[_Run | Diverged]) -> list[_Run]:
    """The runs; raises the error of the first one that diverged.

    Example:
    >>> from sims.emn import finite, train_batch
    >>> from theory import emn
    >>> net = emn.Architecture(2)
    >>> [run.steps for run in finite(train_batch(net, [net.init(0), net.init(1)], rngs=[0, 1]))]
    [356, 356]
    """
    done = []
    for run in runs:
        if isinstance(run, Diverged):
            raise run
        done.append(run)
    return done
