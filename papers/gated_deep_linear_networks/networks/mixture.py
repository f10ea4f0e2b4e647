"""Section 1: the mixture that is learned: its labels, and its invariance under translations of the ring."""

from __future__ import annotations

from collections.abc import Callable

from papers import Claim, Context, Evidence, Outcome, Statement
from papers.ledger.words import tuples
from theory.inputs import SinglePulse


def invariant(says: Callable[[int], list[int]], context: Context) -> Outcome:
    """says(L) is a rearrangement of the sites that must leave every law as it is: pulses point by point, NLGP by distances.

    The latent covariance is a function of the circular distance alone, and x_i = erf(gain z_i) / Z site by site, so the law
    of x is invariant where all distances are.
    """
    effective = 0
    for L in range(1, 8):
        order = says(L)
        distance = [[min(abs(i - j), L - abs(i - j)) for j in range(L)] for i in range(L)]
        effective += 1
        if any(distance[order[i]][order[j]] != distance[i][j] for i in range(L) for j in range(L)):
            found = (
                f"NLGP, L = {L}: sites taken in the order {tuples(order)} are not at the distances of 0, ..., {L - 1}"
            )
            return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
        for lo in range(1, L + 1):
            for hi in range(lo, L + 1):
                points, p = SinglePulse(L, lo, hi).support
                law = {tuple(x): w for x, w in zip(points.tolist(), p, strict=True)}
                moved = {tuple(x): w for x, w in zip(points[:, order].tolist(), p, strict=True)}
                effective += 1
                if law != moved:
                    found = f"single pulse, L = {L}, lengths {lo} to {hi}: sites in the order {tuples(order)} give another law"
                    return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="all pulses and distances, L up to 7")


def label_is_a_function(says: Callable[[range, range], bool], context: Context) -> Outcome:
    """Whether no pulse can come from both laws, over all pairs of different ranges of lengths on up to 5 sites."""
    effective = 0
    for L in range(2, 6):
        ranges = [range(lo, hi + 1) for lo in range(1, L + 1) for hi in range(lo, L + 1)]
        for first in ranges:
            for second in ranges:
                if first == second:
                    continue
                effective += 1
                laws = [SinglePulse(L, r[0], r[-1]).support for r in (first, second)]
                one, zero = (dict(zip(map(tuple, x.tolist()), p, strict=True)) for x, p in laws)
                shared = sorted(one.keys() & zero.keys())
                if says(first, second) == bool(shared):
                    found = f"L = {L}, lengths {first[0]} to {first[-1]} against {second[0]} to {second[-1]}: "
                    if not shared:
                        return Outcome(
                            False, Evidence.CERTIFIED, effective, counterexample=f"{found}no pulse is in both"
                        )
                    x = shared[0]
                    chance = one[x] / (one[x] + zero[x])
                    found += f"at {x}, which comes from both, y = 1 has the probability {chance}"
                    size = float(min(chance, 1 - chance))
                    return Outcome(
                        False,
                        Evidence.CERTIFIED,
                        effective,
                        deviation=size,
                        counterexample=found,
                        level="probability of the rarer label",
                    )
    detail = "all pairs of ranges on 2 to 5 sites; all NLGP laws of one gain have the same support, so never there"
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail=detail)


CLAIMS = (
    Claim(
        id="mixture",
        locator="Sec. 1, sentence, data",
        statement="The data: with probability 1/2 each, x ~ p_xi1 with y = 1, or x ~ p_xi2 with y = 0.",
        printed=Statement(r"(x, y) \sim \tfrac12 p_{\xi_1} \delta_{y, 1} + \tfrac12 p_{\xi_2} \delta_{y, 0}"),
    ),
    Claim(
        id="translation-invariance",
        locator="Sec. 1, sentence, translations",
        statement="The laws that are mixed are invariant under translations (of the ring).",
        printed=Statement(r"p_\xi(Tx) = p_\xi(x)", lambda L: [(i + 1) % L for i in range(L)]),
        test=invariant,
        wrong={
            "the first two sites swapped": lambda L: [1, 0, *range(2, L)] if L > 1 else [0],
            "even sites first": lambda L: [*range(0, L, 2), *range(1, L, 2)],
        },
        oracle="enumeration of all pulses in rationals; circular distances",
    ),
    Claim(
        id="label-function",
        locator="Sec. 1, sentence, label",
        statement="The label is written y(x), as a function of x. It is one only where the two laws cannot draw the same x.",
        printed=Statement(r"y = y(x)", lambda first, second: True),
        corrected=Statement(
            r"y = y(x) \iff \mathrm{supp}\,p_{\xi_1} \cap \mathrm{supp}\,p_{\xi_2} = \emptyset",
            lambda first, second: not set(first) & set(second),
        ),
        test=label_is_a_function,
        wrong={
            "where the ranges differ at both ends": lambda first, second: (
                first[0] != second[0] and first[-1] != second[-1]
            ),
            "where the second is longer": lambda first, second: second[0] > first[-1],
        },
        assumptions=("single pulses with two different ranges of lengths",),
        oracle="enumeration of all pulses",
    ),
)
