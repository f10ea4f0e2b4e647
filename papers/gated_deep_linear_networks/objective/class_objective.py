"""Section 3.3: the loss at the minimum for balanced classes, Eq. (14) and (15)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Outcome, Statement
from papers.ledger.derived import undecided
from theory import GatedRegression, exact, gdln
from theory.moments import gated_features

from ..flows.instances import SIZES, Rational, learnable, whole_numbers
from .class_moments import class_moments, quadratic


def balanced_problems(context: Context, count: int = 30) -> Iterator[Rational]:
    """Exact random problems with as many targets 1 as 0, A invertible and something to learn; small first."""
    rng = context.rng("balanced problems")
    for index in range(count):
        K, n = SIZES[index % len(SIZES)]
        half = K * n + index % 2
        x = whole_numbers(rng, 2 * half, n)
        y, gates = np.arange(2 * half) % 2, rng.integers(0, 2, size=(2 * half, K))
        problem = GatedRegression.from_samples(x, y, gates)
        if learnable(problem):
            yield Rational(x, y.astype(object), gates.astype(object), problem)


def equals_with_balance(says: Callable[[Any, Any], Any], context: Context) -> Outcome:
    """says(instance, b^T A^-1 b) is the least loss on problems with balanced classes, exactly; and the derivation."""
    if open_ := undecided(gdln.class_objective_derivation()):
        return open_
    effective = 0
    for instance in balanced_problems(context):
        effective += 1
        v: Any = exact.minimum_norm_solution(instance.problem.A, instance.problem.b)
        residual = gated_features(instance.x, instance.gates) @ v - instance.y
        least = sum(residual**2) / Fraction(len(residual))
        stated = says(instance, exact.fraction_dot(instance.problem.b, v))
        if stated != least:
            found = f"{instance}: the least loss is {least}, the statement gives {stated}"
            size = float(abs(stated - least))
            return Outcome(
                False,
                Evidence.CERTIFIED,
                effective,
                deviation=size,
                counterexample=found,
                level="absolute error of the least loss",
            )
    return Outcome(True, Evidence.PROVED, effective, deviation=0.0, detail="derived; exact on random balanced problems")


def labels_do_not_matter(says: Callable[[Rational], bool], context: Context) -> Outcome:
    """Where says(problem), the least loss is the same after y -> 1 - y: exactly, on random problems with balanced classes.

    That a constant in the span is enough is a proof: 1 = v . x~ turns a fit of y into one of 1 - y with minus its residual.
    Half of the problems get a site that is 1 and a gate that is always on.
    """
    effective = 0
    for index, instance in enumerate(balanced_problems(context, 40)):
        given = instance
        if index % 2:
            x = np.concatenate([instance.x, np.full((len(instance.x), 1), Fraction(1))], axis=1)
            gates = np.concatenate([instance.gates, np.full((len(instance.x), 1), 1, dtype=object)], axis=1)
            given = Rational(x, instance.y, gates, GatedRegression.from_samples(x, instance.y, gates.astype(int)))
        if not says(given):
            continue
        effective += 1
        swapped = GatedRegression.from_samples(given.x, 1 - given.y, given.gates.astype(int)).minimum_loss
        if swapped != given.problem.minimum_loss:
            found = f"{given}: least loss {given.problem.minimum_loss}, after exchanging the labels {swapped}"
            size = float(abs(swapped - given.problem.minimum_loss))
            return Outcome(
                False,
                Evidence.CERTIFIED,
                effective,
                deviation=size,
                counterexample=found,
                level="change of the least loss",
            )
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="the same least loss, exactly")


def constant_in_span(instance: Rational) -> bool:
    """Whether some v has v . x~ = 1 on the support."""
    ones = np.full(len(instance.y), Fraction(1))
    return bool(GatedRegression.from_samples(instance.x, ones, instance.gates.astype(int)).minimum_loss == 0)


def fifteen(instance: Rational, _: Any) -> Any:
    mean_1, _, second_1, second_0 = class_moments(instance)
    return Fraction(1, 2) - Fraction(1, 2) * quadratic(second_1 + second_0, mean_1)


def other_class(instance: Rational, _: Any) -> Any:
    _, mean_0, second_1, second_0 = class_moments(instance)
    return Fraction(1, 2) - Fraction(1, 2) * quadratic(second_1 + second_0, mean_0)


HALF = Fraction(1, 2)


CLAIMS = (
    Claim(
        id="eq-14",
        locator="Eq. (14)",
        statement="The least loss is 1/2 - b^T A^-1 b.",
        printed=Statement(
            r"\tfrac12 - \langle y \tilde x^\top\rangle \langle\tilde x\tilde x^\top\rangle^{-1} \langle\tilde x y\rangle",
            lambda instance, explained: HALF - explained,
        ),
        test=equals_with_balance,
        wrong={
            "<y^2> = 1": lambda instance, explained: 1 - explained,
            "plus": lambda instance, explained: HALF + explained,
            "half of b^T A^-1 b": lambda instance, explained: HALF - explained / 2,
        },
        assumptions=("A invertible", "y in {0, 1}", "balanced classes; in general <y^2> in place of 1/2"),
        oracle="completing the square; the residuals of the regression in exact rationals",
    ),
    Claim(
        id="eq-15",
        locator="Eq. (15)",
        statement="The least loss from the moments of the gated features in the two classes.",
        printed=Statement(
            r"\tfrac12 - \tfrac12 \langle\tilde x\rangle_{x|y=1}^\top (\langle\tilde x\tilde x^\top\rangle_{x|y=1} +"
            r" \langle\tilde x\tilde x^\top\rangle_{x|y=0})^{-1} \langle\tilde x\rangle_{x|y=1}",
            fifteen,
        ),
        test=equals_with_balance,
        wrong={
            "without the second 1/2": lambda instance, e: 2 * fifteen(instance, e) - HALF,
            "the mean of the class y = 0": other_class,
        },
        assumptions=("A invertible", "y in {0, 1}", "balanced classes"),
        oracle="class moments and residuals of the regression in exact rationals",
    ),
    Claim(
        id="eq-15-labels",
        locator="Eq. (15), sentence",
        statement="To call the negative class 0 and the positive one 1 loses no generality. It does where no weights give "
        "the constant 1: exchanging the labels then changes the least loss.",
        printed=Statement(r"\mathrm{WLOG}\ y \in \{0, 1\}", lambda instance: True),
        corrected=Statement(
            r"\mathcal L(y) = \mathcal L(1 - y)\ \text{where}\ v^\top\tilde x = 1\ \text{for some}\ v", constant_in_span
        ),
        test=labels_do_not_matter,
        wrong={
            "wherever there are two gates": lambda instance: instance.problem.K >= 2,
            "wherever a constant is out of reach": lambda instance: not constant_in_span(instance),
        },
        assumptions=("balanced classes",),
        oracle="least losses before and after, in exact rationals",
    ),
)
