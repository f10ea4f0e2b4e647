"""The object under both papers: least squares on gated features, reduced to its second moments."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from . import exact as rational
from .minimum import Features, Minimum, minimum_of_moments, refined_minimum
from .moments import accumulate, checked_samples, gated_features
from .possible_moments import refuse_asymmetric, refuse_impossible, refuse_indefinite
from .spectrum import Spectrum, spectrum
from .validation import Array, any_exact, binary_array, in_float_range, natural, real_array, real_number


@dataclass(frozen=True, eq=False)
class GatedRegression:
    """The prediction yhat = scale * sum_k g_k(x) w_k . x and everything second moments say of it.

    With the gated features x~ = g(x) (x) x (index k n + i), A = <x~ x~^T> (K n, K n), b = <x~ y> (K n,) and y2 = <y^2>,
    the loss whose gradient flows is 1/2 <(yhat - y)^2>; scale = 1/K in the note, Eq. (3), (11). A and b carry no scale.
    Build it with `from_samples`, `from_features` or `from_moments`. It stays exact where all of the input is exact
    (object arrays of `Fraction` or SymPy rationals, integers beside them).

    Possible issues: in floating point, moments square the condition number of the features. What lies below 4 P eps of
    the largest eigenvalue of a block counts as null, and its part of the fit is lost: features correlated to within
    1e-7, say. `minimum_loss` and `minimum_norm_weights` are corrected from the residuals of the samples. From moments alone,
    `minimum_loss` is y2 - b^T A^+ b with an error of the order of P eps y2 times the condition number of A;
    `minimum_loss_error` says what it is. Exact input has neither limit.

    Example:
    >>> from theory import GatedRegression
    >>> x, y, gates = [[1.0], [2.0], [1.0]], [1.0, 2.0, 5.0], [[1, 0], [1, 0], [0, 1]]
    >>> problem = GatedRegression.from_samples(x, y, gates)
    >>> problem.minimum_norm_weights.round(9).tolist()  # K A^+ b
    [[2.0], [10.0]]
    >>> round(float(problem.loss([[2.0], [0.0]])), 9)  # the third sample is off by 5
    8.333333333
    """

    A: Array
    b: Array
    y2: Any
    K: int
    n: int
    scale: Any

    @classmethod
    def from_samples(cls, x: Any, y: Any, gates: Any, sample_weight: Any = None) -> GatedRegression:
        """From inputs x (S, n), targets y (S,), gates (S, K) in {0, 1}, and optional weights (S,), a finite support.

        Reads the samples in pieces: the memory beyond the input is that of A and one piece (32 MiB), and of a copy where x is not
        float64 row by row.
        Raises ValueError or TypeError for empty data, other shapes, NaN, gates that are not 0 or 1, weights that are
        negative or sum to 0, moments that overflow.
        """
        exact = any_exact(x=x, y=y, sample_weight=sample_weight)
        x, y, weight = checked_samples(x, y, sample_weight, exact)
        gates = binary_array("gates", gates, (len(y), None))
        n, K = natural("the number of columns of x", x.shape[1]), natural("the number of gates", gates.shape[1])

        def features(piece: slice) -> Array:
            return gated_features(x[piece], gates[piece].astype(np.int64) if exact else gates[piece])

        scale = Fraction(1, K) if exact else 1.0 / K
        return cls._from(features, y, weight, K, n, scale, exact)

    @classmethod
    def from_features(cls, features: Any, y: Any, scale: Any = 1, sample_weight: Any = None) -> GatedRegression:
        """From any features (S, P): masked inputs a * x, or soft gates in [0, 1]. The weights have shape (1, P).

        The prediction is scale * features . w, scale not 0: scale = 1/K with the features g(x) (x) x is `from_samples`.
        """
        scale = real_number("scale", scale)
        if not 1e-150 < abs(scale) < 1e150:  # its square sets all rates
            raise ValueError(f"scale must not be 0 and its square a float; got {scale!r}. Rescale the features.")
        exact = any_exact(features=features, y=y, sample_weight=sample_weight)
        if exact and isinstance(scale, float):
            raise TypeError(f"scale is floating point beside exact rationals; got {scale!r}, pass a Fraction.")
        features, y, weight = checked_samples(features, y, sample_weight, exact, "features")
        P = natural("the number of columns of features", features.shape[1])
        return cls._from(lambda piece: features[piece], y, weight, 1, P, scale if exact else float(scale), exact)

    @classmethod
    @in_float_range("A, b, y2")
    def from_moments(cls, A: Any, b: Any, y2: Any, K: int, n: int) -> GatedRegression:
        """From A = <x~ x~^T> (K n, K n), b = <x~ y> (K n,) and y2 = <y^2>, without a 1/K in any of them.

        Raises ValueError unless A is symmetric and positive semidefinite with b in its range, to within rounding. That
        y2 is at least b^T A^+ b is asked where y2 first matters, in `minimum_loss`: the flow does not depend on it.
        """
        K, n = natural("K", K), natural("n", n)
        exact = any_exact(A=A, b=b)
        A, b = real_array("A", A, (K * n, K * n), exact), real_array("b", b, (K * n,), exact)
        y2 = real_number("y2", y2, least=0)
        if exact and isinstance(y2, float):
            raise TypeError(f"y2 is floating point beside exact rationals; got {y2!r}, pass a Fraction.")
        refuse_asymmetric("A", A, exact)
        A = A + A.T
        A /= 2
        problem = cls._checked(A, b.copy(), y2 if exact else float(y2), K, n, Fraction(1, K) if exact else 1.0 / K)
        if exact:
            refuse_indefinite("A", A)
            _ = problem.minimum_norm_weights  # refuses a b outside the range
        else:
            refuse_impossible(problem.spectrum, A, b, problem.y2, problem.minimum_norm_weights.ravel() * problem.scale)
        return problem

    @classmethod
    def _from(
        cls, features: Features, y: Array, weight: Array | None, K: int, n: int, scale: Any, exact: bool
    ) -> GatedRegression:
        problem = cls._checked(*accumulate(len(y), K * n, features, y, weight, exact), K, n, scale)
        if not exact:
            problem._refine(features, y, weight)
        return problem

    @classmethod
    def _checked(cls, A: Array, b: Array, y2: Any, K: int, n: int, scale: Any) -> GatedRegression:
        if A.dtype.kind == "f" and not (np.all(np.isfinite(A)) and np.all(np.isfinite(b)) and np.isfinite(y2)):
            raise ValueError("the second moments must be finite; got an overflow. Rescale x and y.")
        return cls(_frozen(A), _frozen(b), y2, K, n, scale)  # both are this problem's own

    @property
    def exact(self) -> bool:
        """Whether the moments are exact rationals."""
        return self.A.dtype.kind == "O"

    @cached_property
    def spectrum(self) -> Spectrum:
        """The eigenmodes of A in floating point, computed once for all times and steps."""
        return spectrum(self.as_float().A if self.exact else self.A)

    @cached_property
    @in_float_range("x, y")
    def minimum_norm_weights(self) -> Array:
        """The minimizer of least norm, A^+ b / scale = K A^+ b, shape (K, n) (the note, Eq. (12), with its K)."""
        if self.exact:
            w = rational.minimum_norm_solution(self.A, self.b)
            if w is None:
                raise ValueError("b must lie in the range of A; it does not. Check that A and b share their samples.")
            return _frozen((w / self.scale).reshape(self.K, self.n))
        return _frozen(self._minimum.weights.reshape(self.K, self.n))

    @cached_property
    @in_float_range("x, y")
    def minimum_loss(self) -> Any:
        """min_w <(yhat - y)^2> = y2 - b^T A^+ b, without the half (the note, Eq. (12) to (14))."""
        loss, error = self._minimum.loss, self.minimum_loss_error
        if loss < -error:
            raise ValueError(f"y2 must be at least b^T A^+ b = {float(self.y2 - loss):.6g}; got {float(self.y2):.6g}.")
        return max(loss, 0 * self.y2)

    @property
    def minimum_loss_error(self) -> Any:
        """What rounding can take `minimum_loss` off by, over the modes that are kept; 0 for an exact problem."""
        return self._minimum.error

    @cached_property
    def _minimum(self) -> Minimum:
        if self.exact:
            w = self.minimum_norm_weights.ravel()
            return Minimum(w, self.y2 - rational.fraction_dot(self.b, w * self.scale), Fraction(0))
        return minimum_of_moments(self.spectrum, self.b, self.y2, self.scale)

    def _refine(self, features: Features, y: Array, weight: Array | None) -> None:
        """Put what the samples say of the minimum in place of what the moments would."""
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            rough = minimum_of_moments(self.spectrum, self.b, self.y2, self.scale)
            found = refined_minimum(rough, self.spectrum, self.A, self.y2, self.scale, features, y, weight)
        if found:
            vars(self)["_minimum"] = found

    @in_float_range("w")
    def loss(self, w: Any) -> Any:
        """<(yhat - y)^2> at the weights w (K, n), without the half: the minimum plus an excess that does not cancel."""
        w = self.weights("w", w)
        gap = (w - self.minimum_norm_weights).ravel() * self.scale
        if gap.dtype.kind == "O" and self.exact:
            return self.minimum_loss + rational.fraction_dot(gap, self.A @ gap)
        gap = gap.astype(np.float64)
        excess = sum(
            float(np.sum(block.eigenvalues * block.to_modes(gap[block.index]) ** 2)) for block in self.spectrum.blocks
        )
        return float(self.minimum_loss) + excess

    def weights(self, argument: str, w: Any) -> Array:
        """`w` validated as weights of this problem, shape (K, n)."""
        return real_array(argument, w, (self.K, self.n))

    def as_float(self) -> GatedRegression:
        """The same problem in floating point. Raises ValueError where it leaves the range of floats."""
        try:
            A, b, y2 = self.A.astype(np.float64), self.b.astype(np.float64), float(self.y2)
        except OverflowError as beyond:
            raise ValueError("the second moments must be in the range of floats here. Rescale x and y.") from beyond
        return GatedRegression(_frozen(A), _frozen(b), y2, self.K, self.n, float(self.scale))


def check_problem(problem: Any) -> GatedRegression:
    """`problem` if it is one, else a TypeError that says how to make one."""
    if not isinstance(problem, GatedRegression):
        raise TypeError(f"problem must be a GatedRegression; got {type(problem).__name__}. Make one by from_samples.")
    return problem


def _frozen(array: Array) -> Array:
    array.setflags(write=False)
    return array
