"""What `gatelemma gates` tells: lines for a person, JSON for a program, and the gap while it closes."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from time import perf_counter
from typing import Any

import numpy as np

from sims.provenance import commit, versions
from theory.gates import BestGates
from theory.validation import Array

from ..ledger.words import counted
from ..pages.log_line import log_line
from .gate_data import WEIGHT, GateData

Listener = Callable[[int, float, float], None]
NOISE = 1e-12  # of the largest term: what is below is rounding
FEW = 8  # gates or inputs that are shown one by one
LISTED = 20  # samples of which those of a gate are named


def lines(data: GateData, best: BestGates) -> list[str]:
    """The result for a person."""
    K = len(best.weights)
    y2 = np.average(data.y**2, weights=data.sample_weight)
    share = f", {best.loss / y2:.2%} of <y^2>" if best.loss > NOISE**2 * y2 else ""
    found = [
        f"data       {data.title}: {counted(data.x.shape[0], 'sample')}, {_named(data)}",
        f"gates      {best.gates_in_use} of {K} in use, family {best.family}",
        f"loss       {number(best.loss, y2)}{share}",
        f"bound      {number(best.lower_bound, y2)}: "
        + (
            "no gates of this family go below, to rounding"
            if best.lower_bound > 0 or best.certified
            else "trivial, none was proved"
        ),
        f"gap        {number(best.gap, y2, 3)}, {'certified: closed to 1e-9 of <y^2>' if best.certified else 'not certified'}",
        f"method     {best.method}, work {best.work}, {best.seconds:.2f} s",
    ]
    if best.objective != best.loss:
        found.insert(3, f"objective  {best.objective:.10g}, with the ridge")
    return found + _each_gate(data, best) + _free_fits(data, best)


def number(loss: float, y2: float, digits: int = 10) -> str:
    """A loss, or a difference of two, beside <y^2>; what an exact fit leaves is rounding."""
    if 0 < loss <= NOISE**2 * y2:
        return f"0 to rounding ({loss:.1e})"
    return f"{loss:.{digits}g}"


def _named(data: GateData) -> str:
    """The target, the inputs where they fit into a line, and the weights where there are some."""
    n = len(data.inputs)
    inputs = f"inputs {', '.join(data.inputs)}" if n <= FEW else f"{n} inputs, {data.inputs[0]} to {data.inputs[-1]}"
    return f"target {data.target}, {inputs}" + ("" if data.sample_weight is None else f", weights {WEIGHT}")


def _each_gate(data: GateData, best: BestGates) -> list[str]:
    """Where each gate is on, and what it adds to the prediction there, as far as that is a line's length."""
    K, n = best.weights.shape
    if K > FEW or n > FEW:
        return [f"weights    (K, n) = ({K}, {n}); --out FILE holds them"]
    out = []
    sizes = np.abs(best.weights) * np.abs(data.x).max(axis=0)
    shown = np.where(sizes > NOISE * sizes.max(), best.weights / K, 0.0)
    for k, (gate, w) in enumerate(zip(best.gates.T, shown, strict=True)):
        rows = np.flatnonzero(gate) + 1
        on = f"on at {len(rows)} of {counted(len(gate), 'sample')}"
        on += f" ({', '.join(map(str, rows))})" if 0 < len(rows) < len(gate) <= LISTED else ""
        where = "" if best.directions is None else f", where {_terms(best.directions[k], data.inputs)} >= 0"
        out.append(f"gate {k + 1:<6d}{on}{where}, adds {_terms(w, data.inputs)}")
    return out


def _free_fits(data: GateData, best: BestGates) -> list[str]:
    """Where samples are fitted whatever their targets are; of a law on a ring, which leaves out no input, nothing."""
    K, n = best.weights.shape
    weighed = np.ones(len(data.x), dtype=bool) if data.sample_weight is None else data.sample_weight > 0
    held_out = "compare the loss on samples held out"
    if data.ring:
        return []
    if best.family == "exclusive":
        seen = [len(np.unique(data.x[weighed & (gate != 0)], axis=0)) for gate in best.gates.T]
        few = [str(k) for k, inputs in enumerate(seen, 1) if 0 < inputs <= n]
        named = ", ".join(few[:FEW]) + ", ..." * (len(few) > FEW)
        told = f"gate {named}: no more different inputs than weights ({n}), which fit them whatever {data.target} is"
        return [f"note       {told}; --min-points asks for more, or {held_out}"] if few else []
    inputs = len(np.unique(data.x[weighed], axis=0))
    told = f"{counted(K * n, 'weight')} for {counted(inputs, 'different input')}: gates of this many fit noise too"
    return [f"note       {told}; {held_out}"] if K * n >= inputs else []


def _terms(values: Array, names: Sequence[str]) -> str:
    """A weighted sum of the inputs; a value without a name is an offset."""
    return " ".join(f"{v:+.4g} {name}".rstrip() for v, name in zip_longest(values, names, fillvalue=""))


def as_json(data: GateData, best: BestGates, arguments: argparse.Namespace, interrupted: bool) -> str:
    """The result for a program: what was asked, what was found, with which versions."""
    options = ("target", "method", "budget", "seconds", "ridge", "min_points", "offset", "seed")
    content = {
        "data": {"title": data.title, "samples": data.x.shape[0], "inputs": list(data.inputs)},
        "options": {name: getattr(arguments, name) for name in options},
        "family": best.family,
        "K": len(best.weights),
        "method": best.method,
        "loss": best.loss,
        "objective": best.objective,
        "lower_bound": best.lower_bound,
        "gap": best.gap,
        "certified": best.certified,
        "interrupted": interrupted,
        "gates_in_use": best.gates_in_use,
        "work": best.work,
        "elapsed": best.seconds,
        "prediction": "(1/K) sum_k g_k w_k . x",
        "target": data.target,
        "gates": best.gates.tolist(),
        "weights": best.weights.tolist(),
        "directions": None if best.directions is None else best.directions.tolist(),
        "provenance": {"versions": versions("gatelemma", "numpy", "scipy"), "commit": commit()},
    }
    return json.dumps(content, allow_nan=False) + "\n"


@contextmanager
def listener(console: Any, every: float = 2.0) -> Iterator[Listener]:
    """The gap while it closes: a line that changes on a terminal, now and then a line of a log elsewhere."""
    if console.is_terminal:
        with console.status("searching") as status:

            def shown(work: int, objective: float, lower_bound: float) -> None:
                status.update(progress_line(work, objective, lower_bound))

            yield shown
        return
    last = perf_counter()

    def logged(work: int, objective: float, lower_bound: float) -> None:
        nonlocal last
        if perf_counter() - last >= every:
            last = perf_counter()
            log_line(console, progress_line(work, objective, lower_bound))

    yield logged


def progress_line(work: int, objective: float, lower_bound: float) -> str:
    """How far the search is."""
    gap = max(objective - lower_bound, 0.0)
    return f"work {work}: best {objective:.6g}, bound {lower_bound:.6g}, gap {gap:.3g}"
