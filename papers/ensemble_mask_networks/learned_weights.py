"""Figure 4: the learned weights of () and (1), and the sentence on the sign and size of the constants."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import sympy as sp
from scipy.stats import t as student

from papers.claim import Claim, Context, Statement
from papers.verdict import Evidence, Outcome
from sims.emn import train
from theory import emn
from theory.zero import is_zero

SIZES = (5, 10, 20, 40)
NETWORKS = 12
FAMILY_WISE = 1e-6

Weights = Callable[[Any], tuple[Any, Any]]


def computes_Ax(says: Weights, context: Context, copies: tuple[int, ...]) -> Outcome:
    """says(c) = (first layer, later factor of each row): zero loss for every mask and input, and what SGD ends at.

    Proved for n = 3 with symbolic masks, inputs and constants; that the form is necessary, for any n, by
    `theory.emn.learned_weights_derivation`. Then networks are trained: the weights must be says(c) for c the first entries of
    their rows, to the rounding that stops SGD: a step below half a unit in the last place changes nothing, which leaves
    an error below 2 eps / (lr lambda) in the slowest mode, lambda the least eigenvalue of the step's mean Hessian.
    """
    if not emn.learned_weights_derivation(copies).proved:
        return Outcome(None, Evidence.PROVED, 1, detail="the derivation is undecided")
    n = 3
    A = np.array(sp.symbols("A_1:4_1:4", real=True)).reshape(n, n)
    x, c = np.array(sp.symbols("x_1:4", real=True)), np.array(sp.symbols("c_1:4", real=True, nonzero=True))
    first, later = says(c)
    difference = sp.Matrix(np.diag(later) @ (A * first) @ x - A @ x)
    if is_zero(difference).holds is not True:
        row = next(i for i in range(n) if is_zero(difference[i]).holds is not True)
        found = f"n = 3, row {row + 1}: the output is off by {sp.factor(difference[row])}"
        return Outcome(False, Evidence.PROVED, n, counterexample=found)
    worst = 0.0
    for seed, layers in enumerate(context.once("trained", lambda: _trained(context, copies))):
        constant = layers[0][:, 0] if copies else np.ones(len(layers[0]))
        first, later = says(constant)
        learned = layers[1][:, 0, 0] if copies else np.ones(len(constant))
        worst = max(worst, float(np.max(np.abs(first - layers[0]))), float(np.max(np.abs(later - learned))))
        if worst > rounding_floor(len(constant)):
            found = (
                f"trained network {seed}: off by {worst:.3g}, the rounding floor is {rounding_floor(len(constant)):.3g}"
            )
            return Outcome(False, Evidence.SIMULATED, seed + 1, deviation=worst, counterexample=found)
    return Outcome(True, Evidence.PROVED, n + 3, deviation=worst, detail="proved; three trained networks end there too")


def rounding_floor(n: int, lr: float = 0.1) -> float:
    """Where SGD in float64 stops: 2 eps / (lr lambda), lambda = 2/n min eig Q, Q = 1/16 + (5/48) I for the paper's law.

    Times 10 for constants c up to 3 and 1/c, whose units in the last place and Hessians they scale.
    """
    return 10 * 2 * float(np.finfo(np.float64).eps) / (lr * (2 / n) * (5 / 48))


def _trained(context: Context, copies: tuple[int, ...]) -> list[tuple[Any, ...]]:
    net, out = emn.Architecture(5, copies), []
    for seed in range(3):
        rng = context.rng(f"figure 4 {copies} {seed}")
        out.append(train(net, net.init(rng), meta_epochs=8, rng=rng).params.layers)
    return out


def printed_rows(c: Any) -> Any:
    """The matrix of Figure 4 (1) as printed for n = 3: its first row reads c_1, c_2, ..., c_1."""
    rows = np.array([[value] * len(c) for value in c])
    rows[0, 1] = c[1]
    return rows


def constant_rows(c: Any) -> Any:
    """Row i is c_i throughout."""
    return np.array([[value] * len(c) for value in c])


def sizes_and_signs(says: Mapping[str, Any], context: Context) -> Outcome:
    """says["trend"] is the sign of the slope of log |c| against log n, says["signs"] the signs that occur.

    Networks are trained for one meta-epoch, sixty and more per n in all; the slope over network means has a Student
    interval at a family-wise level of 1e-6, and each sign must occur (or not) among all rows. That the constants are
    those of the conservation law, and fall with n at fixed kappa, is proved in `theory.emn.constants`; says["square"] of
    (kappa, n) must be the squares learned, to what SGD with step lr changes: to first order kappa changes by lr times the
    loss that is lost, lr 1.Q 1 / n for the row, up to four times that because one mask's a a^T is up to four times its
    mean, and c^2 by c^2 / sqrt(kappa^2 + 4 n) of the change.
    """
    rows = context.once("constants", lambda: _learned_constants(context))
    log_n = np.log([r["n"] for r in rows])
    log_c = np.array([np.mean(np.log(np.abs(r["learned"]))) for r in rows])
    (slope, _), residual, *_ = np.polyfit(log_n, log_c, 1, full=True)
    spread = np.sqrt(float(residual[0]) / (len(rows) - 2) / np.sum((log_n - log_n.mean()) ** 2))
    half = float(student.ppf(1 - FAMILY_WISE / 2, len(rows) - 2) * spread)
    trend = 0 if abs(slope) <= half else int(np.sign(slope))
    learned = np.concatenate([r["learned"] for r in rows])
    signs = {int(s) for s in np.sign(learned)}
    detail = (
        f"|c| ~ n^{slope:.3f} +- {half:.3f} over {len(rows)} networks (theory at fixed kappa: n^-1/4); "
        f"{int(np.sum(learned > 0))} of {len(learned)} constants positive"
    )
    off = max(_relative_error(r, says["square"]) for r in rows)
    detail += f"; squares off by at most {off:.2g} of what lr 0.1 explains"
    passed = trend == says["trend"] and signs == set(says["signs"]) and off <= 1
    passed = passed and emn.learned_constants_derivation().proved
    found = "" if passed else f"trend {trend}, signs {sorted(signs)}: {detail}"
    data = {
        "n": [r["n"] for r in rows for _ in r["learned"]],
        "learned": learned.tolist(),
        "predicted": np.concatenate([r["predicted"] for r in rows]).tolist(),
    }
    return Outcome(passed, Evidence.SIMULATED, len(rows), float(slope), half, found, detail, data)


def _learned_constants(context: Context) -> list[dict[str, Any]]:
    rows = []
    for n in SIZES:
        net = emn.Architecture(n, (1,))
        for i in range(NETWORKS):
            rng = context.rng(f"constants {n} {i}")
            params = net.init(rng)
            masks = emn.PaperMasks(n, size=min(400, emn.training_set_size(n)), order="random")
            trained = train(net, params, masks=masks, meta_epochs=1 if n > 10 else 2, rng=rng).params
            learned = trained.layers[0].mean(axis=1)
            kappa = np.sum(params.layers[0] ** 2, axis=1) - params.layers[1][:, 0, 0] ** 2
            predicted = emn.learned_constants(net, params)
            rows.append({"n": n, "learned": learned, "predicted": predicted, "kappa": kappa})
    return rows


def _relative_error(row: Mapping[str, Any], square: Callable[[Any, int], Any]) -> float:
    """The largest error of the predicted squares, over what the step size explains."""
    n, kappa, learned = row["n"], row["kappa"], row["learned"] ** 2
    lost = 0.1 * (n / 16 + 5 / 48)  # lr times 1.Q 1 / n, Q = 1/16 + (5/48) I
    explained = 4 * learned * lost / np.sqrt(kappa**2 + 4 * n)
    return float(np.max(np.abs(square(kappa, n) - learned) / explained))


def positive_root(kappa: Any, n: int) -> Any:
    """c^2 of the conservation law n c^4 - kappa c^2 - 1 = 0."""
    return (kappa + np.sqrt(kappa**2 + 4 * n)) / (2 * n)


def plot_constants(data: Mapping[str, Any]) -> Any:
    """Learned constants over predicted ones: theory is the line, networks are the points."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 4), layout="constrained")
    axes = figure.subplots()
    n, predicted, learned = (np.array(data[key]) for key in ("n", "predicted", "learned"))
    limit = 1.1 * max(np.abs(predicted).max(), np.abs(learned).max())
    axes.plot([-limit, limit], [-limit, limit], color="black", lw=1, label="theory")
    for size, colour, marker in zip(SIZES, ("#0072b2", "#e69f00", "#009e73", "#cc79a7"), "os^D", strict=True):
        here = n == size
        axes.plot(predicted[here], learned[here], marker, ms=3, color=colour, ls="", label=f"n = {size}")
    axes.set(
        xlabel="predicted c from the initialization", ylabel="learned c", xlim=(-limit, limit), ylim=(-limit, limit)
    )
    axes.legend(frameon=False)
    return figure


