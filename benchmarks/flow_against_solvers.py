"""The exact gradient flow against SciPy's ODE solvers: ratio of times by horizon, eigendecomposition included.

A has a drawn rotation and eigenvalues spread evenly in logarithm from 1 / condition to 1; the flow K tau w' = b - A w / K is
asked for at 100 times evenly up to the horizon. Every solver gets the matrix as its Jacobian where it takes one (BDF,
LSODA; DOP853 takes none) and the loosest rtol of 1e-8, 1e-9, ... whose answer is within 1e-8 of the exact one, relative to the
largest weight. A solver is stopped once it takes longer than the fastest so far: what counts is the fastest. One run, one thread.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np
from matplotlib.figure import Figure
from scipy.integrate import solve_ivp
from scipy.stats import ortho_group

from theory import GatedRegression, gradient_flow

SOLVERS = ("BDF", "LSODA", "DOP853")
TIMES = 100
ERROR = 1e-8


class TooSlow(Exception):
    """The solver has lost."""


def problem_of(size: int, condition: float) -> tuple[np.ndarray, np.ndarray, float, np.ndarray]:
    """A, b, y2 and initial weights."""
    rng = np.random.default_rng(0)
    V = ortho_group.rvs(size, random_state=rng) if size <= 500 else np.linalg.qr(rng.normal(size=(size, size)))[0]
    eigenvalues = np.logspace(-np.log10(condition), 0, size)
    A = (V * eigenvalues) @ V.T
    A = (A + A.T) / 2
    w = rng.normal(size=size)
    return A, A @ w, float(w @ A @ w) * 2, rng.normal(size=size)


def ours(A: np.ndarray, b: np.ndarray, y2: float, w0: np.ndarray, t: np.ndarray) -> np.ndarray:
    problem = GatedRegression.from_moments(A, b, y2, 1, len(b))
    return gradient_flow(problem, w0[None], t)[:, 0]


def seconds(run: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    return float(np.median(times))


def solver_seconds(
    name: str, A: np.ndarray, b: np.ndarray, w0: np.ndarray, t: np.ndarray, exact: np.ndarray, limit: float
) -> float:
    """Seconds at the loosest tolerance that reaches `ERROR`; infinite where `limit` is passed before."""
    for rtol in (1e-8, 1e-9, 1e-10, 1e-11, 1e-12):
        start = perf_counter()

        def slope(_: float, w: np.ndarray, start: float = start) -> np.ndarray:
            if perf_counter() - start > limit:
                raise TooSlow
            return b - A @ w

        jacobian = {"BDF": {"jac": -A}, "LSODA": {"jac": lambda _t, _w: -A}}.get(name, {})
        scale = float(np.abs(exact).max())
        try:
            found = solve_ivp(slope, (0, t[-1]), w0, name, t, rtol=rtol, atol=rtol * scale, **jacobian)
        except TooSlow:
            return np.inf
        took = perf_counter() - start
        if np.abs(found.y.T - exact).max() <= ERROR * scale:
            return took
    return np.inf


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=2000, help="K n")
    parser.add_argument("--condition", type=float, default=1e4)
    parser.add_argument("--longest", type=float, default=600.0, help="seconds a solver may take")
    parser.add_argument("--plot", type=Path, default=Path("flow_against_solvers.svg"))
    arguments = parser.parse_args()
    A, b, y2, w0 = problem_of(arguments.size, arguments.condition)
    horizons = np.logspace(-2, np.log10(10 * arguments.condition), 8)
    print(f"K n = {arguments.size}, condition {arguments.condition:g}, {TIMES} times, relative error {ERROR:g}")
    print(f"{'horizon':>10} {'ours, s':>8} {'fastest':>8} {'its s':>8} {'ratio':>7}")
    ratios = []
    for horizon in horizons:
        t = np.linspace(0, horizon, TIMES)
        exact = ours(A, b, y2, w0, t)
        mine = seconds(lambda t=t: ours(A, b, y2, w0, t), 3)  # type: ignore[misc]
        fastest, winner = arguments.longest, "none"
        for name in SOLVERS:
            took = solver_seconds(name, A, b, w0, t, exact, fastest)
            if took < fastest:
                fastest, winner = took, name
        ratios.append(fastest / mine)
        print(f"{horizon:10.3g} {mine:8.2f} {winner:>8} {fastest:8.2f} {ratios[-1]:7.2f}", flush=True)
    below = [h for h, r in zip(horizons, ratios, strict=True) if r < 1]
    crossing = max(below) if below else 0.0
    print(f"the fastest solver wins up to a horizon of about {crossing:.2g} / lambda_max")
    figure = Figure(figsize=(5.5, 3.5), layout="constrained")
    axes = figure.subplots()
    axes.loglog(horizons, ratios, "o-", color="#0072b2")
    axes.axhline(1, color="black", lw=0.8)
    axes.set(xlabel=r"horizon, in units of $1 / \lambda_{\max}$", ylabel="time of the fastest solver / ours")
    figure.savefig(arguments.plot, metadata={"Date": None} if arguments.plot.suffix == ".svg" else None)
    print(f"wrote {arguments.plot}")


if __name__ == "__main__":
    main()
