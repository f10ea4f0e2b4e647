"""Sections 4.1 to 4.3, which the note leaves empty: theory and simulation on the same axes for its three gate structures."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import FAMILY_WISE, log_slope, student_interval
from sims.gdln import train

from .flow_plots import plot_experiment
from .predicted_flows import (
    Prediction,
    Setting,
    as_one_gate,
    as_printed,
    copies_as_printed,
    exclusive,
    general,
    redundant,
    setting,
    without_delta,
)

STEPS = (64, 128, 256, 512)
TIMES = 16
RUNS, BATCH = 1000, 4


def follows(says: Prediction, context: Context, kind: str) -> Outcome:
    """says(setting, times) against descent by hand: the distance must fall with the step size lr at slope 1 +- 0.1.

    Full-batch descent takes 64 to 512 steps to the same time, compared at 16 times along the way. Minibatch SGD takes the
    same steps in 1000 runs; its mean square distance has the slope 1 too, the noise of a step being of order lr each.
    """
    given = setting(kind, context)
    runs = context.once(f"runs {kind}", lambda: _simulate(given, context.rng(f"sgd {kind}")))
    theory = says(given, runs["times"])
    errors = [float(np.max(np.linalg.norm(w - theory, axis=(1, 2)))) for w in runs["descent"]]
    squares = [np.sum((w - theory[-1]) ** 2, axis=(1, 2)) for w in runs["sgd"]]
    spread = [float(np.mean(values)) for values in squares]
    lrs = given.horizon / np.array(STEPS)
    slopes = [log_slope(lrs, e) for e in (errors, spread)]
    passed = bool(max(abs(s - 1) for s in slopes) <= 0.1)
    detail = (
        f"slope of descent {slopes[0]:.3f}, of the mean square of SGD {slopes[1]:.3f}; "
        f"descent with lr = {lrs[-1]:g} is off by {errors[-1]:.3g}"
    )
    middle, half = student_interval(runs["sgd"][-1].reshape(RUNS, -1), FAMILY_WISE)
    data = {
        "times": runs["times"].tolist(),
        "theory": theory.reshape(TIMES + 1, -1).tolist(),
        "descent": runs["descent"][0].reshape(TIMES + 1, -1).tolist(),
        "sites": theory.shape[2],
        "runs": RUNS,
        "sgd_mean": middle.tolist(),
        "sgd_error": half.tolist(),
        "lr": lrs.tolist(),
        "errors": errors,
        "spread": spread,
        "spread_error": student_interval(squares, FAMILY_WISE, axis=1)[1].tolist(),
    }
    found = "" if passed else f"{given.gates.shape[1]} gates: {detail}; it does not vanish with lr"
    return Outcome(
        passed,
        Evidence.SIMULATED,
        len(STEPS) * 2,
        errors[-1],
        None,
        found,
        detail,
        data,
        level="error of descent at the smallest lr",
    )


def _simulate(given: Setting, rng: np.random.Generator) -> dict[str, Any]:
    """Weights of descent at equal times, for every step size, and of SGD at the end."""
    descent, sgd = [], []
    for steps in STEPS:
        options: dict[str, Any] = {"lr": given.horizon / steps, "steps": steps}
        record = np.arange(TIMES + 1) * (steps // TIMES)
        descent.append(train(given.x, given.y, given.gates, given.w0, record=record.tolist(), **options))
        start = np.tile(given.w0, (RUNS, 1, 1))
        sgd.append(train(given.x, given.y, given.gates, start, batch=BATCH, rng=rng, **options)[0])
    return {"times": np.linspace(0, given.horizon, TIMES + 1), "descent": descent, "sgd": sgd}


ASSUMPTIONS = (
    "24 normal inputs on 3 sites, labels 0 and 1, as the whole population",
    "gates do not change in training",
    "tau = 1, SGD draws 4 points a step with replacement",
)
ORACLE = "hand-written descent and SGD: slope in the step size"


CLAIMS = (
    Claim(
        id="sec-4-1-general",
        locator="Sec. 4.1",
        origin=Origin.READ,
        statement="Empty in the note: training with any gates follows the flow of section 3.3. It does with the model's 1/K, "
        "to the order of the step size; the printed Eq. (10) stays off however small the steps.",
        printed=Statement(r"w(t) = A^{-1} P e^{-\frac{t}{K\tau}\Lambda + C}\mathbf 1 + A^{-1} b", as_printed),
        corrected=Statement(r"w(t) = A^{-1} P e^{-\frac{t}{K^2\tau}\Lambda} C\mathbf 1 + K A^{-1} b", general),
        test=partial(follows, kind="general"),
        wrong={
            "time runs 10 % faster": lambda given, times: general(given, 1.1 * times),
            "target of the other label": lambda given, times: general(replace(given, y=1 - given.y), times),
        },
        assumptions=(*ASSUMPTIONS, "four half-space gates"),
        oracle=ORACLE,
        cost=6,
        plot=plot_experiment,
    ),
    Claim(
        id="sec-4-2-single",
        locator="Sec. 4.2",
        origin=Origin.OWN,
        statement="Empty in the note: training with one gate follows Eq. (24); with K = 1 no 1/K can be lost.",
        printed=Statement(
            r"w_1(t) = \Sigma^{xx}(p_1, p_1)^{-1}\big(P e^{-\frac{t}{K\tau}\Lambda} C\mathbf 1"
            r" + \Sigma^{yx}(p_1)^\top\big),\quad K = 1",
            as_printed,
        ),
        test=partial(follows, kind="single"),
        wrong={
            "time runs 10 % faster": lambda given, times: general(given, 1.1 * times),
            "the gate always on": lambda given, times: general(replace(given, gates=np.ones_like(given.gates)), times),
        },
        assumptions=(*ASSUMPTIONS, "one half-space gate", "e^C read as any real number"),
        oracle=ORACLE,
        cost=6,
        plot=plot_experiment,
    ),
    Claim(
        id="sec-4-2-exclusive",
        locator="Sec. 4.2",
        origin=Origin.READ,
        statement="Empty in the note: with one gate on at a time each gate's weights follow Eq. (24) on their own, with 1/K.",
        printed=Statement(
            r"w_k(t) = \Sigma^{xx}(p_k, p_k)^{-1}\big(P e^{-\frac{t}{K\tau}\Lambda + C}\mathbf 1 + \Sigma^{yx}(p_k)^\top\big)",
            as_printed,
        ),
        corrected=Statement(
            r"w_k(t) = \Sigma^{xx}(p_k, p_k)^{-1}\big(P e^{-\frac{t}{K^2\tau}\Lambda} C\mathbf 1 + K\Sigma^{yx}(p_k)^\top\big)",
            exclusive,
        ),
        test=partial(follows, kind="exclusive"),
        wrong={
            "time runs 10 % faster": lambda given, times: exclusive(given, 1.1 * times),
            "gates in another order": lambda given, times: exclusive(replace(given, gates=given.gates[:, ::-1]), times),
        },
        assumptions=(*ASSUMPTIONS, "three gates, the largest site's is on"),
        oracle=ORACLE,
        cost=6,
        plot=plot_experiment,
    ),
    Claim(
        id="sec-4-3-redundant",
        locator="Sec. 4.3",
        origin=Origin.OWN,
        statement="Empty in the note: copies of one gate follow section 3.5. Their mean relaxes m times as fast to 1/m of one "
        "gate's limit, their differences stay; the printed Eq. (30), without Delta and factor, stays off.",
        printed=Statement(
            r"w_k(t) = \tfrac1m A_{11}^{-1}\big(P e^{-\frac{t}{K\tau}\Lambda + C}\mathbf 1 + b_1\big)",
            copies_as_printed,
        ),
        corrected=Statement(
            r"w_k(t) = \Delta_k + \tfrac1m A_{11}^{-1}\big(P e^{-\frac{m t}{K^2\tau}\Lambda} C\mathbf 1 + K b_1\big),\quad"
            r" \Delta_k = w_k(0) - \bar w(0)",
            redundant,
        ),
        test=partial(follows, kind="redundant"),
        wrong={
            "each copy as one gate": as_one_gate,
            "without Delta": without_delta,
            "time runs 10 % faster": lambda given, times: redundant(given, 1.1 * times),
        },
        assumptions=(*ASSUMPTIONS, "m = K = 3 copies; the printed lines are for two"),
        oracle=ORACLE,
        cost=6,
        plot=plot_experiment,
    ),
)
