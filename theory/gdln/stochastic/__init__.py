"""Stochastic descent on fresh minibatches: exact moments of the weights, their stationary covariance.

fourth_moments  what the noise of SGD needs besides the second ones
sgd_moments     mean and covariance of the weights at any step
sgd_stationary  where the weights settle, and for which step sizes
"""

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
