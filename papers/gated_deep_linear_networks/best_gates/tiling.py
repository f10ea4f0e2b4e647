"""Section 3.3, the question: which gates minimize Eq. (15), and is a tiling without overlap the answer?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from papers.ledger.claim import Claim, Context, Statement
from papers.ledger.verdict import Evidence, Outcome
from theory import gdln
from theory.gates import optimize

from .small_supports import Gating, Support, balanced, levels, of_points, pulses, small_supports

Best = tuple[Fraction, Gating]
CURVES = 5  # gates up to which the loss is followed


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
        effective = 0
        for support, K, (least, gates) in best_of_all(context):
            effective += 1
            loss, chosen = getattr(support, kind)(says(K))
            if loss > least:
                found = (
                    f"{support.words}: the {says(K)} best {NAMES[kind]} {[list(g) for g in chosen]} have loss {loss}, "
                    f"{K} gates {[list(g) for g in gates]} have {least}"
                )
                return Outcome(False, Evidence.CERTIFIED, effective, float(loss - least), counterexample=found)
        for K in (1, 2, 3, 4):
            support = levels(K)
            effective += 1
            gates = tuple(tuple(i >> k & 1 for k in range(K)) for i in [*range(1, 2**K), 0])
            slopes = {y / x[0] for x, y in zip(support.x, support.y, strict=True)} - ({0} if kind == "apart" else set())
            if support.loss(gates) == 0 and says(K) < len(slopes):
                found = (
                    f"{support.words}: {K} gates reach 0, {says(K)} {NAMES[kind]} do not: {len(slopes)} slopes y / x"
                )
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
        return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="every gating tried, exactly")

    return test


NAMES = {"tiling": "tiling gates", "apart": "gates without overlap"}


def curves(context: Context) -> dict[str, dict[str, list[float]]]:
    """The certified best loss against K: every gating in exact rationals, and the solvers of `theory.gates` on pulses."""

    def compute() -> dict[str, dict[str, list[float]]]:
        out: dict[str, dict[str, list[float]]] = {}
        for name, support in curve_supports().items():
            x, y, p = (a.astype(float) for a in (support.x, support.y, support.p))
            found: dict[str, list[float]] = {"floor": [float(gdln.bayes_bound(support.x, support.y, support.p))]}
            for family, most in (("exclusive", CURVES), ("table", 2)):
                best = [optimize(x, y, K, family, sample_weight=p) for K in range(1, most + 1)]
                if not all(b.certified for b in best):
                    raise ArithmeticError(f"{name}, {family}: not certified")
                found[family] = [b.loss for b in best]
            out[name] = found
        return out

    return context.once("certified curves", compute)


def curve_supports() -> dict[str, Support]:
    """Where more than two gates are of use."""
    signs = [(a, b, c) for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)]
    return {
        "x = 1, 2, 3, 4, 5, every second y = 1": of_points((1, 2, 3, 4, 5), (1, 0, 1, 0, 1)),
        "parity of three signs": of_points(signs, [int(a * b * c > 0) for a, b, c in signs]),
        "pulses on 3 sites, short against long": pulses(3, (1, 2), (2, 3)),
        "pulses on 4 sites, short against long": pulses(4, (1, 2), (3, 4)),
    }


def falls_as(says: Callable[[list[Fraction], Fraction], bool], context: Context) -> Outcome:
    """says(losses for K = 1, 2, ..., floor) must hold of the best loss of tiling gates, every gating tried exactly."""
    effective = 0
    supports = [*small_supports(), *list(curve_supports().values())[:2]]

    def compute() -> list[tuple[Support, list[Fraction], Fraction]]:
        return [(s, [s.tiling(K)[0] for K in range(1, CURVES + 1)], gdln.bayes_bound(s.x, s.y, s.p)) for s in supports]

    for support, losses, floor in context.once("exact curves", compute):
        effective += losses[0] > floor
        if not says(losses, floor):
            found = f"{support.words}: the best losses of 1, 2, ... tiling gates are {[str(v) for v in losses]}, floor {floor}"
            return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found.replace("'", ""))
    data = curves(context)
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="exact on every support", data=data)


def strictly_to_the_floor(losses: list[Fraction], floor: Fraction) -> bool:
    return all(b < a or a == b == floor for a, b in pairwise(losses))


def trivial_from(says: Callable[[int, int], int], context: Context) -> Outcome:
    """says(N, n) is the least K at which the best loss is <var(y|x)>, for N points in general position with y = 1 in R^n.

    Reached: by the gates of `bayes_gates`, exactly. Not before: by trying every gating. One point more has y = 0.
    """
    rng, effective = context.rng("general position"), 0
    for n, N in ((1, 1), (1, 2), (2, 1), (2, 2), (2, 3), (1, 3), (3, 4), (2, 4)):
        y = [1] * N + [0]
        support = of_points(rng.integers(100, 1000, size=(N + 1, n)), y, balanced(y))
        K, effective = says(N, n), effective + 1
        floor = gdln.bayes_bound(support.x, support.y, support.p)
        fewer = support.free(K - 1)[0] if K > 1 else None
        gates = gdln.bayes_gates(support.x, support.y, support.p)
        reached = support.loss(gates) if gates.shape[1] <= K else support.free(K)[0]
        if reached > floor or fewer == floor:
            words = f"{support.words}: {K} gates reach {reached}, the floor is {floor}"
            found = words if reached > floor else f"{support.words}: {K - 1} gates are enough for the floor {floor}"
            return Outcome(False, Evidence.CERTIFIED, effective, float(reached - floor), counterexample=found)
    return Outcome(
        True, Evidence.CERTIFIED, effective, deviation=0.0, detail="reached exactly, every gating of fewer tried"
    )


def plot_curves(data: Mapping[str, Any]) -> Any:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 3.6), layout="constrained")
    axes = figure.subplots()
    for colour, (name, found) in enumerate(data.items()):
        for family, mark in (("exclusive", "o-"), ("table", "s--")):
            losses = found[family]
            label = name if family == "exclusive" else None
            axes.plot(range(1, len(losses) + 1), losses, mark, color=f"C{colour}", label=label, fillstyle="none")
    axes.set_xlabel("gates $K$")
    axes.set_ylabel("certified least loss")
    axes.set_xticks(range(1, CURVES + 1))
    axes.set_title("circles: tiling; squares: any gates", fontsize="small")
    axes.legend(fontsize="x-small")
    return figure


CLAIMS = (
    Claim(
        id="tiling-is-best",
        locator="Sec. 3.3, sentence",
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
    ),
    Claim(
        id="no-overlap-is-best",
        locator="Sec. 3.3, no overlap",
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
    ),
    Claim(
        id="loss-against-gates",
        locator="Sec. 3.3, loss against K",
        statement="How the best loss falls with K: strictly with every gate, until it is <var(y|x)>, since a gate to itself fits "
        "a point whatever the others do.",
        printed=Statement(
            r"\mathcal L^*_{K+1} < \mathcal L^*_K \ \text{or}\ \mathcal L^*_K = \langle\mathrm{var}(y|x)\rangle",
            strictly_to_the_floor,
        ),
        test=falls_as,
        wrong={
            "as 1 / K": lambda losses, floor: all(v == losses[0] / K for K, v in enumerate(losses, 1)),
            "two gates are always enough": lambda losses, floor: losses[1] == floor,
        },
        assumptions=("x is not 0 where <y|x> is not", "tiling gates"),
        oracle="every gating of small supports, in exact rationals",
        cost=3,
        plot=plot_curves,
    ),
    Claim(
        id="optimum-trivial",
        locator="Sec. 3.3, trivial optimum",
        statement="When the optimum is trivial: N points in general position with y = 1 in R^n are fitted from K = N / n gates on, "
        "rounded up, whatever the points with y = 0; fewer gates of any kind do not do.",
        printed=Statement(
            r"\min_{g, K} \mathcal L = \langle\mathrm{var}(y|x)\rangle \iff K \ge \lceil N / n \rceil",
            lambda N, n: -(-N // n),
        ),
        test=trivial_from,
        wrong={
            "a gate a point": lambda N, n: N,
            "N / (n + 1), rounded up": lambda N, n: -(-N // (n + 1)),
            "n gates": lambda N, n: n,
        },
        assumptions=("gates are any functions of x", "inputs in general position"),
        oracle="every gating of small supports, in exact rationals",
        cost=5,
    ),
)
