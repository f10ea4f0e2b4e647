"""Shift-invariant laws and gates on a ring: one Fourier transform splits the regression into L blocks of size m L."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.linalg import eigh

from ...flow import ages, checked_times, gradient_flow
from ...regression import GatedRegression
from ...spectrum import rounding_unit
from ...validation import Array, float_array, in_float_range, natural, real_array, real_number


@dataclass(frozen=True, eq=False)
class RingRegression:
    """The regression on all L shifts of m base gates on a ring of L sites, under a law that shifts leave as it is.

    Gate (a, s), index k = a L + s, is base gate a seen from site s: g_(a,s)(x) = g_a(T_s x), (T_s x)_u = x_(s+u). With
    phi(x) = (g_a(x) x_u)_(a,u), a vector of m L numbers, the gated features are phi(T_s x), weights and features counted
    from the gate's own site: u = i - s. Invariance makes A block-circulant in s and b the same for every s:

        A_(s,s') = C_(s'-s),  C_d = <phi(x) phi(T_d x)^T>,  b_s = <phi(x) y>,

    so one discrete Fourier transform in s leaves L Hermitian blocks B_k = sum_d e^(2 pi i k d / L) C_d of size m L.
    Only B_0 is driven: it is an ordinary `GatedRegression` of m gates on shift-averaged features (`driven`), which holds the
    objective and the limit from w = 0, where all shifts of a gate have shifted copies of one field. The other blocks only
    forget the start. Memory: 16 (L / 2 + 1) (m L)^2 bytes, and as much again once eigenvectors are asked for.

    `symbol` holds B_k for k = 0, ..., L // 2, (L // 2 + 1, m L, m L) complex; B_(L-k) is the conjugate of B_k. `b` is
    (m L,). Build it by `from_correlations`, `ring_samples_problem`, `ring_support_problem`, or `ring_halfspace_problem`.

    Possible issues: eigenvalues of B_k, k > 0, below 4 m L^2 eps of the largest norm of a block count as zero.
    (The question of the note, section 5: one basis by Toeplitz or circulant properties. It is one basis of blocks.)

    Example:
    >>> import numpy as np
    >>> from theory import gdln
    >>> problem = gdln.ring_samples_problem(np.eye(3)[:1], [1.0], lambda x: x[:, :1] > 0)
    >>> problem.K, problem.n, round(problem.minimum_loss, 9)
    (3, 3, 0.0)
    """

    symbol: Array
    b: Array
    y2: float
    m: int
    L: int

    @classmethod
    @in_float_range("C, b")
    def from_correlations(cls, C: Any, b: Any, y2: float) -> RingRegression:
        """From C (L, m L, m L) with C_d = <phi(x) phi(T_d x)^T>, b = <phi(x) y> (m L,) and <y^2>.

        Raises ValueError for other shapes and unless C_(L-d) = C_d^T to within rounding. That the blocks are positive
        semidefinite with b in the range is asked where they are first taken apart.
        """
        C = float_array("C", C, (None, None, None))
        L = natural("the number of shifts, len(C),", len(C))
        m = C.shape[1] // L
        C = real_array("C", C, (L, max(m, 1) * L, max(m, 1) * L))
        b = float_array("b", b, (m * L,))
        opposite = np.roll(C[::-1], 1, axis=0).swapaxes(1, 2)
        off = float(np.max(np.abs(C - opposite)))
        if off > rounding_unit(m * L, float(np.max(np.abs(C)))):
            raise ValueError(f"C must satisfy C[-d] = C[d].T; got a difference of {off:.3g}. Average the two.")
        return cls(np.conj(np.fft.rfft((C + opposite) / 2, axis=0)), b, float(real_number("y2", y2, least=0)), m, L)

    @property
    def K(self) -> int:
        """The number of gates, m L."""
        return self.m * self.L

    @property
    def n(self) -> int:
        """The number of inputs, L."""
        return self.L

    @cached_property
    def driven(self) -> GatedRegression:
        """The k = 0 block: m gates on n = L inputs with the features averaged over all shifts, <phi(T_s x)>_s.

        Weights that are the same field v (m, L) seen from every site predict what `driven` predicts with v, and move as
        those move with the time constant L tau in place of tau.
        """
        return GatedRegression.from_moments(self.symbol[0].real / self.L, self.b, self.y2, self.m, self.L)

    @cached_property
    def decaying(self) -> tuple[tuple[Array, Array], ...]:
        """Eigenvalues above rounding (r,) and eigenvectors (m L, r) of B_1, ..., B_(L // 2), which b does not drive."""
        unit = rounding_unit(self.K * self.L, max(float(np.linalg.norm(B)) for B in self.symbol))
        blocks = []
        for k, B in enumerate(self.symbol[1:], 1):
            values, vectors = eigh(B, driver="evd")
            if values[0] < -unit:
                raise ValueError(f"C must be positive semidefinite; block {k} has the eigenvalue {values[0]:.3g}.")
            keep = values > unit
            blocks.append((values[keep], vectors[:, keep]))
        return tuple(blocks)

    @property
    def eigenvalues(self) -> Array:
        """Of A, those above rounding, ascending, each as often as A has it."""
        found = [self.L * self.driven.spectrum.eigenvalues]
        for k, (values, _) in enumerate(self.decaying, 1):
            found += [values] * self._copies(k)
        return np.sort(np.concatenate(found))

    @cached_property
    def minimum_loss(self) -> float:
        """min_w <(yhat - y)^2> = y2 - b^T A^+ b, from the k = 0 block alone."""
        return float(self.driven.minimum_loss)

    @cached_property
    def minimum_norm_weights(self) -> Array:
        """K A^+ b, (K, n): each base gate's one field, shifted along with the gate."""
        return self.absolute(np.broadcast_to(self.driven.minimum_norm_weights.reshape(-1), (self.L, self.K)))

    @in_float_range("w")
    def loss(self, w: Any) -> float:
        """<(yhat - y)^2> at the weights w (K, n), without the half."""
        relative = self.relative(float_array("w", w, (self.K, self.n)))
        waves = np.fft.rfft(relative, axis=0)
        excess = sum(
            self._copies(k) * float(np.vdot(wave, self.symbol[k] @ wave).real) for k, wave in enumerate(waves[1:], 1)
        )
        return float(self.driven.loss(relative.mean(axis=0).reshape(self.m, self.L))) + excess / (self.K**2 * self.L)

    def relative(self, w: Array) -> Array:
        """Weights (..., K, n) counted from each gate's own site: (..., L, m L), [s, a L + u] = w[a L + s, s + u]."""
        L, sites = self.L, np.arange(self.L)
        moved = w.reshape(*w.shape[:-2], self.m, L, L)[..., sites[:, None], (sites[:, None] + sites) % L]
        return np.moveaxis(moved, -3, -2).reshape(*w.shape[:-2], L, self.m * L)

    def absolute(self, relative: Array) -> Array:
        """The inverse of `relative`: (..., L, m L) -> (..., K, n)."""
        L, sites = self.L, np.arange(self.L)
        moved = np.moveaxis(relative.reshape(*relative.shape[:-2], L, self.m, L), -2, -3)
        w = moved[..., sites[:, None], (sites - sites[:, None]) % L]
        return w.reshape(*relative.shape[:-2], self.K, L)

    def dense(self) -> GatedRegression:
        """The same problem with its whole A (K n, K n), 8 (m L^2)^2 bytes: for small rings, to compare with."""
        L, m, sites = self.L, self.m, np.arange(self.L)
        C = np.fft.irfft(np.conj(self.symbol), L, axis=0).reshape(L, m, L, m, L)
        s, i, t, j = np.ix_(sites, sites, sites, sites)
        A = C[(t - s) % L, :, (i - s) % L, :, (j - t) % L]  # (s, i, t, j, a, a')
        A = A.transpose(4, 0, 1, 5, 2, 3).reshape(m * L * L, m * L * L)
        b = self.absolute(np.broadcast_to(self.b, (L, m * L))).reshape(-1)
        return GatedRegression.from_moments(A, b, self.y2, self.K, L)

    def _copies(self, k: int) -> int:
        """How often block k counts: once for k = 0 and k = L / 2, twice (with L - k) otherwise."""
        return 1 if 2 * k % self.L == 0 else 2


def ring_flow(problem: RingRegression, w0: Any, t: Any, tau: float = 1.0) -> Array:
    """The weights at time t of tau dw/dt = (1/K) (b - A w / K), K = m L, started at w0: `gradient_flow`, block by block.

    The mean over shifts follows the driven block, e^(-lambda t / (K^2 tau)) towards its least-squares field; every other wave in
    s decays to its null part. Shapes: w0 (K, n); t a scalar (K, n) or (T,) -> (T, K, n), infinity included; real. Starts that
    are shifts of one field a base gate (w0 = 0 above all) stay so and need the driven block only.

    Raises ValueError and TypeError as `gradient_flow` does. Possible issues: those of `RingRegression`.

    Example:
    >>> import numpy as np
    >>> from theory import gdln
    >>> problem = gdln.ring_samples_problem(np.eye(3)[:1], [1.0], lambda x: x[:, :1] > 0)
    >>> w = gdln.ring_flow(problem, np.zeros((3, 3)), np.inf)
    >>> w.round(9).tolist()  # each gate reads the site that it sees
    [[3.0, 0.0, 0.0], [0.0, 3.0, 0.0], [0.0, 0.0, 3.0]]
    """
    if not isinstance(problem, RingRegression):
        raise TypeError(
            f"problem must be a RingRegression; got {type(problem).__name__}. For others use gradient_flow."
        )
    tau = float(real_number("tau", tau, above=0))
    w0 = float_array("w0", w0, (problem.K, problem.n))
    times = checked_times(t)
    steps, L = times.reshape(-1), problem.L
    start = problem.relative(w0)
    field = start.mean(axis=0) if np.any(start != start[0]) else start[0]
    moved = gradient_flow(problem.driven, field.reshape(problem.m, L), steps, L * tau)
    moved = moved.reshape(len(steps), 1, field.size)
    change = np.broadcast_to(moved - field, (len(steps), *start.shape))
    if np.any(start != start[0]):
        waves = np.fft.rfft(start, axis=0)
        decay = np.zeros((len(steps), *waves.shape), dtype=complex)
        for k, (values, vectors) in enumerate(problem.decaying, 1):
            with np.errstate(over="ignore"):
                rate = values / problem.K**2 / tau
            decay[:, k] = (np.expm1(-ages(steps, rate)) * (vectors.conj().T @ waves[k])) @ vectors.T
        change = change + np.fft.irfft(decay, L, axis=1)
    return (w0 + problem.absolute(change)).reshape(times.shape + w0.shape)
