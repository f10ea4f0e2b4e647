"""Local search: alternating refits, single flips, chains of two (swaps among them), restarts and annealing."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ...validation import Array
from ..fits.moves import Moves
from ..fits.rows import Rows
from ..limits import Limits, Rng
from .flips import Flips
from .refits import alternate, best_gates, best_labels, exclusive_weights, halve, joint_weights, one_hot

GAIN = 1e-13  # of the total: what a flip must gain, above rounding
CHAINS = 8  # flips that are tried as the first of two
CHAIN_POINTS = 400  # up to which every restart is worth chains; beyond, flips are for restarts that come close
SWEEPS = 15  # of annealing
HOPELESS = 10_000  # draws of n points after which all of them are expected in one of K groups
ROUNDS = 50  # sweeps of single flips in a row


@dataclass(eq=False)
class LocalSearch:
    """Improves gates of `rows`; `min_points` as in `GateProblem`. Each method returns gates (U, K), never worse ones."""

    rows: Rows
    moves: Moves
    min_points: int
    rng: Rng
    limits: Limits = field(default_factory=Limits)
    interrupted: bool = False

    def value(self, gates: Array) -> float:
        return self.rows.value(gates)

    def start(self) -> Array:
        """Gates at random, or each gate's weights through n random points, where these have a chance to be of one group; then
        alternating refits.
        """
        U, n = self.rows.z.shape
        K = self.moves.K
        if K ** (n - 1) > HOPELESS or self.rng.random() < 0.5:
            if self.moves.exclusive:
                return self.refit(one_hot(np.asarray(self.rng.integers(K, size=U)), K))
            return self.refit(self.rng.integers(2, size=(U, K)).astype(np.int8))
        w = np.zeros((K, n))
        for k in range(K):
            some = self.rng.choice(U, min(n, U), replace=False)
            w[k] = np.linalg.lstsq(self.rows.z[some], self.rows.c[some], rcond=None)[0]
        return self.refit(self.for_weights(w, np.zeros((U, K), dtype=np.int8)))

    def kick(self, gates: Array) -> Array:
        """One gate, drawn at random, gets new weights: through n points, drawn by their squared residual, or those of a random
        half of another gate's points, drawn by its residual; then alternating refits.
        """
        U, n = self.rows.z.shape
        w = self.weights(gates)
        residual = (self.rows.c - (gates * (self.rows.z @ w.T)).sum(axis=1)) ** 2 + 1e-300
        if self.moves.exclusive and self.moves.K > 1 and self.rng.random() < 0.5:
            return self.refit(one_hot(halve(self.rows, np.argmax(gates, axis=1), w, residual, self.rng), self.moves.K))
        some = self.rng.choice(U, min(n, U), replace=False, p=residual / residual.sum() * 0.9 + 0.1 / U)
        w[self.rng.integers(self.moves.K)] = np.linalg.lstsq(self.rows.z[some], self.rows.c[some], rcond=None)[0]
        return self.refit(self.for_weights(w, gates))

    def improve(self, gates: Array) -> Array:
        """Flips, chains of two flips and alternating refits, until none of them gains."""
        best = self.refit(gates)
        least = self.value(best)
        while not self.stop():
            state = Flips(self.rows, self.moves, best.copy())
            if not (self._flips(state) or self._chain(state)):
                break
            gates = min(state.gates, alternate(self.rows, self.moves, state.gates, self.min_points), key=self.value)
            value = self.value(gates)
            if value >= least - GAIN:  # what was gained was rounding
                break
            best, least = gates, value
        return best

    def anneal(self, gates: Array) -> Array:
        """Metropolis flips, from a tenth of the mean squared residual per point down to a thousandth of that."""
        state = Flips(self.rows, self.moves, gates.copy())
        U = len(gates)
        hot = 0.1 * max(self.value(gates), GAIN) / U
        for sweep in range(SWEEPS):
            temperature = hot * 1e-3 ** (sweep / SWEEPS)
            for u in self.rng.permutation(U):
                patterns = state.patterns(u)
                tried = int(self.rng.integers(len(patterns)))
                change = state.changes(u, patterns[tried : tried + 1])[0]
                if change < -temperature * np.log1p(-self.rng.random()) and self._legal(
                    state.gates, u, patterns[tried]
                ):
                    state.move(u, patterns[tried])
            if self.stop():
                break
        return self.improve(state.gates)

    def all_in_one(self) -> Array:
        return one_hot(np.zeros(len(self.rows.c), dtype=np.int64), self.moves.K)

    def refit(self, gates: Array) -> Array:
        if self.min_points > 1:
            labels = np.argmax(gates, axis=1)
            size = np.bincount(labels, self.rows.counts, self.moves.K)
            if np.any((size > 0) & (size < self.min_points)):
                gates = self.all_in_one()
        new = alternate(self.rows, self.moves, gates, self.min_points)
        return new if self.min_points == 1 else min(gates, new, key=self.value)

    def weights(self, gates: Array) -> Array:
        if self.moves.exclusive:
            return exclusive_weights(self.rows, np.argmax(gates, axis=1), self.moves.K)
        return joint_weights(self.rows, gates)

    def for_weights(self, w: Array, gates: Array) -> Array:
        if self.moves.exclusive:
            return one_hot(best_labels(self.rows, w), self.moves.K)
        return best_gates(self.rows, w, gates)

    def stop(self) -> bool:
        return self.limits.spent(-1)

    def _legal(self, gates: Array, u: int, pattern: Array) -> bool:
        """Whether each gate still holds `min_points` samples or none when point u has `pattern`."""
        if self.min_points == 1:
            return True
        size = gates.T @ self.rows.counts + (pattern.astype(int) - gates[u]) * self.rows.counts[u]
        return not np.any((size > 0) & (size < self.min_points))

    def _candidates(self, state: Flips, points: Array) -> tuple[Array, Array]:
        """For each of `points`, the change that its best other pattern makes; and which pattern that is."""
        if self.moves.exclusive:
            change = state.all_changes()[points]
            change[state.gates[points] != 0] = np.inf
            return change.min(axis=1), np.argmin(change, axis=1)
        best, which = np.empty(len(points)), np.empty(len(points), dtype=np.int64)
        for i, u in enumerate(points):
            patterns = state.patterns(u)
            change = state.changes(u, patterns)
            change[(patterns == state.gates[u]).all(axis=1)] = np.inf
            which[i] = np.argmin(change)
            best[i] = change[which[i]]
        return best, which

    def _flips(self, state: Flips) -> bool:
        """Sweeps of single flips, until one sweep gains nothing."""
        any_moved, U = False, len(state.gates)
        for _ in range(ROUNDS):
            moved = False
            if self.moves.exclusive:
                change = state.all_changes().min(axis=1)
                points = np.argsort(change)[: int((change < -GAIN).sum())]
            else:
                points = self.rng.permutation(U)
            for u in points:
                patterns = state.patterns(u)
                change = state.changes(u, patterns)
                at = int(np.argmin(change))
                if change[at] < -GAIN and self._legal(state.gates, u, patterns[at]):
                    state.move(u, patterns[at])
                    moved = any_moved = True
            if not moved or self.stop():
                break
        return any_moved

    def _chain(self, state: Flips) -> bool:
        """Two flips that gain together: first one of the cheapest, then the best after it."""
        U = len(state.gates)
        if U > CHAIN_POINTS or U < 2 or self.moves.K < 2:
            return False
        points = np.arange(U) if self.moves.exclusive or U <= 40 else self.rng.choice(U, 40, replace=False)
        cost, which = self._candidates(state, points)
        for i in np.argsort(cost)[:CHAINS]:
            u, before = int(points[i]), state.gates[points[i]].copy()
            state.move(u, state.patterns(u)[which[i]])
            others = points[points != u]
            then, pattern = self._candidates(state, others)
            at = int(np.argmin(then))
            v, wanted = int(others[at]), state.patterns(int(others[at]))[pattern[at]].copy()
            if cost[i] + then[at] < -GAIN and self._legal(state.gates, v, wanted):
                state.move(v, wanted)
                return True
            state.move(u, before)
        return False
