"""Section 1: fields of units with biases on single pulses: constant."""

from __future__ import annotations

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import side
from papers.ledger.three_valued import all_above
from theory.gdln.receptive_fields.localization import inverse_participation_ratio

from .biased_fields import BELOW, Rates, Ring, trained_fields
from .field_shape import CONSTANT, LESS_TWICE_RANDOM, share_in_mean, twice_random
from .relu_runs import LEVEL_SAID, LONG, SHORT, interval

RATES: dict[str, Rates] = {
    "erf": (3.0, 1.0, 1.0),
    "sigmoid": (30.0, 10.0, 1.0),
    "ReLU": (0.2, 0.1, 0.2),
}  # faster steps of b_1 leave some units stuck


def biased_are(says: tuple[str, ...], context: Context) -> Outcome:
    """Shapes of the fields for longer pulses with y = 1, and of erf and sigmoid fields for shorter ones if `says` has two.

    "constant", "no mean" (the mean over the sites holds most of the squared field, or not) or "localized".
    """
    ring = Ring(40, 20, 1500, 100) if context.full else Ring(16, 20, 400, 100)
    sides, found, count, off = [], [], 0, None
    for setting, shape in zip((LONG, SHORT), says, strict=False):
        for name in ("erf", "sigmoid", "ReLU")[: 3 if setting == LONG else 2]:
            w = trained_fields(name, BELOW[name], setting, ring, RATES[name], context.seed)
            L, count = ring.L, count + len(w)
            share, ratio = (
                interval(share_in_mean(w), 10),
                interval(inverse_participation_ratio(w), 10),
            )
            off = off or (ratio[0] - twice_random(L), ratio[1])
            found.append(
                f"{name}, {setting}, L = {L}: {share[0]:.3f} +- {share[1]:.3f} of the squared field in its mean, inverse "
                f"participation ratio {ratio[0]:.3f} +- {ratio[1]:.3f} (twice random: {twice_random(L):.3f})"
            )
            sides.append(side(*ratio, twice_random(L)) if shape == "localized" else side(*share, CONSTANT))
            sides[-1] *= -1 if shape == "no mean" else 1
    passed = all_above(sides)
    text = "; ".join(found)
    middle, half = off or (0.0, 0.0)
    level = f"{LESS_TWICE_RANDOM}, first unit; {LEVEL_SAID}"
    return Outcome(passed, Evidence.SIMULATED, count, middle, half, "" if passed else text, text, level=level)


CLAIMS = (
    Claim(
        id="sec-1-pulse-biases",
        locator="Sec. 1, sentence, single pulse, biases",
        origin=Origin.READ,
        statement="On single pulses units with biases learn constant fields: erf and sigmoid units whichever class has the "
        "longer pulses, ReLU units if it is y = 1.",
        printed=Statement(r"\xi_1 > \xi_2: \text{localized (SP)}", ("localized",)),
        corrected=Statement(
            r"\text{constant (SP)},\ \xi_1 > \xi_2 \text{ or (erf, sigmoid) } \xi_1 < \xi_2", ("constant", "constant")
        ),
        test=biased_are,
        wrong={
            "oscillating for the shorter pulses": ("constant", "no mean"),
            "localized for both": ("localized", "localized"),
        },
        assumptions=(
            "lengths uniform on L/5 to 3 L/10 and on 1 to L/10",
            "one unit with b_1 < 0 at the start and b_2, W_2 = 1",
            "L = 16, with --full 40",
            "constant: the mean over the ring holds most of the squared field",
        ),
        oracle="SGD, Student intervals over 20 networks, family-wise 1e-6",
        measurement=True,
        cost=3,
    ),
)
