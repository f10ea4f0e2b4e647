"""Section 5: what a step of training costs, with and without hidden layers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from sims.emn import sgd_step
from theory import emn
from theory.validation import Array


class Counted(np.ndarray[Any, Any]):
    """An array that counts the multiplications made with it."""

    made = 0

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, out: Any = None, **options: Any) -> Any:
        plain = [np.asarray(v) for v in inputs]
        target = {} if out is None else {"out": tuple(np.asarray(v) for v in out)}
        result = np.asarray(getattr(ufunc, method)(*plain, **target, **options))
        if ufunc is np.multiply:
            Counted.made += result.size
        elif ufunc is np.matmul:
            Counted.made += result.size * plain[0].shape[-1]
        return result.view(Counted) if out is None else out[0]


def multiplications(net: emn.Architecture, batch: int, rng: np.random.Generator) -> int:
    """Multiplications of one step of SGD on a batch, counted."""

    def counted(v: Array) -> Array:
        return np.array(v).view(Counted)

    A = np.ones((net.n, net.n))
    mask, x = counted(np.repeat(A, net.widths[0], axis=0)), counted(rng.random((batch, net.n)))
    layers = [counted(layer) for layer in net.init(rng).layers]
    Counted.made = 0
    sgd_step(layers, mask, counted(A), x, 0.1)
    return Counted.made


def cost_is(says: Callable[[int, int], int], context: Context) -> Outcome:
    """says(n, batch): how many more multiplications a step of (1) needs than one of (), counted on arrays that count."""
    told = []
    for effective, (n, batch) in enumerate(((1, 1), (3, 5), (5, 10), (20, 40)), 1):
        none, one = (multiplications(emn.Architecture(n, c), batch, context.rng("cost")) for c in ((), (1,)))
        if says(n, batch) != one - none:
            found = f"n = {n}, {batch} inputs: no hidden layer makes {none} multiplications, (1) {one}"
            return Outcome(
                False,
                Evidence.CERTIFIED,
                effective,
                float(says(n, batch) - one + none),
                counterexample=found,
                level="stated number of multiplications less the one counted",
            )
        told.append(f"n = {n}: {one / none - 1:.1%}")
    return Outcome(True, Evidence.CERTIFIED, len(told), 0.0, detail=f"(1) makes more by {', '.join(told)}")


CLAIMS = (
    Claim(
        id="less-computation",
        locator="Sec. 5, sentence, computation",
        origin=Origin.READ,
        statement="The network with no hidden layer takes less computation to train than (1): a step makes 3 n "
        "multiplications an input fewer, of 3 n^2 that both make, so that the fewer updates of (1) weigh more.",
        printed=Statement(
            r"\mathrm{cost}(1) - \mathrm{cost}(\text{no hidden layer}) = 3 n B > 0", lambda n, B: 3 * n * B
        ),
        test=cost_is,
        wrong={
            "the same": lambda n, B: 0,
            "a layer of n^2 weights more": lambda n, B: 3 * n * n * B,
            "forwards only": lambda n, B: n * B,
        },
        assumptions=("multiplications of one step of SGD on B inputs",),
        oracle="counted while the step is made",
    ),
)
