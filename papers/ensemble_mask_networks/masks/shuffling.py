"""Section 5: whether `control` and `shuffled` are different conditions at all."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import permutations, product

from papers import Claim, Context, Evidence, Origin, Outcome, Statement


def laws_differ(says: Callable[[int, bool], bool], context: Context) -> Outcome:
    """says(meta_epochs, exchangeable): whether control and shuffled train on mask sequences of different law.

    By enumeration of both laws for two and three masks, drawn in a fixed order or in a random one. A difference of laws is
    one of errors: for n = 2 and two masks the mean error of () under each sequence, exactly.
    """
    effective = 0
    for size, meta_epochs, exchangeable in product((2, 3), (1, 2, 3), (True, False)):
        if size**meta_epochs > 9:
            continue
        effective += 1
        orders = list(permutations(range(size)))
        starts = orders if exchangeable else orders[:1]
        control = _law([start * meta_epochs for start in starts])
        shuffled = _law([sum(chosen, ()) for chosen in product(orders, repeat=meta_epochs)])
        if (control != shuffled) is not says(meta_epochs, exchangeable):
            found = (
                f"{size} masks, {meta_epochs} meta-epochs, drawn in {'random' if exchangeable else 'fixed'} order: the laws "
                f"{'differ' if control != shuffled else 'are the same'}"
            )
            return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
    after = {order: _mean_error(order) for order in ((0, 1, 0, 1), (1, 0, 1, 0), (0, 1, 1, 0), (1, 0, 0, 1))}
    repeated, redrawn = (after[0, 1, 0, 1] + after[1, 0, 1, 0]) / 2, sum(after.values(), Fraction(0)) / 4
    detail = (
        f"n = 2, masks (1,1) and (1,0), two meta-epochs: mean squared error of the mean {float(repeated):.9g} for control, "
        f"{float(redrawn):.9g} for shuffled"
    )
    return Outcome(repeated != redrawn, Evidence.CERTIFIED, effective, detail=detail)


def _law(sequences: list[tuple[int, ...]]) -> dict[tuple[int, ...], Fraction]:
    return {s: Fraction(sequences.count(s), len(sequences)) for s in set(sequences)}


def _mean_error(order: tuple[int, ...]) -> Fraction:
    """|E e|^2 of a row of (), n = 2, lr = 1, started at e = (-1, -1), after single mean steps under these masks."""
    e = [Fraction(-1), Fraction(-1)]
    for mask in order:
        a = ((1, 1), (1, 0))[mask]
        g = [a[i] * sum(Fraction(1, 3 if i == j else 4) * a[j] * e[j] for j in (0, 1)) for i in (0, 1)]
        e = [x - y for x, y in zip(e, g, strict=True)]
    return e[0] ** 2 + e[1] ** 2


CLAIMS = (
    Claim(
        id="control-and-shuffled",
        locator="Sec. 5, sentence, order of the masks",
        origin=Origin.READ,
        statement="Control failed where shuffled did not, with one meta-epoch too. There the two differ in law only if the "
        "training set comes in an order of its own, as by its sums; drawn in random order they are the same until the "
        "second meta-epoch, where control repeats an order and shuffled draws another.",
        printed=Statement(r"\text{control} \ne \text{shuffled for every } m", lambda m, exchangeable: True),
        corrected=Statement(
            r"\text{control} \overset{d}{=} \text{shuffled} \iff m = 1 \text{ and the order is exchangeable}",
            lambda m, exchangeable: m > 1 or not exchangeable,
        ),
        test=laws_differ,
        wrong={
            "only for several meta-epochs": lambda m, exchangeable: m > 1,
            "never": lambda m, exchangeable: False,
        },
        assumptions=("two masks or more, all different",),
        oracle="enumeration of the laws of the sequence of masks",
    ),
)
