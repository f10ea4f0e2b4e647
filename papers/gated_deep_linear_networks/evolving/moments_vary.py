"""Section 5: which moments vary when the gates do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from theory import GatedRegression
from theory.validation import Array

from .turning_gates import TIMES, Course, halfspaces, on_pulses, two_directions

Relation = Callable[[tuple[Array, Array], tuple[Array, Array], Array], bool]  # of (A, b) at two times, and <x x^T>
Says = tuple[Callable[[Context], Iterator[Course]], Relation]


def at_two_times(says: Says, context: Context) -> Outcome:
    """says = (courses, relation): the relation must hold of A, b at any two times at which the gates differ, exactly."""
    courses, relation = says
    effective = 0
    for instance in courses(context):
        second = np.einsum("s,si,sj->ij", instance.p, instance.x, instance.x)
        at = [instance.moments(t) for t in range(len(instance.gates))]
        for s, t in combinations(range(len(at)), 2):
            if not instance.differ(s, t):
                continue
            effective += 1
            if not relation(at[s], at[t], second):
                A, b = (max(abs(at[s][k] - at[t][k]).reshape(-1)) for k in (0, 1))
                found = (
                    f"{instance.words[s]} and then {instance.words[t].split('; ')[1]}: A changes by {A}, b by {b} at most; "
                    f"A_11 = {at[s][0][0, 0]}, <x_1^2> = {second[0, 0]}"
                )
                return Outcome(
                    False,
                    Evidence.CERTIFIED,
                    effective,
                    float(A),
                    counterexample=found,
                    level="largest change of an entry of A",
                )
    detail = f"every two of {TIMES} times, exactly"
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail=detail, data=turned(context))


def both_vary(first: tuple[Array, Array], then: tuple[Array, Array], second: Array) -> bool:
    return bool(np.any(first[0] != then[0]) and np.any(first[1] != then[1]))


def only_b_varies(first: tuple[Array, Array], then: tuple[Array, Array], second: Array) -> bool:
    """A is <x x^T> / 2 for each gate, circulant and the same at both times; b is not.

    With x ~ -x and v . x != 0 almost surely, g(x) + g(-x) = 1: <g x x^T> = <g(-x) x x^T> = <x x^T> - <g x x^T>. If <y|x> is
    even too, b(v) = <y sign(v . x) x> / 2, and (b(v) - b(u)) . v = <y |v . x| 1[the gates differ]> > 0 where they do and
    y can be 1. The gates of v and -v are nowhere both on, so their A is 1_2 (x) <x x^T> / 2.
    """
    whole = np.kron(np.eye(len(first[0]) // len(second), dtype=int), second)
    shifted = np.roll(second, (1, 1), (0, 1))
    constant = np.array_equal(2 * first[0], whole) and np.array_equal(2 * then[0], whole)
    return bool(constant and np.array_equal(second, shifted) and np.any(first[1] != then[1]))


def turned(context: Context) -> dict[str, Any]:
    """A and b of one gate whose direction turns from one to another, for an even law and for pulses."""
    out: dict[str, Any] = {}
    for name, courses in (("even law", halfspaces), ("pulses", on_pulses)):
        first = next(iter(courses(context)))
        ends = np.array([[3.137, 1.041, -2.093, 1.717], [-1.311, 3.183, 0.907, -2.229]])
        x, y, p = (a.astype(float) for a in (first.x, first.y, first.p))
        problems = [
            GatedRegression.from_samples(x, y, (x @ ((1 - s) * ends[:1] + s * ends[1:]).T >= 0).astype(int), p)
            for s in np.linspace(0, 1, 60)
        ]
        out[name] = {"A": [q.A[0].tolist() for q in problems], "b": [q.b.tolist() for q in problems]}
    return out


def plot_turned(data: Mapping[str, Any]) -> Any:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.4, 5), layout="constrained")
    panels = figure.subplots(2, 2, sharex=True)
    for row, (name, found) in zip(panels, data.items(), strict=True):
        for axes, key, symbol in zip(row, ("A", "b"), (r"$\Sigma^{xx}_{1j}$", r"$\Sigma^{yx}_j$"), strict=True):
            for j, line in enumerate(np.array(found[key]).T):
                look: dict[str, Any] = {"color": COLOURS[j], "lw": 3 - j / 2, "ls": ("-", "--", "-.", ":")[j]}
                axes.step(np.linspace(0, 1, len(line)), line, where="mid", label=f"theory, $j = {j + 1}$", **look)
            axes.set(title=name, ylabel=f"moment {symbol}")
    for axes in panels[1]:
        axes.set_xlabel("share of the turn of the gate, $s$")
    add_legend(figure, panels[0], columns=4)
    return figure


CLAIMS = (
    Claim(
        id="sec-5-moments-vary",
        locator="Sec. 5, sentence, moments",
        origin=Origin.READ,
        statement="When g depends on t, so do Sigma^yx and Sigma^xx. For one half-space gate and laws that are even, as the "
        "Gaussian and the nonlinear Gaussian process are, Sigma^xx does not: it is <x x^T> / 2 for every v(t), since of x and -x "
        "the gate opens to one. Only Sigma^yx varies. So the DFT diagonalizes at all times where the law is invariant, though "
        "the gate is not.",
        printed=Statement(
            r"g(t) \ne g(s) \implies \Sigma^{xx}(t) \ne \Sigma^{xx}(s),\ \Sigma^{yx}(t) \ne \Sigma^{yx}(s)",
            (halfspaces, both_vary),
        ),
        corrected=Statement(
            r"g = 1[v(t) \cdot x \ge 0],\ x \sim -x \implies \Sigma^{xx}(t) = \tfrac12 \langle x x^\top \rangle,"
            r"\ \Sigma^{yx}(t) \ne \Sigma^{yx}(s)\ \text{where}\ g(t) \ne g(s)",
            (halfspaces, only_b_varies),
        ),
        test=at_two_times,
        wrong={
            "without the half": (halfspaces, lambda first, then, second: first[0][0, 0] == second[0, 0]),
            "Sigma^yx does not vary either": (halfspaces, lambda first, then, second: not any(first[1] != then[1])),
            "pulses, which are not even": (on_pulses, only_b_varies),
            "two gates of any directions": (two_directions, only_b_varies),
            "half-spaces away from 0": (lambda context: halfspaces(context, lambda h: h >= 25), only_b_varies),
        },
        assumptions=(
            "K = 1, or the gates of v and -v",
            "the law of x given y is even, x ~ -x, and v . x is 0 with x = 0 only",
            "the gates differ at some x at which y can be 1",
        ),
        oracle="moments of invariant even supports in exact rationals",
        cost=3,
        plot=plot_turned,
    ),
)
