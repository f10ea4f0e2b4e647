"""Section 3.3, the question: which gates minimize Eq. (15), and is a tiling without overlap the answer?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import tuples
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend

from .small_supports import Gating, Support, levels, small_supports

Best = tuple[Fraction, Gating]
LEVELS = (1, 2, 3, 4)  # gates on the supports with slopes 0 to 2^K - 1


def best_of_all(context: Context) -> list[tuple[Support, int, Best]]:
    """Every small support with K = 1 and, up to four points, K = 2: the best of all gates, each gating tried exactly."""

    def compute() -> list[tuple[Support, int, Best]]:
        sizes = [(s, K) for K in (1, 2) for s in small_supports() if K == 1 or len(s.y) <= 4]
        return [(s, K, s.free(K)) for s, K in sizes]

    return context.once("best of all gates", compute)


def as_good_as_any(kind: str) -> Callable[[Callable[[int], int], Context], Outcome]:
    """The test that says(K) gates of this kind ("tiling" or "apart") do as well as the best K gates of any kind.

    By trying every gating in exact rationals; and on the supports with slopes 0 to 2^K - 1, where gates of heights 2^k
    reach the loss 0, and gates without overlap only with one gate a slope.
    """

    def test(says: Callable[[int], int], context: Context) -> Outcome:
        effective, needed = 0, []
        for support, K, (least, gates) in best_of_all(context):
            effective += 1
            loss, chosen = getattr(support, kind)(says(K))
            if loss > least:
                found = (
                    f"{support.words}: the {says(K)} best {NAMES[kind]} {tuples(chosen)} have loss {loss}, "
                    f"{K} gates {tuples(gates)} have {least}"
                )
                return Outcome(
                    False,
                    Evidence.CERTIFIED,
                    effective,
                    float(loss - least),
                    counterexample=found,
                    level="loss above the least",
                )
        for K in LEVELS:
            support = levels(K)
            effective += 1
            gates = tuple(tuple(i >> k & 1 for k in range(K)) for i in [*range(1, 2**K), 0])
            slopes = {y / x[0] for x, y in zip(support.x, support.y, strict=True)} - ({0} if kind == "apart" else set())
            needed.append(len(slopes))
            if support.loss(gates) == 0 and says(K) < len(slopes):
                found = (
                    f"{support.words}: {K} gates reach 0, {says(K)} {NAMES[kind]} do not: {len(slopes)} slopes y / x"
                )
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
        data = {"kind": NAMES[kind], "K": LEVELS, "needed": needed, "stated": [says(K) for K in LEVELS]}
        data["least"] = [(K, float(least)) for _, K, (least, _) in best_of_all(context)]
        data["as many"] = [float(getattr(s, kind)(K)[0]) for s, K, _ in best_of_all(context)]
        data["more"] = [float(getattr(s, kind)(says(K))[0]) for s, K, _ in best_of_all(context)]
        detail = "every gating tried, exactly"
        return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail=detail, data=data)

    return test


NAMES = {"tiling": "tiling gates", "apart": "gates without overlap"}


def plot_against_any(data: Mapping[str, Any]) -> Any:
    """Certified losses on the small supports against those of gates of any kind, and the gates that slopes ask for."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.4, 3.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    top = 1.05 * max(data["as many"])
    left.plot([0, top], [0, top], color="black", lw=0.8, label="equal")
    for values, colour, size in (("as many", COLOURS[0], 10), ("more", COLOURS[1], 5)):
        for K, marker in ((1, "."), (2, "x")):
            at = [i for i, (gates, _) in enumerate(data["least"]) if gates == K]
            count = data["stated"][K - 1] if values == "more" else K
            left.plot(
                [data["least"][i][1] for i in at],
                [data[values][i] for i in at],
                marker,
                ms=size,
                mfc="none",
                color=colour,
                label=f"$K = {K}$: {count} gates",
            )
    left.set(
        xlabel=r"least loss $\mathcal{L}$ of any $K$ gates", ylabel=rf"least loss $\mathcal{{L}}$ of {data['kind']}"
    )
    left.set_title("every gating tried, exactly", fontsize="small")
    right.plot(data["K"], data["stated"], color=COLOURS[1], label="theory, gates stated")
    right.plot(data["K"], data["K"], color=COLOURS[0], label="$K$ gates")
    right.plot(data["K"], data["needed"], ".", ms=8, color="black", label="different slopes $y / x$")
    right.set(xlabel="gates of any kind that reach loss 0, $K$", ylabel=f"{data['kind']}, $K'$", xticks=data["K"])
    right.set_yscale("log", base=2)
    add_legend(figure, [left, right], columns=4)
    return figure


CLAIMS = (
    Claim(
        id="tiling-is-best",
        locator="Sec. 3.3, sentence",
        origin=Origin.READ,
        statement="Gates that tile the space without overlap minimize Eq. (15). With as many gates they do not; what K gates of "
        "any kind reach, 2^K tiling gates reach, one for each set of gates that is on somewhere, and no fewer will do "
        "in general.",
        printed=Statement(r"\min_{\text{tiling}, K} \mathcal L = \min_{\text{any}, K} \mathcal L", lambda K: K),
        corrected=Statement(
            r"\min_{\text{tiling}, 2^K} \mathcal L \le \min_{\text{any}, K} \mathcal L \le \min_{\text{tiling}, K} \mathcal L",
            lambda K: 2**K,
        ),
        test=as_good_as_any("tiling"),
        wrong={"K + 1 tiling gates": lambda K: K + 1, "2 K tiling gates": lambda K: 2 * K},
        assumptions=("tiling: exactly one gate is on at each x", "gates are functions of x"),
        oracle="every gating of small supports, in exact rationals",
        cost=6,
        plot=plot_against_any,
    ),
    Claim(
        id="no-overlap-is-best",
        locator="Sec. 3.3, no overlap",
        origin=Origin.READ,
        statement="Overlap does not help, if gates may also leave points to no gate. It helps as soon as three slopes are in play: "
        "two overlapping gates fit x = 2, 3, 6 with y = 1, since 1/2 = 1/3 + 1/6. Without overlap 2^K - 1 gates do what K "
        "gates of any kind do, and no fewer will do in general.",
        printed=Statement(r"\min_{\text{no overlap}, K} \mathcal L = \min_{\text{any}, K} \mathcal L", lambda K: K),
        corrected=Statement(
            r"\min_{\text{no overlap}, 2^K - 1} \mathcal L \le \min_{\text{any}, K} \mathcal L", lambda K: 2**K - 1
        ),
        test=as_good_as_any("apart"),
        wrong={"2 K - 1 gates": lambda K: 2 * K - 1, "2^(K - 1) gates": lambda K: 2 ** (K - 1)},
        assumptions=("no overlap: at most one gate is on at each x", "gates are functions of x"),
        oracle="every gating of small supports, in exact rationals",
        cost=6,
        plot=plot_against_any,
    ),
)
