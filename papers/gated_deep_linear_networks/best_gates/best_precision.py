"""Section 3.3, the guess: is the best precision matrix A^+ the most block-diagonal one?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import combinations
from typing import Any

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import tuples
from papers.plot_style.legend import add_legend

from .scored_gatings import Scored, scored
from .small_supports import Gating, Support

Says = tuple[Callable[[list[Fraction]], Fraction], Callable[[Support, Gating], bool]]


def holds_the_best(says: Says, context: Context) -> Outcome:
    """says = (pick, among): of the gatings `among`, one with the block-diagonality pick(theirs) must have their least loss."""
    pick, among = says
    effective = 0
    for support, found in scored(context):
        chosen = [(index, loss, gates) for index, loss, gates in found if among(support, gates)]
        if not chosen:
            continue
        effective += 1
        wanted = pick([index for index, _, _ in chosen])
        least, best = min((loss, gates) for _, loss, gates in chosen)
        picked = min((loss for index, loss, _ in chosen if index == wanted), default=None)
        if picked is None or picked > least:
            index = next(i for i, loss, gates in chosen if (loss, gates) == (least, best))
            words = (
                f"{support.words}, K = 2: the least loss is {least}, of the gates {tuples(best)}, with {index} of "
                f"|A^+|^2 in the diagonal blocks; with {wanted} of it there no loss is below {picked}"
            )
            off = None if picked is None else float(picked - least)
            return Outcome(
                False,
                Evidence.CERTIFIED,
                effective,
                off,
                counterexample=words,
                data=drawn(support, found, among),
                level="loss above the least",
            )
    data = drawn(*max(scored(context), key=lambda pair: len(pair[1])), among)
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="on every support", data=data)


def drawn(support: Support, found: list[Scored], among: Callable[[Support, Gating], bool]) -> dict[str, Any]:
    """What `plot_scores` draws."""
    return {
        "words": support.words,
        "index": [float(index) for index, _, _ in found],
        "loss": [float(loss) for _, loss, _ in found],
        "among": [among(support, gates) for _, _, gates in found],
    }


def nested_or_apart(support: Support, gates: Gating) -> bool:
    """Of any two gates one is on only where the other is, or they are nowhere on together, but for x = 0.

    Such gates form a forest (of equal ones the later counts as inside the earlier). A gate less those right inside it,
    g'_k = g_k - sum of its children, is a gate, and no two of these are on together: A' is block-diagonal, and so is A'^+. With
    g_k the sum of g' over its descendants and itself, x~ = (T (x) 1) x~' with T unitriangular: the same functions, the same loss.
    So for any K, the best of them are as good as the best gates with a block-diagonal A^+, which are among them.
    """
    on = [g for x, g in zip(support.x, gates, strict=True) if any(x)]
    pairs = combinations(range(len(gates[0])), 2)
    return not any({(g[j], g[k]) for g in on} >= {(1, 0), (0, 1), (1, 1)} for j, k in pairs)


def any_gates(support: Support, gates: Gating) -> bool:
    return True


def plot_scores(data: Mapping[str, Any]) -> Any:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.2, 4), layout="constrained")
    axes = figure.subplots()
    for stated, style, label in (
        (False, "x", "other gates, exact"),
        (True, ".", "gates the statement is about, exact"),
    ):
        at = [i for i, among in enumerate(data["among"]) if among == stated]
        axes.plot([data["index"][i] for i in at], [data["loss"][i] for i in at], style, alpha=0.5, label=label)
    axes.set_xlabel(r"share of $\|A^+\|^2$ in the diagonal blocks")
    axes.set_ylabel(r"least loss $\mathcal{L}$")
    axes.set_title(f"all pairs of gates on\n{data['words']}", fontsize="x-small")
    add_legend(figure, [axes], columns=1)
    return figure


CLAIMS = (
    Claim(
        id="best-precision-is-diagonal",
        locator="Sec. 3.3, precision",
        origin=Origin.READ,
        statement="The best precision matrix A^+ is the most (block-)diagonal one, measured by the share of its squared Frobenius "
        "norm in the K diagonal blocks. It is not: overlapping gates can beat all gates with a block-diagonal one. It is among "
        "gates any two of which are nested or apart, where x is not 0; so only partial overlap is of use, and what K gates "
        "of any kind reach, 2^K - 1 with a block-diagonal A^+ reach (no-overlap-is-best). Here the blocks are single numbers, so "
        "the same decides the plain diagonal.",
        printed=Statement(
            r"\arg\min_g \mathcal L \cap \arg\max_g \textstyle\sum_k \|(A^+)_{kk}\|^2 / \|A^+\|^2 \ne \emptyset",
            (max, any_gates),
        ),
        corrected=Statement(
            r"\arg\min_{g \in G} \mathcal L \cap \arg\max_{g \in G} \textstyle\sum_k \|(A^+)_{kk}\|^2 / \|A^+\|^2 \ne \emptyset,"
            r"\quad G = \{g : g_j g_k x \in \{0, g_j x, g_k x\}\ \text{identically}\}",
            (max, nested_or_apart),
        ),
        test=holds_the_best,
        wrong={
            "the least block-diagonal one": (min, any_gates),
            "a half of it": (lambda indices: Fraction(1, 2), any_gates),
            "the least block-diagonal of nested or apart gates": (min, nested_or_apart),
            "gates that overlap in part": (max, lambda support, gates: not nested_or_apart(support, gates)),
        },
        oracle="every pair of gates on small supports, in exact rationals",
        cost=4,
        plot=plot_scores,
    ),
)
