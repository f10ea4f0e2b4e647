"""How much of what a training set teaches about each of its masks no other mask teaches: memorization scores."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from ...derivation import Derivation, Step
from ...inputs.uniform_moments import uniform_inputs
from ...possible_moments import checked_second_moment
from ...two_valued import two_valued
from ...validation import Array, any_exact, in_float_range, mask_set, real_array
from ..network.initialization import error_at_start


@in_float_range("masks, start, inputs")
def memorization_scores(masks: Any, start: Any = None, *, inputs: Any = None) -> Array:
    """How much worse () is on each mask for having been trained to the end without it, (D,): its memorization score.

    The score of mask m is the loss on m, averaged over outputs, after training on the other masks less that after training
    on all (Feldman and Zhang, NeurIPS 2020, with losses in place of accuracies). Theorem: it is

        (1/n) sum_i v_i^T S v_i,   v_ij = A^m_ij (beta_ij(0) - 1) where no other mask opens edge (i, j), else 0,

    S = <x x^T>. For training ends at beta - 1 = the projection of beta(0) - 1 on the null space of Q_i, which is spanned
    by the edges that no mask opens (see `unlearnable_edges`); with m that leaves no loss on m, and without it the edges m owns.
    So a mask that owns no edge has score 0, and one that owns an edge a positive one, for almost every start.

    `masks` (D, n, n) in [0, 1]; how often each is shown does not matter. `start`: the weights beta(0) (n, n); None
    averages over independent weights uniform on +-1/sqrt(n), for which <(beta_j - 1)(beta_k - 1)> is 1, and 1 + 1/(3n)
    for j = k. `inputs`: S (n, n), positive definite; None is that of inputs uniform on [0, 1]^n, independent of the masks.
    Training to the end is the flow, or stable SGD with repeated passes. Exact where all that is given is exact.

    Raises ValueError for no masks, entries outside [0, 1], an S that is not positive definite. Possible issues: with
    hidden layers a mask that owns no edge has score 0 too where training finds zero loss, but the others' scores are not
    these: the later layers, which other masks train, multiply the weights of the owned edges.

    Example:
    >>> from theory import emn
    >>> masks = [[[1, 0], [0, 1]], [[1, 1], [1, 1]]]  # the second owns the two edges off the diagonal
    >>> emn.memorization_scores(masks, [[0, 0], [0, 2]], inputs=[[1, 0], [0, 1]]).tolist()
    [0.0, 1.0]
    """
    A, W = _forms(masks, start, inputs)
    return _losses(np.where(owned_edges(A), A, 0 * A), W)


@in_float_range("masks, start, inputs")
def memorization_quotient(masks: Any, start: Any = None, *, inputs: Any = None) -> Any:
    """The share of what training gains on its own masks that is memorized: all scores over all losses at the start.

    Training on all masks lowers the loss on mask m from its loss at the start to 0; the others alone lower it to the score
    of m (`memorization_scores`, whose arguments these are). So the sum of the scores over that of the losses at the start
    is memorized, the rest generalized, and generalization over memorization is 1 / quotient - 1. It is 0 for a set in which
    every edge that a mask opens is opened by two, and 1 for one mask, or masks without a common edge.

    Raises ValueError where there is no loss at the start, so nothing to gain. Possible issues: averaged over starts, with
    S >= 0 entry by entry, it is in [0, 1]; for one start it can exceed 1, where errors cancel in the outputs at first.

    Example:
    >>> from theory import emn
    >>> one, two = [[1, 0], [0, 0]], [[1, 0], [0, 1]]
    >>> emn.memorization_quotient([one, two]), emn.memorization_quotient([one, two, two])
    (0.333333..., 0.0)
    """
    A, W = _forms(masks, start, inputs)
    untrained = _losses(A, W).sum()
    if untrained == 0:
        raise ValueError("masks and start must leave a loss to learn from; it is 0 at the start. Open an edge.")
    share = _losses(np.where(owned_edges(A), A, 0 * A), W).sum() / untrained
    return share if isinstance(share, Fraction) else float(share)


def owned_edges(A: Array) -> Array:
    """Which edges of each mask no other mask of A (D, n, n) opens, (D, n, n) of bools."""
    is_open = A != 0
    return is_open & (np.count_nonzero(is_open, axis=0) == 1)


def _losses(v: Array, W: Array) -> Array:
    """(1/n) sum_i v_i^T W_i v_i for each v of (D, n, n); a matrix product a row."""
    n = len(W)
    return np.asarray(sum((v[:, i] @ W[i] * v[:, i]).sum(axis=1) for i in range(n)) / n)


def _forms(masks: Any, start: Any, inputs: Any) -> tuple[Array, Array]:
    """The masks (D, n, n), and W_i = <e_i e_i^T> * S (n, n, n), e_i the error of row i at the start."""
    exact = any_exact(masks=masks, start=start, inputs=inputs)
    A = mask_set("masks", masks, exact=exact)
    A, n = A if exact else A.astype(np.float64), A.shape[1]
    if start is None:
        E = two_valued(n, *error_at_start(n), exact)[None]
    else:
        e = real_array("start", start, (n, n), exact) - 1
        E = e[:, :, None] * e[:, None, :]
    return A, np.broadcast_to(E * _second_moment(inputs, n, exact), (n, n, n))


def _second_moment(inputs: Any, n: int, exact: bool) -> Array:
    if inputs is None:
        return uniform_inputs(n, exact)
    S = real_array("inputs", inputs, (n, n), exact)
    return checked_second_moment("inputs", S, "See `determined_combinations` for that case.")


def derivation() -> Derivation:
    """What training without a mask leaves, the loss of it on that mask, its mean over starts, and the quotient of bits.

    Written for two owned entries j, k of a row and one entry l that another mask opens, which stands for all of those.

    Example:
    >>> from theory import emn
    >>> emn.memorization_derivation().proved
    True
    """
    aj, ak, al, xj, xk, xl = sp.symbols("a_j a_k a_l x_j x_k x_l", real=True)
    vj, vk, vl, w, Sjj, Sjk, Skk = sp.symbols("v_j v_k v_l w S_jj S_jk S_kk", real=True)
    t, lam, n, u, p, r = sp.symbols("t lambda n u p r", positive=True)
    error = aj * vj * xj + ak * vk * xk + al * vl * xl
    form = aj**2 * Sjj * vj**2 + 2 * aj * ak * Sjk * vj * vk + ak**2 * Skk * vk**2
    one, both, square = sp.Rational(1, 3), sp.Rational(1, 4), 1 + 1 / (3 * n)
    cross = 9 * n * (n - 1) * p / (4 * (3 * n + 1))

    def uniform(f: Any) -> Any:
        return sp.sqrt(n) / 2 * sp.Integral(f, (w, -1 / sp.sqrt(n), 1 / sp.sqrt(n)))

    def losses(one_open: Any, two_open: Any) -> Any:
        """Mean loss of a row, by the probabilities that an entry counts, and that two do."""
        return n * one_open * one * square + n * (n - 1) * two_open * both

    return Derivation(
        "Memorization of a mask",
        (
            Step(
                sp.Subs(sp.Derivative(error**2 / 2, vj), aj, 0),
                sp.Integer(0),
                "no other mask opens j: the loss on each of them does not depend on v_j = beta_j - 1, which stays",
            ),
            Step(
                sp.Limit(vl * sp.exp(-lam * t), t, sp.oo),
                sp.Integer(0),
                "Q on the edges that some mask opens is positive definite (identifiability): its modes die out",
                ("S = <x x^T> positive definite, inputs independent of the masks", "every mask has a positive weight"),
            ),
            Step(
                sp.Subs(error**2, vl, 0),
                form,
                "so the loss of a row on the mask left out is a form in its owned edges; on a mask trained on it is 0",
                using=lambda e: sp.expand(e).subs({xj**2: Sjj, xj * xk: Sjk, xk**2: Skk}),
            ),
            Step(
                form,
                (aj * vj * Sjj + ak * vk * Sjk) ** 2 / Sjj + (ak * vk) ** 2 * (Sjj * Skk - Sjk**2) / Sjj,
                "positive unless all v of owned edges are 0: squares, and the pivots of S are positive",
            ),
            Step(uniform((w - 1) ** 2), square, "mean of v_j^2 over weights w uniform on +-1/sqrt(n)"),
            Step(uniform(w - 1) ** 2, sp.Integer(1), "mean of v_j v_k, j and k different, by independence"),
            Step(
                u * one * square + u * (u - 1) * both,
                u * (one + 1 / (9 * n)) + u * (u - 1) / 4,
                "mean score of a row with u owned edges of weight 1: u squares and u (u - 1) products",
                ("inputs uniform on [0, 1]^n: S_jj = 1/3, S_jk = 1/4",),
            ),
            Step(
                losses(p * r, (p * r) ** 2) / losses(p, p**2),
                r * (1 + r * cross) / (1 + cross),
                "quotient of D masks whose rows are independent bits: an entry is owned with probability p r, two with "
                "(p r)^2, r = (1 - p)^(D - 1)",
            ),
        ),
    )
