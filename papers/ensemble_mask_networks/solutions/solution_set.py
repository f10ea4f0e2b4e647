"""Figure 4 and section 5: which weights have zero loss, and how many there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.ledger.words import tuples
from theory import emn, exact
from theory.emn.network.gradient import jacobian
from theory.emn.solutions.solution_set import later_product

from ..rationals import rationals

PRINTED_NETWORKS = ((), (1,), (1, 1))
NETWORKS = (*PRINTED_NETWORKS, (2,), (3,), (1, 2), (2, 3), (1, 1, 1))
ONE_COPY = (*PRINTED_NETWORKS, (1, 1, 1))

Points = list[tuple[emn.Architecture, emn.Parameters]]


def _points(context: Context, networks: tuple[tuple[int, ...], ...], sizes: tuple[int, ...] = (1, 2, 3)) -> Points:
    """Zero-loss parameters in exact rationals: random later layers, the first layer made to fit."""
    rng, found = context.rng("zero-loss parameters"), []
    for copies in networks:
        for n in sizes:
            net = emn.Architecture(n, copies)
            while True:
                layers = [rationals(rng, *shape, least=-4, most=4) for shape in net.shapes]
                if np.all(np.any(later_product(net, net.parameters(layers, exact=True)) != 0, axis=1)):
                    found.append((net, emn.nearest_solution(net, emn.Parameters(tuple(layers)))))
                    break
    return found


def dimension(says: tuple[tuple[tuple[int, ...], ...], Callable[[emn.Architecture], int]], context: Context) -> Outcome:
    """says = (architectures, net -> dimension) against the exact rank of d beta / d params at zero-loss parameters."""
    if open_ := undecided(emn.solution_set_derivation()):
        return open_
    networks, stated = says
    points = [
        (net, at) for net, at in context.once("points", lambda: _points(context, NETWORKS)) if net.copies in networks
    ]
    for net, at in points:
        true = net.parameter_count - sum(exact.rank(J) for J in jacobian(net, at))
        if stated(net) != true:
            found = f"{tuples(net.copies)}, n = {net.n}: dimension {true}, the statement gives {stated(net)}"
            return Outcome(
                False,
                Evidence.CERTIFIED,
                len(points),
                float(stated(net) - true),
                counterexample=found,
                level="stated dimension less the one found",
            )
    detail = f"{len(points)} exact ranks; proved: the n^2 equations are independent at every solution"
    return Outcome(True, Evidence.PROVED, len(points), 0.0, detail=detail)


def whole_set(says: tuple[tuple[tuple[int, ...], ...], Callable[..., bool]], context: Context) -> Outcome:
    """says = (architectures, (net, zero-loss parameters) -> is it of the stated form): every one must be.

    Five random ones for each architecture and n = 1, 2, 3; the proof for one copy is `theory.emn.gauge_derivation`.
    """
    networks, member = says
    points = context.once(f"set {networks}", lambda: _points(context, networks * 5))
    for net, at in points:
        if not member(net, at):
            node = ", ".join(tuples(layer.reshape(net.n, -1)[0]) for layer in at.layers)
            found = f"{tuples(net.copies)}, n = {net.n}: zero loss with the layers {node} of node 0"
            return Outcome(False, Evidence.CERTIFIED, len(points), counterexample=found)
    detail = f"{len(points)} random zero-loss parameters, all of the stated form"
    return Outcome(True, Evidence.CERTIFIED, len(points), detail=detail)


def printed_form(net: emn.Architecture, at: emn.Parameters) -> bool:
    """First layer constant in each row, and all later factors of a row the same."""
    first = at.layers[0]
    later = [layer[:, 0, 0] for layer in at.layers[1:]]
    return bool(np.all(first == first[:, :1])) and all(np.array_equal(a, b) for a, b in pairwise(later))


def orbit_of_ones(net: emn.Architecture, at: emn.Parameters) -> bool:
    """Reached from weights that are all one (over the number of copies) by G_l between the layers."""
    ones = [np.full(shape, Fraction(1, 1 if i == 0 else shape[-1])) for i, shape in enumerate(net.shapes)]
    start = net.parameters(ones, exact=True)
    return emn.gauge_invariants(net, at) == emn.gauge_invariants(net, start)


def settling_points(says: Mapping[tuple[int, ...], float], context: Context) -> Outcome:
    """says[copies] is the number of zero-loss parameters: one, or infinite where their set has a dimension.

    Certified by row scalings with 50 different numbers: how many different parameters of zero loss they give.
    """
    checked = 0
    for copies, count in says.items():
        for n in (1, 2, 3):
            net = emn.Architecture(n, copies)
            start = net.parameters([np.full(shape, Fraction(1)) for shape in net.shapes], exact=True)
            found = set()
            for k in range(1, 51):
                moved = emn.gauge_transform(net, start, [np.full((n, 1, 1), Fraction(k))] * len(copies))
                if not emn.is_zero_loss(net, moved):
                    raise ArithmeticError(f"a row scaling of {copies} left zero loss")
                found.add(tuple(value for layer in moved.layers for value in layer.ravel()))
            true = np.inf if emn.solution_dimension(net) > 0 else float(emn.solution_components(net))
            checked += 1
            if count != true or min(true, 50) != len(found):
                text = (
                    f"{tuples(copies)}, n = {n}: {_many(true)} zero-loss parameters, the statement gives {_many(count)}"
                )
                return Outcome(False, Evidence.CERTIFIED, checked, counterexample=text)
    net = emn.Architecture(3)
    detail = (
        f"(1) has dimension n, in 2^n pieces ({emn.solution_components(net)} for n = 3), one for each choice of signs"
    )
    return Outcome(True, Evidence.CERTIFIED, checked, detail=detail)


def _many(count: float) -> str:
    return "infinitely many" if np.isinf(count) else f"{count:g}"


CLAIMS = (
    Claim(
        id="fig-4-dimension",
        locator="Fig. 4",
        origin=Origin.READ,
        statement="The weights of zero loss: one point with no hidden layer, one constant a row for (1) and for (1,1). The set "
        "has as many dimensions as there are parameters, less n^2: 0, n and 2 n, and n (c + n (c - 1)) for (c).",
        printed=Statement(
            r"0,\ n,\ n\ \text{for no hidden layer},\ (1),\ (1,1)",
            (PRINTED_NETWORKS, lambda net: net.n * min(1, len(net.copies))),
        ),
        corrected=Statement(
            r"n^2 c_1 + n \sum_{l=1}^{m} c_l c_{l+1} - n^2,\quad c_{m+1} = 1", (NETWORKS, emn.solution_dimension)
        ),
        test=dimension,
        wrong={
            "one for each row and hidden layer": (NETWORKS, lambda net: net.n * len(net.copies)),
            "one for each row and copy": (NETWORKS, lambda net: net.n * sum(net.copies)),
            "n equations": (NETWORKS, lambda net: net.parameter_count - net.n),
        },
        assumptions=("zero loss for all masks and inputs",),
        oracle="exact rank of the equations at random solutions",
        cost=2,
    ),
    Claim(
        id="fig-4-whole-set",
        locator="Fig. 4, the forms",
        origin=Origin.READ,
        statement="The printed forms are the weights of zero loss. They are for no hidden layer and for (1); for (1,1) "
        "and deeper the later factors need not be equal: zero loss is all that invertible matrices between the layers make of "
        "ones. With several copies even these do not reach every solution.",
        printed=Statement(
            r"W_1 = (c_i)_{ij},\ W_2 = \dots = W_m = \mathrm{diag}(c^{-1/(m-1)})", (PRINTED_NETWORKS, printed_form)
        ),
        corrected=Statement(
            r"W_1 = (g_{1,i})_{ij},\ W_l = \mathrm{diag}(g_l / g_{l-1}),\ g_m = 1,\ \text{copies}\ 1",
            (ONE_COPY, orbit_of_ones),
        ),
        test=whole_set,
        wrong={
            "several copies too": (((2,), (2, 3)), orbit_of_ones),
            "constant rows with several copies": (
                ((2,),),
                lambda net, at: bool(np.all(at.layers[0] == at.layers[0][:, :1])),
            ),
        },
        assumptions=("zero loss for all masks and inputs",),
        oracle="random solutions in exact rationals; the invariants of the gauge",
        cost=2,
    ),
    Claim(
        id="settling-points",
        locator="Sec. 5, sentence, settling points",
        statement="(1) has an infinite number of settling points, the network with no hidden layer has one.",
        printed=Statement(
            r"|\{\beta = 1\}| = 1\ \text{for no hidden layer},\ \infty\ \text{for}\ (1)", {(): 1, (1,): np.inf}
        ),
        test=settling_points,
        wrong={
            "no hidden layer has infinitely many": {(): np.inf, (1,): np.inf},
            "one for each sign": {(): 1, (1,): 2},
        },
        assumptions=(
            "a settling point is one of zero loss; every other critical point is a strict saddle (critical-points)",
        ),
        oracle="row scalings in exact rationals",
        cost=1,
    ),
)