CLAIMS = (
    Claim(
        id="fig-4-none",
        locator="Fig. 4 ()",
        statement="Without hidden layer the learned weights are all ones.",
        printed=Statement(
            r"W_1 = \mathbf 1 \mathbf 1^\top", lambda c: (np.full((len(c), len(c)), 1), np.full(len(c), 1))
        ),
        test=partial(computes_Ax, copies=()),
        wrong={
            "the identity": lambda c: (np.eye(len(c), dtype=int), np.full(len(c), 1)),
            "all ones over n": lambda c: (np.full((len(c), len(c)), sp.Rational(1, 3)), np.full(len(c), 1)),
        },
        assumptions=("zero loss for all masks and inputs",),
        oracle="substitution with symbolic masks and inputs; trained networks",
        cost=5,
    ),
    Claim(
        id="fig-4-one",
        locator="Fig. 4 (1)",
        statement="With one hidden layer of one copy the learned weights are diag(1/c) times a matrix with constant rows. "
        "The first row is printed as c_1, c_2, ..., c_1.",
        printed=Statement(
            r"\mathrm{diag}(1/c) \begin{bmatrix} c_1 & c_2 & \dots & c_1 \\ c_2 & c_2 & \dots & c_2 \\ \vdots \\"
            r" c_n & c_n & \dots & c_n \end{bmatrix}",
            lambda c: (printed_rows(c), 1 / c),
        ),
        corrected=Statement(
            r"\mathrm{diag}(1/c) \begin{bmatrix} c_1 & c_1 & \dots & c_1 \\ c_2 & c_2 & \dots & c_2 \\ \vdots \\"
            r" c_n & c_n & \dots & c_n \end{bmatrix}",
            lambda c: (constant_rows(c), 1 / c),
        ),
        test=partial(computes_Ax, copies=(1,)),
        wrong={
            "diag(c) in place of diag(1/c)": lambda c: (constant_rows(c), c),
            "constant columns": lambda c: (constant_rows(c).T, 1 / c),
            "sign of one layer flipped": lambda c: (constant_rows(c), -1 / c),
        },
        assumptions=("zero loss for all masks and inputs",),
        oracle="substitution with symbolic masks, inputs and constants; trained networks",
        cost=5,
    ),
    Claim(
        id="fig-4-constants",
        locator="Fig. 4, caption",
        statement="The constants can be positive or negative and decrease in magnitude with increasing n.",
        printed=Statement(
            r"c_i \gtrless 0,\quad |c_i|\ \text{falls with}\ n",
            {"trend": -1, "signs": (-1, 1), "square": positive_root},
        ),
        test=sizes_and_signs,
        wrong={
            "size does not depend on n": {"trend": 0, "signs": (-1, 1), "square": positive_root},
            "size grows with n": {"trend": 1, "signs": (-1, 1), "square": positive_root},
            "all positive": {"trend": -1, "signs": (1,), "square": positive_root},
            "kappa of the other sign": {
                "trend": -1,
                "signs": (-1, 1),
                "square": lambda kappa, n: positive_root(-kappa, n),
            },
            "2 n for 4 n": {
                "trend": -1,
                "signs": (-1, 1),
                "square": lambda kappa, n: (kappa + np.sqrt(kappa**2 + 2 * n)) / (2 * n),
            },
        },
        assumptions=("initialization uniform on +-1/sqrt(fan_in)", "the paper's mask law, fewer masks", "lr 0.1"),
        oracle="trained networks; the conservation law of the flow",
        cost=15,
        plot=plot_constants,
    ),
)
