"""An estimator with the interface of scikit-learn: gates and weights fitted together."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..validation import Array, check_weights, float_array
from .best_gates import BestGates
from .family import family_of
from .optimize import optimize

try:
    from sklearn.base import BaseEstimator, RegressorMixin  # type: ignore[import-untyped]
    from sklearn.utils.validation import (  # type: ignore[import-untyped]
        _check_sample_weight,
        check_is_fitted,
        validate_data,
    )
except ImportError:  # scikit-learn is optional

    class BaseEstimator:  # type: ignore[no-redef]
        """get_params and set_params, as scikit-learn defines them."""

        def get_params(self, deep: bool = True) -> dict[str, Any]:
            return {name: getattr(self, name) for name in PARAMETERS}

        def set_params(self, **params: Any) -> Any:
            for name, value in params.items():
                if name not in PARAMETERS:
                    raise ValueError(f"parameter {name!r} is not known; known: {', '.join(PARAMETERS)}.")
                setattr(self, name, value)
            return self

        def __repr__(self) -> str:
            return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in self.get_params().items())})"

    class RegressorMixin:  # type: ignore[no-redef]
        """score, as scikit-learn defines it."""

        def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
            """1 - <(y - yhat)^2> / <(y - <y>)^2>; where y is constant 1 for a perfect fit, else 0."""
            yhat = self.predict(X)  # type: ignore[attr-defined]
            y = float_array("y", y, (len(yhat),))
            p = None if sample_weight is None else float_array("sample_weight", sample_weight, (len(yhat),))
            off = float(np.average((y - yhat) ** 2, weights=p))
            spread = float(np.average((y - np.average(y, weights=p)) ** 2, weights=p))
            return 1 - off / spread if spread > 0 else float(off == 0)

    def validate_data(_estimator: Any, X: Any, y: Any = None, reset: bool = True, **_: Any) -> Any:
        """X (S, n) and y (S,) as finite floats; `n_features_in_` is set, or must be the same."""
        X = float_array("X", X, (None, None))
        if X.size == 0:
            raise ValueError(f"X must hold at least one sample and one feature; got shape {X.shape}.")
        if reset:
            _estimator.n_features_in_ = X.shape[1]
            return X, float_array("y", y, (len(X),))
        if X.shape[1] != _estimator.n_features_in_:
            raise ValueError(f"X must have {_estimator.n_features_in_} features as in fit; got {X.shape[1]}.")
        return X

    def _check_sample_weight(sample_weight: Any, X: Array, **_: Any) -> Array:
        return float_array("sample_weight", sample_weight, (len(X),))

    def check_is_fitted(estimator: Any) -> None:
        if not hasattr(estimator, "best_"):
            raise AttributeError(f"this {type(estimator).__name__} is not fitted yet; call fit with X and y first.")


PARAMETERS = ("K", "family", "method", "budget", "ridge", "min_points", "offset", "random_state")


class GatedRegressor(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """The regression yhat(x) = (1/K) sum_k g_k(x) w_k . x with the best gates that `theory.gates.optimize` finds.

    Parameters are those of `optimize`, with `random_state` for its `rng`; but "auto" is a local search where the family has
    one, of a time that can be foreseen: ask for "branch and bound" or "exhaustive" to have a certificate. After
    `fit(X, y, sample_weight=None)`: `best_` (the `BestGates`, with loss, bound, certificate), `coef_` (K, n) and
    `n_features_in_`. There is no intercept: add a column of ones. Gates of inputs not seen follow the family's documented
    rule, for "exclusive" and "table" that of the nearest input seen; samples of weight 0 are left out before the fit, so
    they have no say in it either.

    Works without scikit-learn too, and drops into its pipelines and grid searches where that is installed.

    Possible issues: distances, and so the gates of new inputs, depend on the scale of the features: standardize them.

    Example:
    >>> from theory.gates import GatedRegressor
    >>> fitted = GatedRegressor(K=2).fit([[1], [2], [3]], [1, 2, 9])
    >>> fitted.predict([[2], [3]]).round(9).tolist()
    [2.0, 9.0]
    """

    def __init__(
        self,
        K: int = 2,
        family: Any = "exclusive",
        method: str = "auto",
        budget: int | None = None,
        ridge: float = 0.0,
        min_points: int = 1,
        offset: bool = False,
        random_state: Any = None,
    ) -> None:
        self.K = K
        self.family = family
        self.method = method
        self.budget = budget
        self.ridge = ridge
        self.min_points = min_points
        self.offset = offset
        self.random_state = random_state

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> GatedRegressor:
        """Finds gates and weights for X (S, n), y (S,); raises ValueError or TypeError for bad data, scikit-learn's where it is."""
        X, y = self._validated(X, y, y_numeric=True)
        y = np.asarray(y, dtype=np.float64)
        if sample_weight is not None:
            sample_weight = _check_sample_weight(sample_weight, X, dtype=np.float64)
            check_weights("sample_weight", sample_weight)
            kept = sample_weight > 0
            X, y, sample_weight = X[kept], y[kept], sample_weight[kept]
        self.best_: BestGates = optimize(
            X,
            y,
            self.K,
            self.family,
            sample_weight=sample_weight,
            method=self._method(),
            budget=self.budget,
            ridge=self.ridge,
            min_points=self.min_points,
            offset=self.offset,
            rng=self._rng(),
        )
        self.coef_ = self.best_.weights
        return self

    def predict(self, X: Any) -> Array:
        """yhat (T,) at X (T, n)."""
        check_is_fitted(self)
        return self.best_.predict(self._validated(X, reset=False))

    def _validated(self, *data: Any, **options: Any) -> Any:
        """What scikit-learn makes of the data; its refusals in one line, their first sentence where that is complete."""
        try:
            return validate_data(self, *data, dtype=np.float64, **options)
        except ValueError as refused:
            first, _, rest = str(refused).partition("\n")
            if not rest:
                raise
            raise ValueError(first if first.endswith(".") else " ".join(str(refused).split())) from refused

    def _method(self) -> str:
        solvers = getattr(family_of(self.family), "solvers", {})
        return "local search" if self.method == "auto" and "local search" in solvers else self.method

    def _rng(self) -> Any:
        """`random_state` as `optimize` takes it: a `RandomState`, too, which scikit-learn hands around."""
        if isinstance(self.random_state, np.random.RandomState):
            return int(self.random_state.randint(2**31 - 1))
        return self.random_state
