"""Stochastic descent on fresh minibatches: exact moments of the weights, their stationary covariance.

fourth_moments         what the noise of SGD needs besides the second ones
sgd_moments            mean and covariance of the weights at any step
mean_square_stability  for which step sizes the covariance stays bounded
sgd_stationary         where the weights settle
"""

from .fourth_moments import FourthMoments
from .mean_square_stability import largest_mean_square_lr
from .sgd_moments import derivation as sgd_moments_derivation
from .sgd_moments import sgd_moments
from .sgd_stationary import small_step_covariance, stationary_covariance

__all__ = [
    "FourthMoments",
    "largest_mean_square_lr",
    "sgd_moments",
    "sgd_moments_derivation",
    "small_step_covariance",
    "stationary_covariance",
]
