"""Stochastic descent on fresh minibatches: exact moments of the weights, their stationary covariance."""

from .fourth_moments import FourthMoments
from .sgd_moments import derivation as sgd_moments_derivation
from .sgd_moments import sgd_moments
from .sgd_stationary import largest_mean_square_lr, small_step_covariance, stationary_covariance

__all__ = [
    "FourthMoments",
    "largest_mean_square_lr",
    "sgd_moments",
    "sgd_moments_derivation",
    "small_step_covariance",
    "stationary_covariance",
]
