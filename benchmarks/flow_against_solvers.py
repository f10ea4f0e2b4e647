"""The exact gradient flow against SciPy's ODE solvers: ratio of times by horizon, eigendecomposition included.

A has a drawn rotation and eigenvalues spread evenly in logarithm from 1 / condition to 1; the flow w' = b - A w is asked for at
100 times evenly up to the horizon, from 1 / max(lambda) to 10 / min(lambda). Each solver runs at the loosest tolerance, in steps
of sqrt(10), whose answer is within 1e-8 of the exact one, relative to the largest weight. BDF is given the Jacobian, DOP853 takes
none, LSODA runs without it and with it: left alone, it finds a dense Jacobian by K n differences. Each side has its best number
of BLAS threads at each horizon.
A solver that passes the limit at one horizon is not tried at longer ones: it would first have to get as far.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
from matplotlib.figure import Figure
from scipy.integrate import solve_ivp
from threadpoolctl import threadpool_limits

from papers.plot_style import COLOURS, draw, save
from theory import GatedRegression, gradient_flow

SOLVERS = ("DOP853", "BDF, Jacobian", "LSODA", "LSODA, Jacobian")
READINGS = {"DOP853, BDF with the Jacobian, LSODA": SOLVERS[:3], "the same, LSODA with the Jacobian too": SOLVERS}
TIMES = 100
ERROR = 1e-8
TOLERANCES = 10.0 ** -np.arange(7, 13.5, 0.5)


class TooSlow(Exception):
    """The solver has passed the limit."""


@dataclass(frozen=True)
class Cost:
    """Seconds by the wall clock, with how many BLAS threads, and the tolerance that was used."""

    wall: float
    threads: int
    rtol: float = 0.0


@dataclass(frozen=True)
class Problem:
    """The flow w' = b - A w from w0."""

    A: np.ndarray
    b: np.ndarray
    y2: float
    w0: np.ndarray

    @classmethod
    def draw(cls, size: int, condition: float) -> Problem:
        rng = np.random.default_rng(0)
        V = np.linalg.qr(rng.normal(size=(size, size)))[0]
        A = (V * np.geomspace(1 / condition, 1, size)) @ V.T
        A = (A + A.T) / 2
        w = rng.normal(size=size)
        return cls(A, A @ w, float(w @ A @ w) * 2, rng.normal(size=size))

    def exact(self, t: np.ndarray) -> np.ndarray:
        """The weights at the times t, from the moments on: checks and eigendecomposition included."""
        problem = GatedRegression.from_moments(self.A, self.b, self.y2, 1, len(self.b))
        return gradient_flow(problem, self.w0[None], t)[:, 0]

    def solved(self, name: str, t: np.ndarray, rtol: float, scale: float, stop: float) -> np.ndarray:
        """The same by one of `SOLVERS`; raises TooSlow once the clock passes `stop`."""

        def slope(_: float, w: np.ndarray) -> np.ndarray:
            if perf_counter() > stop:
                raise TooSlow
            return self.b - self.A @ w

        method, _, jacobian = name.partition(", ")
        J = -self.A
        options = {"jac": J if method == "BDF" else lambda _t, _w: J} if jacobian else {}
        return solve_ivp(slope, (0, t[-1]), self.w0, method, t, rtol=rtol, atol=rtol * scale, **options).y.T


def timed(run: Callable[[], np.ndarray]) -> tuple[np.ndarray, float]:
    start = perf_counter()
    return run(), perf_counter() - start


def median_time(run: Callable[[], np.ndarray], repeats: int) -> float:
    return float(np.median([timed(run)[1] for _ in range(repeats)]))


def best_cost(cost: Callable[[float], tuple[float, float] | str], threads: Sequence[int]) -> Cost | str:
    """The least of `cost`, seconds and a tolerance, over the numbers of threads; it is given the tolerance found before."""
    best: Cost | str = "not run"
    for count in threads:
        with threadpool_limits(count, user_api="blas"):
            found = cost(best.rtol if isinstance(best, Cost) else 0.0)
        if isinstance(found, str):
            return best if isinstance(best, Cost) else found
        if not isinstance(best, Cost) or found[0] < best.wall:
            best = Cost(found[0], count, found[1])
    return best


def solver_cost(
    problem: Problem, name: str, t: np.ndarray, exact: np.ndarray, first: float, limit: float
) -> tuple[float, float] | str:
    """Seconds and tolerance at the loosest of `TOLERANCES` that reaches `ERROR`, looked for from `first` on, or why none."""
    scale = float(np.abs(exact).max())

    def attempt(i: int) -> tuple[float, float] | None:
        stop = perf_counter() + limit
        found, wall = timed(lambda: problem.solved(name, t, TOLERANCES[i], scale, stop))
        if found.shape != exact.shape or np.abs(found - exact).max() > ERROR * scale:
            return None
        if wall > 0.5:
            return wall, TOLERANCES[i]
        return median_time(lambda: problem.solved(name, t, TOLERANCES[i], scale, np.inf), 5), TOLERANCES[i]

    i, best = int(np.argmin(np.abs(TOLERANCES - first))), None
    try:
        best = attempt(i)
        step = -1 if best else 1  # looser as long as it reaches, else tighter until it does
        while 0 <= i + step < len(TOLERANCES):
            i += step
            found = attempt(i)
            if step > 0 and found:
                return found
            if step < 0 and not found:
                break
            best = found
    except TooSlow:
        return best or "stopped"
    return best or "does not reach the error"


