"""Section 7: whether a recurrent network, an LSTM, tells data that need memory from data that do not."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any, NamedTuple

import networkx as nx
import numpy as np
from scipy.stats import t as student

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import FAMILY_WISE, standard_error
from sims.lstm import forward, initial, train
from theory.emn.higher_order.krylov import polynomial_image
from theory.emn.higher_order.litmus_memory import litmus_memory_test
from theory.emn.higher_order.memory_family import missed_covariance
from theory.validation import Array

from .graphs import adjacency

NOISE = 0.5
SERIES, TIMES = 256, 6  # an even number of times: see `_every_second`
HIDDEN, STEPS, BATCH, LR, MOMENTUM = 8, 300, 32, 0.2, 0.9
THETAS: dict[str, Any] = {  # [l, s]: of A^l x_(t-s)
    "no memory": np.array([[1.0, 0.0], [0.5, 0.0]]),
    "one lag": np.array([[1.0, 0.5], [0.5, 0.0]]),
    "the lag alone": np.array([[0.0, 0.5], [0.0, 0.5]]),
}


class Assessed(NamedTuple):
    """Whether data require memory, and the least mean squared error of any map without it."""

    required: bool
    floor: float


class Trained(NamedTuple):
    """Of each repetition (R,): the held-out errors of the networks, what linear fits miss, the F test's p of "no memory"."""

    remembering: Array
    memoryless: Array
    linear: Array
    p: Array


def memory_is_assessed(says: Callable[[Any, Any, float], Assessed], context: Context) -> Outcome:
    """says(A, theta, noise): whether y_t = B_0 x_t + B_1 x_(t-1) + noise requires memory, and the floor without it.

    Floor. Let inputs have mean 0 and variance 1, independent over nodes and times, and noise e_t be independent of them. For any
    map phi of x_t alone, linear or not, y_t - phi(x_t) is the sum of B_0 x_t - phi(x_t) and B_1 x_(t-1) + e_t, which are
    independent, the latter of mean 0. So the mean of its square is |B_0 x_t - phi(x_t)|^2, on average, plus tr B_1 B_1^T + n
    noise^2: at least the latter, reached by phi = B_0. A network whose state is reset before each time is such a map, and one
    trained on other data is one that held-out data do not depend on. Over n this is the floor per node.

    An LSTM is trained with and without its state, on the same data from the same start. It finds memory required where its
    held-out error is below the stated floor, and that must be as stated; so must whether the state gains. Without the state it
    must not be below the floor, which what linear fits miss must equal. As a second witness the F test must find the same in
    every repetition. Student's t over independent repetitions, F tests: a family-wise level of 1e-6. With 16 repetitions that
    allows 10.6 standard errors, each below one percent of the floor: that of a tenth more noise is refuted.

    Possible issues: what a trained network misses of its own, here up to a tenth of noise^2, hides lagged terms of less variance.
    """
    cases = _cases(context)
    runs = 60 if context.full else 16
    level = FAMILY_WISE / (len(cases) * (5 + runs))  # a case has four t tests, one of them two-sided
    worst, told = (0.0, 0.0, 0.0), []
    for effective, (name, A, theta) in enumerate(cases, 1):
        found = context.once(name, partial(_trained, A, theta, runs, context.rng(name)))
        said = says(A, theta, NOISE)
        shown = _disagreement(found, said, level)
        if shown is not None:
            what, off, bar = shown
            counterexample = f"{name}: {what}"
            return Outcome(False, Evidence.SIMULATED, effective, off, bar, counterexample, level="one standard error")
        t, off, bar = _student(found.linear - said.floor)
        worst = max(worst, (abs(t), off, bar))
        (_, with_, _), (_, without, _) = _student(found.remembering), _student(found.memoryless)
        told.append(f"{name}: floor {said.floor:.3f}, with memory {with_:.3f}, without {without:.3f}")
    detail = f"held-out errors, {runs} repetitions: {'; '.join(told)}"
    return Outcome(True, Evidence.SIMULATED, len(cases), *worst[1:], detail=detail, level="one standard error")


def _disagreement(found: Trained, said: Assessed, level: float) -> tuple[str, float, float] | None:
    """The first finding that is not as said, with its mean and standard error."""
    limit, words = float(student.isf(level, len(found.p) - 1)), "" if said.required else "not "
    t, off, bar = _student(found.linear - said.floor)
    if abs(t) > limit:
        return f"linear fits without memory end {_beside(off, bar)} the floor of {said.floor:.3f}", off, bar
    t, off, bar = _student(found.memoryless - said.floor)
    if t < -limit:
        return f"without memory the network ends {_beside(off, bar)} the floor of {said.floor:.3f}", off, bar
    t, off, bar = _student(found.remembering - said.floor)
    if (t < -limit) != said.required:
        shown = f"with memory, stated as {words}required, the network ends {_beside(off, bar)} the floor of {said.floor:.3f}"
        return shown, off, bar
    t, off, bar = _student(found.remembering - found.memoryless)
    if (t < -limit) != said.required:
        shown = f"with memory, stated as {words}required, the network ends {_beside(off, bar)} where it ends without"
        return shown, off, bar
    rejected = found.p <= level
    if np.any(rejected != said.required):
        share = float(rejected.mean())
        return (
            f"memory is stated as {words}required; the F test finds it in {share:.0%} of the data",
            share - said.required,
            0.0,
        )
    return None


