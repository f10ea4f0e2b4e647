"""Section 2: what the pruning of the later layers keeps out, and what it costs or brings in learning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import FAMILY_WISE, difference_interval, side, student_interval
from papers.ledger.words import tuples
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from theory import emn, exact
from theory.emn.network.gradient import jacobian
from theory.validation import Array

from ..fair_masks import fair_bits

NETWORKS: tuple[tuple[int, ...], ...] = ((), (1,), (2,), (2, 3))
SIZES, RUNS, MASKS, LR = (4, 10), 24, 300, 0.1


def clusters_connect(says: Callable[[int, int], bool], context: Context) -> Outcome:
    """says(i, j): whether a later layer connects the cluster of node j to that of node i.

    For architectures with one and two hidden layers, weights without accidental relations: output i may depend on the
    inputs in row i of A, on all of them and on no others; and the number of weights must be that of the architecture.
    """
    rng, effective = context.rng("clusters"), 0
    for copies in NETWORKS[1:]:
        n = 3
        net = emn.Architecture(n, copies)
        widths = net.widths
        connected = np.array([[says(i, j) for j in range(n)] for i in range(n)])
        for A in (np.eye(n), np.triu(np.ones((n, n))), (rng.random((n, n)) < 0.5) * 1.0):
            out = np.repeat(A, widths[0], axis=0) * rng.uniform(1, 2, (widths[0] * n, n))
            for above, below in zip(widths[1:], widths[:-1], strict=True):
                blocks = np.kron(connected, np.ones((above, below)))
                out = (blocks * rng.uniform(1, 2, blocks.shape)) @ out
            effective += 1
            if not np.array_equal(out != 0, A != 0):
                i, j = map(int, np.argwhere((out != 0) != (A != 0))[0])
                found = f"{tuples(copies)}: A_{i + 1}{j + 1} = {A[i, j]:g}, output {i + 1} "
                found += f"{'depends' if out[i, j] else 'does not depend'} on input {j + 1}"
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
        weights = widths[0] * n * n + sum(
            int(connected.sum()) * a * b for a, b in zip(widths[1:], widths[:-1], strict=True)
        )
        if weights != net.parameter_count:
            raise ArithmeticError(f"{copies}: {weights} weights, the architecture has {net.parameter_count}")
    detail = "n^2 c_1 + n sum_l c_l c_(l+1) weights; connected across clusters it would be n^2 c_l c_(l+1)"
    return Outcome(True, Evidence.CERTIFIED, effective, detail=detail)


def functions_of(says: Callable[[Array], int], context: Context) -> Outcome:
    """says(A): the dimension of the maps x -> (A * beta) x that a network can be made to compute under the mask A.

    The rank of their Jacobian at random parameters in exact rationals, for every architecture; the entries outside A are 0.
    """
    rng, effective = context.rng("functions of x"), 0
    for copies in NETWORKS:
        for n in (1, 2, 3):
            net = emn.Architecture(n, copies)
            params = net.parameters([rng.integers(1, 40, size=s).astype(object) for s in net.shapes], exact=True)
            blocks = jacobian(net, params)
            for _ in range(4):
                A = (rng.random((n, n)) < 0.6).astype(int)
                rank = sum(exact.rank(a[:, None] * J) for a, J in zip(A, blocks, strict=True))
                effective += 1
                if says(A) != rank:
                    found = f"{tuples(copies)}, n = {n}, {int(A.sum())} edges: {rank} dimensions, stated {says(A)}"
                    return Outcome(
                        False,
                        Evidence.CERTIFIED,
                        effective,
                        deviation=float(says(A) - rank),
                        counterexample=found,
                        level="stated dimensions less those found",
                    )
    return Outcome(
        True, Evidence.CERTIFIED, effective, deviation=0.0, detail="one dimension an edge, at any depth and width"
    )


def pruned_against_full(says: int, context: Context) -> Outcome:
    """`says`: the sign of the change in log error when the second layer of (1) is pruned, after the same training.

    Both networks start as PyTorch's layers would, full fan-in for the full one, and are trained alike. The full one's error
    is |W_2 (A * W_1) - A|^2 over test masks. Welch's interval at a level of 1e-6.
    """
    logs = context.once("logs", lambda: {n: [_trained(context, n, pruned) for pruned in (True, False)] for n in SIZES})
    found, told = [], []
    for n, (pruned, full) in logs.items():
        change, half = difference_interval(pruned, full, FAMILY_WISE)
        found.append(side(change, half, 0.0))
        told.append(f"n = {n}: pruned {pruned.mean():.2f}, full {full.mean():.2f}, apart by {change:.2f} +- {half:.2f}")
    passed, detail = found == [says] * len(SIZES), f"log10 of the error after {MASKS} masks, {'; '.join(told)}"
    data = {str(n): [v.tolist() for v in pair] for n, pair in logs.items()}
    size, level = 2 * RUNS * len(SIZES), f"Welch's interval at level {FAMILY_WISE:g}"
    return Outcome(passed, Evidence.SIMULATED, size, change, half, "" if passed else detail, detail, data, level)


def _trained(context: Context, n: int, pruned: bool) -> Array:
    """log10 of the error of `RUNS` two-layer networks after `MASKS` masks of fair bits."""
    rng = context.rng(f"{n} {pruned}")
    inside = np.eye(n) if pruned else np.ones((n, n))
    W1 = rng.uniform(-1, 1, (RUNS, n, n)) / np.sqrt(n)
    W2 = inside * rng.uniform(-1, 1, (RUNS, n, n)) / np.sqrt(1 if pruned else n)
    masks, step = fair_bits(n, MASKS)(rng), 2 * LR / n
    for A in masks.astype(float):
        x = rng.random((RUNS, 4, 2 * n, n))
        for batch in range(4):
            G = x[:, batch].mT @ x[:, batch] / (2 * n)
            first = A * W1
            back = (W2 @ first - A) @ G * step
            W1, W2 = W1 - A * (W2.mT @ back), W2 - inside * (back @ first.mT)
    G = emn.uniform_inputs(n)
    tests = fair_bits(n, 200)(rng).astype(float)
    errors = [np.einsum("rab,bc,rac->r", E, G, E) / n for E in (W2 @ (A * W1) - A for A in tests)]
    return np.asarray(np.log10(np.mean(errors, axis=0)))


def plot_pruned(data: Mapping[str, Any]) -> Any:
    """The errors of networks pruned and full after the same training, by n, and their means with intervals of 95 %."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.4, 3.2), layout="constrained")
    axes = figure.subplots()
    for place, pair in enumerate(data.values()):
        for shift, name, errors, colour in zip((-0.1, 0.1), ("pruned", "full"), pair, COLOURS[:2], strict=True):
            axes.plot(np.full(len(errors), place + shift), errors, ".", ms=6, alpha=0.5, color=colour)
            mean, half = student_interval(np.array(errors), 0.05)
            label = f"{name}, mean and 95 %" if place == 0 else None
            axes.errorbar(place + 1.6 * shift, mean, half, fmt="o", color=colour, label=label)
    axes.plot([], [], ".", ms=6, color="gray", label="a network")
    axes.set(xticks=range(len(data)), xticklabels=[f"n = {n}" for n in data], ylabel=r"error, $\log_{10} E$")
    add_legend(figure, [axes], columns=2)
    return figure