def crossing(horizons: np.ndarray, ratios: np.ndarray) -> float:
    """The horizon beyond which the ratio stays above 1, interpolated in logarithms; NaN if it never crosses."""
    below = np.flatnonzero(ratios < 1)
    if len(below) == 0 or below[-1] + 1 == len(ratios):
        return float("nan")
    pair = slice(below[-1], below[-1] + 2)
    return float(np.exp(np.interp(0, np.log(ratios[pair]), np.log(horizons[pair]))))


def plot(horizons: np.ndarray, ratios: dict[str, np.ndarray], condition: float) -> Figure:
    figure = Figure(figsize=(6, 3.8), layout="constrained")
    axes = figure.subplots()
    for (label, values), color, marker in zip(ratios.items(), COLOURS[:2], "os", strict=True):
        axes.loglog(horizons, values, marker + "-", color=color, label="fastest of " + label)
        where = crossing(horizons, values)
        if np.isfinite(where):
            axes.plot(where, 1, "kx")
            axes.annotate(f"{where:.0f}", (where, 1), (4, -12), textcoords="offset points", fontsize=8)
    axes.axhline(1, color="black", lw=0.8)
    axes.axvline(10 * condition, color="grey", lw=0.8, ls=":")
    axes.annotate(r"$10 / \lambda_{\min}$", (10 * condition, 1), (-38, 6), textcoords="offset points", color="grey")
    axes.set(
        xlabel=r"horizon, in units of $1 / \lambda_{\max}$", ylabel="time of the fastest solver / of the closed form"
    )
    axes.legend(fontsize=7)
    return figure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=2000, help="K n")
    parser.add_argument("--condition", type=float, default=1e4)
    parser.add_argument("--horizons", type=int, default=8)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2], help="numbers of BLAS threads to choose from")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for one run of a solver")
    parser.add_argument("--seconds", type=float, default=1200.0, help="for all of it; what is left then is not run")
    parser.add_argument("--plot", type=Path, default=Path("flow_against_solvers.svg"))
    arguments = parser.parse_args()
    end = perf_counter() + arguments.seconds
    problem = Problem.draw(arguments.size, arguments.condition)
    horizons = np.geomspace(1, 10 * arguments.condition, arguments.horizons)
    print(f"K n = {arguments.size}, condition {arguments.condition:g}, {TIMES} times, relative error {ERROR:g}")
    print(f"{'horizon':>10} {'':16} {'rtol':>8} {'threads':>8} {'wall, s':>9} {'ratio':>8}")
    ratios: dict[str, list[float]] = {reading: [] for reading in READINGS}
    first = dict.fromkeys(SOLVERS, ERROR)
    for horizon in horizons:
        t = np.linspace(0, horizon, TIMES)
        exact = problem.exact(t)
        ours = best_cost(lambda _, t=t: (median_time(lambda: problem.exact(t), 3), 0.0), arguments.threads)  # type: ignore[misc]
        print(f"{horizon:10.3g} {'closed form':16} {'':8} {ours.threads:8} {ours.wall:9.3f}", flush=True)
        costs: dict[str, Cost] = {}
        for name in list(first):
            limit = min(arguments.limit, end - perf_counter())
            found = best_cost(
                lambda rtol, name=name, t=t, exact=exact, limit=limit: solver_cost(  # type: ignore[misc]
                    problem, name, t, exact, rtol or first[name], limit
                ),
                arguments.threads,
            )
            if isinstance(found, str):
                print(f"{'':10} {name:16} {found}", flush=True)
                if found == "stopped":
                    del first[name]
                continue
            costs[name], first[name] = found, found.rtol
            row = f"{'':10} {name:16} {found.rtol:8.1e} {found.threads:8} {found.wall:9.3f}"
            print(f"{row} {found.wall / ours.wall:8.2f}", flush=True)
        for reading, names in READINGS.items():
            fastest = min((costs[name].wall for name in names if name in costs), default=np.nan)
            ratios[reading].append(fastest / ours.wall)
    curves = {reading: np.array(values) for reading, values in ratios.items()}
    for reading, values in curves.items():
        print(f"fastest of {reading}: {values[-1]:.3g} times our time at the longest horizon, less than it ", end="")
        print(f"up to {crossing(horizons, values):.3g} / max(lambda)")
    save(draw(plot, horizons, curves, arguments.condition), arguments.plot)
    print(f"wrote {arguments.plot}")


if __name__ == "__main__":
    main()