def _beside(off: float, bar: float) -> str:
    return f"{abs(off):.3f} ± {bar:.3f} {'below' if off < 0 else 'above'}"


def _student(values: Array) -> tuple[float, float, float]:
    """t, the mean and its standard error."""
    mean, error = float(values.mean()), standard_error(values)
    return mean / error, mean, error


def _cases(context: Context) -> list[tuple[str, Any, Any]]:
    graphs: dict[str, Any] = {"path": nx.path_graph(3), "directed cycle": nx.cycle_graph(4, create_using=nx.DiGraph)}
    kinds = list(THETAS) if context.full else list(THETAS)[:2]
    return [(f"{name}, {kind}", adjacency(graphs[name]), THETAS[kind]) for name, kind in product(graphs, kinds)]


def _trained(A: Any, theta: Any, runs: int, rng: np.random.Generator) -> Trained:
    """One long series a repetition to train on and one held out, each cut into series of `TIMES`.

    What is before the first time of a series no network sees.
    """
    n = len(A)
    (x, y), (held_x, held_y) = _series(A, theta, runs, rng), _series(A, theta, runs, rng)
    start, seed = initial(n, HIDDEN, n, runs=runs, rng=rng), int(rng.integers(2**32))
    errors = []
    for memory in (True, False):
        net = train(start, x, y, steps=STEPS, lr=LR, momentum=MOMENTUM, batch=BATCH, memory=memory, rng=seed)
        errors.append(np.mean((forward(net, held_x, memory=memory) - held_y) ** 2, axis=(1, 2, 3)))
    pairs = [(v.reshape(-1, n), w.reshape(-1, n)) for v, w in zip(held_x, held_y, strict=True)]
    p = [litmus_memory_test(A, *pair, max_order=1, max_memory=1).p_memory[0] for pair in pairs]
    return Trained(errors[0], errors[1], np.array([_every_second(*pair) for pair in pairs]), np.array(p, dtype=float))


def _series(A: Any, theta: Any, runs: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """x and y, (runs, SERIES, TIMES, n)."""
    times, n = SERIES * TIMES, len(A)
    x = rng.uniform(-(3**0.5), 3**0.5, size=(runs, times + 1, n))  # mean 0, variance 1
    y = NOISE * rng.normal(size=(runs, times, n))
    for s, column in enumerate(theta.T):
        y += polynomial_image(A, column, x[:, 1 - s : times + 1 - s])
    return x[:, 1:].reshape(runs, SERIES, TIMES, n), y.reshape(runs, SERIES, TIMES, n)


def _every_second(x: Array, y: Array) -> float:
    """The variance per node that least squares of y_t on x_t leaves, without bias: none of these x_t enters another y_t."""
    x, y = x[::2], y[::2]
    rest = y - x @ np.linalg.lstsq(x, y)[0]
    return float(np.sum(rest**2)) / (y.size - x.shape[1] * y.shape[1])


def assessed(A: Any, theta: Any, noise: float) -> Assessed:
    """From the covariance that less memory misses."""
    missed = missed_covariance(A, theta, 0)
    return Assessed(bool(np.any(missed != 0)), noise**2 + float(np.trace(missed)) / len(A))


CLAIMS = (
    Claim(
        id="recurrent-memory",
        locator="Sec. 7, sentence, recurrent networks",
        origin=Origin.READ,
        statement="Recurrent networks such as LSTMs assess whether memory is required: where past inputs count, the LSTM's error "
        "falls below the least of any map of the present input; where they do not, it does not, and its state gains nothing.",
        printed=Statement(
            r"E_{\text{LSTM}} < \sigma^2 + \tfrac{1}{n} \sum_{s \ge 1} \text{tr}(B_s B_s^T) \iff B_1 \ne 0", assessed
        ),
        test=memory_is_assessed,
        wrong={
            "memory where there is none": lambda A, theta, noise: assessed(A, theta, noise)._replace(required=True),
            "none where there is memory": lambda A, theta, noise: assessed(A, theta, noise)._replace(required=False),
            "the noise is the floor": lambda A, theta, noise: assessed(A, theta, noise)._replace(floor=noise**2),
            "twice the lagged variance": lambda A, theta, noise: assessed(A, theta * [1, 2**0.5], noise),
            "the network adds its own error": lambda A, theta, noise: assessed(A, theta, 1.1 * noise),
        },
        assumptions=(
            "inputs of mean 0 and variance 1, independent over nodes and times; normal noise of 0.5",
            "B_0, B_1 of first order in A, two graphs of 3 and 4 nodes; lagged terms, if any, no smaller than the noise",
            "8 hidden units, 300 steps of SGD with momentum",
        ),
        oracle="training with and without the state from the same start, an exact floor, Student's t over repetitions, F tests",
        cost=5,
    ),
)
