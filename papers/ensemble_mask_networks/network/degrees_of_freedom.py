"""Section 6: how many dimensions the maps span that masks give, weights held."""

from __future__ import annotations

from collections.abc import Callable

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import tuples
from theory import emn, exact

from ..small_masks import binary_masks


def span_is(says: Callable[[int], int], context: Context) -> Outcome:
    """says(n): the dimensions that the maps x -> y span over all binary masks, weights held, against ranks in exact rationals."""
    effective = 0
    for copies in ((), (1,), (2,), (2, 2)):
        for n in (1, 2, 3):
            net = emn.Architecture(n, copies)
            rng = context.rng(f"span {copies} {n}")
            layers = [rng.integers(1, 9, size=shape).astype(float) for shape in net.shapes]
            beta = emn.effective_weights(net, net.parameters(layers)).astype(int)
            maps = (binary_masks(n) * beta).reshape(-1, n * n)
            dimension, effective = exact.rank(maps), effective + 1
            if says(n) != dimension:
                found = (
                    f"n = {n}, copies {tuples(copies)}: {len(maps)} masks give maps that span {dimension} dimensions"
                )
                found += f", not {says(n)}"
                return Outcome(
                    False,
                    Evidence.CERTIFIED,
                    effective,
                    float(dimension - says(n)),
                    counterexample=found,
                    level="dimensions found less those stated",
                )
    return Outcome(True, Evidence.CERTIFIED, effective, 0.0, detail="all binary masks, no effective weight 0")


CLAIMS = (
    Claim(
        id="degrees-of-freedom",
        locator="Sec. 6, sentence, degrees of freedom",
        origin=Origin.READ,
        statement="Masking offers more degrees of freedom than there appear to be in a feedforward network: with its weights held "
        "it is one linear map, and by its masks it is maps that span all n^2 dimensions; but no more, whatever its depth and "
        "width, as they are A times the effective weights, entry by entry.",
        printed=Statement(r"\dim \mathrm{span}\{A \odot \beta\}_A = n^2", lambda n: n * n),
        test=span_is,
        wrong={"one map": lambda n: 1, "a dimension a row": lambda n: n, "one a subnetwork": lambda n: 2 ** (n * n)},
        assumptions=("one masked layer", "no effective weight is 0", "n = 1: one of the two maps is 0"),
        oracle="ranks in exact rationals over all binary masks",
    ),
)