CLAIMS = (
    Claim(
        id="clusters",
        locator="Sec. 2, sentence, clusters",
        origin=Origin.READ,
        statement="Later edges are one-to-one, each cluster of c_i units belongs to one node, but fully connected across "
        "clusters. Across clusters they would mix the nodes; they connect the units of the same node's clusters, all of them.",
        printed=Statement(
            r"W_l:\ \text{cluster of } j \to \text{cluster of } i\ \text{for all}\ i, j", lambda i, j: True
        ),
        corrected=Statement(r"W_l:\ \text{cluster of } j \to \text{cluster of } i \iff i = j", lambda i, j: i == j),
        test=clusters_connect,
        wrong={
            "one-to-one with another node": lambda i, j: (i + 1) % 3 == j,
            "the nodes before as well": lambda i, j: i >= j,
        },
        assumptions=("outputs shall respect the dependencies of A", "weights different from 0"),
        oracle="which outputs depend on which inputs, by the product of the layers",
    ),
    Claim(
        id="function-space",
        locator="Sec. 2, sentence, function space",
        origin=Origin.READ,
        statement="The architecture respects the dependencies of A and so restricts the functions that the network spans: to "
        "the matrices with the zeros of A, one dimension an edge, whatever the hidden layers are.",
        printed=Statement(
            r"\dim \{x \mapsto (A \odot \beta) x\} = \#\{A_{ij} \ne 0\}", lambda A: int(np.count_nonzero(A))
        ),
        test=functions_of,
        wrong={
            "all matrices": lambda A: int(A.size),
            "the rank of A": lambda A: int(np.linalg.matrix_rank(A)),
            "one constant a node": lambda A: int(np.count_nonzero(A.any(axis=1))),
        },
        assumptions=("no activation functions",),
        oracle="rank of the Jacobian in exact rationals",
    ),
    Claim(
        id="pruning-and-learning",
        locator="p. 1, companion notes, trade offs, pruning",
        origin=Origin.OWN,
        statement="Stricter pruning restricts the functions but may make learning harder. With a second layer that is not "
        "pruned the network learns the same operation more slowly: pruning makes it easier.",
        printed=Statement(r"E_\mathrm{pruned} > E_\mathrm{full}", 1),
        corrected=Statement(r"E_\mathrm{pruned} < E_\mathrm{full}", -1),
        test=pruned_against_full,
        wrong={"no difference": 0},
        assumptions=("architecture (1)", "lr 0.1, PyTorch's initialization", f"{MASKS} masks, four batches each"),
        oracle=f"{RUNS} trainings of each, Welch's interval",
        plot=plot_pruned,
        cost=3,
    ),
)
